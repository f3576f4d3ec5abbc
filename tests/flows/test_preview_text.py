"""A preview in words."""

import pytest

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.flows.preview_text import preview_texts
from custom_components.plex_label_sync.sync.outcome import Outcome
from custom_components.plex_label_sync.sync.preview import Preview, ShownChange, ShownTitle, Why

ANN = Why("request", "ann", "Seerr")


@pytest.fixture(autouse=True)
def _integration(enable_custom_integrations: None) -> None:
    """Its texts are there."""


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (ShownChange(True, "ann", (ANN,)), r"\+ ann (request by ann, Seerr)"),
        (ShownChange(True, "ann", ()), r"\+ ann"),
        (ShownChange(False, "ann", (ANN,)), r"\- ann (no longer wanted: request by ann, "),
        (ShownChange(False, "ann", ()), r"\- ann (nobody wants it)"),
        (ShownChange(False, "ann", (ANN,), ("p:ann",)), r"\- ann (renamed to p\:ann)"),
    ],
)
async def test_it_says_why(hass: HomeAssistant, change: ShownChange, line: str) -> None:
    preview = _preview(titles=(ShownTitle("Heat", (change,)),), all_titles=1)

    details = (await preview_texts(hass, preview, Outcome()))["details"]

    title, shown, _, then = details.splitlines()[-4:]
    assert title == "- **Heat**"
    assert shown.startswith(f"  - {line}")
    assert then == "Submit to do exactly this."


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
