"""Instances that are removed while their config entry is not loaded lose their connection, too."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.state.database import DatabaseError
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.registering import issues, later, registered, update
from tests.running import until
from tests.steps import instance


@pytest.fixture
async def unloaded(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, request: pytest.FixtureRequest
) -> MockConfigEntry:
    """An entry whose instances have their connections, and that is not loaded any more."""
    for arr in town.world.arrs:
        await registered(arr)
    await hass.async_block_till_done()
    if request.param == "disabled":
        await hass.config_entries.async_set_disabled_by(kept.entry_id, ConfigEntryDisabler.USER)
    elif request.param == "unloaded":
        await hass.config_entries.async_unload(kept.entry_id)
    else:
        broken = patch(
            f"custom_components.{DOMAIN}.make_runtime", side_effect=DatabaseError("full")
        )
        with broken:
            await hass.config_entries.async_reload(kept.entry_id)
        assert kept.state is ConfigEntryState.SETUP_RETRY
    await hass.async_block_till_done()
    return kept


states = pytest.mark.parametrize("unloaded", ["disabled", "unloaded", "retrying"], indirect=True)


@states
async def test_a_removed_instance_loses_its_connection(
    hass: HomeAssistant, unloaded: MockConfigEntry, town: Town
) -> None:
    """The others keep theirs."""
    removed = instance(unloaded, "Radarr").subentry_id

    hass.config_entries.async_remove_subentry(unloaded, removed)
    await hass.async_block_till_done()

    assert [len(arr.connections) for arr in town.world.arrs] == [0, 1, 1]


@states
async def test_an_instance_that_moved_loses_the_connection_at_its_old_place(
    hass: HomeAssistant, unloaded: MockConfigEntry, town: Town
) -> None:
    other = ArrServer(town.world.add_arr("radarr", "Films"))

    update(hass, unloaded, "Radarr", url=await other.start(), api_key=other.state.api_key)
    await hass.async_block_till_done()

    assert [len(arr.connections) for arr in town.world.arrs[:3]] == [0, 1, 1]
    await other.stop()


@states
async def test_a_removed_entry_takes_its_connections_along(
    hass: HomeAssistant, unloaded: MockConfigEntry, town: Town
) -> None:
    await hass.config_entries.async_remove(unloaded.entry_id)

    assert [len(arr.connections) for arr in town.world.arrs] == [0, 0, 0]


@pytest.mark.parametrize("unloaded", ["disabled"], indirect=True)
async def test_an_instance_that_is_down_is_told_and_tried_again(
    hass: HomeAssistant, unloaded: MockConfigEntry, town: Town
) -> None:
    """As if its entry were loaded."""
    town.arrs[0].faults.append(Fault("drop"))
    removed = instance(unloaded, "Radarr").subentry_id

    hass.config_entries.async_remove_subentry(unloaded, removed)
    await hass.async_block_till_done()

    assert set(issues(hass)) == {"webhook_left_behind"}
    town.arrs[0].faults.clear()
    later(hass, seconds=61)
    await until(lambda: not town.world.arrs[0].connections)


@pytest.mark.parametrize("unloaded", ["disabled"], indirect=True)
async def test_the_issues_of_a_removed_instance_go(
    hass: HomeAssistant, unloaded: MockConfigEntry
) -> None:
    removed = instance(unloaded, "Radarr").subentry_id
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"instance_auth_{removed}_{unloaded.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key="instance_auth",
    )

    hass.config_entries.async_remove_subentry(unloaded, removed)
    await hass.async_block_till_done()

    assert issues(hass) == {}


@pytest.mark.parametrize("unloaded", ["disabled"], indirect=True)
async def test_a_new_name_asks_nobody(
    hass: HomeAssistant, unloaded: MockConfigEntry, town: Town
) -> None:
    """Nothing has left."""
    town.forget()

    subentry = instance(unloaded, "Radarr")
    hass.config_entries.async_update_subentry(unloaded, subentry, title="Films")
    await hass.async_block_till_done()

    assert town.arrs[0].log == []
