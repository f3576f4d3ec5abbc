"""The plan's promises, for any small world."""

from copy import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.ledger import FORGET_AFTER, Key, Ledger, Record
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import NOBODY, Item, Reason, fold
from custom_components.plex_label_sync.core.plan import Change, Plan
from custom_components.plex_label_sync.core.queue import queue
from custom_components.plex_label_sync.core.removal import Left, RemovedMode
from custom_components.plex_label_sync.core.sources import is_below
from tests.core.apply import World, applied, keys_of, write
from tests.core.reference import copies, kept, left, people, title_of, wanted
from tests.core.strategies import SOURCES, clear_worlds, worlds


def _untouchable(world: World) -> set[Key]:
    """Give the keys of labels that were not read, or are on items that are to be left alone."""
    sections = {item.rating_key: item.section for item in world.items}
    return {
        (rating_key, label)
        for rating_key, label in world.owned() | wanted(world).keys()
        if _is_left_alone(world, rating_key) or (sections[rating_key], label) in world.unread
    }


def _is_left_alone(world: World, rating_key: int) -> bool:
    sections = {item.rating_key: item.section for item in world.items}
    return rating_key in world.ignored or sections[rating_key] in world.unsafe


def _copies(world: World, item: Item) -> list[Item]:
    """Give an item and the copies of its title, but for those that are to be left alone."""
    keys = {item.rating_key, *title_of(item, world.items)}
    return [
        copy
        for copy in world.items
        if copy.rating_key in keys and not _is_left_alone(world, copy.rating_key)
    ]


def _people_behind(world: World, item: Item) -> frozenset[Reason]:
    """Give the wishes that are recorded for our labels that the copies of a title carry."""
    return frozenset[Reason]().union(
        *(
            people(record.because)
            for copy in _copies(world, item)
            for label, record in world.ledger.of(copy).items()
            if (copy.rating_key, label) in world.carried
            and (copy.section, label) not in world.unread
        )
    )


def _is_decided(world: World, item: Item) -> bool:
    """Whether one of our labels on the copies of a title stays for now, as the user has it."""
    keys = {copy.rating_key for copy in _copies(world, item)}
    return any(
        key in keys and answer is not Answer.GO for (key, _), answer in world.decisions.items()
    )


def _is_unsure(world: World, record: Record) -> bool:
    """Whether an unknown source may want a label, or what takes its place could not be read."""
    silent = any(is_below(why.source, world.unknown) for why in record.because)
    return silent or bool(world.unread) or (not record.because and bool(world.unknown))


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
    missing = wanted(world).keys() - world.carried.keys() - _untouchable(world)
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
    before = replace(world, ledger=Ledger().with_records(fresh))
    empty = applied(replace(before, carried={}))
    later = applied(replace(empty, carried={}, now=world.now + FORGET_AFTER - 1))
    assert before.owned() <= empty.owned() & later.owned()


@given(worlds)
def test_no_label_is_removed_while_a_source_of_it_is_unknown(world: World) -> None:
    """Whoever else ended."""
    for change in world.plan().removals:
        because = world.ledger.of(change.item)[fold(change.label)].because
        assert not any(is_below(why.source, world.unknown) for why in because)


@given(worlds)
def test_nothing_is_removed_while_all_sources_are_unknown(world: World) -> None:
    """Not even a label without a reason; one that says that nobody wants a title may go."""
    silent = replace(world, unknown=frozenset(SOURCES))
    assert all(change.because == {NOBODY} for change in silent.plan().removals)


def _is_marked(world: World, item: Item) -> bool:
    """Whether it is claimed or recorded already that nobody wants a title."""
    records = [record for copy in _copies(world, item) for record in _records(world, copy)]
    titles = [claim.title for claim in world.claims if claim.reason == NOBODY]
    return any(NOBODY in record.because for record in records) or any(
        item.rating_key in copies(title, world.items) for title in titles
    )


def _records(world: World, item: Item) -> list[Record]:
    return list(world.ledger.of(item).values())


@given(worlds)
def test_a_label_that_says_that_nobody_wants_a_title_never_comes_of_silence(world: World) -> None:
    """Whoever wanted it must say that it is no more."""
    for change in world.plan().additions:
        marked = _is_marked(world, change.item)
        if NOBODY in change.because and not marked:
            behind = _people_behind(world, change.item)
            assert behind
            assert not any(is_below(why.source, world.unknown) for why in behind)


@given(worlds)
def test_a_label_goes_only_once_the_one_that_takes_its_place_is_there(world: World) -> None:
    """Whatever could not be read: at no moment a title lacks both."""
    plan, wanting = world.plan(), wanted(world)
    added = write(world, plan, plan.additions)
    for change in plan.removals:
        for key, because in wanting.items():
            if key[0] == change.item.rating_key and because & change.because:
                assert key in added.carried


