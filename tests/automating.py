"""Short ways to set up automations, to see what they did, and to test conditions."""

from typing import Any

from pytest_homeassistant_custom_component.common import async_capture_events

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import condition as condition_helper
from homeassistant.helpers.typing import TemplateVarsType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN

type Told = list[Event[dict[str, Any]]]

ACTION = {"event": "told", "event_data": {"trigger": "{{ trigger }}"}}
"""Tells the variables of the trigger."""


async def is_met(
    hass: HomeAssistant, kind: str, variables: TemplateVarsType = None, **options: Any
) -> bool | None:
    """Test a condition as an automation does."""
    config = {"condition": f"{DOMAIN}.{kind}", "options": options}
    checked = await condition_helper.async_validate_condition_config(hass, config)
    condition = await condition_helper.async_from_config(hass, checked)
    met = condition.async_check(variables=variables)
    condition.async_unload()
    return met


async def automate(hass: HomeAssistant, **automation: Any) -> Told:
    """Set up an automation, which must be valid; gives what its action tells from now on."""
    told: Told = async_capture_events(hass, "told")
    config = {"id": "ours", "alias": "Ours", "actions": [ACTION], **automation}
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    await hass.async_block_till_done()
    state = hass.states.get("automation.ours")
    assert state
    assert state.state == "on"
    return told


async def automate_on(hass: HomeAssistant, kind: str, **options: Any) -> Told:
    """Set up an automation on a trigger of ours; gives what its action tells from now on."""
    trigger = {"trigger": f"{DOMAIN}.{kind}", "options": options}
    return await automate(hass, triggers=[trigger])


def triggers(told: Told) -> list[dict[str, Any]]:
    """Give the variables of the triggers that were told."""
    return [event.data["trigger"] for event in told]


def titles(told: Told) -> set[str]:
    """Give the titles that the triggers were about."""
    return {variables["title"] for variables in triggers(told)}
