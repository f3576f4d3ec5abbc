"""A preview in words."""

import json

import pytest

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.flows.preview_text import preview_texts
from custom_components.plex_label_sync.sync.outcome import Outcome
from custom_components.plex_label_sync.sync.preview import Preview, ShownChange, ShownTitle, Why
from tests.texts import FOLDER, TEXTS

ANN = Why("request", "ann", "Seerr")
LISTED = Why("watchlist", "ann", "watchlist of ann")
UHD = Why("tag", "uhd", "Radarr")


@pytest.fixture(autouse=True)
def _integration(enable_custom_integrations: None) -> None:
    """Its texts are there."""


@pytest.mark.parametrize("step", ["preview", "changed"])
def test_the_items_it_counts_are_told_from_all_items_in_plex(step: str) -> None:
    """Of a server with thousands of items, 0 would be read as a fault."""
    text = TEXTS["options"]["step"][step]["description"]
    assert "Items that would change: {titles}." in text


@pytest.mark.parametrize(
    ("language", "stem"),
    [
        ("de", "entf"),
        ("es", "elimin"),
        ("fr", "supprim"),
        ("it", "rim"),
        ("nl", "verwijder"),
        ("pl", "usu"),
        ("pt-BR", "remo"),
    ],
)
def test_to_remove_is_called_the_same_throughout_a_preview(language: str, stem: str) -> None:
    """As the glossary has it: it is the one word that decides whether to submit."""
    texts = json.loads((FOLDER / "translations" / f"{language}.json").read_text())
    words = texts["selector"]["preview"]["options"]
    for text in (
        texts["options"]["step"]["preview"]["description"],
        words["losing"],
        words["held"],
    ):
        assert stem in text.lower()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (ShownChange(True, "ann", (ANN,)), r"\+ ann (request by ann, Seerr)"),
        (ShownChange(True, "ann", ()), r"\+ ann"),
        (
            ShownChange(False, "ann", (ANN,), ends=("ended",)),
            r"\- ann (no longer wanted: request by ann, ",
        ),
        (ShownChange(False, "ann", ()), r"\- ann (nobody wants it)"),
        (ShownChange(False, "ann", (ANN,), ("p:ann",)), r"\- ann (renamed to p\:ann)"),
        (
            ShownChange(False, "ann", (ANN,), switched_off=True),
            r"\- ann (the switch Labels is off)",
        ),
        (
            ShownChange(False, "a", (LISTED, UHD, ANN), ends=("ended", "excluded", "ended")),
            r"\- a (no longer wanted: watchlist of ann, request by ann, Seerr; excluded by ",
        ),
        (
            ShownChange(False, "uhd", (UHD,), ends=("excluded",)),
            r"\- uhd (excluded by the filters in the options: tag uhd in Radarr)",
        ),
        (
            ShownChange(False, "ann", (LISTED,), ends=("turned_off",)),
            r"\- ann (turned off in the options: watchlist of ann)",
        ),
        (
            ShownChange(False, "uhd", (UHD,), ends=("gone",)),
            r"\- uhd (no longer there: tag uhd in Radarr)",
        ),
    ],
)
async def test_it_says_why(hass: HomeAssistant, change: ShownChange, line: str) -> None:
    preview = _preview(titles=(ShownTitle("Heat", (change,)),), all_titles=1)

    details = (await preview_texts(hass, preview, Outcome()))["details"]

    title, shown, _, then = details.splitlines()[-4:]
    assert title == "- **Heat**"
    assert shown.startswith(f"  - {line}")
    assert then == "Submit to do exactly this."


async def test_copies_of_a_title_are_told_apart_by_their_libraries(hass: HomeAssistant) -> None:
    """Those that are shown as one are none of the rest."""
    comes, goes = ShownChange(True, "ann", ()), ShownChange(False, "ann", ())
    titles = (
        ShownTitle("Heat", (comes,), ("Movies", "[x](y)"), 2),
        ShownTitle("Heat", (goes,), ("4K Movies",)),
    )

    details = (await preview_texts(hass, _preview(titles=titles, all_titles=3), Outcome()))[
        "details"
    ]

    assert details.splitlines()[2:6] == [
        r"- **Heat** (Movies, \[x\]\(y\))",
        r"  - \+ ann",
        "- **Heat** (4K Movies)",
        r"  - \- ann (nobody wants it)",
    ]
    assert "more" not in details


async def test_it_says_how_many_more_there_are(hass: HomeAssistant) -> None:
    """Of those whose labels would go, and of titles."""
    people = tuple((Why("person", f"p{number}", ""), 20 - number) for number in range(12))
    preview = _preview(losing=people, titles=(ShownTitle("Heat", ()),), all_titles=41)

    lines = (await preview_texts(hass, preview, Outcome()))["details"].splitlines()

    assert lines[2:4] == ["- p0's labels: 20", "- p1's labels: 19"]
    assert lines[12] == "- and 2 more"
    assert lines[-3] == "- and 40 more"


def _preview(
    *,
    losing: tuple[tuple[Why, int], ...] = (),
    titles: tuple[ShownTitle, ...] = (),
    all_titles: int = 0,
) -> Preview:
    return Preview(
        "mark", added=0, removed=0, moved=0, losing=losing, titles=titles, all_titles=all_titles
    )
