"""The sensor that counts items whose last write failed, in whatever run."""

from collections.abc import Awaitable, Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.asking import ENGINE, ENGINE_KEYS, add
from tests.hearing import calm, tag
from tests.lab.town import Town
from tests.running import act, ours, state_of, sync, until
from tests.steps import save_options

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")

type Run = Callable[[HomeAssistant, MockConfigEntry, Town], Awaitable[object]]


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry after a first sync, in the mode that keeps labels; nobody's list is private.

    From then on Plex accepts edits and does nothing.
    """
    for person in town.world.people:
        person.private = False
    await save_options(hass, loaded, removal={"removed_mode": "keep"})
    await sync(hass)
    await calm(town)
    town.plex.edits_lost = True
    return loaded


def failed(hass: HomeAssistant, entry: MockConfigEntry) -> int:
    """Give what the sensor shows."""
    return int(state_of(hass, "sensor", f"{entry.entry_id}_failed_items").state)


async def _full(hass: HomeAssistant, _: MockConfigEntry, town: Town) -> None:
    town.world.person("john").watchlist.append(town.world.title("Quiet Engine"))
    await sync(hass)


async def _by_itself(hass: HomeAssistant, entry: MockConfigEntry, _: Town) -> None:
    await add(hass, "john", ENGINE)
    await until(lambda: failed(hass, entry) > 0)


async def _one_item(hass: HomeAssistant, _: MockConfigEntry, town: Town) -> None:
    tag(town, 1, "Quiet Engine", "fresh")
    await act(hass, "sync_item", rating_key=ENGINE_KEYS[0])


async def _cleanup(hass: HomeAssistant, _: MockConfigEntry, town: Town) -> None:
    town.world.people.remove(town.world.person("john"))
    await act(hass, "cleanup")


async def _remove_all(hass: HomeAssistant, _: MockConfigEntry, _town: Town) -> None:
    await act(hass, "remove_all", dry_run=False)


@pytest.mark.parametrize("run", [_full, _by_itself, _one_item, _cleanup, _remove_all])
async def test_every_run_counts(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, run: Run
) -> None:
    assert failed(hass, synced) == 0

    await run(hass, synced, town)

    assert failed(hass, synced) > 0


@pytest.mark.parametrize("enabled", [True, False])
async def test_an_item_that_another_run_writes_counts_no_more(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, enabled: bool
) -> None:
    """Whether labels follow or not."""
    await synced.runtime_data.worker.set_enabled(enabled)
    await _one_item(hass, synced, town)
    assert failed(hass, synced) == len(ENGINE_KEYS)

    town.plex.edits_lost = False
    await act(hass, "sync_item", rating_key=ENGINE_KEYS[0])

    assert failed(hass, synced) == 0
    assert "pulsarr:fresh" in ours(town)


async def test_before_the_first_sync_it_is_not_known(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Unless a write has failed already."""
    state = f"{loaded.entry_id}_failed_items"
    assert state_of(hass, "sensor", state).state == "unknown"
    town.plex.edits_lost = True

    await act(hass, "sync_item", rating_key=ENGINE_KEYS[0])

    assert failed(hass, loaded) == len(ENGINE_KEYS)
