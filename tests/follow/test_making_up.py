"""A full sync that failed is made up for as soon as Plex can be reached in another way."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state.database import Database, NotSavedError
from tests.database import work_of
from tests.hearing import calm
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import state_of, sync, until

NEW = "the-owners-new-token"


def result(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str, Mapping[str, Any]]:
    """Give how the last full sync ended, and with what."""
    state = state_of(hass, "sensor", f"{entry.entry_id}_last_sync_result")
    return state.state, state.attributes


async def reach_anew(hass: HomeAssistant, entry: MockConfigEntry, **data: str) -> None:
    """Take in another token or address, as signing in again does."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, **data})
    await hass.async_block_till_done()


@pytest.fixture
def no_secrets(town: Town) -> Town:
    """The town, in which nobody hides a watchlist."""
    for person in town.world.people:
        person.private = False
    return town


async def test_a_new_token_has_the_sync_done_that_failed(
    hass: HomeAssistant, loaded: MockConfigEntry, no_secrets: Town
) -> None:
    """At once: it does not wait for its pause, and the result says no more that all failed."""
    no_secrets.world.owner.token = NEW
    await sync(hass)
    state, attributes = result(hass, loaded)
    assert state == "failed"
    assert "401" in attributes["reason"]

    await reach_anew(hass, loaded, token=NEW)
    await until(lambda: result(hass, loaded)[0] == "ok")

    assert result(hass, loaded)[1]["reason"] is None


async def test_a_sync_that_went_through_is_not_repeated(
    hass: HomeAssistant, loaded: MockConfigEntry, no_secrets: Town
) -> None:
    await sync(hass)
    before = result(hass, loaded)
    last = loaded.runtime_data.coordinator.data.last_sync

    await reach_anew(hass, loaded, url=f"{no_secrets.plex.url}/")
    await calm(no_secrets)

    assert result(hass, loaded) == before
    assert loaded.runtime_data.coordinator.data.last_sync == last


async def test_where_none_was_ever_asked_for_none_is_made_up_for(
    hass: HomeAssistant, loaded: MockConfigEntry, no_secrets: Town
) -> None:
    await reach_anew(hass, loaded, url=f"{no_secrets.plex.url}/")
    await calm(no_secrets)

    assert work_of(loaded, WorkKind.FULL_SYNC) == []
    assert result(hass, loaded)[0] == "unknown"


async def test_a_disk_that_is_full_does_not_keep_the_new_token_from_counting(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.plex.faults.append(Fault("status", "/identity", status=503))
    await sync(hass)
    with patch.object(Database, "write", side_effect=NotSavedError("the disk is full")):
        hass.config_entries.async_update_entry(loaded, data={**loaded.data, "token": NEW})
        await until(lambda: loaded.state is ConfigEntryState.SETUP_RETRY)
    town.plex.faults.clear()
    await hass.config_entries.async_reload(loaded.entry_id)

    assert loaded.state is ConfigEntryState.LOADED
    assert work_of(loaded, WorkKind.FULL_SYNC)
