"""The benchmark: `python -m tests.lab.bench`, called by `scripts/bench`.

A full sync in a real Home Assistant process against a stand-in Plex with the latency of a real
one, a second sync without change, the request pattern of Pulsarr's label sync on the same world,
and the same syncs in a world of twice the size. It prints a table and fails where a number is not
what the README promises.
"""

from argparse import ArgumentParser
import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
import re
import socket
import sys
from typing import Any

from aiohttp import ClientSession

from custom_components.plex_label_sync.clients.arr import Arr, ArrKind
from custom_components.plex_label_sync.clients.plex import PlexServer
from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.expected import expected_labels, labels_of, wanted_labels
from tests.lab.fill import big_world
from tests.lab.home import Home
from tests.lab.pattern import Work, measure
from tests.lab.town import Town

READ_SECONDS = 0.005
WRITE_SECONDS = 0.02
_MEGABYTE = 1_000_000
_REPEATS = 5
_README = Path(__file__).parents[2] / "README.md"


@dataclass(frozen=True)
class Size:
    """How large a world is."""

    movies: int = 10_000
    shows: int = 2_000
    users: int = 20
    wishes: int = 5_000
    wanted_titles: int = 4_000
    tags: int = 40
    tagged_titles: int = 3_000

    def doubled(self) -> Size:
        """Twice the items, with as many people and tags."""
        return replace(
            self,
            movies=2 * self.movies,
            shows=2 * self.shows,
            wishes=2 * self.wishes,
            wanted_titles=2 * self.wanted_titles,
            tagged_titles=2 * self.tagged_titles,
        )

    def town(self) -> Town:
        """A town of this size."""
        return Town(
            big_world(
                self.movies,
                self.shows,
                self.users,
                wanted=self.wishes,
                wanted_titles=self.wanted_titles,
                tags=self.tags,
                tagged_titles=self.tagged_titles,
            )
        )


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


async def bench() -> list[Run]:
    """Measure everything."""
    size = Size()
    runs = await _syncs(size, "", with_pattern=True)
    return runs + await _syncs(size.doubled(), ", twice the items", with_pattern=False)


async def _syncs(size: Size, suffix: str, *, with_pattern: bool) -> list[Run]:
    town = size.town()
    await town.start()
    try:
        async with Home.open(town, port=_free_port(), probe=True) as home:
            entry_id = await home.add_integration(town)
            await home.add_instances(entry_id, town.arrs)
            town.plex.read_seconds, town.plex.write_seconds = READ_SECONDS, WRITE_SECONDS
            await _warm(town)
            await asyncio.sleep(5)
            expected = expected_labels(town.world, labels_of(town.world))
            first = await _sync(home, town, f"first sync{suffix}")
            if labels_of(town.world) != expected:
                raise SystemExit("the first sync did not bring the labels that it should")
            again = [await _sync(home, town, f"unchanged sync{suffix}") for _ in range(_REPEATS)]
            runs = [first, _typical(again)]
        if with_pattern:
            runs.append(await _pattern(town))
        return runs
    finally:
        await town.stop()


async def _warm(town: Town) -> None:
    """Let the stand-ins build their answers, which real servers have at hand."""
    async with ClientSession() as session:
        plex = PlexServer(session, town.plex.url, town.world.owner.token, client_id="bench")
        for section in await plex.sections():
            await plex.items(section)
        for server in town.arrs:
            arr = Arr(session, ArrKind(server.state.kind), server.base_url, server.state.api_key)
            await arr.titles(frozenset({1}), started="")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


async def _sync(home: Home, town: Town, name: str) -> Run:
    town.forget()
    before = await home.measure()
    result: dict[str, Any] = await home.action(DOMAIN, "sync")
    after = await home.measure()
    if result["status"] != "ok":
        raise SystemExit(f"the {name} ended {result['status']}: {result['sources']}")
    return Run(
        name,
        town.plex.reads,
        town.plex.writes,
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
    return [promise for promise, kept in promises.items() if not kept]


def table(runs: list[Run]) -> str:
    """The runs as a table in Markdown."""
    pattern = next(run for run in runs if run.delay_ms is None)
    rows = [
        "| | reads | writes | seconds | requests, against the pattern | longest delay | memory |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for run in runs:
        own = run.delay_ms is not None and "twice" not in run.name
        ratio = f"{pattern.requests / run.requests:.0f} times fewer" if own else ""
        delay = f"{run.delay_ms:.0f} ms" if run.delay_ms is not None else ""
        memory = f"{run.memory_mb:.0f} MB" if run.memory_mb is not None else ""
        rows.append(
            f"| {run.name} | {run.reads:,} | {run.writes:,} | {run.seconds:.1f} | {ratio} "
            f"| {delay} | {memory} |"
        )
    return "\n".join(rows)


def keep(text: str) -> None:
    """Put the table into the README."""
    readme = _README.read_text()
    marked = f"<!-- bench -->\n{text}\n<!-- /bench -->"
    _README.write_text(re.sub(r"<!-- bench -->.*<!-- /bench -->", marked, readme, flags=re.DOTALL))


def main() -> int:
    """Measure, print, and say what is not as promised."""
    parser = ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="put the table into the README")
    options = parser.parse_args()
    runs = asyncio.run(bench())
    sys.stdout.write(f"{table(runs)}\n")
    if options.keep:
        keep(table(runs))
    broken = broken_promises(runs)
    for promise in broken:
        sys.stderr.write(f"NOT KEPT: {promise}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
