"""What the crash tests need of the killed process: its lives, its killer, and what it left."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
import os
from pathlib import Path
from shutil import copytree, rmtree
from signal import SIGCONT, SIGKILL
from subprocess import PIPE, Popen
import sys
from typing import Self, override

from aiohttp import web

from tests.database import records_in
from tests.expected import LabelSets
from tests.lab.server import Fault, FaultKind
from tests.lab.world_plex import PlexState

from .runner import FILE, Job

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Life:
    """A process, by its id."""

    pid: int

    def begin(self) -> None:
        """Let it run."""
        os.kill(self.pid, SIGCONT)

    def kill(self) -> None:
        """End it at once, unless it has ended by itself."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, SIGKILL)


class Mother:
    """The process that gives birth to others, one at a time."""

    def __init__(self) -> None:
        self._living = False
        self._process = Popen(
            [sys.executable, "-m", "tests.crash.runner"],
            cwd=ROOT,
            stdin=PIPE,
            stdout=PIPE,
            text=True,
        )

    async def bear(self, job: Job) -> Life:
        """Give birth to a life that waits to begin; one that a failed test left ends before."""
        if self._living:
            await self.end()
        assert self._process.stdin
        self._process.stdin.write(job.dump())
        self._process.stdin.flush()
        pid = await self._told("born")
        self._living = True
        return Life(pid)

    async def end(self) -> int:
        """Wait for the end of the life; give its exit code, below zero for a signal."""
        code = await self._told("died")
        self._living = False
        return code

    async def _told(self, what: str) -> int:
        assert self._process.stdout
        word, number = (await asyncio.to_thread(self._process.stdout.readline)).split()
        assert word == what
        return int(number)

    def stop(self) -> None:
        """Let it end."""
        self._process.communicate()


@dataclass
class Killer(Fault):
    """Kills when Plex sees its n-th request; this is then answered, or `lost` without effect.

    An edit that is answered takes effect, though nobody is there any more to hear of it.
    """

    life: Life = field(kw_only=True)

    @classmethod
    def at(cls, number: int, life: Life, *, edits: bool, lost: bool) -> Self:
        """Give the killer at a request, or at a request that edits, counted from one."""
        method = "PUT" if edits else None
        kind: FaultKind = "drop" if lost else "status"
        return cls(kind, method=method, after=number - 1, times=1, life=life)

    @override
    def hits(self, request: web.BaseRequest) -> bool:
        if not super().hits(request):
            return False
        self.life.kill()
        return self.kind == "drop"


@dataclass(frozen=True)
class Scene:
    """What Plex and the database held at some moment, to begin there again."""

    labels: dict[int, tuple[str, ...]]
    choices: dict[str, frozenset[str]]
    tags: dict[int, str]
    saved: Path

    @classmethod
    def of(cls, plex: PlexState, folder: Path, saved: Path) -> Self:
        """Keep what is there; the files of the database are copied to `saved`."""
        copytree(folder, saved)
        return cls(
            {item.rating_key: tuple(item.labels) for item in plex.items()},
            {key: frozenset(section.label_choices) for key, section in plex.sections.items()},
            dict(plex.label_tags),
            saved,
        )

    def restore(self, plex: PlexState, folder: Path) -> None:
        """Put everything back as it was."""
        for item in plex.items():
            item.labels[:] = self.labels[item.rating_key]
        for key, section in plex.sections.items():
            section.label_choices = set(self.choices[key])
        plex.label_tags = dict(self.tags)
        rmtree(folder)
        copytree(self.saved, folder)


def recorded(folder: Path) -> LabelSets:
    """Give the labels that the database calls ours."""
    return records_in(folder / FILE)
