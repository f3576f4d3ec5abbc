"""The sensors: which there are, and what they show before, during and after a sync."""

from collections.abc import AsyncIterator, Callable

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_restore_state_shutdown_restart,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.const import EntityCategory
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.const import DOMAIN
from tests.hearing import settle
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.registering import update
from tests.running import end, start, state_of, sync, until
from tests.steps import instance, save_options

BEFORE = {
    "queue_size": "unknown",
    "last_sync": "unknown",
    "last_sync_result": "unknown",
    "last_sync_duration": "unknown",
    "next_sync": "unknown",
    "sync_progress": "unknown",
    "labelled_items": "0",
    "labels": "0",
    "users": "0",
    "failed_items": "unknown",
}
AFTER = BEFORE | {
    "queue_size": "3",
    "last_sync": "2026-01-05T03:30:00+00:00",
    "last_sync_result": "partial",
    "labelled_items": "11",
    "labels": "9",
    "users": "6",
    "failed_items": "0",
}
UNITS = {
    "last_sync_duration": "s",
    "sync_progress": "%",
    "queue_size": "titles",
    "labelled_items": "items",
    "labels": "labels",
    "users": "people",
    "failed_items": "items",
}
type Show = Callable[[str], str]


pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")


@pytest.fixture
def show(hass: HomeAssistant, loaded: MockConfigEntry) -> Show:
    """Gives a sensor's state."""
    return lambda key: state_of(hass, "sensor", f"{loaded.entry_id}_{key}").state


