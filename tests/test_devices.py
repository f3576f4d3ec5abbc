"""Devices: one for each Plex server and for each of its instances, and what belongs to them."""

from types import MappingProxyType

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import start, state_of, until
from tests.steps import instance

ARR = {"binary_sensor.connection", "sensor.last_webhook", "switch.sync_tags"}


@pytest.fixture
def world(world: World) -> World:
    """The small world with a Seerr."""
    world.add_seerr()
    return world


@pytest.fixture
async def with_seerr(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry, set up, with the Seerr among its instances."""
    (seerr,) = town.seerrs
    data = {
        "url": seerr.url,
        "api_key": seerr.state.api_key,
        "verify_ssl": True,
        "webhook": "none",
        "home_assistant_url": "",
        "webhook_id": "webhook-of-Seerr",
    }
    subentry = ConfigSubentry(
        data=MappingProxyType(data),
        subentry_type="seerr",
        title="Seerr",
        unique_id=f"seerr_{seerr.url}",
    )
    hass.config_entries.async_add_subentry(loaded, subentry)
    await hass.async_block_till_done()
    return loaded


def test_a_plex_server_is_a_service(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    device = _device(hass, loaded, loaded.entry_id)

    assert device
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.name == town.world.plex.friendly_name
    assert (device.manufacturer, device.model) == ("Plex", "Plex Media Server")
    assert device.configuration_url == town.plex.url
    assert device.config_subentry_id is None
    assert device.via_device_id is None


@pytest.mark.parametrize(
    ("name", "maker"),
    [("Radarr", "Radarr"), ("Radarr 4K", "Radarr"), ("Sonarr", "Sonarr"), ("Seerr", "Seerr")],
)
def test_an_instance_is_a_service_of_its_plex_server(
    hass: HomeAssistant, with_seerr: MockConfigEntry, name: str, maker: str
) -> None:
    subentry = instance(with_seerr, name)
    server = _device(hass, with_seerr, with_seerr.entry_id)
    device = _device(hass, with_seerr, subentry.subentry_id)

    assert server
    assert device
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.name == name
    assert (device.manufacturer, device.model) == (maker, maker)
    assert device.configuration_url == subentry.data["url"]
    assert device.config_subentry_id == subentry.subentry_id
    assert device.via_device_id == server.id


async def test_devices_have_the_versions_that_servers_tell(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Once they were asked, and after a restart from the beginning."""
    radarr = instance(loaded, "Radarr").subentry_id
    await until(lambda: all(_versions(hass, loaded, loaded.entry_id, radarr)))
    versions = _versions(hass, loaded, loaded.entry_id, radarr)
    plex = loaded.runtime_data.engine.context.servers.plex
    assert versions == [plex.version, loaded.runtime_data.instances[radarr].version]

    await hass.config_entries.async_unload(loaded.entry_id)
    await hass.config_entries.async_setup(loaded.entry_id)

    assert _versions(hass, loaded, loaded.entry_id, radarr) == versions


async def test_a_seerr_has_its_version(
    hass: HomeAssistant, with_seerr: MockConfigEntry, town: Town
) -> None:
    """A moment later, and after a restart from the beginning."""
    key = instance(with_seerr, "Seerr").subentry_id
    version = town.seerrs[0].state.version
    await until(lambda: _versions(hass, with_seerr, key) == [version])

    await hass.config_entries.async_unload(with_seerr.entry_id)
    await hass.config_entries.async_setup(with_seerr.entry_id)

    assert _versions(hass, with_seerr, key) == [version]


async def test_a_server_of_which_home_assistants_plex_has_a_device_is_told_apart(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain="plex")
    other.add_to_hass(hass)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id,
        identifiers={("plex", str(entry.unique_id))},
        name=entry.title,
    )

    await start(hass, entry)

    device = _device(hass, entry, entry.entry_id)
    assert device
    assert device.name == f"Plex Label Sync ({entry.title})"
    assert hass.states.get("switch.plex_label_sync_living_room_enabled")
    await hass.config_entries.async_unload(entry.entry_id)


