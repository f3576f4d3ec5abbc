"""Breaks a copy of the repository, and tells which faults that brought."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from tests.house.checks import faults
from tests.house.house import Fault, House

UNSAID = "says nothing of {0}: write a section that begins with `## {0} - ` and a date"
"""What is said of a version without a section in the changelog."""

type Break = Callable[[House], None]


_faults: dict[frozenset[object], frozenset[Fault]] = {}
"""The faults of copies that were seen, by what tells these apart: most are of the same files."""


def brought(house: House, change: Break) -> list[str]:
    """Give the faults that a copy has after a change, and had not before."""
    files = _files(house)
    before = _faults.get(files)
    if before is None:
        before = _faults[files] = frozenset(faults(house))
    change(house)
    return [str(fault) for fault in faults(house) if fault not in before]


def _files(house: House) -> frozenset[object]:
    """Give what is another when any file is: their names, sizes, and when they were written."""
    found = ((path, path.stat()) for path in house.root.rglob("*"))
    return frozenset(
        (path.relative_to(house.root), about.st_size, about.st_mtime_ns)
        for path, about in found
        if path.is_file()
    )


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
