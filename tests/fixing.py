"""Short ways to repair issues and their fix flows."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN


def issues_of(hass: HomeAssistant, key: str) -> list[ir.IssueEntry]:
    """Give the issues of a kind, by translation key."""
    issues = ir.async_get(hass).issues.values()
    return [one for one in issues if one.translation_key == key]


async def open_fix(hass: HomeAssistant, issue_id: str) -> RepairsFlowResult:
    """Open an issue's fix flow, as the button in Home Assistant does; gives its first step."""
    flows = repairs_flow_manager(hass)
    assert flows
    return await flows.async_init(DOMAIN, data={"issue_id": issue_id})


async def send_fix(
    hass: HomeAssistant, step: RepairsFlowResult, entered: dict[str, Any]
) -> RepairsFlowResult:
    """Send what was entered or chosen in a step; gives the next one."""
    flows = repairs_flow_manager(hass)
    assert flows
    return await flows.async_configure(step["flow_id"], entered)
