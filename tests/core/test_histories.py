"""What holds over several runs: after one that died, with silent sources, and among busy hands.

What was decided holds in any of them, and what was written late is ours.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from dataclasses import dataclass
from typing import Any

from hypothesis import assume, given, strategies as st

from custom_components.plex_label_sync.core.ledger import FORGET_AFTER, Key
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import Claim, Reading, Source, fold_label
from custom_components.plex_label_sync.core.plan import Plan, held_back
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.core.sources import is_below, unknown_sources
from tests.core.apply import (
    World,
    applied,
    drop,
    keys_of,
    put,
    record_ahead,
    take_back,
    take_off,
    write,
)
from tests.core.build import ANN, FRIEND, OWN, a_film, film, wish
from tests.core.reference import wanted
from tests.core.strategies import NOW, RATING_KEYS, keys, worlds

HEAT = film(1, "tmdb://949")
WANTED = a_film("tmdb://949")


@given(st.data(), worlds)
def test_a_run_that_died_halfway_is_made_good_by_the_next(
    data: st.DataObject, world: World
) -> None:
    """In whatever order it wrote, and whether it recorded what it did or not.

    But for a label that is kept though it ended, and that stood for reasons which have different
    labels now: it may stay one label, because nothing but its record says that it is to be two.
    """
    assume(world.mode is not RemovedMode.KEEP or not _parts(world))
    plan = world.plan()
    halfway, whole = applied(_halfway(data, world, plan)), applied(world)
    assert halfway.carried.keys() == whole.carried.keys()
    assert halfway.owned() & halfway.carried.keys() == whole.owned() & whole.carried.keys()


def _parts(world: World) -> bool:
    """Whether a label of ours stands for reasons that have different labels now."""
    return any(len(set(map(world.worded, record.because))) > 1 for _, record in world.ledger)


def _halfway(data: st.DataObject, world: World, plan: Plan) -> World:
    """Give the world after some writes, some of them recorded.

    Nothing is removed before all is added. An addition that Plex refused is recorded as it was
    before, or not at all, and its item keeps what was to be removed.
    """
    additions = data.draw(st.permutations(plan.additions))
    done = data.draw(st.integers(0, len(additions)))
    written = write(record_ahead(world, plan), plan, additions[:done])
    if done < len(additions) and data.draw(st.booleans()):
        return written
    refused = {change.item.rating_key for change in additions[done:]}
    allowed = [change for change in plan.removals if change.item.rating_key not in refused]
    removed = data.draw(st.lists(st.sampled_from(allowed), unique=True)) if allowed else []
    recorded = [change for change in removed if data.draw(st.booleans())]
    dropped = [change for change in additions[done:] if data.draw(st.booleans())]
    return take_back(drop(write(written, plan, removed), recorded), world, dropped)


@dataclass(frozen=True)
class _Run:
    """What a run finds: what each source says, and what happened since the run before."""

    says: Mapping[Source, str]
    label: str
    forgets: bool
    taken_off: bool

    def readings(self) -> tuple[Reading, ...]:
        """Give the readings of all sources that are not gone."""
        return tuple(_reading(source, says) for source, says in self.says.items() if says != "gone")


def _reading(source: Source, says: str) -> Reading:
    claims: dict[str, tuple[Claim, ...] | None] = {
        "wants": (wish(WANTED, ANN, source),),
        "wants none": (),
        "silent": None,
    }
    return Reading(source, source, claims[says])


def _standing(
    before: Mapping[Source, tuple[Claim, ...]], readings: Iterable[Reading]
) -> dict[Source, tuple[Claim, ...]]:
    """Give what each source says, or said last when it is silent; who is gone says nothing."""
    silent = unknown_sources(readings)
    said = {reading.source: reading.claims for reading in readings if reading.claims is not None}
    return {source: before[source] for source in before if is_below(source, silent)} | said


words = st.sampled_from(("wants none", "wants", "silent", "gone"))
runs = st.builds(
    _Run,
    says=st.fixed_dictionaries(
        {OWN: words, FRIEND: words, "watchlist/friend": st.sampled_from(("wants none", "silent"))}
    ),
    label=st.sampled_from(("p:ann", "p:ann", "p:ann", "q:ann")),
    forgets=st.booleans(),
    taken_off=st.booleans(),
)


@given(st.lists(runs, min_size=2, max_size=12))
def test_no_label_goes_by_the_silence_of_a_source(history: list[_Run]) -> None:
    """Its last word may stand or be lost: whoever wanted a label must say that it is no more.

    One person's label on one film, which several sources want, and a hand takes off.
    """
    world, claims = World(items=(HEAT,)), dict[Source, tuple[Claim, ...]]()
    behind: dict[Key, set[Source]] = {}
    for run in history:
        claims = _standing({} if run.forgets else claims, run.readings())
        world = replace(
            world,
            claims=tuple(claim for standing in claims.values() for claim in standing),
            wording={ANN.id: run.label},
            carried={} if run.taken_off else world.carried,
            unknown=unknown_sources(run.readings()),
        )
        for key in keys_of(world.plan().removals):
            assert not any(is_below(source, world.unknown) for source in behind[key])
        world, wanting = applied(world), wanted(world)
        behind = {
            key: {source for source in behind.get(key, ()) if is_below(source, world.unknown)}
            | {why.source for why in wanting.get(key, ())}
            for key in world.owned()
        }


histories = st.lists(st.tuples(worlds, st.frozensets(keys, max_size=1)), min_size=2, max_size=4)


@given(histories)
def test_labels_by_hand_survive_any_history(history: list[tuple[World, frozenset[Key]]]) -> None:
    """Under our prefix, and with the very text of a label that we want."""
    world, by_hand = World(), set[Key]()
    for found, taken_off in history:
        before = _next_run(world, found, taken_off)
        by_hand &= before.carried.keys()
        world = replace(before, carried={**found.carried, **before.carried})
        by_hand |= world.carried.keys() - before.carried.keys() - _in_ledger(world)
        assert not by_hand & set(keys_of(world.plan().removals))
        world = applied(world)
        assert by_hand <= world.carried.keys()
        assert not by_hand & world.owned()


def _next_run(before: World, found: World, taken_off: frozenset[Key]) -> World:
    """Give what a run finds: the items that lived on have their labels, and all is ours that was.

    An item lived on when one of its two marks is as before.
    """
    marks = {item.rating_key: (item.guid, item.added_at) for item in before.items}
    lived_on = {
        item.rating_key
        for item in found.items
        if item.guid == marks.get(item.rating_key, ("", 0))[0]
        or item.added_at == marks.get(item.rating_key, ("", 0))[1]
    }
    there = {
        key: spelling
        for key, spelling in before.carried.items()
        if key[0] in lived_on and key not in taken_off
    }
    return replace(found, carried=there, ledger=before.ledger)


def _in_ledger(world: World) -> set[Key]:
    """Give the keys of all records, but for those that an item of today shows to be of another."""
    strangers = {item.rating_key for item in world.items if not world.ledger.of(item)}
    return {
        (item.rating_key, fold_label(record.label))
        for item, record in world.ledger
        if item.rating_key not in strangers
    }


marks = st.sampled_from(({"guid": "local://1"}, {"guid": "local://2"}, {"added_at": 2}))


@given(st.lists(st.tuples(marks, st.booleans()), max_size=4))
def test_what_we_wrote_stays_ours_while_one_mark_of_its_item_changes_at_a_time(
    history: list[tuple[dict[str, Any], bool]],
) -> None:
    """Matched anew in one run, its date edited in another, its source silent in some."""
    heat, wants_heat = HEAT, (wish(WANTED),)
    world = applied(World(items=(heat,), claims=wants_heat, wording={ANN.id: "p:ann"}))
    for mark, silent in history:
        heat = replace(heat, **mark)
        world = replace(world, items=(heat,), claims=() if silent else wants_heat)
        world = applied(replace(world, unknown=frozenset({OWN} if silent else ())))
        assert world.owned() == {(1, "p:ann")}


@dataclass(frozen=True)
class _Step:
    """A later run on the same items: what it finds, of which of them, and how long after."""

    found: World
    scope: frozenset[int] | None
    held_back: bool
    later: float

    def world(self, before: World) -> World:
        """Give what the run finds; labels, ledger and decisions are as they were left."""
        return replace(
            self.found,
            items=before.items,
            carried=before.carried,
            ledger=before.ledger,
            decisions=before.decisions,
            now=before.now + self.later,
        )

    def plan(self, world: World) -> Plan:
        """Plan the run, all at once or as when the user is to be asked."""
        plan = world.plan(self.scope)
        return held_back(plan) if self.held_back else plan


steps = st.lists(
    st.builds(
        _Step,
        found=worlds,
        scope=st.none() | st.frozensets(st.sampled_from(RATING_KEYS)),
        held_back=st.booleans(),
        later=st.floats(0, FORGET_AFTER / 4),
    ),
    min_size=1,
    max_size=3,
)


@given(worlds, steps)
def test_what_was_asked_or_kept_stays_until_it_is_wanted_again(
    world: World, history: list[_Step]
) -> None:
    """In full and scoped runs, in whatever order; or until another label takes its place."""
    decided = {key for key, answer in world.decisions.items() if answer is not Answer.GO}
    for step in history:
        before = step.world(world)
        plan = step.plan(before)
        world = applied(before, plan)
        moved = {change.key for change in plan.removals if change.moved}
        decided -= moved | set(plan.settled)
        assert decided & before.carried.keys() <= world.carried.keys()
        asked = dict.fromkeys(keys_of(plan.held), Answer.ASKED)
        world = replace(world, decisions={**asked, **world.decisions})
        decided |= asked.keys()
        assert decided & before.decisions.keys() <= world.decisions.keys()


@given(worlds, steps, st.data())
def test_a_label_that_plex_writes_late_is_ours_and_goes_when_it_should(
    world: World, history: list[_Step], data: st.DataObject
) -> None:
    """Any number of runs later, within a day; no listing showed it until then."""
    plan = world.plan()
    assume(plan.additions)
    late = data.draw(st.sampled_from(plan.additions))
    world = take_off(applied(world, plan), late.key)
    for step in history:
        before = step.world(world)
        world = take_off(applied(before, step.plan(before)), late.key)
        assert late.key in world.owned()
    shown = put(world, late.item.rating_key, late.label)
    after = applied(World(items=shown.items, carried=shown.carried, ledger=shown.ledger, now=NOW))
    assert late.key not in after.carried.keys() | after.owned()


@given(worlds, steps)
def test_what_is_ours_and_there_stays_ours_in_any_history(
    world: World, history: list[_Step]
) -> None:
    """However runs follow each other."""
    for step in history:
        before = step.world(world)
        world = applied(before, step.plan(before))
        assert before.owned() & world.carried.keys() <= world.owned()
