"""The to-do list of what waits."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync import todo
from custom_components.plex_label_sync.state.database import Database, NotReadError
from tests.hearing import poll_of
from tests.lab.town import Town
from tests.running import sync, until

CHIMNEYS = "Eleven Chimneys"

type Items = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the list again at once: a pause between is Home Assistant's own work."""
    monkeypatch.setattr(todo, "_PAUSE", 0.01)


def list_of(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Give the list's id."""
    unique_id = f"{entry.entry_id}_waiting"
    found = er.async_get(hass).async_get_entity_id("todo", "plex_label_sync", unique_id)
    assert found
    return found


async def items(hass: HomeAssistant, entry: MockConfigEntry) -> Items:
    """Give what is on the list, as an automation does."""
    entity_id = list_of(hass, entry)
    answer = await hass.services.async_call(
        "todo", "get_items", {"entity_id": entity_id}, blocking=True, return_response=True
    )
    assert answer
    found: Any = answer[entity_id]
    listed: Items = found["items"]
    return listed


def count(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Give how many are on the list."""
    state = hass.states.get(list_of(hass, entry))
    assert state
    return state.state


async def test_it_lists_what_waits_with_who_wants_it_and_since_when(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert count(hass, loaded) == "0"
    await sync(hass)
    await until(lambda: count(hass, loaded) == "3")

    today = dt_util.as_local(datetime.now(UTC)).date().isoformat()
    listed = {one["summary"]: one for one in await items(hass, loaded)}
    assert set(listed) == {
        "A Sky of Copper (1999)",
        "Eleven Chimneys (2025)",
        "The Last Ferry but One (2025)",
    }
    chimneys = listed["Eleven Chimneys (2025)"]
    assert chimneys["description"] == f"Wanted by John from upstairs, waiting since {today}"
    assert chimneys["status"] == "needs_action"


async def test_the_year_of_what_only_a_friend_wants_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Friends' watchlists have none; plex.tv tells it with the ids, for which it is asked once."""
    new = town.world.add_title("movie", "The Tin Aviary", year=1953, tmdb=900_300)
    town.world.person("john").watchlist.append(new)
    await sync(hass)
    await until(lambda: count(hass, loaded) == "4")

    assert "The Tin Aviary (1953)" in {one["summary"] for one in await items(hass, loaded)}
    asked = [one for one in town.plextv.log if new.plex_id in str(one)]
    assert len(asked) == 1


async def test_a_name_is_no_markdown_in_it(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Whoever is at plex.tv chooses the name, and the list's pages would load a picture."""
    town.world.person("john").title = "![x](http://a.b/x.png)"
    await sync(hass)
    await until(lambda: count(hass, loaded) == "3")

    listed = {one["summary"]: one["description"] for one in await items(hass, loaded)}
    assert listed["Eleven Chimneys (2025)"].startswith(
        r"Wanted by \!\[x\]\(http\:\/\/a\.b\/x\.png\), waiting since"
    )


async def test_an_imported_title_that_nobody_wants_is_told_so(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.world.person("john").watchlist.clear()
    radarr = town.world.arrs[2]
    next(one for one in radarr.titles.values() if one.title.name == CHIMNEYS).has_file = True
    await sync(hass)
    await until(lambda: count(hass, loaded) == "3")

    listed = {one["summary"]: one["description"] for one in await items(hass, loaded)}
    assert listed["Eleven Chimneys (2025)"].startswith("Imported and not in Plex yet")


async def test_it_follows_what_waits(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    await until(lambda: count(hass, loaded) == "3")

    town.world.person("john").watchlist.clear()
    await poll_of(loaded, "watchlist/friend").read()

    await until(lambda: count(hass, loaded) == "2")


async def test_a_long_list_says_how_much_more_there_is(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(todo, "MOST", 1)
    await sync(hass)
    await until(lambda: count(hass, loaded) == "3")

    assert [one["summary"] for one in await items(hass, loaded)][1:] == ["2 more"]


async def test_nothing_on_it_can_be_changed(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    state = hass.states.get(list_of(hass, loaded))
    assert state
    assert not state.attributes.get(ATTR_SUPPORTED_FEATURES)
    with pytest.raises(HomeAssistantError):
        await hass.services.async_call(
            "todo",
            "add_item",
            {"entity_id": list_of(hass, loaded), "item": "Heat"},
            blocking=True,
        )


async def test_what_cannot_be_read_stays_as_it_was(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sync(hass)
    await until(lambda: count(hass, loaded) == "3")
    failed: list[bool] = []

    async def fail(*_: object) -> None:
        failed.append(True)
        raise NotReadError("disk I/O error")

    monkeypatch.setattr(Database, "survey", fail)
    await loaded.runtime_data.coordinator.refresh()

    await until(lambda: bool(failed))
    assert count(hass, loaded) == "3"
