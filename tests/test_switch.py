"""The switches: whether labels follow what happens, and whether an instance's tags count."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.follow import plex_events
from tests.database import work_of
from tests.lab import arr_webhooks
from tests.lab.town import Town
from tests.lab.world_arr import ArrTitle
from tests.running import labels, ours, state_of, sync, until
from tests.steps import instance

ENABLED = "switch.living_room_enabled"
SYNC_TAGS = "switch.radarr_4k_sync_tags"
ORCHARD = "The Paper Orchard"
type Carries = Callable[[str], bool]


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry, after a first sync."""
    await sync(hass)
    return loaded


@pytest.fixture
def orchard_carries(town: Town) -> Carries:
    """Tells whether the film that is wished for, tagged and so on carries a label."""
    key = next(item for item in town.world.plex.items() if item.title == ORCHARD).rating_key
    return lambda label: label in labels(town)[key]


@pytest.mark.parametrize(
    ("entity_id", "key", "category"),
    [(ENABLED, "enabled", None), (SYNC_TAGS, "sync_tags", "config")],
)
def test_each_has_its_id_and_name(
    hass: HomeAssistant, loaded: MockConfigEntry, entity_id: str, key: str, category: str | None
) -> None:
    """Automations and dashboards rely on them."""
    switch = er.async_get(hass).async_get(entity_id)

    assert switch
    owner = loaded.entry_id if key == "enabled" else instance(loaded, "Radarr 4K").subentry_id
    assert switch.unique_id == f"{owner}_{key}"
    assert switch.translation_key == key
    assert switch.entity_category == category
    assert switch.device_id
    assert _is_on(hass, entity_id)


