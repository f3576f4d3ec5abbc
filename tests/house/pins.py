"""The requirements of development: each is pinned, so that no release breaks us."""

from collections.abc import Iterator
from contextlib import suppress
import re

from packaging.requirements import InvalidRequirement, Requirement

from tests.house.house import Fault, House
from tests.house.manifest import FILE as MANIFEST

FILES = "requirements_*.txt"

_PINNED = re.compile(r"([A-Za-z0-9_.-]+)==([0-9][0-9A-Za-z.]*)")


def check(house: House) -> Iterator[Fault]:
    """Give the lines that pin nothing, and the pins that the manifest does not allow."""
    wanted = {one.name.casefold(): one for one in _required(house)}
    for file in house.files(FILES):
        for number, line in enumerate(house.text(file).splitlines(), start=1):
            if not line or line.startswith("#"):
                continue
            place = f"line {number}"
            pinned = _PINNED.fullmatch(line)
            if pinned is None:
                yield Fault(file, place, f"is {line}: pin it, as name==version")
                continue
            name, version = pinned.groups()
            required = wanted.get(name.casefold())
            if required and version not in required.specifier:
                yield Fault(file, place, f"is {line}: {MANIFEST} wants {required}")


def _required(house: House) -> Iterator[Requirement]:
    """Give what the manifest requires; what is written wrong there is its own check's."""
    for line in house.json(MANIFEST).get("requirements", ()):
        with suppress(InvalidRequirement):
            yield Requirement(line)
