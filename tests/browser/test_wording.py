"""Which words on a page are wrong."""

import pytest

from tests.browser.wording import foreign, is_ours, raw, texts_of, without_reasons

ALL_WELL = "All labels are as they should be."


@pytest.mark.parametrize(
    "text",
    [
        "component.plex_label_sync.entity.todo.waiting.name",
        "Labels to add: {added}",
        "[object Object]",
        "undefined titles",
        "label_added",
        "Translation error: INVALID_KEY",
    ],
)
def test_keys_and_holes_are_found(text: str) -> None:
    assert raw(["Last sync", text]) == [text]


@pytest.mark.parametrize(
    "text",
    ["It can contain {prefix}, {user} and {tag}.", "pulsarr:ben_w", "Label added", "Anna K"],
)
def test_what_the_options_say_of_templates_and_names_is_right(text: str) -> None:
    assert raw([text]) == []


def test_an_english_sentence_on_a_german_page_is_found() -> None:
    english = texts_of("en")["options"]["step"]["sources"]["description"]
    german = texts_of("de")["options"]["step"]["sources"]["description"]

    assert english in foreign(["Quellen", english], "de")
    assert foreign(["Quellen", german], "de") == []
    assert foreign([english], "en") == []


def test_a_sentence_is_found_among_others_and_without_its_markup() -> None:
    text = "Labels, die neu sind. The days on which it runs. Ende"

    assert foreign([text], "de") == ["The days on which it runs."]


def test_texts_of_ours_are_known_whatever_is_filled_in() -> None:
    assert is_ours("And 188 more", "en")
    assert is_ours("Last sync result", "en")
    assert not is_ours("Home Assistant Cloud", "en")


def test_of_a_record_the_reasons_stay_as_they_were_told() -> None:
    """The rest of it is in today's language."""
    told = f"Unvollständig: the watchlist is private. {ALL_WELL}"

    assert sorted(foreign([told], "de")) == [ALL_WELL, "the watchlist is private"]
    assert foreign([without_reasons(told)], "de") == [ALL_WELL]
