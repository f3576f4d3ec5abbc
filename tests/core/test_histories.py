"""What holds over several runs: after one that died, with silent sources, and among busy hands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import assume, given, strategies as st

from custom_components.plex_label_sync.core.claims import Memory, is_below, unknown_sources
from custom_components.plex_label_sync.core.ledger import Key
from custom_components.plex_label_sync.core.model import Claim, Reading, Source, fold
from custom_components.plex_label_sync.core.plan import Plan
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.core.apply import World, applied, drop, keys_of, record_ahead, take_back, write
from tests.core.build import ANN, FRIEND, MOVIES, OWN, a_film, film, wish
from tests.core.reference import wanted
from tests.core.strategies import keys, worlds

HEAT = film(1, "tmdb://949")
WANTED = a_film("tmdb://949")


@given(st.data(), worlds)
def test_a_run_that_died_halfway_is_made_good_by_the_next(
    data: st.DataObject, world: World
) -> None:
    """In whatever order it wrote, and whether it recorded what it did or not.

    But for a label that is kept though it ended, and that stood for reasons which have different
    labels now: it may stay one label, because nothing but its record says that it is to be two.
    And but for a label that was taken off and that a silent source may want: once it is back, the
    mark that nobody wants the title waits for that source.
    """
    assume(world.mode is not RemovedMode.KEEP or not _parts(world))
    assume(world.mode is not RemovedMode.SPECIAL or not _may_return(world))
    plan = world.plan()
    halfway = _halfway(data, world, plan)
    assert applied(halfway).carried.keys() == applied(world).carried.keys()
    assert applied(halfway).owned() == applied(world).owned()


def _parts(world: World) -> bool:
    """Whether a label of ours stands for reasons that have different labels now."""
    return any(len(set(map(world.worded, record.because))) > 1 for _, record in world.ledger)


def _may_return(world: World) -> bool:
    """Whether a label of ours is not there that a silent source may want."""
    return any(
        is_below(why.source, world.unknown)
        for item, record in world.ledger
        if (item.rating_key, fold(record.label)) not in world.carried
        for why in record.because
    )


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

    said: Mapping[Source, str]
    label: str
    forgets: bool
    taken_off: bool

    def readings(self) -> tuple[Reading, ...]:
        """Give the readings of all sources that are not gone."""
        return tuple(_reading(source, said) for source, said in self.said.items() if said != "gone")


def _reading(source: Source, said: str) -> Reading:
    claims: dict[str, tuple[Claim, ...] | None] = {
        "wants": (wish(WANTED, ANN, source),),
        "wants none": (),
        "silent": None,
    }
    return Reading(source, source, claims[said])


words = st.sampled_from(("wants none", "wants", "silent", "gone"))
runs = st.builds(
    _Run,
    said=st.fixed_dictionaries(
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
    world, memory = World(items=(HEAT,), sections=frozenset({MOVIES})), Memory()
    behind: dict[Key, set[Source]] = {}
    for run in history:
        memory = (Memory() if run.forgets else memory).updated(run.readings(), [])
        world = replace(
            world,
            claims=tuple(memory.standing()),
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
        (item.rating_key, fold(record.label))
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
