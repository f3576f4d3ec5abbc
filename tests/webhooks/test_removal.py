"""Webhooks are taken out of instances that are removed, or that have another address now."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.webhooks import removal
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_arr import ArrState
from tests.registering import IDS, NOWHERE, issues, registered, update, urls
from tests.running import until
from tests.steps import instance


@pytest.fixture
def radarr(town: Town) -> ArrState:
    """The town's first Radarr."""
    return town.world.arrs[0]


async def test_a_removed_instance_loses_its_connection(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, radarr: ArrState
) -> None:
    """The others keep theirs."""
    for arr in town.world.arrs:
        await registered(arr)

    removed = instance(kept, "Radarr").subentry_id
    hass.config_entries.async_remove_subentry(kept, removed)
    await hass.async_block_till_done()

    assert [len(arr.connections) for arr in town.world.arrs] == [0, 1, 1]


async def test_a_removed_entry_takes_all_its_connections_along(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town
) -> None:
    for arr in town.world.arrs:
        await registered(arr)

    await hass.config_entries.async_remove(kept.entry_id)

    assert [len(arr.connections) for arr in town.world.arrs] == [0, 0, 0]


async def test_a_connection_moves_to_the_new_instance(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, radarr: ArrState
) -> None:
    """The old one is rid of it. The webhook is the same."""
    await registered(radarr)
    (before,) = urls(radarr)
    other = town.world.add_arr("radarr", "Films")
    server = ArrServer(other)

    update(hass, kept, "Radarr", url=await server.start(), api_key=other.api_key)
    await hass.async_block_till_done()

    await registered(other)
    assert urls(other) == [before]
    assert radarr.connections == {}
    await server.stop()


async def test_an_instance_with_another_address_has_one_connection(
    hass: HomeAssistant, kept: MockConfigEntry, radarr: ArrState
) -> None:
    """Though the address is all that tells instances apart."""
    await registered(radarr)
    moved = ArrServer(radarr)

    update(hass, kept, "Radarr", url=await moved.start())
    await hass.async_block_till_done()

    await until(lambda: moved.writes == 1)
    await registered(radarr)
    await moved.stop()


async def test_a_connection_of_the_user_outlives_the_instance_here(
    hass: HomeAssistant, kept: MockConfigEntry, radarr: ArrState
) -> None:
    """It is not ours to delete."""
    made = await registered(radarr)
    pasted = radarr.add_connection(made | {"name": "Home Assistant"})
    update(hass, kept, "Radarr", webhook="manual")
    await hass.async_block_till_done()
    await until(lambda: len(radarr.connections) == 1)

    await hass.config_entries.async_remove(kept.entry_id)

    assert set(radarr.connections) == {pasted["id"]}


async def test_an_instance_that_is_down_is_removed_all_the_same(
    hass: HomeAssistant,
    kept: MockConfigEntry,
    town: Town,
    radarr: ArrState,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An issue and the log say what is left to do; that it is done later is tested apart."""
    await registered(radarr)
    town.arrs[0].faults.append(Fault("drop"))

    hass.config_entries.async_remove_subentry(kept, instance(kept, "Radarr").subentry_id)
    await hass.async_block_till_done()

    assert {one.title for one in kept.subentries.values()} == {"Radarr 4K", "Sonarr"}
    about = {"name": "Radarr", "error": "the connection was interrupted"}
    assert issues(hass) == {"webhook_left_behind": about}
    (logged,) = _warnings(caplog)
    assert logged == (
        "The webhook in Radarr could not be removed (Server disconnected). Trying again later"
    )


async def test_an_instance_that_hangs_does_not_hold_up_the_removal_of_the_entry(
    hass: HomeAssistant,
    kept: MockConfigEntry,
    town: Town,
    radarr: ArrState,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await registered(radarr)
    town.arrs[0].faults.append(Fault("hang"))

    with patch.object(removal, "_SECONDS", 0.1):
        await hass.config_entries.async_remove(kept.entry_id)

    assert hass.config_entries.async_get_entry(kept.entry_id) is None
    assert "no answer in time" in _warnings(caplog)[0]


async def test_the_webhooks_secret_is_never_logged(
    hass: HomeAssistant,
    kept: MockConfigEntry,
    town: Town,
    radarr: ArrState,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither when all goes well, nor when it does not."""
    caplog.set_level("DEBUG", "custom_components.plex_label_sync")
    await registered(radarr)
    update(hass, kept, "Radarr", home_assistant_url=NOWHERE)
    await hass.async_block_till_done()
    await until(lambda: "webhook_unreachable" in issues(hass))
    town.arrs[0].faults.append(Fault("drop"))

    await hass.config_entries.async_remove(kept.entry_id)

    assert _warnings(caplog)
    assert not [
        record
        for record in caplog.records
        if record.name.startswith("custom_components") and IDS["Radarr"] in record.getMessage()
    ]


def _warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    logged = (record.getMessage() for record in caplog.records)
    return [one for one in logged if "could not be removed" in one]
