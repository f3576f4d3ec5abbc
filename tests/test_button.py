"""The buttons: one starts a full sync, one cleans up."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from tests.asking import queue
from tests.hearing import calm, follow
from tests.lab.town import Town
from tests.running import labels, ours, sync, until


@pytest.mark.parametrize(("key", "category"), [("sync", None), ("cleanup", EntityCategory.CONFIG)])
def test_it_has_its_id_and_name(
    hass: HomeAssistant, loaded: MockConfigEntry, key: str, category: EntityCategory | None
) -> None:
    """Automations and dashboards rely on them. What removes labels is not the first in sight."""
    button = er.async_get(hass).async_get(_button(hass, loaded, key))

    assert button
    assert button.translation_key == key
    assert button.entity_category is category
    assert button.device_id


async def test_it_starts_a_sync(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> None:
    await _press(hass, loaded, "sync")

    await until(lambda: loaded.runtime_data.coordinator.data.last_sync is not None)
    assert ours(town)


async def test_nobody_waits_at_it(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> None:
    """A first sync may take minutes."""
    town.plex.read_seconds = 0.02

    await _press(hass, loaded, "sync")

    assert not ours(town)
    town.plex.read_seconds = 0
    await loaded.runtime_data.worker.full_sync.start()
    assert ours(town)


async def test_pressed_again_it_leaves_the_running_sync_to_its_work(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    before = loaded.runtime_data.coordinator.data.last_sync
    town.plex.read_seconds = 0.02
    await _press(hass, loaded, "sync")
    await until(lambda: town.plex.most_at_once > 0)

    await _press(hass, loaded, "sync")
    await until(lambda: loaded.runtime_data.coordinator.data.last_sync != before)
    await calm(town)

    assert _syncs(town) == 1


async def test_the_other_one_cleans_up(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """As the action does when it is told nothing: what nobody wants any more does not wait."""
    town.world.people[3].private = False
    await sync(hass)
    del town.world.people[1]
    before = labels(town)
    waiting = await queue(hass)
    assert ["john"] in [title["users"] for title in waiting.values()]

    await _press(hass, loaded, "cleanup")

    assert labels(town) == {key: found - {"pulsarr:john"} for key, found in before.items()}
    assert set(await queue(hass)) == {
        name for name, title in waiting.items() if title["users"] != ["john"]
    }


async def test_who_presses_it_is_told_when_that_fails(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await town.plex.stop()

    with pytest.raises(HomeAssistantError) as raised:
        await _press(hass, loaded, "cleanup")

    assert raised.value.translation_key == "labels_not_removed"


def _button(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> str:
    entity_id = er.async_get(hass).async_get_entity_id(
        "button", "plex_label_sync", f"{entry.entry_id}_{key}"
    )
    assert entity_id
    return entity_id


async def _press(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> None:
    await hass.services.async_call(
        "button", "press", {"entity_id": _button(hass, entry, key)}, blocking=True
    )


def _syncs(town: Town) -> int:
    """Each one begins with a look at who answers."""
    return [logged.path for logged in town.plex.log].count("/identity")
