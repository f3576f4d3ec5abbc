"""Short ways to the question about held removals, and to its answers."""

from collections.abc import Mapping

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.fixes.held_labels import HeldLabels, held_labels
from custom_components.plex_label_sync.sync.preview import Why
from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.town import Town


def question(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Give the question about held removals, if it is asked."""
    return next(iter(issues_of(hass, "removal_limit")), None)


async def open_question(hass: HomeAssistant) -> RepairsFlowResult:
    """Open the question's fix flow; gives the menu."""
    (issue,) = issues_of(hass, "removal_limit")
    return await open_fix(hass, issue.issue_id)


async def reply(hass: HomeAssistant, menu: RepairsFlowResult, answer: str) -> RepairsFlowResult:
    """Answer what the menu asks: `approve` or `keep`."""
    return await send_fix(hass, menu, {"next_step_id": answer})


def empty_others(town: Town) -> None:
    """Let the owner's watchlist and all tags be empty, too: 22 more labels would go."""
    town.world.owner.watchlist.clear()
    for arr in town.world.arrs:
        for title in arr.titles.values():
            title.tags.clear()


async def labels_held(entry: MockConfigEntry) -> Mapping[Why, HeldLabels]:
    """Give the labels about which is asked, by whose they are."""
    runtime = entry.runtime_data
    policy = runtime.engine.context.policy
    found: Mapping[Why, HeldLabels] = await runtime.database.read(
        lambda connection: held_labels(connection, policy)
    )
    return found
