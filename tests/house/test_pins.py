"""The requirements of development."""

import pytest

from tests.house.breaking import brought, edited
from tests.house.house import House
from tests.house.manifest import FILE as MANIFEST

FILE = "requirements_test.txt"


@pytest.mark.parametrize("line", ["ruff", "ruff>=0.1", "ruff==0.*", "ruff==0.1,<1"])
def test_a_tool_that_is_not_pinned_is_told(house: House, line: str) -> None:
    pinned, number = _line(house, "ruff==")

    faults = brought(house, edited(FILE, pinned, line))

    assert faults == [f"{FILE}: line {number}: is {line}: pin it, as name==version"]


def test_a_pin_that_the_manifest_does_not_allow_is_told(house: House) -> None:
    pinned, number = _line(house, "PlexAPI==")

    faults = brought(house, edited(FILE, pinned, "PlexAPI==5.0.0"))

    assert faults == [
        f"{FILE}: line {number}: is PlexAPI==5.0.0: {MANIFEST} wants PlexAPI<5,>=4.18.2"
    ]


def _line(house: House, begins: str) -> tuple[str, int]:
    """Give the line that begins so, and its number."""
    lines = house.text(FILE).splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith(begins))
    return lines[number], number + 1
