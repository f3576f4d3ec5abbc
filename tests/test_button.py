"""The button that starts a full sync."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from tests.hearing import calm, follow
from tests.lab.town import Town
from tests.running import ours, until

BUTTON = "button.living_room_sync"


def test_it_has_its_id_and_name(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Automations and dashboards rely on them."""
    button = er.async_get(hass).async_get(BUTTON)

    assert button
    assert button.unique_id == f"{loaded.entry_id}_sync"
    assert button.translation_key == "sync"
    assert button.device_id


async def test_it_starts_a_sync(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> None:
    await _press(hass)

    await until(lambda: loaded.runtime_data.data.last_sync is not None)
    assert ours(town)


async def test_nobody_waits_at_it(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> None:
    """A first sync may take minutes."""
    town.plex.read_seconds = 0.02

    await _press(hass)

    assert not ours(town)
    await loaded.runtime_data.start_sync()
    assert ours(town)


async def test_pressed_again_it_leaves_the_running_sync_to_its_work(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    before = loaded.runtime_data.data.last_sync
    town.plex.read_seconds = 0.02
    await _press(hass)
    await until(lambda: town.plex.most_at_once > 0)

    await _press(hass)
    await until(lambda: loaded.runtime_data.data.last_sync != before)
    await calm(town)

    assert [logged.path for logged in town.plex.log].count("/identity") == 1


async def _press(hass: HomeAssistant) -> None:
    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)
