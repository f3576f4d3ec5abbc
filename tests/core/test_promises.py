"""The plan's promises, for any small world."""

from dataclasses import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.claims import is_below
from custom_components.plex_label_sync.core.ledger import Key, Ledger, Record
from custom_components.plex_label_sync.core.model import NOBODY, Item, Reason, ReasonKind, fold
from custom_components.plex_label_sync.core.plan import Plan
from custom_components.plex_label_sync.core.queue import queue
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.core.apply import World, applied, keys_of, write
from tests.core.reference import copies, kept, left, wanted
from tests.core.strategies import SOURCES, clear_worlds, worlds


def _untouchable(world: World) -> set[Key]:
    """Give the keys of labels that were not read, or are on items that are to be left alone."""
    sections = {item.rating_key: item.section for item in world.items}
    return {
        (rating_key, label)
        for rating_key, label in world.owned() | wanted(world).keys()
        if rating_key in world.ignored or (sections[rating_key], label) in world.unread
    }


def _people_behind(world: World, item: Item) -> frozenset[Reason]:
    """Give the wishes that are recorded for those of our labels that an item carries."""
    return frozenset(
        why
        for label, record in world.ledger.of(item).items()
        if (item.rating_key, label) in world.carried and (item.section, label) not in world.unread
        for why in record.because
        if why.kind is ReasonKind.USER
    )


def _is_unsure(world: World, record: Record) -> bool:
    """Whether an unknown source may want a label, or what takes its place could not be read."""
    silent = any(is_below(why.source, world.unknown) for why in record.because)
    return silent or bool(world.unread) or (not record.because and bool(world.unknown))


@given(worlds)
def test_a_second_run_without_change_has_nothing_to_do(world: World) -> None:
    """Neither in Plex nor in the ledger."""
    after = applied(world)
    plan = after.plan()
    assert plan == Plan(
        unchanged=plan.unchanged, skipped=world.plan().skipped, waiting=world.plan().waiting
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
def test_after_a_run_that_could_read_all_every_record_is_of_a_label_that_is_there(
    world: World,
) -> None:
    """Whatever was lost is forgotten, or a label put there by hand would later be taken for it."""
    after = applied(world)
    assert after.owned() <= after.carried.keys()
    assert len(after.ledger) == len(after.owned())


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


@given(worlds)
def test_a_label_that_says_that_nobody_wants_a_title_never_comes_of_silence(world: World) -> None:
    """Whoever wanted it must say that it is no more."""
    for change in world.plan().additions:
        records = world.ledger.of(change.item)
        marked = any(NOBODY in record.because for record in records.values())
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
        wished = any(
            why.kind is ReasonKind.USER
            for key, because in wanting.items()
            if key[0] == change.item.rating_key
            for why in because
        )
        behind = _people_behind(world, change.item)
        unsure = any(is_below(why.source, world.unknown) for why in behind)
        if behind & change.because and not unsure and not wished:
            assert (change.item.rating_key, fold(world.removed_label)) in added.carried


@given(worlds)
def test_what_stays_though_its_reasons_ended_is_told_apart(world: World) -> None:
    """By its record alone, and only where the user chose so."""
    after, wanting = applied(world), wanted(world)
    for item in world.items:
        for label, record in after.ledger.of(item).items():
            key = (item.rating_key, label)
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
    for rating_key, _ in world.plan().forgotten:
        section = world.ledger.entries[rating_key].item.section
        assert rating_key in listed or section in world.sections


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
    for each in (keys_of(plan.additions), keys_of(plan.removals), restated, list(plan.forgotten)):
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
    assert replace(other, waiting=()) == replace(plan, waiting=())
    assert queue(other.waiting) == queue(plan.waiting)
