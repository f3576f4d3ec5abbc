"""The dashboard that the integration brings along: how pages come by it, and what is on it."""

from hashlib import sha256
from http import HTTPStatus
import json
import re
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.template import Template
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.dashboard import FOLDER
from custom_components.plex_label_sync.markdown import escaped
from tests.lab.town import Town
from tests.running import end, state_of, sync, until
from tests.strategy import Json, Pages, below, cards_of, named, run
from tests.texts import TEXTS

CARDS = {
    "button",
    "custom:plex-label-sync-people",
    "custom:plex-label-sync-posters",
    "custom:plex-label-sync-repairs",
    "custom:plex-label-sync-runs",
    "custom:plex-label-sync-waiting",
    "heading",
    "logbook",
    "markdown",
    "tile",
}
"""Those that the dashboard is made of: Home Assistant's own, and those that we bring along."""

_ENTITY_ID = re.compile(r"\b(?:binary_sensor|button|event|sensor|switch|todo)\.\w+")


async def test_pages_load_the_module_under_an_address_that_follows_its_content(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    hass.data[DATA_EXTRA_MODULE_URL] = urls = UrlManager(lambda *_: None, [])
    hass.config.components.add("frontend")
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    client = await hass_client_no_auth()

    files = sorted(FOLDER.glob("*.js"))
    (url,) = urls.urls
    mark = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    assert url == f"/plex_label_sync/{mark}/plex-label-sync.js"
    for file in files:
        async with client.get(f"/plex_label_sync/{mark}/{file.name}") as answer:
            assert answer.status == HTTPStatus.OK
            assert answer.content_type == "text/javascript"
            assert "max-age" in answer.headers["Cache-Control"]
            assert await answer.text() == file.read_text()
    await end(hass, entry)


async def test_a_home_assistant_without_pages_goes_without(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()

    assert DATA_EXTRA_MODULE_URL not in hass.data
    async with client.get("/plex_label_sync/any/plex-label-sync.js") as answer:
        assert answer.status == HTTPStatus.NOT_FOUND


async def test_it_finds_its_entities_in_a_real_house_whatever_they_are_called(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """Through the commands with which pages learn of the registries."""
    registry = er.async_get(hass)
    button = registry.async_get_entity_id("button", DOMAIN, f"{loaded.entry_id}_sync")
    assert button
    registry.async_update_entity(button, new_entity_id="button.all_labels")
    await sync(hass)
    await until(lambda: bool(hass.states.get("sensor.john_from_upstairs_wanted")))

    cards = await _of_real_house(hass, hass_ws_client)

    used = set(_ENTITY_ID.findall(json.dumps(cards).replace("button.press", "")))
    assert len(used) > 20
    assert "button.all_labels" in used
    assert not [entity for entity in used if not hass.states.get(entity)]
    assert {card["type"] for card in cards} <= CARDS
    assert set(named(below(cards, "Radarr, Sonarr and Seerr"))) == {
        "Radarr",
        "Radarr 4K",
        "Sonarr",
        "Last webhook",
    }
    (people,) = below(cards, "People")
    assert "John from upstairs" in named(people["people"])


async def test_it_says_why_the_last_sync_was_not_well_or_that_there_was_none(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    cards = await _of_real_house(hass, hass_ws_client)
    (says,) = (card for card in below(cards, "Sync") if card["type"] == "markdown")
    why = Template(says["content"], hass)
    assert why.async_render() == TEXTS["common"]["dashboard_no_sync"]

    await sync(hass)

    result = state_of(hass, "sensor", f"{loaded.entry_id}_last_sync_result")
    assert result.state == "partial"
    assert why.async_render() == escaped(result.attributes["reason"])


async def test_a_name_in_it_is_no_markdown(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, hass_ws_client: WebSocketGenerator
) -> None:
    """As that of a friend who is called like a link, and hides the watchlist."""
    odd = "[in](https://example.com) <b> `{{ 1 }}` \\ {% x %}"
    town.world.person("ines").title = odd
    await sync(hass)

    cards = await _of_real_house(hass, hass_ws_client)

    (says,) = (card for card in below(cards, "Sync") if card["type"] == "markdown")
    assert escaped(odd) in Template(says["content"], hass).async_render()


async def _of_real_house(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> list[Json]:
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client()
    entities = (await _ask(client, "config/entity_registry/list_for_display"))["entities"]
    devices = await _ask(client, "config/device_registry/list")
    pages = Pages(components=("history", "logbook", "media_source"))
    pages.hass |= {
        "entities": {
            entity["ei"]: {
                "entity_id": entity["ei"],
                "platform": entity["pl"],
                "device_id": entity.get("di"),
                "translation_key": entity.get("tk"),
            }
            for entity in entities
        },
        "devices": {device["id"]: device for device in devices},
        "states": {state.entity_id: {"state": state.state} for state in hass.states.async_all()},
    }
    texts = {
        key: text
        for category in ("entity", "common")
        for key, text in (await async_get_translations(hass, "en", category, [DOMAIN])).items()
    }
    made = await hass.async_add_executor_job(run, pages.hass, texts)
    return list(cards_of(made["dashboard"]))


async def _ask(client: Any, command: str) -> Any:
    await client.send_json_auto_id({"type": command})
    return (await client.receive_json())["result"]
