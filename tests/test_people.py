"""The devices of people and their entities: they come and go with the people."""

import asyncio
from collections import Counter, deque
from sqlite3 import Connection
from typing import Any
from unittest.mock import Mock

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.plex_label_sync import person_entity
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.naming import Naming
from tests.hearing import calm, poll_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.people import act_on, call, devices_of_people, entity_of, leave_out, person_id
from tests.running import end, labels, ours, start, sync, until

EVERYBODY = {"The Owner", "John from upstairs", "maria", "ines", "Little One", "guest"}
JOHN, JOHN_IN_PLEX = "pulsarr:john", "John from upstairs"
FRIENDS = "watchlist/friend"


@pytest.fixture
async def known(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry, once everybody is known."""
    await until(lambda: devices_of_people(hass, loaded).keys() == EVERYBODY)
    await hass.async_block_till_done()
    return loaded


@pytest.fixture
async def synced(hass: HomeAssistant, known: MockConfigEntry) -> MockConfigEntry:
    """The same, after the first full sync."""
    await sync(hass)
    return known


def state(hass: HomeAssistant, entry: MockConfigEntry, platform: str, name: str, key: str) -> str:
    """Give the state of a person's entity."""
    found = hass.states.get(entity_of(hass, entry, platform, name, key))
    assert found
    return found.state


def there(hass: HomeAssistant) -> int:
    """Count the people whose entities are there: their names are the only texts."""
    return sum(one.state != "unavailable" for one in hass.states.async_all("text"))


def test_everybody_has_a_service_device_of_the_plex_server(
    hass: HomeAssistant, known: MockConfigEntry
) -> None:
    """With labels or without; it is called as the person is in Plex."""
    registry = dr.async_get(hass)
    server = registry.async_get_device_by_identifier((DOMAIN, known.entry_id), known.entry_id)
    assert server

    for device in devices_of_people(hass, known).values():
        assert device.entry_type is dr.DeviceEntryType.SERVICE
        assert device.model == "Person"
        assert device.via_device_id == server.id


def test_a_device_has_the_entities_of_its_person(
    hass: HomeAssistant, known: MockConfigEntry
) -> None:
    device = devices_of_people(hass, known)[JOHN_IN_PLEX]
    beginning = f"{known.entry_id}_person_{person_id(known, 'john')}_"

    entities = er.async_entries_for_device(
        er.async_get(hass), device.id, include_disabled_entities=True
    )

    assert {f"{one.domain}.{one.translation_key}": one.disabled for one in entities} == {
        "sensor.wanted": False,
        "sensor.available": False,
        "sensor.waiting": False,
        "binary_sensor.watchlist": False,
        "switch.labels": False,
        "text.name": False,
    }
    assert {one.unique_id for one in entities} == {
        f"{beginning}{one.translation_key}" for one in entities
    }


async def test_who_turns_up_gets_a_device(
    hass: HomeAssistant, known: MockConfigEntry, town: Town
) -> None:
    town.world.add_person("newcomer", title="The Newcomer")

    await poll_of(known, FRIENDS).async_refresh()
    await hass.async_block_till_done()

    assert devices_of_people(hass, known).keys() == {*EVERYBODY, "The Newcomer"}
    assert state(hass, known, "switch", "newcomer", "labels") == "on"


async def test_the_entities_of_many_come_little_by_little(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home Assistant has its turn between them."""
    monkeypatch.setattr(person_entity, "_AT_ONCE", 2)
    turns, came = [0], list[tuple[int, str]]()

    def take_turn() -> None:
        turns[0] += 1
        turn.append(hass.loop.call_soon(take_turn))

    @callback
    def note(event: Event[Any]) -> None:
        came.append((turns[0], event.data["entity_id"]))

    turn = deque([hass.loop.call_soon(take_turn)], maxlen=1)
    hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, note)
    await start(hass, entry)
    await until(lambda: sum(name.startswith("text.") for _, name in came) == len(EVERYBODY))
    turn[0].cancel()
    await end(hass, entry)

    at_once = Counter(at for at, name in came if name.startswith("text."))
    assert max(at_once.values()) == 2


async def test_the_start_of_home_assistant_waits_for_the_first_of_many_alone(
    hass: HomeAssistant,
    known: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """And its log has nothing to say about that."""
    monkeypatch.setattr(person_entity, "_AT_ONCE", 2)
    await hass.config_entries.async_unload(known.entry_id)
    hass.set_state(CoreState.starting)

    assert await hass.config_entries.async_setup(known.entry_id)
    await asyncio.sleep(0.1)
    assert there(hass) == 2
    # While they wait, somebody is called otherwise, twice.
    for name in ("J", "Jo"):
        await call(known, john=name)

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(lambda: there(hass) == len(EVERYBODY))
    assert "ERROR" not in caplog.text


async def test_after_unloading_nobodys_entities_come_anymore(
    hass: HomeAssistant, known: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither when Home Assistant has started, nor in another way."""
    monkeypatch.setattr(person_entity, "_AT_ONCE", 2)
    added = Mock(wraps=person_entity._placed)
    monkeypatch.setattr(person_entity, "_placed", added)
    await hass.config_entries.async_unload(known.entry_id)
    hass.set_state(CoreState.starting)
    assert await hass.config_entries.async_setup(known.entry_id)
    await asyncio.sleep(0.1)

    await hass.config_entries.async_unload(known.entry_id)
    before = added.call_count
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()

    assert added.call_count == before
    assert there(hass) == 0


async def test_who_goes_takes_the_device_along(
    hass: HomeAssistant, known: MockConfigEntry, town: Town
) -> None:
    """With all that belongs to it; the others keep theirs."""
    switch = entity_of(hass, known, "switch", "john", "labels")
    town.world.people.remove(town.world.person("john"))

    for poll in known.runtime_data.polls:
        await poll.async_refresh()
    await hass.async_block_till_done()

    assert devices_of_people(hass, known).keys() == EVERYBODY - {JOHN_IN_PLEX}
    assert hass.states.get(switch) is None
    assert er.async_get(hass).async_get(switch) is None


async def test_who_comes_back_has_a_device_again(
    hass: HomeAssistant, known: MockConfigEntry, town: Town
) -> None:
    """And what was chosen for them."""
    await leave_out(known, "john")
    john = town.world.person("john")
    place = town.world.people.index(john)
    town.world.people.remove(john)
    for poll in known.runtime_data.polls:
        await poll.async_refresh()
    await hass.async_block_till_done()

    town.world.people.insert(place, john)
    await poll_of(known, FRIENDS).async_refresh()
    await hass.async_block_till_done()

    assert devices_of_people(hass, known).keys() == EVERYBODY
    assert state(hass, known, "switch", "john", "labels") == "off"


async def test_while_plex_tv_is_silent_nobody_goes(
    hass: HomeAssistant, known: MockConfigEntry, town: Town
) -> None:
    town.plextv.faults.append(Fault("drop"))
    for poll in known.runtime_data.polls:
        await poll.async_refresh()

    await hass.config_entries.async_reload(known.entry_id)
    await hass.async_block_till_done()

    assert devices_of_people(hass, known).keys() == EVERYBODY
    assert state(hass, known, "switch", "john", "labels") == "on"


async def test_nobody_goes_before_everything_that_may_know_them_was_read(
    hass: HomeAssistant, known: MockConfigEntry, town: Town
) -> None:
    """As after a damaged database."""
    database = known.runtime_data.database
    town.plextv.faults.append(Fault("drop"))
    await calm(town)
    await database.write(_forget)

    await known.runtime_data.coordinator.refresh()
    await hass.async_block_till_done()
    switch = er.async_get(hass).async_get_entity_id(
        "switch", DOMAIN, f"{known.entry_id}_person_555000002_labels"
    )
    assert switch
    assert devices_of_people(hass, known).keys() == EVERYBODY
    assert (found := hass.states.get(switch))
    assert found.state == "unavailable"

    await hass.config_entries.async_reload(known.entry_id)
    await hass.async_block_till_done()
    assert devices_of_people(hass, known).keys() == EVERYBODY

    town.plextv.faults.clear()
    for poll in known.runtime_data.polls:
        await poll.async_refresh()
    await hass.async_block_till_done()
    assert devices_of_people(hass, known).keys() == EVERYBODY
    assert state(hass, known, "switch", "john", "labels") == "on"


def _forget(connection: Connection) -> None:
    connection.execute("DELETE FROM people")
    connection.execute("UPDATE people_sources SET was_read = 0")


async def test_who_went_while_home_assistant_was_off_has_no_device(
    hass: HomeAssistant, known: MockConfigEntry, town: Town
) -> None:
    """Once everything was read; the device is that of a person of whom no entity is loaded."""
    registry = dr.async_get(hass)
    registry.async_get_or_create(
        config_entry_id=known.entry_id,
        identifiers={(DOMAIN, f"{known.entry_id}_person_99")},
        name="Long gone",
    )

    await hass.config_entries.async_reload(known.entry_id)
    await hass.async_block_till_done()

    assert devices_of_people(hass, known).keys() == EVERYBODY


async def test_a_device_is_called_as_the_person_is_now(
    hass: HomeAssistant, known: MockConfigEntry, town: Town
) -> None:
    town.world.person("john").title = "John from downstairs"

    await poll_of(known, FRIENDS).async_refresh()
    await hass.async_block_till_done()

    assert "John from downstairs" in devices_of_people(hass, known)
    assert JOHN_IN_PLEX not in devices_of_people(hass, known)


@pytest.mark.parametrize("blank", ["  ", "\u200b\u2060", "\u202e\u2066", "\u3164\u115f"])
async def test_who_has_a_blank_name_is_called_otherwise(
    hass: HomeAssistant, known: MockConfigEntry, town: Town, blank: str
) -> None:
    """By the username; where that is blank, too, by the account's number."""
    town.world.add_person("ghost", title=blank)
    nobody = town.world.add_person(blank, title=blank)

    await poll_of(known, "watchlist/own").async_refresh()

    await until(lambda: {"ghost", str(nobody.id)} <= devices_of_people(hass, known).keys())


async def test_no_name_turns_the_text_around_it_round(
    hass: HomeAssistant, known: MockConfigEntry, town: Town
) -> None:
    """By what tells in which direction letters are read. The label is called as in Plex."""
    name = "\u202eeht nhoj\u2066"
    somebody = town.world.add_person("", title=name)

    await poll_of(known, "watchlist/own").async_refresh()

    await until(lambda: "eht nhoj" in devices_of_people(hass, known))
    people = known.runtime_data.coordinator.people.known.people
    assert Naming().user(people[str(somebody.id)], "watchlist") == f"pulsarr:{name}"


async def test_the_switch_takes_the_labels_off_and_puts_them_back(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    switch = entity_of(hass, synced, "switch", "john", "labels")
    assert state(hass, synced, "switch", "john", "labels") == "on"

    await act_on(hass, "switch", "turn_off", switch)
    assert state(hass, synced, "switch", "john", "labels") == "off"
    await until(lambda: JOHN not in ours(town))

    await act_on(hass, "switch", "turn_on", switch)
    assert state(hass, synced, "switch", "john", "labels") == "on"
    await until(lambda: labels(town) == before)
