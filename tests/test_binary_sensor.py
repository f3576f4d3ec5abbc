"""The binary sensors: whether a full sync runs, and whether Plex and each instance can be heard."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import CoreState, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync import entity
from custom_components.plex_label_sync.follow import plex_events
from tests.lab.server import Fault, LabServer
from tests.lab.town import Town
from tests.running import end, start, state_of, sync, until
from tests.steps import instance, save_options

NAMES = ("Radarr", "Radarr 4K", "Sonarr")
type Begin = Callable[[], Awaitable[None]]
type Show = Callable[[str], str]


@pytest.fixture
def show(hass: HomeAssistant, entry: MockConfigEntry) -> Show:
    """Gives the state of `syncing`, of `plex`, or of the connection to an instance, by its name."""
    return lambda name: _state(hass, entry, name)


@pytest.fixture
async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncIterator[Begin]:
    """Sets the config entry up, once the servers are as a test wants them."""
    yield partial(start, hass, entry)
    await end(hass, entry)


@pytest.fixture(autouse=True)
def _soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try to reach Plex again at once."""
    monkeypatch.setattr(plex_events, "_FIRST_PAUSE", 0.01)


@pytest.mark.parametrize(
    ("key", "device_class", "category"),
    [("syncing", "running", None), ("plex", "connectivity", "diagnostic")],
)
def test_those_of_a_plex_server_have_their_ids_and_names(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    key: str,
    device_class: str,
    category: str | None,
) -> None:
    """Automations and dashboards rely on them."""
    sensor = er.async_get(hass).async_get(f"binary_sensor.living_room_{key}")

    assert sensor
    assert sensor.unique_id == f"{loaded.entry_id}_{key}"
    assert sensor.translation_key == key
    assert sensor.original_device_class == device_class
    assert sensor.entity_category == category
    assert sensor.device_id


