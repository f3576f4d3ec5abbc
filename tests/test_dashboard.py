"""The dashboard to paste: entities that are there, Home Assistant's own cards, true texts."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers.template import Template
from homeassistant.util.yaml import parse_yaml

from tests.hearing import Client, tell
from tests.lab.town import Town
from tests.running import sync

DASHBOARD = Path(__file__).parents[1] / "dashboards" / "plex_label_sync.yaml"
ENTITY_ID = re.compile(r"\b(?:binary_sensor|button|event|sensor|switch)\.[a-z0-9_]+\b")
CARDS = {"button", "heading", "history-graph", "logbook", "markdown", "tile"}
"""Those of Home Assistant's frontend that the dashboard uses."""

type Card = dict[str, Any]


def text() -> str:
    """Give the dashboard as it is pasted."""
    return DASHBOARD.read_text()


def cards() -> Iterator[Card]:
    """Give all cards."""
    dashboard = parse_yaml(text())
    assert isinstance(dashboard, dict)
    (view,) = dashboard["views"]
    for section in view["sections"]:
        assert section["type"] == "grid"
        yield from section["cards"]


def shown(hass: HomeAssistant, heading: str) -> str:
    """Give what the text below a heading comes to."""
    before: Card = {}
    for card in cards():
        if before.get("heading") == heading:
            return str(Template(card["content"], hass).async_render(parse_result=False))
        before = card
    raise LookupError(heading)


async def test_every_entity_is_there(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """In a town whose Plex server is called as in the dashboard: Living room."""
    used = set(ENTITY_ID.findall(text().replace("button.press", "")))

    assert len(used) > 10
    assert not [entity for entity in used if not hass.states.get(entity)]


def test_one_name_is_all_that_differs_between_servers() -> None:
    used = set(ENTITY_ID.findall(text().replace("button.press", "")))

    assert all(entity.split(".")[1].startswith("living_room_") for entity in used)
    assert "Replace living_room everywhere" in text()


def test_cards_are_home_assistants_own() -> None:
    assert {card["type"] for card in cards()} == CARDS


async def test_instances_are_found_by_themselves(
    hass: HomeAssistant, town: Town, following: Client
) -> None:
    """With whether each answers, and when its last webhook came."""
    await tell(following, town, 0, "Test")
    await hass.async_block_till_done()

    *_, uhd, radarr, sonarr = shown(hass, "Radarr, Sonarr and Seerr").splitlines()
    assert re.fullmatch(r"\| Radarr \| answers \| \d+ seconds? ago \|", radarr)
    assert (uhd, sonarr) == ("| Radarr 4K | answers | never |", "| Sonarr | answers | never |")


async def test_without_instances_it_says_how_to_add_them(
    hass: HomeAssistant, bare: MockConfigEntry
) -> None:
    assert "None is set up yet" in shown(hass, "Radarr, Sonarr and Seerr")


@pytest.mark.parametrize(
    ("event_type", "attributes", "said"),
    [
        ("label_added", {"title": "Heat", "labels": ["a", "b"]}, "**Heat** got a, b"),
        ("label_removed", {"title": "Heat", "labels": ["a"]}, "**Heat** lost a"),
        ("queued", {"title": "Heat"}, "**Heat** waits for Plex"),
        (
            "title_available",
            {"title": "Heat", "users": ["john", "maria"]},
            "**Heat** is in Plex now, for john, maria",
        ),
    ],
)
async def test_the_last_activity_is_told(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    event_type: str,
    attributes: dict[str, Any],
    said: str,
) -> None:
    hass.states.async_set(
        "event.living_room_activity",
        "2026-01-01T00:00:00.000+00:00",
        {"event_type": event_type, **attributes},
    )

    first, *_, when = shown(hass, "Activity").splitlines()
    assert first == said
    assert when.endswith(" ago")


async def test_the_end_of_a_sync_is_told_with_its_trouble(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert shown(hass, "Activity").strip() == "Nothing has happened yet. Press **Sync**."

    await sync(hass)

    told = shown(hass, "Activity")
    assert told.startswith("Sync partial: 34 labels added, 0 removed\n\n")
    assert "ines" in told