def test_every_sensor_has_its_id_and_name(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Automations and dashboards rely on them."""
    sensors = [entity for entity in _sensors(hass, loaded) if not entity.config_subentry_id]

    assert {sensor.unique_id: sensor.translation_key for sensor in sensors} == {
        f"{loaded.entry_id}_{key}": key for key in BEFORE
    }
    assert {sensor.entity_id for sensor in sensors} == {
        f"sensor.living_room_{key}" for key in BEFORE
    }
    assert all(sensor.has_entity_name and sensor.device_id for sensor in sensors)


def test_every_instance_has_its_own(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    sensors = [entity for entity in _sensors(hass, loaded) if entity.config_subentry_id]

    assert {sensor.entity_id: sensor.unique_id for sensor in sensors} == {
        f"sensor.{slug}_last_webhook": f"{instance(loaded, name).subentry_id}_last_webhook"
        for slug, name in (
            ("radarr", "Radarr"),
            ("radarr_4k", "Radarr 4K"),
            ("sonarr", "Sonarr"),
        )
    }
    assert {sensor.translation_key for sensor in sensors} == {"last_webhook"}


def test_what_is_of_interest_in_trouble_only_is_diagnostic(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    diagnostic = {
        entity.translation_key
        for entity in _sensors(hass, loaded)
        if entity.entity_category is EntityCategory.DIAGNOSTIC
    }
    assert diagnostic == {"last_sync_duration", "failed_items", "last_webhook"}


@pytest.fixture
async def unheard(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> AsyncIterator[MockConfigEntry]:
    """The config entry, set up while no server answers."""
    for server in town.servers:
        server.faults.append(Fault("hang"))
    await start(hass, entry)
    yield entry
    await end(hass, entry)


async def test_before_anybody_answered(hass: HomeAssistant, unheard: MockConfigEntry) -> None:
    """What is counted is so a moment after the start."""

    def shown() -> dict[str, str]:
        return {key: state_of(hass, "sensor", f"{unheard.entry_id}_{key}").state for key in BEFORE}

    await until(lambda: shown() == BEFORE)


async def test_the_people_are_known_before_the_first_sync(show: Show) -> None:
    """Sources are asked from the start; who waits for Plex nobody can know."""
    await until(lambda: show("users") == "6")
    assert show("queue_size") == "unknown"


async def test_the_people_are_known_from_the_start_of_home_assistant(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show
) -> None:
    """Before anybody is asked; who was known by a source that is left out from now on is not."""
    await sync(hass)
    await hass.config_entries.async_unload(loaded.entry_id)
    hass.set_state(CoreState.starting)

    assert await hass.config_entries.async_setup(loaded.entry_id)
    assert show("users") == "6"

    await hass.config_entries.async_unload(loaded.entry_id)
    sources = {"own_watchlist": False, "friends_watchlists": False}
    hass.config_entries.async_update_entry(loaded, options={**loaded.options, "sources": sources})
    assert await hass.config_entries.async_setup(loaded.entry_id)
    assert show("users") == "0"


async def test_after_a_sync(
    hass: HomeAssistant, show: Show, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-01-05 03:30:00")
    await sync(hass)

    shown = {key: show(key) for key in AFTER}

    assert float(shown.pop("last_sync_duration")) >= 0
    assert dt_util.parse_datetime(shown.pop("next_sync"))
    assert shown == {key: AFTER[key] for key in shown}


async def test_every_number_has_its_unit(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Those of counts come from the translations."""
    units = {
        key: state_of(hass, "sensor", f"{loaded.entry_id}_{key}").attributes.get(
            "unit_of_measurement"
        )
        for key in BEFORE
    }

    assert {key: unit for key, unit in units.items() if unit} == UNITS


async def test_the_last_result_is_one_of_four(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    state = state_of(hass, "sensor", f"{loaded.entry_id}_last_sync_result")

    assert state.attributes["device_class"] == "enum"
    assert state.attributes["options"] == ["ok", "partial", "stopped", "failed"]


async def test_a_sync_without_trouble_is_ok(hass: HomeAssistant, show: Show, town: Town) -> None:
    town.world.people[3].private = False
    await sync(hass)

    assert show("last_sync_result") == "ok"


async def test_a_failed_sync_is_failed(hass: HomeAssistant, show: Show, town: Town) -> None:
    town.plex.faults.append(Fault("status"))
    await sync(hass)

    assert show("last_sync_result") == "failed"
    assert show("last_sync") != "unknown"
    assert show("queue_size") == "unknown"


async def test_a_stopped_sync_is_stopped(hass: HomeAssistant, show: Show, town: Town) -> None:
    town.plex.edits_replace = True
    await sync(hass)

    assert show("last_sync_result") == "stopped"


async def test_items_whose_write_failed_are_counted(
    hass: HomeAssistant, show: Show, town: Town
) -> None:
    """Until a sync writes them."""
    town.plex.edits_lost = True
    await sync(hass)
    assert show("last_sync_result") == "partial"
    assert int(show("failed_items")) > 0

    town.plex.edits_lost = False
    await sync(hass)
    assert show("failed_items") == "0"


async def test_counts_follow_what_is_wanted(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    """What an instance has imported and Plex has not waits still."""
    await save_options(hass, loaded, removal={"removal_limit": 100})
    await sync(hass)
    for person in town.world.people:
        person.watchlist.clear()
    await sync(hass)

    assert (show("queue_size"), show("labelled_items"), show("labels")) == ("1", "10", "6")


async def test_to_update_an_entity_asks_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    """What a sensor shows is what the last sync found."""
    await async_setup_component(hass, "homeassistant", {})
    await settle(loaded, town)

    await hass.services.async_call(
        "homeassistant", "update_entity", {"entity_id": "sensor.living_room_labels"}, blocking=True
    )

    assert show("labels") == "0"
    assert not town.plex.log


async def test_the_last_webhook_is_of_one_instance(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Also one that only tests the connection."""
    assert _last_webhook(hass, loaded, "Radarr") == "unknown"

    freezer.move_to("2026-01-05 03:30:00")
    await _test_connection(hass_client_no_auth, "Radarr")

    assert _last_webhook(hass, loaded, "Radarr") == "2026-01-05T03:30:00+00:00"
    assert _last_webhook(hass, loaded, "Radarr 4K") == "unknown"


async def test_a_webhook_that_was_refused_is_none(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()

    await client.post("/api/webhook/webhook-of-Radarr", data="no JSON")

    assert _last_webhook(hass, loaded, "Radarr") == "unknown"


async def test_the_last_webhook_survives_a_reload(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """And a newer one takes its place."""
    freezer.move_to("2026-01-05 03:30:00")
    await _test_connection(hass_client_no_auth, "Radarr")

    await hass.config_entries.async_reload(loaded.entry_id)
    assert _last_webhook(hass, loaded, "Radarr") == "2026-01-05T03:30:00+00:00"

    freezer.move_to("2026-01-05 03:45:00")
    await _test_connection(hass_client_no_auth, "Radarr")
    assert _last_webhook(hass, loaded, "Radarr") == "2026-01-05T03:45:00+00:00"


async def test_where_no_webhook_is_wanted_none_is_shown(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The sensor goes, and comes again when one is wanted."""
    unique_id = f"{instance(loaded, 'Radarr').subentry_id}_last_webhook"
    registry = er.async_get(hass)

    update(hass, loaded, "Radarr", webhook="none")
    await hass.async_block_till_done()
    assert registry.async_get_entity_id("sensor", DOMAIN, unique_id) is None

    update(hass, loaded, "Radarr", webhook="manual")
    await hass.async_block_till_done()
    assert _last_webhook(hass, loaded, "Radarr") == "unknown"


async def test_the_last_webhook_survives_a_restart(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to("2026-01-05 03:30:00")
    await _test_connection(hass_client_no_auth, "Radarr")
    await hass.config_entries.async_unload(loaded.entry_id)

    await async_mock_restore_state_shutdown_restart(hass)
    await hass.config_entries.async_setup(loaded.entry_id)

    assert _last_webhook(hass, loaded, "Radarr") == "2026-01-05T03:30:00+00:00"
    assert _last_webhook(hass, loaded, "Radarr 4K") == "unknown"


def _sensors(hass: HomeAssistant, entry: MockConfigEntry) -> list[er.RegistryEntry]:
    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return [entity for entity in registered if entity.domain == "sensor"]


def _last_webhook(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> str:
    return state_of(hass, "sensor", f"{instance(entry, name).subentry_id}_last_webhook").state


async def _test_connection(clients: ClientSessionGenerator, name: str) -> None:
    """Send what an instance's button `Test` sends."""
    client = await clients()
    answer = await client.post(f"/api/webhook/webhook-of-{name}", json={"eventType": "Test"})
    assert answer.ok
