"""Breaks a copy of the repository, and tells which faults that brought."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
import json
from pathlib import Path
from typing import Any

from tests.house.checks import CHECKS, Check, found
from tests.house.copying import stats
from tests.house.house import Fault, House

UNSAID = "says nothing of {0}: write a section that begins with `## {0} - ` and a date"
"""What is said of a version without a section in the changelog."""

type Break = Callable[[House], None]


@dataclass(frozen=True)
class _Watched(House):
    """A copy that notes which files a check reads or asks for."""

    read: set[str]

    def path(self, file: str) -> Path:
        """Give where a file is."""
        self.read.add(file)
        return super().path(file)


@dataclass(frozen=True)
class _Look:
    """What a check found, and in which files it looked for it."""

    faults: tuple[Fault, ...]
    read: frozenset[str]


type _Files = dict[str, bytes]
"""A digest of each file's content by its name."""

_looks: dict[frozenset[tuple[str, bytes]], dict[Check, _Look]] = {}
"""What each check found in copies that were seen: most tests begin with the same one."""


def brought(house: House, change: Break) -> list[str]:
    """Give the faults that a copy has after a change, and had not before.

    What a check finds depends on which files there are, and on what is in those that it read: only
    where any of this has changed does it look again.
    """
    before = _files(house)
    seen = frozenset(before.items())
    if seen not in _looks:
        _looks[seen] = {check: _look(check, house) for check in CHECKS}
    looks = _looks[seen]
    change(house)
    after = _files(house)
    changed = {file for file, _ in seen ^ frozenset(after.items())}
    others = before.keys() != after.keys()
    had = {fault for look in looks.values() for fault in look.faults}
    has = dict.fromkeys(
        fault
        for check, look in looks.items()
        for fault in (_look(check, house).faults if others or changed & look.read else look.faults)
    )
    return [str(fault) for fault in has if fault not in had]


def _look(check: Check, house: House) -> _Look:
    watched = _Watched(house.root, set())
    return _Look(tuple(found(check, watched)), frozenset(watched.read))


def _files(house: House) -> _Files:
    return {
        str(path.relative_to(house.root)): _digest(path, about.st_size, about.st_mtime_ns)
        for path, about in stats(house.root)
    }


@cache
def _digest(path: Path, _size: int, _written: int) -> bytes:
    """Tell apart what a file may hold; it is read again once its size or time is another."""
    return blake2b(path.read_bytes()).digest()


def edited(file: str, old: str, new: str) -> Break:
    """Replace a text, which must be there, once."""

    def change(house: House) -> None:
        path = house.root / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


def put(file: str, place: str, value: Any) -> Break:
    """Put a value into a JSON file, at keys with ` > ` between them; None takes it away."""

    def change(house: House) -> None:
        path = house.root / file
        data = json.loads(path.read_text())
        *parents, key = place.split(" > ")
        part = data
        for parent in parents:
            part = part.setdefault(parent, {})
        if value is None:
            del part[key]
        else:
            part[key] = value
        path.write_text(json.dumps(data, indent=2))

    return change


def added(file: str, text: str) -> Break:
    """Add a file."""

    def change(house: House) -> None:
        path: Path = house.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return change


def removed(file: str) -> Break:
    """Remove a file."""

    def change(house: House) -> None:
        (house.root / file).unlink()

    return change
