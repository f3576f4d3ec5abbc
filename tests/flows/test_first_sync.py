"""The options before the first sync: a choice of what to do about that comes first."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.flows.previewing import applied, previewed, synced
from tests.lab.town import Town
from tests.running import ours, sync
from tests.steps import pick

MENU = ["preview", "sync_now", "later"]


async def test_it_comes_before_the_pages(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Home Assistant's page may ask for it anew."""
    menu = await hass.config_entries.options.async_init(loaded.entry_id)
    again = await hass.config_entries.options.async_configure(menu["flow_id"])

    for step in (menu, again):
        assert (step["type"], step["step_id"]) == (FlowResultType.MENU, "first_sync")
        assert step["menu_options"] == MENU


async def test_later_goes_on_to_the_pages(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """And comes back the next time."""
    menu = await hass.config_entries.options.async_init(loaded.entry_id)

    pages = await pick(hass, menu, "later")

    assert pages["step_id"] == "init"
    again = await hass.config_entries.options.async_init(loaded.entry_id)
    assert again["step_id"] == "first_sync"


async def test_sync_now_syncs(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> None:
    done = await synced(hass, loaded)

    assert done["step_id"] == "synced"
    assert done["description_placeholders"]
    assert done["description_placeholders"]["added"] == "34"
    assert ours(town)


async def test_once_there_was_a_sync_the_pages_come_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Whoever made it."""
    await sync(hass)

    menu = await hass.config_entries.options.async_init(loaded.entry_id)

    assert menu["step_id"] == "init"


async def test_a_preview_that_was_sent_is_a_first_sync(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await applied(hass, await previewed(hass, loaded))

    menu = await hass.config_entries.options.async_init(loaded.entry_id)

    assert menu["step_id"] == "init"


async def test_while_the_entry_is_not_set_up_nothing_can_be_synced(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The pages are there all the same."""
    await hass.config_entries.async_unload(loaded.entry_id)

    menu = await hass.config_entries.options.async_init(loaded.entry_id)

    assert menu["step_id"] == "init"
    assert (await pick(hass, menu, "preview"))["reason"] == "not_loaded"
