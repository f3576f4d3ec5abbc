"""The texts: what they may not hold, and where they may stand."""

from typing import Any

import pytest

from tests.house.breaking import brought, put
from tests.house.house import House
from tests.house.texts import ENGLISH, FOLDER

pytestmark = pytest.mark.usefixtures("english_alone")

MANUAL = "config > step > manual"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no text"),
        ("Name ", "has a space at its end"),
        ("[%key:common::name%]", "points to another text"),
        ("a <b>name</b>", "holds HTML"),
        ("see https://example.com/x", "holds an address"),
        ("the '{name}'", "has a placeholder in single quotes"),
        ("the {name", "has a brace too many or too few"),
        ("the {na-me}", "na-me is no name of a placeholder"),
        ("the {}", "{} is no name of a placeholder"),
    ],
)
def test_a_text_that_is_not_shown_as_it_stands_is_told(house: House, text: str, said: str) -> None:
    place = f"{MANUAL} > title"
    (fault,) = brought(house, put(ENGLISH, place, text))
    assert fault.startswith(f"{ENGLISH}: {place}: {said}")


def test_a_title_of_a_menu_cannot_be_filled_in(house: House) -> None:
    place = "config > step > reauth_confirm > title"
    (fault,) = brought(house, put(ENGLISH, place, "New token for {name}"))
    assert fault.startswith(f"{ENGLISH}: {place}: is of a menu, and nothing fills it in")


def test_a_state_cannot_be_filled_in(house: House) -> None:
    place = "entity > sensor > last_sync_result > state > ok"
    (fault,) = brought(house, put(ENGLISH, place, "{fine}"))
    assert fault.startswith(f"{ENGLISH}: {place}: has a placeholder, and nothing fills it in")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("confg", {}),
        (f"{MANUAL} > label", "Label"),
        ("config_subentries > radarr > entry_type", None),
        ("services > sync > description", None),
        ("entity > sensor > users > name", None),
        ("exceptions > sync_failed > message", None),
    ],
)
def test_a_key_too_many_or_too_few_is_told_with_its_place(
    house: House, place: str, value: Any
) -> None:
    faults = brought(house, put(ENGLISH, place, value))
    assert any(fault.startswith(f"{ENGLISH}: {place}: ") for fault in faults)


def test_a_key_that_is_none_is_told(house: House) -> None:
    faults = brought(house, put(ENGLISH, "selector > name_source > options > Big", "Big"))
    assert any("Big is no key: use small letters" in fault for fault in faults)


def test_an_issue_has_a_description_or_a_way_to_fix_it(house: House) -> None:
    faults = brought(house, put(ENGLISH, "issues > not_saved > description", None))
    assert any(fault.startswith(f"{ENGLISH}: issues > not_saved: ") for fault in faults)


def test_every_field_has_a_description(house: House) -> None:
    place = f"{MANUAL} > data_description > token"
    assert brought(house, put(ENGLISH, place, None)) == [
        f"{ENGLISH}: {MANUAL}: token has no text in data_description: add it"
    ]


def test_every_description_has_a_field(house: House) -> None:
    place = "options > step > labels > data > prefix"
    parent = "options > step > labels"
    fault = f"{ENGLISH}: {parent}: prefix has no text in data: add it"
    assert fault in brought(house, put(ENGLISH, place, None))


def test_other_languages_are_looked_at_too(house: House) -> None:
    file = f"{FOLDER}/xx.json"
    (house.root / file).write_text((house.root / ENGLISH).read_text())
    assert brought(house, put(file, f"{MANUAL} > title", "")) == [
        f"{file}: {MANUAL} > title: is no text: write one, or leave the key out"
    ]
