"""The other languages: complete, filled in alike, and free of English."""

import pytest

from tests.house.breaking import brought, put, removed
from tests.house.house import House
from tests.house.languages import SAME
from tests.house.texts import ENGLISH, FOLDER

GERMAN = f"{FOLDER}/de.json"
TITLE = "config > step > manual > title"


@pytest.mark.parametrize("language", SAME)
def test_a_language_must_be_there(house: House, language: str) -> None:
    file = f"{FOLDER}/{language}.json"
    assert f"{file}: is missing: add it" in brought(house, removed(file))


def test_a_text_that_is_new_in_english_is_missing_in_all_others(house: House) -> None:
    place = "exceptions > new > message"
    assert brought(house, put(ENGLISH, place, "New.")) == [
        f"{FOLDER}/{language}.json: {place}: is missing: translate it from en.json"
        for language in SAME
    ]


def test_a_text_that_english_does_not_have_is_told(house: House) -> None:
    place = "exceptions > old > message"
    assert brought(house, put(GERMAN, place, "Alt.")) == [
        f"{GERMAN}: {place}: is not in en.json: remove it"
    ]


@pytest.mark.parametrize(
    ("place", "text", "belong"),
    [
        (TITLE, "Adresse {name}", "none"),
        ("issues > instance_auth > title", "Der Schlüssel wird abgelehnt", "name"),
        ("issues > instance_auth > title", "{nam} lehnt den Schlüssel ab", "name"),
    ],
)
def test_other_placeholders_are_told(house: House, place: str, text: str, belong: str) -> None:
    assert brought(house, put(GERMAN, place, text)) == [
        f"{GERMAN}: {place}: has other placeholders than in en.json: these belong here: {belong}"
    ]


def test_the_english_text_is_told(house: House) -> None:
    assert brought(house, put(GERMAN, TITLE, "Address and token")) == [
        (
            f"{GERMAN}: {TITLE}: is the English text: translate it, or name it in "
            "tests/house/languages.py"
        )
    ]


def test_a_word_that_both_languages_have_is_none_of_english_alone(house: House) -> None:
    place = "services > add_request > fields > user > name"
    assert brought(house, put(GERMAN, place, "Person")) == []


def test_english_within_a_text_is_told(house: House) -> None:
    assert brought(house, put(GERMAN, TITLE, "Adresse with Token")) == [
        f"{GERMAN}: {TITLE}: holds the English word “with”: translate all of it"
    ]
