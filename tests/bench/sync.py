"""What full syncs cost: `scripts/bench sync`.

A full sync in a real Home Assistant process against a stand-in Plex with the latency of a real
one, a second sync without change, the request pattern of Pulsarr's label sync on the same world,
and the same syncs in a world of twice the size.
"""

import asyncio
from copy import replace
from dataclasses import dataclass

from tests.bench.pattern import Work, measure
from tests.bench.table import Findings, not_kept, table
from tests.bench.world import Place, Size, at
from tests.expected import expected_labels, labels_of, wanted_labels
from tests.lab.town import Town

_MEGABYTE = 1_000_000
_WORLDS = 3
"""How often a first sync is measured, each time in a world and a Home Assistant of its own."""

_REPEATS = 5
_SETTLE_SECONDS = 5


@dataclass(frozen=True)
class Run:
    """What one run cost. Delay and memory are None for what does not run in Home Assistant."""

    name: str
    reads: int
    writes: int
    seconds: float
    delay_ms: float | None = None
    memory_mb: float | None = None

    @property
    def requests(self) -> int:
        """All requests to Plex."""
        return self.reads + self.writes


async def bench() -> Findings:
    """Measure everything."""
    size = Size()
    runs = await _syncs(size, "", with_pattern=True)
    runs += await _syncs(size.doubled(), ", twice the items", with_pattern=False)
    return Findings(_shown(runs), broken_promises(runs))


async def _syncs(size: Size, suffix: str, *, with_pattern: bool) -> list[Run]:
    firsts = []
    for _ in range(_WORLDS - 1):
        async with size.town() as town, at(town) as place:
            firsts.append(await _first_sync(place, suffix))
    async with size.town() as town:
        async with at(town) as place:
            firsts.append(await _first_sync(place, suffix))
            again = [await _sync(place, f"unchanged sync{suffix}") for _ in range(_REPEATS)]
        runs = [_typical(firsts), _typical(again)]
        if with_pattern:
            runs.append(await _pattern(town))
    return runs


async def _first_sync(place: Place, suffix: str) -> Run:
    """Run a first sync, which must bring exactly the labels that it should."""
    world = place.town.world
    before = labels_of(world)
    await asyncio.sleep(_SETTLE_SECONDS)
    if labels_of(world) != before:
        raise SystemExit("labels were written before the first sync")
    expected = expected_labels(world, before)
    first = await _sync(place, f"first sync{suffix}")
    if labels_of(world) != expected:
        raise SystemExit("the first sync did not bring the labels that it should")
    return first


async def _sync(place: Place, name: str) -> Run:
    place.town.forget()
    before = await place.home.measure()
    result = await place.sync()
    after = await place.home.measure()
    return Run(
        name,
        place.town.plex.reads,
        place.town.plex.writes,
        result["duration"],
        after.longest_delay_ms,
        (after.peak_rss_bytes - before.rss_bytes) / _MEGABYTE,
    )


def _typical(runs: list[Run]) -> Run:
    """The run of middle length, with the longest delay of all."""
    delays = [run.delay_ms for run in runs if run.delay_ms is not None]
    middle = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    return replace(middle, delay_ms=max(delays))


async def _pattern(town: Town) -> Run:
    wanted = wanted_labels(town.world)
    labels = {
        item.guid: sorted(wanted[item.rating_key])
        for item in town.world.plex.items()
        if wanted[item.rating_key]
    }
    town.forget()
    cost = await measure(Work(town.plex.url, town.world.owner.token, labels))
    return Run("Pulsarr's pattern", town.plex.reads, town.plex.writes, cost.seconds)


def broken_promises(runs: list[Run]) -> list[str]:
    """What is not as it should be, in words."""
    first, unchanged, pattern, first_twice, unchanged_twice = runs
    promises = {
        "unchanged sync: at most 150 requests": unchanged.requests <= 150,
        "unchanged sync: no write": unchanged.writes == 0,
        "unchanged sync: a hundredth of the pattern's requests": (
            100 * unchanged.requests <= pattern.requests
        ),
        "unchanged sync: a twentieth of the pattern's time": (
            20 * unchanged.seconds <= pattern.seconds
        ),
        "first sync: at most 320 requests": first.requests <= 320,
        "first sync: at most 170 writes": first.writes <= 170,
        "first sync: a fiftieth of the pattern's requests": (
            50 * first.requests <= pattern.requests
        ),
        "the event loop is never held up for more than 100 ms": all(
            run.delay_ms <= 100 for run in (first, unchanged) if run.delay_ms is not None
        ),
        "memory grows by at most 80 MB": all(
            run.memory_mb <= 80 for run in (first, unchanged) if run.memory_mb is not None
        ),
    }
    for one, twice in ((first, first_twice), (unchanged, unchanged_twice)):
        promises[f"{one.name}: twice the items, at most twice the requests"] = (
            twice.requests <= 2 * one.requests
        )
        promises[f"{one.name}: twice the items, at most twice the time"] = (
            twice.seconds <= 2 * one.seconds
        )
    return not_kept(promises)


def _shown(runs: list[Run]) -> str:
    pattern = next(run for run in runs if run.delay_ms is None)
    columns = "reads", "writes", "seconds", "requests, against the pattern"
    heads = ("", *columns, "longest delay", "memory")
    return table(heads, [_row(run, pattern) for run in runs])


def _row(run: Run, pattern: Run) -> tuple[str, ...]:
    own = run.delay_ms is not None and "twice" not in run.name
    return (
        run.name,
        f"{run.reads:,}",
        f"{run.writes:,}",
        f"{run.seconds:.1f}",
        f"{pattern.requests / run.requests:.0f} times fewer" if own else "",
        f"{run.delay_ms:.0f} ms" if run.delay_ms is not None else "",
        f"{run.memory_mb:.0f} MB" if run.memory_mb is not None else "",
    )