async def test_entity_ids_stay_when_home_assistants_plex_gets_a_device_of_that_name(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain="plex")
    other.add_to_hass(hass)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("plex", "x")}, name=loaded.title
    )

    await hass.config_entries.async_reload(loaded.entry_id)

    device = _device(hass, loaded, loaded.entry_id)
    assert device
    assert device.name == f"Plex Label Sync ({loaded.title})"
    assert hass.states.get("switch.living_room_enabled")


@pytest.mark.parametrize(
    "key", ["last_sync_duration", "labels", "labelled_items", "failed_items", "sync_progress"]
)
def test_what_few_need_is_disabled_at_first(
    hass: HomeAssistant, loaded: MockConfigEntry, key: str
) -> None:
    entity = er.async_get(hass).async_get(f"sensor.living_room_{key}")

    assert entity
    assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION


def test_there_are_no_other_devices(hass: HomeAssistant, with_seerr: MockConfigEntry) -> None:
    assert len(dr.async_entries_for_config_entry(dr.async_get(hass), with_seerr.entry_id)) == 5


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Radarr", ARR),
        ("Radarr 4K", ARR),
        ("Sonarr", ARR),
        ("Seerr", {"binary_sensor.connection"}),
    ],
)
def test_an_instance_has_its_entities(
    hass: HomeAssistant, with_seerr: MockConfigEntry, name: str, expected: set[str]
) -> None:
    """A Seerr has no tags, and this one has no webhook."""
    subentry_id = instance(with_seerr, name).subentry_id
    device = _device(hass, with_seerr, subentry_id)
    assert device

    entities = er.async_entries_for_device(er.async_get(hass), device.id)

    assert {f"{entity.domain}.{entity.translation_key}" for entity in entities} == expected
    assert {entity.config_subentry_id for entity in entities} == {subentry_id}
    assert {entity.unique_id for entity in entities} == {
        f"{subentry_id}_{entity.translation_key}" for entity in entities
    }


async def test_an_instance_that_is_removed_takes_its_device_along(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Those of the others stay."""
    gone, stays = instance(loaded, "Radarr 4K"), instance(loaded, "Radarr")

    hass.config_entries.async_remove_subentry(loaded, gone.subentry_id)
    await hass.async_block_till_done()

    assert _device(hass, loaded, gone.subentry_id) is None
    assert _device(hass, loaded, stays.subentry_id)
    assert hass.states.get("switch.radarr_4k_sync_tags") is None
    assert state_of(hass, "switch", f"{stays.subentry_id}_sync_tags").state == "on"


async def test_an_instance_that_was_renamed_has_a_renamed_device(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    subentry = instance(loaded, "Radarr 4K")

    hass.config_entries.async_update_subentry(loaded, subentry, title="Radarr UHD")
    await hass.async_block_till_done()

    device = _device(hass, loaded, subentry.subentry_id)
    assert device
    assert device.name == "Radarr UHD"


def _versions(hass: HomeAssistant, entry: MockConfigEntry, *keys: str) -> list[str | None]:
    devices = [_device(hass, entry, key) for key in keys]
    return [device.sw_version if device else None for device in devices]


def _device(hass: HomeAssistant, entry: MockConfigEntry, identifier: str) -> dr.DeviceEntry | None:
    registry = dr.async_get(hass)
    return registry.async_get_device_by_identifier((DOMAIN, identifier), entry.entry_id)


async def test_entity_ids_are_the_same_in_every_language(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The device's name and the entity's key, so that dashboards and examples fit everywhere."""
    hass.config.language = "de"

    await start(hass, entry)

    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    assert {one.entity_id for one in entities if one.domain == "button"} == {
        "button.living_room_sync",
        "button.living_room_cleanup",
    }
    assert all(
        one.entity_id.endswith(one.unique_id.removeprefix(one.unique_id.split("_")[0]))
        for one in entities
    )
    await hass.config_entries.async_unload(entry.entry_id)
