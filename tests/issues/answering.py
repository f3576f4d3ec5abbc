"""Short ways to the question about held removals, and to its answers."""

from homeassistant.components.repairs import RepairsFlowResult, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.town import Town


def question(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Give the question about held removals, if it is asked."""
    issues = ir.async_get(hass).issues.values()
    return next((one for one in issues if one.translation_key == "removal_limit"), None)


async def open_question(hass: HomeAssistant) -> RepairsFlowResult:
    """Open the issue's fix flow, as the button in Home Assistant does; gives the menu."""
    flows, issue = repairs_flow_manager(hass), question(hass)
    assert flows
    assert issue
    return await flows.async_init(DOMAIN, data={"issue_id": issue.issue_id})


async def reply(hass: HomeAssistant, menu: RepairsFlowResult, answer: str) -> RepairsFlowResult:
    """Answer what the menu asks: `approve` or `keep`."""
    flows = repairs_flow_manager(hass)
    assert flows
    return await flows.async_configure(menu["flow_id"], {"next_step_id": answer})


def empty_others(town: Town) -> None:
    """Let the owner's watchlist and all tags be empty, too: 22 more labels would go."""
    town.world.owner.watchlist.clear()
    for arr in town.world.arrs:
        for title in arr.titles.values():
            title.tags.clear()
