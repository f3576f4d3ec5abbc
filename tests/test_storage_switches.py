"""One value that is stored and cannot be read: neither do labels follow, nor is harm forgotten."""

from contextlib import closing
import sqlite3

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import STATE_OFF
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.follow.start import path_of
from tests.lab.town import Town
from tests.registering import issues
from tests.running import start, state_of, sync


async def spoil(hass: HomeAssistant, entry: MockConfigEntry, key: str, value: object) -> None:
    """Put something else in the place of a stored value while the entry is not loaded."""
    await hass.config_entries.async_unload(entry.entry_id)
    with closing(sqlite3.connect(path_of(hass, entry.entry_id))) as connection:
        connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))
        connection.commit()
    await start(hass, entry)


@pytest.mark.parametrize("value", ["{", '"off"', b"\xff\xfe"])
async def test_labels_do_not_follow_where_it_cannot_be_read_whether_they_shall(
    hass: HomeAssistant, loaded: MockConfigEntry, value: object
) -> None:
    await sync(hass)

    await spoil(hass, loaded, "enabled", value)

    assert state_of(hass, "switch", f"{loaded.entry_id}_enabled").state == STATE_OFF


@pytest.mark.parametrize("value", ["{", "5", b"\xff\xfe"])
async def test_nothing_is_written_where_it_cannot_be_read_what_plex_dropped(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, value: object
) -> None:
    await spoil(hass, loaded, "harm", value)

    assert "labels_lost" in issues(hass)
    assert (await sync(hass))["status"] == "stopped"
    assert town.plex.writes == 0


async def test_how_the_last_sync_ended_costs_nothing_else(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)

    await spoil(hass, loaded, "last_sync", "[5]")

    assert state_of(hass, "sensor", f"{loaded.entry_id}_last_sync").state == "unknown"
    assert (await sync(hass))["added"] == 0
