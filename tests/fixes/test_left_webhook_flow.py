"""The issue of a webhook that stayed in a removed instance: tried again, or deleted by hand."""

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.markdown import escaped
from custom_components.plex_label_sync.webhooks import pending_removals
from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.registering import later, registered
from tests.steps import instance

FILE = "plex_label_sync.webhooks_to_remove"
MENU = ["try_again", "by_hand"]


@pytest.fixture
async def server(hass: HomeAssistant, kept: MockConfigEntry, town: Town) -> ArrServer:
    """A Radarr that was down when it was removed, and has its connection still."""
    for arr in town.world.arrs:
        await registered(arr)
    town.arrs[0].faults.append(Fault("drop"))
    hass.config_entries.async_remove_subentry(kept, instance(kept, "Radarr").subentry_id)
    await hass.async_block_till_done()
    return town.arrs[0]


async def test_it_asks_what_to_do(hass: HomeAssistant, server: ArrServer) -> None:
    step = await _open(hass)

    assert (step["type"], step["step_id"]) == (FlowResultType.MENU, "init")
    assert step["menu_options"] == MENU
    about = {"name": "Radarr", "error": "the connection was interrupted"}
    assert step["description_placeholders"] == about


async def test_tried_again_when_it_is_up(hass: HomeAssistant, server: ArrServer) -> None:
    """Without waiting for the next time."""
    step = await _open(hass)
    server.faults.clear()

    result = await send_fix(hass, step, {"next_step_id": "try_again"})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert server.state.connections == {}
    assert issues_of(hass, "webhook_left_behind") == []
    assert not _file(hass).exists()


async def test_tried_again_while_it_is_down(hass: HomeAssistant, server: ArrServer) -> None:
    """What went wrong this time is shown, and the same is asked."""
    step = await _open(hass)
    server.faults[:] = [Fault("status", status=503)]

    step = await send_fix(hass, step, {"next_step_id": "try_again"})

    assert (step["type"], step["step_id"]) == (FlowResultType.MENU, "failed")
    assert step["menu_options"] == MENU
    assert step["description_placeholders"]
    said = escaped("it reported an error (503); check its log")
    assert step["description_placeholders"]["error"] == said
    assert issues_of(hass, "webhook_left_behind")


async def test_deleted_by_hand(hass: HomeAssistant, server: ArrServer) -> None:
    """Nothing of the instance is kept, and nothing is tried any more."""
    result = await send_fix(hass, await _open(hass), {"next_step_id": "by_hand"})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert issues_of(hass, "webhook_left_behind") == []
    assert not _file(hass).exists()
    server.faults.clear()
    server.forget()
    later(hass, seconds=61)
    await hass.async_block_till_done()
    assert server.log == []


async def test_it_was_removed_while_the_question_was_open(
    hass: HomeAssistant, server: ArrServer
) -> None:
    step = await _open(hass)
    server.faults.clear()
    later(hass, seconds=61)
    await hass.async_block_till_done()

    result = await send_fix(hass, step, {"next_step_id": "try_again"})

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_what_is_not_tried_any_more_is_confirmed(
    hass: HomeAssistant, server: ArrServer
) -> None:
    """The step is the one that Home Assistant shows itself while nothing of ours is loaded."""
    with patch.object(pending_removals, "_KEPT", timedelta()):
        later(hass, seconds=61)
        await hass.async_block_till_done()

    step = await _open(hass)
    assert (step["type"], step["step_id"]) == (FlowResultType.FORM, "confirm")
    assert step["description_placeholders"]
    assert step["description_placeholders"]["name"] == "Radarr"
    result = await send_fix(hass, step, {})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert issues_of(hass, "webhook_left_behind") == []


async def test_while_nothing_of_ours_is_loaded_home_assistant_shows_the_same(
    hass: HomeAssistant, server: ArrServer
) -> None:
    """After a restart without any Plex server, for example."""
    hass.config.top_level_components.remove(DOMAIN)

    step = await _open(hass)

    assert (step["type"], step["step_id"]) == (FlowResultType.FORM, "confirm")
    hass.config.top_level_components.add(DOMAIN)


async def test_the_issue_holds_no_secret_and_outlasts_a_restart(
    hass: HomeAssistant, server: ArrServer
) -> None:
    """Home Assistant shows all of it in diagnostics."""
    (issue,) = issues_of(hass, "webhook_left_behind")

    assert issue.is_persistent
    told = str(issue.to_json())
    assert server.state.api_key not in told
    assert server.url not in told
    (connection,) = server.state.connections.values()
    assert str(connection["fields"][0]["value"]).rpartition("/")[2] not in told


def _file(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(".storage", FILE))


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    """Open the issue's fix flow; gives its first step."""
    (issue,) = issues_of(hass, "webhook_left_behind")
    return await open_fix(hass, issue.issue_id)
