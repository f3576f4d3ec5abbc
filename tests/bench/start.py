"""How much the integration holds up Home Assistant's start and stop: `scripts/bench start`.

A real Home Assistant process with the integration, and all that it keeps of a world, is started
over and over while no other server is there, and so is a copy of its folder from which the
integration was removed. That is done in a house as most are, and in two large ones.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
import socket
from statistics import median
import sys
from tempfile import TemporaryDirectory

from yarl import URL

from tests.bench.home_entry import entry_state, remove_entry
from tests.bench.table import Findings, not_kept, table
from tests.bench.world import LARGE, SMALL, USUAL, Effort, Place, Size, at
from tests.demo.home_process import HomeProcess
from tests.lab.town import Town

_MOST_SECONDS = {SMALL: 0.15, USUAL: 0.15, LARGE: 0.3}
"""By how much a start may be longer in which house."""

_MOST_STOP_SECONDS = 0.3

WITHOUT = "without the integration"
REFUSED = "with it, all servers refuse connections"
SILENT = "with it, all servers take connections and never answer"


@dataclass(frozen=True)
class Times:
    """Seconds until Home Assistant ran, and until it had stopped, of all rounds in order.

    `processor`: how many seconds of the processor a start used. Other work on the machine makes
    starts longer, and hardly changes these.
    """

    start: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    stop: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Installation:
    """A Home Assistant that is stopped, and how to ask it when it runs."""

    process: HomeProcess
    url: str
    token: str
    entry_id: str

    async def measure(self, times: Times, *, state: str | None) -> None:
        """Start and stop it once; its entry must be in that state when it runs."""
        try:
            started = await self.process.start_measured()
            actual = await entry_state(self.url, self.token, self.entry_id)
            if actual != state:
                raise SystemExit(f"the entry is {actual}, not {state}\n{self.process.tail()}")
        finally:
            begun = asyncio.get_running_loop().time()
            await self.process.stop()
        times.start.append(started.seconds)
        times.processor.append(started.processor)
        times.stop.append(asyncio.get_running_loop().time() - begun)


async def bench(effort: Effort) -> Findings:
    """Measure everything."""
    texts: list[str] = []
    broken: list[str] = []
    for size, most_seconds in _MOST_SECONDS.items():
        house = effort.size(size)
        times = await _measured(house, effort)
        texts.append(f"{house.name}:\n\n{_shown(times)}")
        promises = broken_promises(times, most_seconds)
        broken += [f"{house.name}: {promise}" for promise in promises]
    return Findings("\n\n".join(texts), broken)


async def _measured(size: Size, effort: Effort) -> dict[str, Times]:
    async with size.town() as town, at(town) as place:
        await place.sync()
        await place.home.process.stop()
        with TemporaryDirectory(prefix="plex-label-sync-") as folder:
            bare = await _without(place, Path(folder))
            whole = Installation(
                place.home.process, place.home.url, place.home.token, place.entry_id
            )
            await town.stop()
            return await _rounds(town, whole, bare, effort.start_rounds)


async def _without(place: Place, folder: Path) -> Installation:
    """Copy a Home Assistant that is stopped, and remove the integration as a user would.

    The copy goes on at the same address, which its storage has confirmed: one at a time runs.
    """
    home = place.home
    # Both are watched by a probe: what it takes is no difference.
    process = HomeProcess(folder, URL(home.url).port or 0, place.town.plextv.url, probe=True)
    copytree(home.process.folder / ".storage", folder / ".storage")
    try:
        await process.start_measured()
        await remove_entry(home.url, home.token, place.entry_id)
    finally:
        await process.stop()
    (folder / "custom_components").unlink()
    return Installation(process, home.url, home.token, place.entry_id)


async def _rounds(
    town: Town, whole: Installation, bare: Installation, rounds: int
) -> dict[str, Times]:
    """Start each way in turn, and each way first as often: machines have slower minutes."""
    ways = {name: Times() for name in (WITHOUT, REFUSED, SILENT)}
    names = list(ways)
    for number in range(rounds):
        for name in names:
            if name == WITHOUT:
                await bare.measure(ways[name], state=None)
            else:
                with _silence(town) if name == SILENT else ExitStack():
                    await whole.measure(ways[name], state="loaded")
        names.append(names.pop(0))
        seconds = ", ".join(f"{times.start[-1]:.2f} s" for times in ways.values())
        sys.stderr.write(f"round {number + 1} of {rounds}: {seconds}\n")
    return ways


@contextmanager
def _silence(town: Town) -> Iterator[None]:
    """Listen where the town's servers were: connections are made, and nobody takes them up."""
    with ExitStack() as stack:
        for server in town.servers:
            address = ("127.0.0.1", URL(server.url).port or 0)
            stack.enter_context(socket.create_server(address, backlog=128))
        yield


def longer(mine: list[float], bare: list[float]) -> float:
    """How many seconds more it takes: the median over all rounds."""
    return median(with_it - without for with_it, without in zip(mine, bare, strict=True))


def broken_promises(ways: dict[str, Times], most_seconds: float) -> list[str]:
    """What is not as it should be, in words."""
    bare = ways[WITHOUT]
    promises: dict[str, bool] = {}
    for name in (REFUSED, SILENT):
        times = ways[name]
        for what, seconds, most in (
            ("start", longer(times.start, bare.start), most_seconds),
            ("stop", longer(times.stop, bare.stop), _MOST_STOP_SECONDS),
        ):
            promise = f"{name}: the {what} is held up by at most {most} s"
            promises[promise] = seconds <= most
    return not_kept(promises)


def _shown(ways: dict[str, Times]) -> str:
    heads = ("Home Assistant", "starts in", "longer by", "processor", "more", "stops in")
    return table(heads, [_row(name, times, ways[WITHOUT]) for name, times in ways.items()])


def _row(name: str, times: Times, bare: Times) -> tuple[str, ...]:
    more = [
        "" if times is bare else f"{longer(mine, others):.2f} s"
        for mine, others in ((times.start, bare.start), (times.processor, bare.processor))
    ]
    start, processor, stop = (
        f"{median(seconds):.2f} s" for seconds in (times.start, times.processor, times.stop)
    )
    return (name, start, more[0], processor, more[1], stop)
