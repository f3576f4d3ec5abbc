"""Watches Home Assistant from inside its event loop, for the benchmark.

Belongs here: what the launcher runs there, and what it reports. `Home.measure` asks for it.
Nothing of the integration is imported: its import is a part of what is measured.
"""

import asyncio
from dataclasses import asdict, dataclass
import json
import os
from pathlib import Path
from signal import SIGUSR1
from time import thread_time

_TICK = 0.005
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measurement:
    """What was seen since the last report: the loop's longest delay, memory now and at most.

    `longest_work_ms` is the longest piece of work on the loop, by the processor's time: unlike the
    delay, what else the machine does makes it no longer.
    """

    longest_delay_ms: float
    longest_work_ms: float
    rss_bytes: int
    peak_rss_bytes: int

    @classmethod
    def read(cls, file: Path) -> Measurement | None:
        """Give the report in a file, if there is one."""
        return cls(**json.loads(file.read_text())) if file.exists() else None

    def write(self, file: Path) -> None:
        """Put the report into a file, at once and whole."""
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(file)


class Probe:
    """Wakes every 5 ms and sees how late it was; reports on SIGUSR1 and begins anew."""

    def __init__(self, file: Path) -> None:
        """Reports go to `file`."""
        self._file = file
        self._statm = os.open("/proc/self/statm", os.O_RDONLY)
        self._due = 0.0
        self._longest = 0.0
        self._used = 0.0
        self._longest_work = 0.0
        self._peak = 0

    async def watch(self) -> None:
        """Watch the running loop until cancelled."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(SIGUSR1, self._report)
        self._used = thread_time()
        while True:
            self._due = loop.time() + _TICK
            await asyncio.sleep(_TICK)
            self._look()

    def _look(self) -> None:
        self._longest = max(self._longest, asyncio.get_running_loop().time() - self._due)
        used = thread_time()
        self._longest_work = max(self._longest_work, used - self._used)
        self._used = used
        self._peak = max(self._peak, self._rss())

    def _rss(self) -> int:
        return int(os.pread(self._statm, 100, 0).split()[1]) * _PAGE

    def _report(self) -> None:
        """Report, and begin anew.

        A delay that is going on belongs to this report, and not to the next one too. Nothing is
        collected: a house has no time without garbage, either.
        """
        self._look()
        loop = asyncio.get_running_loop()
        measurement = Measurement(
            round(self._longest * 1000, 3),
            round(self._longest_work * 1000, 3),
            self._rss(),
            self._peak,
        )
        self._due = loop.time() + _TICK
        self._longest = self._longest_work = 0.0
        self._peak = 0
        loop.run_in_executor(None, measurement.write, self._file)
