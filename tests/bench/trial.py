"""One trial of a benchmark: something happens, and a label comes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median

from tests.lab.plex import PlexServer
from tests.lab.world_plex import PlexItem
from tests.until import until

_QUIET_SECONDS = 0.6
_PATIENCE_SECONDS = 120

type Cause = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Trial:
    """How long a label took to come, and what Plex was asked until all was quiet again."""

    seconds: float
    reads: int
    writes: int


@dataclass(frozen=True)
class Trials:
    """Trials of the same kind."""

    name: str
    all: list[Trial]

    @property
    def median(self) -> float:
        """The middle of the times, in seconds."""
        return median(trial.seconds for trial in self.all)

    @property
    def worst(self) -> float:
        """The longest time, in seconds."""
        return max(trial.seconds for trial in self.all)

    @property
    def reads(self) -> int:
        """The most reads of any trial."""
        return max(trial.reads for trial in self.all)

    @property
    def writes(self) -> int:
        """The most writes of any trial."""
        return max(trial.writes for trial in self.all)


async def tried(plex: PlexServer, cause: Cause, item: PlexItem, label: str) -> Trial:
    """Let something happen, and wait for the label that must come of it, and for quiet."""
    plex.forget()
    clock = asyncio.get_running_loop()
    began = clock.time()
    await cause()
    await labelled(item, label)
    seconds = clock.time() - began
    await quiet(plex)
    return Trial(seconds, plex.reads, plex.writes)


async def labelled(item: PlexItem, label: str) -> None:
    """Wait until an item carries a label, which Plex may spell its own way."""
    try:
        await until(
            lambda: label.casefold() in map(str.casefold, item.labels), within=_PATIENCE_SECONDS
        )
    except TimeoutError:
        raise SystemExit(f"{item.title} did not get the label {label}") from None


async def quiet(plex: PlexServer) -> None:
    """Wait until Plex is left alone."""
    seen = -1
    while seen != len(plex.log):
        seen = len(plex.log)
        await asyncio.sleep(_QUIET_SECONDS)