async def test_while_off_a_webhook_changes_no_label(
    hass: HomeAssistant,
    synced: MockConfigEntry,
    town: Town,
    orchard_carries: Carries,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Switched on again, the label comes."""
    await _turn(hass, ENABLED, "off")
    before = labels(town)
    film = _tag(town, "cosy")

    client = await hass_client_no_auth()
    payload = arr_webhooks.payload(town.arrs[0].state, "Download", film)
    assert (await client.post("/api/webhook/webhook-of-Radarr", json=payload)).ok
    await until(lambda: _is_pending(synced))
    assert labels(town) == before

    await _turn(hass, ENABLED, "on")
    await until(lambda: orchard_carries("pulsarr:cosy"))


async def test_while_off_a_poll_changes_no_label(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, orchard_carries: Carries
) -> None:
    """Switched on again, the labels come, and others go."""
    await _turn(hass, ENABLED, "off")
    before = labels(town)
    _tag(town, "cosy")
    john = town.world.people[1]
    john.watchlist.remove(town.world.title(ORCHARD))

    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=16))
    await until(lambda: _is_pending(synced))
    for poll in synced.runtime_data.polls:
        await poll.async_refresh()
    assert labels(town) == before

    await _turn(hass, ENABLED, "on")
    await until(lambda: orchard_carries("pulsarr:cosy") and not orchard_carries("pulsarr:john"))


async def test_while_off_a_title_that_comes_to_plex_gets_no_label(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switched on again, it does."""
    monkeypatch.setattr(plex_events, "_QUIET", 0.01)
    await town.plex.listeners.wait_for(1)
    await _turn(hass, ENABLED, "off")

    section = next(iter(town.world.plex.sections.values()))
    ferry = town.world.plex.add_item(town.world.title("The Last Ferry but One"), section)
    await town.plex.announce(ferry)
    await asyncio.sleep(0.3)
    assert not ferry.labels

    await _turn(hass, ENABLED, "on")
    await until(lambda: "Pulsarr:owner" in ferry.labels)


async def test_while_off_the_actions_still_work(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, orchard_carries: Carries
) -> None:
    await _turn(hass, ENABLED, "off")
    _tag(town, "cosy")

    await sync(hass)

    assert orchard_carries("pulsarr:cosy")
    assert not _is_on(hass, ENABLED)


async def test_what_waited_while_off_is_done_once(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """An action did it, and nothing is left."""
    await _turn(hass, ENABLED, "off")
    _tag(town, "cosy")
    await synced.runtime_data.instances[instance(synced, "Radarr").subentry_id].async_refresh()
    await until(lambda: _is_pending(synced))
    await sync(hass)
    town.plex.forget()

    await _turn(hass, ENABLED, "on")
    await until(lambda: bool(town.plex.log))
    answer = await sync(hass)

    assert town.plex.writes == 0
    assert answer["added"] == answer["removed"] == 0


@pytest.mark.parametrize("state", ["off", "on"])
async def test_enabled_survives_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, state: str
) -> None:
    """Also before the first sync."""
    await _turn(hass, ENABLED, "off")
    await _turn(hass, ENABLED, state)

    await hass.config_entries.async_reload(loaded.entry_id)

    assert _is_on(hass, ENABLED) is (state == "on")


async def test_what_waits_while_off_survives_a_reload(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, orchard_carries: Carries
) -> None:
    await _turn(hass, ENABLED, "off")
    _tag(town, "cosy")
    await synced.runtime_data.instances[instance(synced, "Radarr").subentry_id].async_refresh()
    await until(lambda: _is_pending(synced))

    await hass.config_entries.async_reload(synced.entry_id)
    assert not orchard_carries("pulsarr:cosy")

    await _turn(hass, ENABLED, "on")
    await until(lambda: orchard_carries("pulsarr:cosy"))


async def test_without_sync_tags_the_labels_of_an_instances_tags_go(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """Those that another instance has a reason for stay. Switched on again, all are back."""
    before = labels(town)
    assert "pulsarr:uhd" in ours(town)
    await _turn(hass, SYNC_TAGS, "off")

    await until(lambda: "pulsarr:uhd" not in ours(town))
    assert labels(town) == {key: carried - {"pulsarr:uhd"} for key, carried in before.items()}
    assert instance(synced, "Radarr 4K").data["sync_tags"] is False

    await _turn(hass, SYNC_TAGS, "on")
    await until(lambda: labels(town) == before)
    assert instance(synced, "Radarr 4K").data["sync_tags"] is True


async def test_sync_tags_of_the_other_instances_stay(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await _turn(hass, SYNC_TAGS, "off")
    await hass.async_block_till_done()

    assert not _is_on(hass, SYNC_TAGS)
    assert _is_on(hass, "switch.radarr_sync_tags")
    assert _is_on(hass, "switch.sonarr_sync_tags")


async def test_sync_tags_shows_what_was_entered_in_the_form(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    subentry = instance(loaded, "Radarr 4K")

    hass.config_entries.async_update_subentry(
        loaded, subentry, data={**subentry.data, "sync_tags": False}
    )
    await hass.async_block_till_done()

    assert state_of(hass, "switch", f"{subentry.subentry_id}_sync_tags").state == "off"


async def test_sync_tags_keeps_the_rest_of_what_was_entered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    before = dict(instance(loaded, "Radarr 4K").data)

    await _turn(hass, SYNC_TAGS, "off")

    assert dict(instance(loaded, "Radarr 4K").data) == before | {"sync_tags": False}


async def _turn(hass: HomeAssistant, entity_id: str, state: str) -> None:
    """Turn a switch `on` or `off`, as a user does."""
    service: dict[str, Any] = {"entity_id": entity_id}
    await hass.services.async_call("switch", f"turn_{state}", service, blocking=True)


def _is_on(hass: HomeAssistant, entity_id: str) -> bool:
    state = hass.states.get(entity_id)
    assert state
    assert state.state in {"on", "off"}
    return state.state == "on"


def _is_pending(entry: MockConfigEntry) -> bool:
    """Whether a title is remembered for later."""
    return any(work_of(entry, kind) for kind in (WorkKind.TITLE, WorkKind.INSTANCE_TITLE))


def _tag(town: Town, label: str) -> ArrTitle:
    """Tag a film in Radarr that is in Plex and has no tag."""
    state = town.arrs[0].state
    film = next(one for one in state.titles.values() if one.title.name == ORCHARD)
    film.tags.add(state.tag(label))
    return film
