"""A page of the options that refuses what was entered, and the message that the user reads."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.translation import async_get_translations

from custom_components.plex_label_sync.const import DOMAIN
from tests.steps import Form, open_page, send_page, told_above


async def refused_at(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    page: str,
    field: str,
    key: str,
    *,
    after: str = "",
    **wrong: Any,
) -> str:
    """Send what is refused at a field, then what is taken; gives the message in between."""
    form = await open_page(hass, entry, page)
    refused = await send_page(hass, form, **wrong)
    is_far_down = field == "ignore_label"
    assert refused["errors"] == (told_above(field, key) if is_far_down else {field: key})
    message = await message_in(hass, refused, key)

    again = await send_page(hass, form, **({field: after} if after else {}))
    assert again["type"] is not FlowResultType.FORM
    if again["type"] is FlowResultType.MENU:
        hass.config_entries.options.async_abort(again["flow_id"])
    await hass.async_block_till_done()
    return message


async def message_in(hass: HomeAssistant, form: Form, key: str, language: str = "en") -> str:
    """Give the error as the user reads it."""
    texts = await async_get_translations(hass, language, "options", {DOMAIN})
    placeholders = form["description_placeholders"]
    assert placeholders
    return texts[f"component.{DOMAIN}.options.error.{key}"].format(**placeholders)
