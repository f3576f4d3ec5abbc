"""The options while something else happens: another dialog, or a disk that cannot be read."""

from unittest.mock import patch

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync.core.phrase import PhraseKind
from custom_components.plex_label_sync.state.errors import NotReadError
from tests.lab.town import Town
from tests.people import call
from tests.running import ours, sync
from tests.steps import open_page, pick, save_page, send_page


async def test_what_another_dialog_saved_meanwhile_stays(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The question is asked again: it may be about other labels by now."""
    await sync(hass)
    menu = await send_page(hass, await open_page(hass, loaded, "labels"), user_label="for {user}")
    await save_page(hass, loaded, "performance", concurrency=7)

    again = await pick(hass, menu, "confirm")
    assert (again["type"], again["step_id"]) == (FlowResultType.MENU, "confirm_rename")
    done = await pick(hass, again, "confirm")

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options["labels"]["user_label"] == "for {user}"
    assert loaded.options["performance"] == {"concurrency": 7}


async def test_what_is_wrong_by_now_is_said_before_it_is_saved(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """As two people who would share a label since another page was saved."""
    await sync(hass)
    menu = await send_page(hass, await open_page(hass, loaded, "labels"), user_label="for {user}")
    await call(loaded, john="maria")
    await save_page(hass, loaded, "performance", concurrency=7)

    form = await pick(hass, menu, "confirm")

    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "labels")
    assert form["errors"] == {"user_label": "same_label"}
    assert not any(label.startswith("for ") for label in ours(town, ""))


async def test_stored_data_that_cannot_be_read_end_the_dialog(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nothing could be checked; it says why, where an unknown error would say nothing."""
    form = await open_page(hass, loaded, "labels")
    trouble = NotReadError("the disk reports an error", PhraseKind.DISK_ERROR)

    with patch.object(loaded.runtime_data.database, "read", side_effect=trouble):
        result = await send_page(hass, form, prefix="p")

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_read")
    assert result["description_placeholders"] == {"error": "the disk reports an error"}
    assert dict(loaded.options) == {}
