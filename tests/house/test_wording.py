"""One word for one thing, and names of entities that are shown whole."""

import pytest

from tests.house.blueprints import FOLDER as BLUEPRINTS
from tests.house.breaking import brought, edited, put
from tests.house.house import House
from tests.house.texts import ENGLISH, FOLDER
from tests.house.wording import LONGEST

TITLE = "config > step > manual > title"
NAME = "entity > sensor > last_sync > name"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Your films", "says “films”: say movie"),
        ("No user with this name", "says “user”: say person, or people"),
        ("Ask a friend", "says “friend”: say person, or people"),
        ("Labelled items", "says “Labelled”: write it with one l, as Home Assistant does"),
        ("This goes by itself", "says “by itself”: say automatically"),
        ("The id of a title", "says “id”: write ID"),
        ("A run removed them", "says “A run”: say sync"),
        ("The queue", "says “queue”: say waiting titles"),
    ],
)
def test_a_word_that_the_glossary_has_another_one_for_is_told(
    house: House, english_alone: None, text: str, said: str
) -> None:
    assert brought(house, put(ENGLISH, TITLE, text)) == [f"{ENGLISH}: {TITLE}: {said}"]


@pytest.mark.parametrize(
    "text",
    [
        "Plex friends",
        "Turn on On Series Add",
        "Seerr's user tags",
        "It knows `user`",
        "An ID",
        "Dry run",
    ],
)
def test_where_it_is_right_it_is_not(house: House, english_alone: None, text: str) -> None:
    """Other applications' own words, and what is typed as it stands."""
    assert brought(house, put(ENGLISH, TITLE, text)) == []


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "Ein Lauf ändert", "says “Lauf”: say Synchronisierung"),
        ("it", "Un'esecuzione cambia", "says “esecuzione”: say sincronizzazione"),
        ("pl", "Dla innego przebiegu", "says “przebiegu”: say synchronizacja"),
        ("pt-BR", "Uma execução muda", "says “execução”: say sincronização"),
    ],
)
def test_the_other_languages_call_a_sync_one_too(
    house: House, language: str, text: str, said: str
) -> None:
    file = f"{FOLDER}/{language}.json"
    assert f"{file}: {TITLE}: {said}" in brought(house, put(file, TITLE, text))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Probelauf, Verlauf"),
        ("it", "Il server è in esecuzione"),
        ("pl", "Przebieg próbny"),
        ("pt-BR", "O servidor está em execução"),
    ],
)
def test_a_dry_run_and_a_server_that_runs_are_not_meant(
    house: House, language: str, text: str
) -> None:
    assert brought(house, put(f"{FOLDER}/{language}.json", TITLE, text)) == []


def test_the_texts_of_blueprints_are_held_to_it_too(house: House) -> None:
    file = f"{BLUEPRINTS}/title_available.yaml"
    assert brought(house, edited(file, "Notifies each person", "Notifies each user")) == [
        f"{file}: blueprint > description: says “user”: say person, or people"
    ]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_name_that_the_page_of_a_device_would_cut_off_is_told(
    house: House, language: str
) -> None:
    file = f"{FOLDER}/{language}.json"
    fault = f"{file}: {NAME}: has 29 letters: 28 are shown of the name of an entity"
    assert fault not in brought(house, put(file, NAME, "x" * LONGEST))
    assert fault in brought(house, put(file, NAME, "x" * (LONGEST + 1)))
