"""The README: one page, which leads to all others."""

import pytest

from tests.house.breaking import added, brought, edited
from tests.house.house import House
from tests.house.readme import FILE, INDEX


@pytest.mark.parametrize("size", [7_999, 10_241])
def test_a_readme_that_is_no_page_long_is_told(house: House, size: int) -> None:
    def change(house: House) -> None:
        path = house.root / FILE
        text = path.read_bytes()
        path.write_bytes((text + b" " * size)[:size])

    assert f"{FILE}: has {size} bytes: make it 8000 to 10240" in brought(house, change)


def test_a_page_to_which_nothing_leads_is_told(house: House) -> None:
    assert brought(house, added("docs/more.md", "# More\n")) == [
        f"{FILE}: does not link to docs/more.md: link to it",
        f"{INDEX}: does not link to more.md: link to it",
    ]


def test_a_page_is_not_linked_by_its_name_alone(house: House) -> None:
    change = edited(FILE, "[privacy](docs/privacy.md)", "privacy: docs/privacy.md")
    assert brought(house, change) == [f"{FILE}: does not link to docs/privacy.md: link to it"]
