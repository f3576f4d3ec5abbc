"""What full syncs cost: `scripts/bench sync`.

In a real Home Assistant process against a stand-in Plex with the latency of a real one: a first
sync, a second one without change, the removal of all labels, and a dry run which finds that all
of them would come. Each is measured several times, the large house once, each time in a house and
a Home Assistant of its own, which has just started. Beside it, the request pattern of Pulsarr's
label sync.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from copy import replace
from dataclasses import dataclass
from math import ceil
from statistics import median
import sys
from typing import Any

from tests.bench.pattern import Work, measure, rule
from tests.bench.table import Findings, not_kept, table
from tests.bench.world import LARGE, USUAL, Effort, Place, Size, at
from tests.expected import LabelSets, expected_labels, labels_of, wanted_labels
from tests.lab.town import Town
from tests.lab.world import World

_MEGABYTE = 1_000_000
_SETTLE_SECONDS = 5
_PAGE = 500

FIRST = "first sync"
UNCHANGED = "unchanged sync"
REMOVAL = "removal of all labels"
DRY_RUN = "dry run, all labels would come"
PATTERN = "Pulsarr's pattern"


@dataclass(frozen=True)
class Run:
    """What one run cost: requests to Plex, time, the event loop's longest delay, and memory.

    `growth_mb` is what Home Assistant's process kept, `peak_mb` what it had more at most. None is
    what cannot be told: of what does not run in Home Assistant, or is reckoned and not run.
    """

    name: str
    reads: int
    writes: int
    seconds: float | None = None
    delay_ms: float | None = None
    growth_mb: float | None = None
    peak_mb: float | None = None

    @property
    def requests(self) -> int:
        """All requests to Plex."""
        return self.reads + self.writes


@dataclass(frozen=True)
class House:
    """What was measured in houses of one size.

    `bound`: the reads that an unchanged sync may cost, two for each label and the listing's pages.
    """

    size: Size
    runs: dict[str, Run]
    pattern: Run
    bound: int


async def bench(effort: Effort) -> Findings:
    """Measure everything."""
    size = effort.size(USUAL)
    usual = await _measured(size, effort.runs, with_pattern=True)
    twice = await _measured(size.doubled(), effort.runs, with_pattern=False)
    large = await _measured(effort.size(LARGE), effort.large_runs, with_pattern=False)
    text = "\n\n".join(f"{house.size.name}:\n\n{shown(house)}" for house in (usual, twice, large))
    return Findings(text, broken_promises(usual, twice, large))


async def _measured(size: Size, times: int, *, with_pattern: bool) -> House:
    """Each run in a house of its own; the pattern takes minutes, and runs in one of them."""
    runs: list[dict[str, Run]] = []
    pattern: Run | None = None
    bound = 0
    for number in range(1, times + 1):
        async with size.town() as town:
            async with at(town) as place:
                runs.append(await _runs(place))
            _say(f"{size.name}, {number} of {times}", runs[-1])
            if not pattern:
                wanted = wanted_labels(town.world)
                bound = reads_bound(town.world, wanted)
                reckoned = Run(PATTERN, *rule(town.world, wanted))
                pattern = await _pattern(town, wanted) if with_pattern else reckoned
    if not pattern:
        raise ValueError("no run was asked for")
    middle = {name: typical([run[name] for run in runs]) for name in runs[0]}
    return House(size, middle, pattern, bound)


async def _runs(place: Place) -> dict[str, Run]:
    """All runs in one house; the first sync must bring exactly the labels that it should."""
    world = place.town.world
    before = labels_of(world)
    await asyncio.sleep(_SETTLE_SECONDS)
    _must_be(world, before, "labels were written before the first sync")
    first = await _run(place, FIRST, place.sync())
    _must_be(world, expected_labels(world, before), "the first sync did not bring its labels")
    unchanged = await _run(place, UNCHANGED, place.sync())
    removal = await _run(place, REMOVAL, place.remove_all())
    _must_be(world, before, "the removal did not leave what was there before")
    dry_run = await _run(place, DRY_RUN, _preview(place))
    return {run.name: run for run in (first, unchanged, removal, dry_run)}


async def _preview(place: Place) -> dict[str, Any]:
    result = await place.sync(dry_run=True)
    if not result["added"]:
        sys.stderr.write("the dry run found nothing to do\n")
    return result


def _must_be(world: World, labels: LabelSets, otherwise: str) -> None:
    if labels_of(world) != labels:
        raise SystemExit(otherwise)


async def _run(place: Place, name: str, running: Awaitable[dict[str, Any]]) -> Run:
    plex, clock = place.town.plex, asyncio.get_running_loop()
    place.town.forget()
    written = plex.entries_written
    before = await place.home.measure()
    began = clock.time()
    await running
    seconds = clock.time() - began
    after = await place.home.measure()
    if late := plex.entries_written - written:
        sys.stderr.write(f"{name}: Plex's stand-in had yet to write {late} entries down\n")
    return Run(
        name,
        plex.reads,
        plex.writes,
        seconds,
        after.longest_delay_ms,
        (after.rss_bytes - before.rss_bytes) / _MEGABYTE,
        (after.peak_rss_bytes - before.rss_bytes) / _MEGABYTE,
    )


def typical(runs: Sequence[Run]) -> Run:
    """The middle of times and memory, with the longest delay of all and the most requests."""
    largest = max(runs, key=lambda run: run.requests)
    return replace(
        largest,
        seconds=median(run.seconds or 0 for run in runs),
        delay_ms=max(run.delay_ms or 0 for run in runs),
        growth_mb=median(run.growth_mb or 0 for run in runs),
        peak_mb=median(run.peak_mb or 0 for run in runs),
    )


def reads_bound(world: World, wanted: LabelSets) -> int:
    """Two reads for each label that is wanted, and one for each page of the libraries."""
    labels = frozenset[str]().union(*wanted.values())
    pages = sum(ceil(len(section.items) / _PAGE) for section in world.plex.sections.values())
    return 2 * len(labels) + pages


async def _pattern(town: Town, wanted: LabelSets) -> Run:
    labels = {
        item.guid: sorted(wanted[item.rating_key])
        for item in town.world.plex.items()
        if wanted[item.rating_key]
    }
    town.forget()
    cost = await measure(Work(town.plex.url, town.world.owner.token, labels))
    return Run(PATTERN, town.plex.reads, town.plex.writes, cost.seconds)


def broken_promises(usual: House, twice: House, large: House) -> list[str]:
    """What is not as it should be, in words."""
    promises: dict[str, bool] = {}
    for house, delay_ms, growth_mb in ((usual, 60, 40), (large, 100, 200)):
        first, unchanged = house.runs[FIRST], house.runs[UNCHANGED]
        promises |= {
            f"{house.size.name}: {promise}": kept
            for promise, kept in {
                f"unchanged sync: at most {house.bound} reads": unchanged.reads <= house.bound,
                "unchanged sync: no write": unchanged.writes == 0,
                "first sync: at most 3 % of the pattern's requests": (
                    100 * first.requests <= 3 * house.pattern.requests
                ),
                "unchanged sync: a hundredth of the pattern's requests": (
                    100 * unchanged.requests <= house.pattern.requests
                ),
                f"first sync: memory grows by at most {growth_mb} MB": (
                    (first.growth_mb or 0) <= growth_mb
                ),
                **{
                    f"{run.name}: the event loop is held for at most {delay_ms} ms": (
                        (run.delay_ms or 0) <= delay_ms
                    )
                    for run in house.runs.values()
                },
            }.items()
        }
    if usual.pattern.seconds:
        promises["unchanged sync: a twentieth of the pattern's time"] = (
            20 * (usual.runs[UNCHANGED].seconds or 0) <= usual.pattern.seconds
        )
    for name in (FIRST, UNCHANGED):
        run, more = usual.runs[name], twice.runs[name]
        promises[f"{name}: twice the items, at most twice the requests"] = (
            more.requests <= 2 * run.requests
        )
        promises[f"{name}: twice the items, at most twice the time"] = (more.seconds or 0) <= 2 * (
            run.seconds or 0
        )
    return not_kept(promises)


def shown(house: House) -> str:
    """The table of a house."""
    columns = "reads", "writes", "seconds", "requests, against the pattern"
    heads = ("", *columns, "longest delay", "memory", "memory at most")
    return table(heads, [_row(run, house.pattern) for run in (*house.runs.values(), house.pattern)])


def _row(run: Run, pattern: Run) -> tuple[str, ...]:
    compared = run.name in {FIRST, UNCHANGED} and pattern.requests
    return (
        run.name if run.seconds is not None else f"{run.name}, reckoned",
        f"{run.reads:,}",
        f"{run.writes:,}",
        _number(run.seconds, ".1f"),
        f"{100 * run.requests / pattern.requests:.1f} %" if compared else "",
        _number(run.delay_ms, ".0f", " ms"),
        _number(run.growth_mb, ".0f", " MB"),
        _number(run.peak_mb, ".0f", " MB"),
    )


def _number(value: float | None, form: str, unit: str = "") -> str:
    return "" if value is None else f"{value:{form}}{unit}"


def _say(what: str, runs: dict[str, Run]) -> None:
    """Tell those who wait how far it is."""
    figures = ", ".join(
        f"{run.name} {run.requests} requests {run.seconds:.1f} s {run.delay_ms:.0f} ms"
        for run in runs.values()
    )
    sys.stderr.write(f"{what}: {figures}\n")
