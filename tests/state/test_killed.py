"""Killed at any statement, the database is whole: each transaction is there, or nothing of it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
import os
from pathlib import Path
from random import Random
from signal import SIGKILL
import sqlite3
from subprocess import PIPE, Popen
import sys
from threading import Timer

import pytest

from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.connection import connect, files

from .disk import content, put_content
from .killed import ROWS

ROOT = Path(__file__).parents[2]

LIVES = 15
"""How often a test kills."""


@dataclass
class Confirmed:
    """The last transaction that was confirmed, and how large the log was then."""

    number: int = 0
    log_size: int = 0


@dataclass
class Mother:
    """The process that bears those that are killed."""

    process: Popen[str]

    def live_and_die(self, path: Path, seconds: float) -> dict[str, Confirmed]:
        """Let one live for some time after its first transaction.

        Gives the last transaction that was confirmed of those that were `durable`, or `written`.
        """
        assert self.process.stdin
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        word, pid, _ = self._line()
        assert word == "born"
        killer = Timer(seconds, os.kill, (pid, SIGKILL))
        confirmed = {"durable": Confirmed(), "written": Confirmed()}
        while True:
            word, number, log_size = self._line()
            if word == "died":
                assert number == -SIGKILL
                return confirmed
            if not any(each.number for each in confirmed.values()):
                killer.start()
            confirmed[word] = Confirmed(number, log_size)

    def _line(self) -> tuple[str, int, int]:
        assert self.process.stdout
        word, number, size = self.process.stdout.readline().split()
        return word, int(number), int(size)


@pytest.fixture(scope="module")
def mother() -> Iterator[Mother]:
    """One process for all tests: what it imports is imported once."""
    process = Popen(
        [sys.executable, "-m", "tests.state.killed"], cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True
    )
    yield Mother(process)
    process.communicate()


def assert_whole(connection: sqlite3.Connection) -> int:
    """See that all of each transaction is there; give the number of the last one."""
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    last: int = settings.get(connection, "number", 0)
    rows = connection.execute(
        "SELECT added_at, COUNT(*) FROM ledger_items GROUP BY added_at ORDER BY added_at"
    ).fetchall()
    assert rows == [(number, ROWS) for number in range(max(1, last - 4), last + 1)]
    return last


@pytest.mark.parametrize("seed", range(2))
def test_what_was_confirmed_is_there_and_nothing_is_there_in_part(
    mother: Mother, path: Path, seed: int
) -> None:
    """The process is gone, but not the machine: that keeps all that was confirmed."""
    random = Random(seed)
    for _ in range(LIVES):
        confirmed = mother.live_and_die(path, random.random() / 20)
        with closing(connect(path)) as connection:
            last = assert_whole(connection)
        assert last >= max(each.number for each in confirmed.values())


@pytest.mark.parametrize("seed", range(4))
def test_after_a_power_failure_all_that_is_durable_is_there(
    mother: Mother, path: Path, seed: int
) -> None:
    """What the disk had not taken yet is lost, from some place in the log on; nothing in part."""
    random = Random(seed)
    durable = mother.live_and_die(path, 0.05)["durable"]
    log = content(files(path)[1])
    assert durable.log_size <= len(log)
    put_content(files(path)[1], log[: random.randint(durable.log_size, len(log))])

    with closing(connect(path)) as connection:
        assert assert_whole(connection) >= durable.number
