"""The fix flow of the first sync that is still to be made."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.issues.first_sync import report_first_sync
from custom_components.plex_label_sync.sync.preview import Preview
from tests.fixing import issues_of, open_fix, send_fix

PREVIEW = Preview("mark", added=34, removed=0, moved=0, losing=(), titles=(), all_titles=11)


@pytest.fixture(autouse=True)
async def _raised(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    assert await async_setup_component(hass, "repairs", {})
    report_first_sync(hass, loaded.entry_id, PREVIEW)


async def test_it_leads_to_the_menu_of_the_options(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The issue stays until a sync has gone through."""
    (issue,) = issues_of(hass, "first_sync")
    step = await open_fix(hass, issue.issue_id)
    assert (step["type"], step["step_id"]) == (FlowResultType.FORM, "confirm")
    assert step["description_placeholders"] == {"labels": "34", "titles": "11"}

    end = await send_fix(hass, step, {})

    assert (end["type"], end["reason"]) == (FlowResultType.ABORT, "options")
    kind, flow_id = end["next_flow"]
    assert kind is FlowType.OPTIONS_FLOW
    assert hass.config_entries.options.async_get(flow_id)["step_id"] == "first_sync"
    assert issues_of(hass, "first_sync")


async def test_without_the_server_there_is_nothing_to_do(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    (issue,) = issues_of(hass, "first_sync")
    step = await open_fix(hass, issue.issue_id)
    await hass.config_entries.async_remove(loaded.entry_id)

    end = await send_fix(hass, step, {})

    assert end["type"] is FlowResultType.CREATE_ENTRY
