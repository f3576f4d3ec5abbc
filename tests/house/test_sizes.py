"""How long files are."""

import pytest

from tests.house.breaking import added, brought
from tests.house.house import INTEGRATION, House
from tests.house.sizes import LONGEST


@pytest.mark.parametrize("file", ["tests/flows/test_much.py", f"{INTEGRATION}/frontend/much.js"])
def test_a_file_that_is_too_long_is_told(house: House, file: str) -> None:
    faults = brought(house, added(file, "\n" * (LONGEST + 1)))
    assert faults == [f"{file}: has 351 lines: 350 are the most, so split it"]


def test_a_file_may_have_350_lines(house: House) -> None:
    assert brought(house, added("tests/flows/test_much.py", "\n" * LONGEST)) == []