def test_those_of_instances_have_their_ids_and_names(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    sensor = er.async_get(hass).async_get("binary_sensor.radarr_4k_connection")

    subentry_id = instance(loaded, "Radarr 4K").subentry_id
    assert sensor
    assert sensor.unique_id == f"{subentry_id}_connection"
    assert sensor.config_subentry_id == subentry_id
    assert sensor.translation_key == "connection"
    assert sensor.original_device_class == "connectivity"
    assert sensor.entity_category == "diagnostic"
    assert sensor.device_id


async def test_syncing_is_on_while_a_sync_runs(
    loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    town.plex.read_seconds = 0.02
    assert show("syncing") == "off"

    running = loaded.runtime_data.worker.full_sync.start()
    await until(lambda: show("syncing") == "on")

    await running
    assert show("syncing") == "off"


async def test_syncing_is_off_after_a_sync_that_failed(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    town.plex.faults.append(Fault("status"))

    await sync(hass)

    assert show("syncing") == "off"


async def test_syncing_stays_off_in_a_dry_run(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    """Nothing is synced."""
    await until(lambda: show("plex") == "on")
    town.plex.read_seconds = 0.02
    running = hass.async_create_task(sync(hass, dry_run=True))
    await until(lambda: any("/library" in logged.path for logged in town.plex.log))

    assert show("syncing") == "off"

    await running


@pytest.mark.parametrize("wait", [0, 0.05])
async def test_syncing_is_off_after_a_reload_in_the_middle(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town, wait: float
) -> None:
    """The sync was cancelled."""
    town.plex.read_seconds = 0.02
    loaded.runtime_data.worker.full_sync.start()
    await asyncio.sleep(wait)

    await hass.config_entries.async_reload(loaded.entry_id)

    assert show("syncing") == "off"


async def test_plex_is_off_while_it_cannot_be_heard(begin: Begin, show: Show, town: Town) -> None:
    """And on as soon as it can."""
    port = await _stop(town.plex)
    await begin()
    await until(lambda: show("plex") == "off")

    await town.plex.start(port)

    await until(lambda: show("plex") == "on")


async def test_plex_is_off_when_it_breaks_off_and_on_when_it_is_back(
    loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    await until(lambda: show("plex") == "on")

    port = await _stop(town.plex)
    await until(lambda: show("plex") == "off")

    await town.plex.start(port)
    await until(lambda: show("plex") == "on")
    await asyncio.wait_for(town.plex.listeners.wait_for(1), 1)


async def test_plex_is_off_when_it_refuses_to_be_heard(
    begin: Begin, show: Show, town: Town
) -> None:
    """Though it answers."""
    refused = Fault("status", "/:/websockets", status=401)
    town.plex.faults.append(refused)
    await begin()
    await until(lambda: show("plex") == "off")

    refused.times = 0

    await until(lambda: show("plex") == "on")


async def test_a_connection_is_unknown_before_the_first_look(
    begin: Begin, show: Show, town: Town
) -> None:
    """Others do not wait for it."""
    town.arrs[0].faults.append(Fault("hang"))
    await begin()

    await until(lambda: show("Sonarr") == "on")

    assert show("Radarr") == "unknown"


async def test_a_connection_is_off_when_the_first_look_fails(
    begin: Begin, show: Show, town: Town
) -> None:
    await town.arrs[0].stop()

    await begin()

    await until(lambda: show("Radarr") == "off")
    await until(lambda: show("Radarr 4K") == "on")


async def test_a_connection_is_off_when_the_instance_goes_down_and_on_when_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    """Those of the others stay on."""
    await until(lambda: _all(show, "on"))

    port = await _stop(town.arrs[0])
    _poll(hass)
    await until(lambda: show("Radarr") == "off")
    assert (show("Radarr 4K"), show("Sonarr")) == ("on", "on")

    await town.arrs[0].start(port)
    _poll(hass)
    await until(lambda: show("Radarr") == "on")


async def test_a_connection_is_off_while_the_key_is_rejected(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    await until(lambda: _all(show, "on"))
    key = town.arrs[2].state.api_key

    town.arrs[2].state.api_key = "another"
    _poll(hass)
    await until(lambda: show("Sonarr") == "off")

    town.arrs[2].state.api_key = key
    _poll(hass)
    await until(lambda: show("Sonarr") == "on")


async def test_a_full_sync_sees_the_connections_too(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    """It asks all instances itself."""
    await until(lambda: _all(show, "on"))
    await town.arrs[1].stop()

    await sync(hass)

    assert [show(name) for name in NAMES] == ["on", "off", "on"]


async def test_a_reload_shows_nothing_that_is_not_so(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    """Home Assistant itself shows that they are unavailable meanwhile, and then they are as before.

    As when an instance is added: an automation would take it for trouble that Plex is *off*.
    """
    await sync(hass)
    await town.arrs[0].stop()
    _poll(hass)
    await until(lambda: [show(name) for name in ("plex", *NAMES)] == ["on", "off", "on", "on"])
    private = "binary_sensor.ines_watchlist"
    assert hass.states.is_state(private, "on")
    before = _binary_sensors(hass)
    shown: dict[str, list[str]] = {}

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        assert event.data["new_state"]
        shown.setdefault(event.data["entity_id"], []).append(event.data["new_state"].state)

    async_track_state_change_event(hass, before, note)
    await hass.config_entries.async_reload(loaded.entry_id)
    await sync(hass)

    own = {key: [one for one in states if one != "on"] for key, states in shown.items()}
    assert own.pop("binary_sensor.living_room_syncing") == ["unavailable", "off", "off"]
    assert shown.keys() == before.keys()
    assert {key: states[0] for key, states in shown.items()} == dict.fromkeys(before, "unavailable")
    assert {key: set(shown[key][1:]) for key in own} == {key: {before[key]} for key in own}


async def test_after_a_restart_nothing_is_shown_that_may_be_over(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    await until(lambda: _all(show, "on"))
    await hass.config_entries.async_unload(loaded.entry_id)
    for arr in town.arrs:
        arr.faults.append(Fault("hang"))
    hass.set_state(CoreState.starting)

    await hass.config_entries.async_setup(loaded.entry_id)

    assert _all(show, "unknown")


async def test_nor_is_it_after_the_server_was_disabled_for_long(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, town: Town
) -> None:
    await until(lambda: _all(show, "on"))
    set_disabled_by = partial(hass.config_entries.async_set_disabled_by, loaded.entry_id)
    await set_disabled_by(ConfigEntryDisabler.USER)
    for arr in town.arrs:
        arr.faults.append(Fault("hang"))

    with patch.object(entity, "_RELOAD", timedelta()):
        await set_disabled_by(None)

    assert _all(show, "unknown")


async def test_a_watchlist_that_is_not_asked_for_any_more_is_unknown(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """What it was before the options changed is over."""
    await sync(hass)
    private, read = "binary_sensor.ines_watchlist", "binary_sensor.maria_watchlist"
    assert (hass.states.is_state(private, "on"), hass.states.is_state(read, "off")) == (True, True)

    await save_options(hass, loaded, sources={"friends_watchlists": False})

    await until(lambda: hass.states.is_state("binary_sensor.the_owner_watchlist", "off"))
    await until(lambda: hass.states.is_state(private, "unknown"))
    assert hass.states.is_state(read, "unknown")


async def _stop(server: LabServer) -> int:
    """Stop a server; gives the port to start it on again."""
    port = int(server.url.rsplit(":", 1)[1])
    await server.stop()
    return port


def _poll(hass: HomeAssistant) -> None:
    """Let the time between two looks at the instances pass."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=62))


def _binary_sensors(hass: HomeAssistant) -> dict[str, str]:
    return {state.entity_id: state.state for state in hass.states.async_all("binary_sensor")}


def _all(show: Show, state: str) -> bool:
    return {show(name) for name in NAMES} == {state}


def _state(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> str:
    if name in NAMES:
        unique_id = f"{instance(entry, name).subentry_id}_connection"
    else:
        unique_id = f"{entry.entry_id}_{name}"
    return state_of(hass, "binary_sensor", unique_id).state
