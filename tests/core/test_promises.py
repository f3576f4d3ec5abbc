"""The plan's promises, for any small world."""

from copy import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.ledger import FORGET_AFTER, Ledger
from custom_components.plex_label_sync.core.model import NOBODY, fold_label
from custom_components.plex_label_sync.core.plan import Plan
from custom_components.plex_label_sync.core.queue import queue
from custom_components.plex_label_sync.core.removal import TitlesLeft
from tests.core.apply import World, applied, keys_of
from tests.core.records import with_records
from tests.core.reference import kept, left, meant, untouchable, wanted
from tests.core.strategies import clear_worlds, worlds


@given(worlds)
def test_a_second_run_without_change_has_nothing_to_do(world: World) -> None:
    """Neither in Plex nor in the ledger; what the user was asked about stays as it is."""
    after = applied(world)
    plan = after.plan()
    assert replace(plan, held=()) == Plan(
        unchanged=plan.unchanged,
        skipped=world.plan().skipped,
        skipped_keys=world.plan().skipped_keys,
        waiting=world.plan().waiting,
        conflicts=world.plan().conflicts,
    )
    assert applied(after) == after


@given(clear_worlds)
def test_a_run_that_could_read_all_leaves_what_is_wanted_and_what_is_not_ours(
    world: World,
) -> None:
    """The whole of it, in one line."""
    here = {item.rating_key for item in world.items}
    before = {key for key in world.carried if key[0] in here}
    after = {key for key in applied(world).carried if key[0] in here}
    assert after == (before - world.owned()) | wanted(world).keys() | left(world) | kept(world)


@given(worlds)
def test_exactly_the_items_that_match_a_claim_get_its_label(world: World) -> None:
    """Unless it is there, or nobody knows, or they are to be left alone.

    All else that is added stands for labels whose reasons ended.
    """
    additions = {change.key: change for change in world.plan().additions}
    missing = wanted(world).keys() - world.carried.keys() - untouchable(world)
    assert missing <= additions.keys()
    others = [additions[key] for key in additions.keys() - missing]
    assert all(change.ended or NOBODY in change.because for change in others)


@given(clear_worlds)
def test_an_added_label_has_the_reasons_of_all_who_want_it(world: World) -> None:
    """And no others."""
    expected = wanted(world)
    for change in world.plan().additions:
        assert change.ended is (change.key not in expected.keys() | left(world))
        if not change.ended:
            assert change.because - {NOBODY} == expected.get(change.key, frozenset())
            assert (NOBODY in change.because) is (change.key in left(world))


@given(worlds)
def test_nothing_is_removed_that_the_ledger_does_not_own(world: World) -> None:
    """Nor that a claim wants."""
    removed = set(keys_of(world.plan().removals))
    assert removed <= world.owned() & world.carried.keys()
    assert not removed & wanted(world).keys()


@given(worlds)
def test_whatever_a_run_adds_is_owned_after_it(world: World) -> None:
    """Or it could never be removed again."""
    after = applied(world)
    assert set(keys_of(world.plan().additions)) <= after.owned() & after.carried.keys()


@given(worlds)
def test_what_a_run_keeps_of_ours_stays_ours(world: World) -> None:
    """A label that we wrote is never forgotten while it is there."""
    after = applied(world)
    assert world.owned() & after.carried.keys() <= after.owned()


@given(clear_worlds)
def test_after_two_runs_a_day_apart_every_record_is_of_a_label_that_is_there(
    world: World,
) -> None:
    """Whatever was lost is forgotten, or a label put there by hand would later be taken for it."""
    after = applied(world)
    later = applied(replace(after, now=after.now + FORGET_AFTER))
    assert later.owned() <= later.carried.keys()


@given(worlds)
def test_a_label_is_forgotten_only_when_it_is_missed_again_a_day_later(world: World) -> None:
    """By a full listing; some items alone show of no label that it is gone for good."""
    ours = {
        (item.rating_key, label): record
        for item in world.items
        for label, record in world.ledger.of(item).items()
    }
    for key in set(world.plan().forgotten) & ours.keys():
        since = ours[key].missing_since
        assert since is not None
        assert world.now - since >= FORGET_AFTER
        assert key not in world.carried
    assert not set(world.plan(listed=False).forgotten) & ours.keys()


@given(worlds)
def test_a_listing_without_items_or_labels_forgets_nothing_within_a_day(world: World) -> None:
    """A library may be empty for a moment."""
    assert replace(world, items=()).plan().forgotten == ()
    fresh = [(item, replace(record, missing_since=None)) for item, record in world.ledger]
    before = replace(world, ledger=with_records(Ledger(), fresh))
    empty = applied(replace(before, carried={}))
    later = applied(replace(empty, carried={}, now=world.now + FORGET_AFTER - 1))
    assert before.owned() <= empty.owned() & later.owned()


@given(worlds)
def test_unread_labels_and_ignored_items_are_left_alone(world: World) -> None:
    """In Plex and in the ledger."""
    plan = world.plan()
    restated = [(item.rating_key, fold_label(record.label)) for item, record in plan.restated]
    forgotten = set(plan.forgotten) & world.owned()
    touched = {*keys_of(plan.additions), *keys_of(plan.removals), *restated, *forgotten}
    assert not touched & untouchable(world)


@given(worlds)
def test_what_was_not_listed_is_not_forgotten(world: World) -> None:
    """An item that was not read may be there all the same."""
    listed = {item.rating_key for item in world.items}
    assert {rating_key for rating_key, _ in world.plan().forgotten} <= listed


@given(worlds)
def test_a_claim_waits_when_it_may_and_matches_nothing(world: World) -> None:
    """And its reason has a label."""
    assert list(world.plan().waiting) == [
        claim
        for claim in world.claims
        if claim.waits and claim.reason.subject in world.wording and not meant(claim, world.items)
    ]


@given(worlds)
def test_a_plan_is_in_order(world: World) -> None:
    """By rising rating key, then by label, without repeats."""
    plan = world.plan()
    restated = [(item.rating_key, fold_label(record.label)) for item, record in plan.restated]
    changes = map(keys_of, (plan.additions, plan.removals, plan.held))
    for each in (*changes, restated, list(plan.forgotten), list(plan.settled)):
        assert each == sorted(set(each))


@given(st.data(), worlds)
def test_the_order_of_everything_read_does_not_matter(data: st.DataObject, world: World) -> None:
    """Claims, items, users and the ledger come as they come."""
    shuffled = replace(
        world,
        claims=tuple(data.draw(st.permutations(world.claims))),
        items=tuple(data.draw(st.permutations(world.items))),
        wording=dict(data.draw(st.permutations(list(world.wording.items())))),
        carried=dict(data.draw(st.permutations(list(world.carried.items())))),
        ledger=with_records(Ledger(), data.draw(st.permutations(list(world.ledger)))),
    )
    plan, other = world.plan(), shuffled.plan()
    bare, other_bare = (
        replace(one, waiting=(), left=TitlesLeft(), conflicts=()) for one in (plan, other)
    )
    assert other_bare == bare
    assert set(other.conflicts) == set(plan.conflicts)
    assert queue(other.waiting) == queue(plan.waiting)
    assert other.left.new == plan.left.new
    assert set(other.left.over) == set(plan.left.over)
