"""Home Assistant as a process: its folder, its start, its log and its end."""

import asyncio
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
import os
from pathlib import Path
import re
import shutil
from signal import SIGKILL, SIGTERM, Signals
import sys
from time import monotonic

from tests.until import until

ROOT = Path(__file__).parents[2]

_START_SECONDS = 120
_STOP_SECONDS = 15
_TAIL_LINES = 30
_CONFIGURATION = """\
homeassistant:
  name: Plex Label Sync
  country: GB
http:
  server_host: 127.0.0.1
  server_port: {port}
logger:
  default: warning
  logs:
    custom_components.plex_label_sync: info
"""
_INCLUDED = {
    "automation": "automations.yaml",
    "scene": "scenes.yaml",
    "script": "scripts.yaml",
}
"""What users make in Home Assistant's pages is kept in these files."""

_BLUEPRINTS = Path("blueprints", "automation", "plex_label_sync")
# The loader's warning greets every custom integration.
_TROUBLE = re.compile(
    r" (ERROR|CRITICAL) \(| WARNING \((?!\w+\) \[homeassistant\.loader\]).*plex_label_sync"
)
_WARNING = re.compile(r"^[\d-]+ [\d:.]+ (WARNING|ERROR|CRITICAL) \(|^Traceback ")


@dataclass(frozen=True)
class Started:
    """How many seconds a start took, and how many of the processor it used."""

    seconds: float
    processor: float


class HomeError(Exception):
    """Home Assistant did not do what it was asked to do."""


class HomeProcess:
    """A Home Assistant of our own, in a folder that is empty before."""

    def __init__(
        self, folder: Path, port: int, plextv_url: str, *, probe: bool, also: Sequence[str] = ()
    ) -> None:
        """Prepare the folder of a process that is not started yet."""
        self.probe_file = folder / "probe.json"
        self.folder = folder
        self._started_file = folder / "started"
        self._console = folder / "console.log"
        self._command = [sys.executable, "-m", "tests.demo.launch"]
        self._command += ["--config", str(folder), "--plextv", plextv_url]
        if probe:
            self._command += ["--probe", str(self.probe_file)]
        self._process: Process | None = None
        configuration = _CONFIGURATION.format(port=port) + "".join(map(_line_of, also))
        (folder / "configuration.yaml").write_text(configuration)
        for name in _INCLUDED.keys() & set(also):
            (folder / _INCLUDED[name]).touch()
        (folder / "custom_components").symlink_to(ROOT / "custom_components")
        shutil.copytree(ROOT / _BLUEPRINTS, folder / _BLUEPRINTS)

    @property
    def bytes_written(self) -> int:
        """How many bytes it has written into files so far: `wchar` of Linux's `/proc/<pid>/io`.

        `write_bytes` would count whole pages, each once until it is on disk, and nothing at all
        where the folder lies in memory. What goes to sockets is in neither.
        """
        if not self._process:
            return 0
        lines = Path(f"/proc/{self._process.pid}/io").read_text().splitlines()
        return int(dict(line.split(": ") for line in lines)["wchar"])

    @property
    def running(self) -> bool:
        """Whether it was started and did not end."""
        return self._process is not None and self._process.returncode is None

    async def start(self, *more: str) -> None:
        """Start it; it is not ready yet on return. After an end it goes on from its folder.

        `more`: what the launcher is told beyond the usual.
        """
        with self._console.open("ab") as console:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                *more,
                # First of all Python looks in the folder, as for the integrations of any user.
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdin=DEVNULL,
                stdout=console,
                stderr=console,
                # Ctrl-C in the terminal is for those who started it: they stop it.
                start_new_session=True,
            )

    async def start_measured(self) -> Started:
        """Start it and wait until it runs; give how long that took.

        plex.tv is led to its stand-in then, and not before: the integration's import is part of
        what is measured, and what else that imports is not. Not for a first start, in which the
        integration is yet to be added. Raises `HomeError` when it ends instead.
        """
        self._started_file.unlink(missing_ok=True)
        begun = monotonic()
        await self.start("--started", str(self._started_file))
        file = self._started_file
        await until(lambda: file.exists() or not self.running, within=_START_SECONDS)
        if not file.exists():
            raise HomeError(f"Home Assistant did not start\n{self.tail()}")
        ran, used = map(float, file.read_text().split())
        return Started(ran - begun, used)

    async def ended(self) -> int:
        """Wait until it ends by itself; give its exit status."""
        return await self._process.wait() if self._process else 0

    async def stop(self) -> None:
        """End it, if need be by force."""
        for number in (SIGTERM, SIGKILL):
            self.signal(number)
            with suppress(TimeoutError):
                async with asyncio.timeout(_STOP_SECONDS):
                    await self.ended()
                return

    def signal(self, number: Signals) -> None:
        """Send it a signal."""
        if self._process and self.running:
            self._process.send_signal(number)

    def log(self) -> str:
        """What it has logged and printed."""
        return self._console.read_text(errors="replace") if self._console.exists() else ""

    def tail(self) -> str:
        """The last lines of the log."""
        return "\n".join(self.log().splitlines()[-_TAIL_LINES:])

    def troubles(self) -> list[str]:
        """The logged errors, and warnings that speak of our integration."""
        return [line for line in self.log().splitlines() if _TROUBLE.search(line)]

    def warnings(self, since: int = 0) -> list[str]:
        """All that is logged at warning or above, whoever says it, after so many characters."""
        return [line for line in self.log()[since:].splitlines() if _WARNING.match(line)]


def _line_of(name: str) -> str:
    """Give what configuration.yaml says of one of Home Assistant's own integrations."""
    return f"{name}: !include {file}\n" if (file := _INCLUDED.get(name)) else f"{name}:\n"