@given(worlds)
def test_people_s_labels_make_way_only_for_the_one_that_says_so(world: World) -> None:
    """Or for another person's."""
    world = replace(world, mode=RemovedMode.SPECIAL)
    plan, wanting = world.plan(), wanted(world)
    added = write(world, plan, plan.additions)
    for change in plan.removals:
        keys = {copy.rating_key for copy in _copies(world, change.item)}
        wished = any(key[0] in keys and people(because) for key, because in wanting.items())
        behind = _people_behind(world, change.item)
        unsure = any(is_below(why.source, world.unknown) for why in behind)
        unsure |= _is_decided(world, change.item) or not change.item.guids
        if behind & change.because and not unsure and not wished:
            label = fold(world.removed_label)
            unread = (change.item.section, label) in world.unread
            assert unread or (change.item.rating_key, label) in added.carried


@given(worlds)
def test_a_removal_is_a_move_only_when_another_label_takes_its_place(world: World) -> None:
    """One for the same reason, wanted or kept, or for a person who wants what nobody wanted."""
    plan, after = world.plan(), applied(world)
    for change in plan.removals:
        if change.moved:
            sharing = {
                (change.item.rating_key, label)
                for label, record in after.ledger.of(change.item).items()
                if record.because & change.because
            }
            assert (_successors(world, change) | sharing) & after.carried.keys()


def _successors(world: World, change: Change) -> set[Key]:
    """Give the labels of an item that may take another's place."""
    rating_key, label = change.key
    words = {fold(word) for why in change.because if (word := world.worded(why))}
    words |= {
        other
        for (key, other), because in wanted(world).items()
        if key == rating_key
        and (because & change.because or (NOBODY in change.because and people(because)))
    }
    return {(rating_key, word) for word in words - {label}}


@given(worlds)
def test_what_was_asked_or_kept_is_not_removed_unless_another_label_takes_its_place(
    world: World,
) -> None:
    """What goes because the user said so is told."""
    plan = world.plan()
    for change in plan.removals:
        answer = world.decisions.get(change.key)
        assert change.moved or change.approved is (answer is Answer.GO)
        assert change.moved or answer in {None, Answer.GO}
    for change in plan.held:
        assert world.decisions[change.key] in {Answer.ASKED, Answer.KEEP}
        assert change.key in world.owned() & world.carried.keys()


@given(worlds)
def test_settled_is_what_was_decided_about_a_label_that_is_wanted_again(world: World) -> None:
    """Or of which it is claimed that nobody wants the title."""
    settled, marks = set(world.plan().settled), world.mode is RemovedMode.SPECIAL
    assert settled <= world.decisions.keys()
    assert wanted(world).keys() & world.decisions.keys() - _untouchable(world) <= settled
    for key in settled - wanted(world).keys():
        assert marks
        assert key[1] == fold(world.removed_label)


@given(worlds)
def test_what_stays_though_its_reasons_ended_is_told_apart(world: World) -> None:
    """By its record alone, and only where the user chose so in the options."""
    after, wanting = applied(world), wanted(world)
    held = set(keys_of(world.plan().held))
    for item in world.items:
        for label, record in after.ledger.of(item).items():
            key = (item.rating_key, label)
            if key in held or key not in after.carried:
                continue
            if key not in _untouchable(after) and not _is_unsure(after, record):
                ended = key not in wanting and NOBODY not in record.because
                assert record.ended is ended
                assert not ended or world.mode is RemovedMode.KEEP


@given(worlds)
def test_unread_labels_and_ignored_items_are_left_alone(world: World) -> None:
    """In Plex and in the ledger."""
    plan = world.plan()
    restated = [(item.rating_key, fold(record.label)) for item, record in plan.restated]
    forgotten = set(plan.forgotten) & world.owned()
    touched = {*keys_of(plan.additions), *keys_of(plan.removals), *restated, *forgotten}
    assert not touched & _untouchable(world)


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
        if claim.waits
        and claim.reason.subject in world.wording
        and not copies(claim.title, world.items)
    ]


@given(worlds)
def test_a_plan_is_in_order(world: World) -> None:
    """By rising rating key, then by label, without repeats."""
    plan = world.plan()
    restated = [(item.rating_key, fold(record.label)) for item, record in plan.restated]
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
        ledger=Ledger().with_records(data.draw(st.permutations(list(world.ledger)))),
    )
    plan, other = world.plan(), shuffled.plan()
    assert replace(other, waiting=(), left=Left()) == replace(plan, waiting=(), left=Left())
    assert queue(other.waiting) == queue(plan.waiting)
    assert other.left.new == plan.left.new
    assert set(other.left.over) == set(plan.left.over)
