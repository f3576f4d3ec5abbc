"""What the plan promises of labels whose reasons have ended, for any small world."""

from copy import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.ledger import Key, Record
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import NOBODY, Item, Reason, fold_label
from custom_components.plex_label_sync.core.plan import Change
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.core.sources import is_below
from tests.core.apply import World, applied, keys_of, write
from tests.core.reference import copies, is_left_alone, people, title_of, untouchable, wanted
from tests.core.strategies import SOURCES, worlds


def _copies(world: World, item: Item) -> list[Item]:
    """Give an item and the copies of its title, but for those that are to be left alone."""
    keys = {item.rating_key, *title_of(item, world.items)}
    return [
        copy
        for copy in world.items
        if copy.rating_key in keys and not is_left_alone(world, copy.rating_key)
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
def test_no_label_is_removed_while_a_source_of_it_is_unknown(world: World) -> None:
    """Whoever else ended."""
    for change in world.plan().removals:
        because = world.ledger.of(change.item)[fold_label(change.label)].because
        assert not any(is_below(why.source, world.unknown) for why in because)


@given(worlds)
def test_nothing_is_removed_while_all_sources_are_unknown(world: World) -> None:
    """Not even a label without a reason; one that says that nobody wants a title may go."""
    silent = replace(world, unknown=frozenset(SOURCES))
    assert all(change.because == {NOBODY} for change in silent.plan().removals)


@given(worlds, st.frozensets(st.sampled_from(("1", "2", NOBODY.subject)), min_size=1))
def test_what_is_labelled_for_a_disputed_reason_stays_as_it_is(
    world: World, disputed: frozenset[str]
) -> None:
    """Whatever else ends: it neither goes, nor moves, nor comes to stand for anything else."""
    world = replace(world, disputed=disputed)
    plan, after = world.plan(), applied(world)
    for change in plan.removals:
        assert not any(why.subject in disputed for why in change.because)
    for item in world.items:
        for label, record in world.ledger.of(item).items():
            held = {why for why in record.because if why.subject in disputed}
            if held and (item.rating_key, label) in world.carried:
                assert (item.rating_key, label) in after.carried
                assert held <= after.ledger.of(item)[label].because
    for change in plan.additions:
        assert change.ended or any(why.subject not in disputed for why in change.because)


@given(worlds, st.frozensets(st.sampled_from(("1", "2", NOBODY.subject)), min_size=1))
def test_a_second_run_has_nothing_to_do_while_reasons_are_disputed(
    world: World, disputed: frozenset[str]
) -> None:
    """Neither in Plex nor in the ledger."""
    after = applied(replace(world, disputed=disputed))
    assert not after.plan().changes()
    assert applied(after) == after


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
            label = fold_label(world.removed_label)
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
    words = {fold_label(word) for why in change.because if (word := world.worded(why))}
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
    """Or of which it is claimed that nobody wants the title, or that the options keep anyway."""
    settled = set(world.plan().settled)
    assert settled <= world.decisions.keys()
    assert wanted(world).keys() & world.decisions.keys() - untouchable(world) <= settled
    for key in settled - wanted(world).keys():
        if world.mode is RemovedMode.KEEP:
            assert world.decisions[key] is not Answer.KEEP
        else:
            assert world.mode is RemovedMode.SPECIAL
            assert key[1] == fold_label(world.removed_label)


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
            if key not in untouchable(after) and not _is_unsure(after, record):
                ended = key not in wanting and NOBODY not in record.because
                assert record.ended is ended
                assert not ended or world.mode is RemovedMode.KEEP
