"""The flows behind the button of repair issues: a new key for an instance that rejects its own."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import until
from tests.steps import error, instance, shown

NEW_KEY = "the-new-key"


@pytest.fixture
async def server(hass: HomeAssistant, town: Town, entry: MockConfigEntry) -> ArrServer:
    """A Radarr that has another key than the one it was added with."""
    assert await async_setup_component(hass, "repairs", {})
    assert instance(entry, "Radarr").data["api_key"] == town.world.arrs[0].api_key
    town.world.arrs[0].api_key = NEW_KEY
    return town.arrs[0]


@pytest.fixture
async def locked_out(
    hass: HomeAssistant, server: ArrServer, loaded: MockConfigEntry
) -> MockConfigEntry:
    """The config entry, once it is known that the Radarr rejects the key."""
    await until(lambda: _issue(hass) is not None)
    return loaded


async def test_a_rejected_key_can_be_mended_in_home_assistant(
    hass: HomeAssistant, locked_out: MockConfigEntry
) -> None:
    issue = _issue(hass)

    assert issue
    assert issue.is_fixable
    assert issue.translation_placeholders == {"name": "Radarr"}


async def test_the_form_asks_for_the_key_of_this_instance(
    hass: HomeAssistant, locked_out: MockConfigEntry
) -> None:
    form = await _open(hass)

    assert (form["step_id"], error(form)) == ("confirm", None)
    assert form["description_placeholders"] == {"name": "Radarr", "reason": ""}
    assert form["data_schema"]
    assert list(form["data_schema"].schema) == ["api_key"]


async def test_the_new_key_is_kept_and_used(
    hass: HomeAssistant, locked_out: MockConfigEntry
) -> None:
    """Whatever stuck to it when it was copied; the rest stays as it is."""
    before = dict(instance(locked_out, "Radarr").data)

    result = await _send(hass, await _open(hass), f" X-Api-Key: {NEW_KEY}\n")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert dict(instance(locked_out, "Radarr").data) == before | {"api_key": NEW_KEY}
    await hass.async_block_till_done()
    radarr = locked_out.runtime_data.instances[instance(locked_out, "Radarr").subentry_id]
    await until(lambda: radarr.data is not None)
    assert _issue(hass) is None


async def test_what_was_changed_while_the_key_was_tried_stays(
    hass: HomeAssistant, server: ArrServer, locked_out: MockConfigEntry
) -> None:
    """As the switch for tags, which somebody turned off meanwhile."""
    slow = Fault("slow", "/api/v3/system/status", seconds=0.3)
    form = await _open(hass)
    server.faults.append(slow)
    asked = len(server.log)
    sending = asyncio.create_task(_send(hass, form, NEW_KEY))
    await until(lambda: len(server.log) > asked)

    radarr = instance(locked_out, "Radarr")
    hass.config_entries.async_update_subentry(
        locked_out, radarr, data={**radarr.data, "sync_tags": False}
    )

    assert (await sending)["type"] is FlowResultType.CREATE_ENTRY
    data = instance(locked_out, "Radarr").data
    assert (data["api_key"], data["sync_tags"]) == (NEW_KEY, False)
    await hass.async_block_till_done()


async def test_a_wrong_key_is_not_kept(hass: HomeAssistant, locked_out: MockConfigEntry) -> None:
    before = dict(instance(locked_out, "Radarr").data)
    form = await _open(hass)

    assert (await _send(hass, form, "wrong"))["errors"] == {"api_key": "invalid_auth"}
    for other in ("http://radarr", "127.0.0.1", "radarr:7878", "john@example.com"):
        assert (await _send(hass, form, other))["errors"] == {"api_key": "invalid_key"}

    assert dict(instance(locked_out, "Radarr").data) == before
    assert _issue(hass)
    assert (await _send(hass, form, NEW_KEY))["type"] is FlowResultType.CREATE_ENTRY


async def test_an_instance_that_does_not_answer(
    hass: HomeAssistant, locked_out: MockConfigEntry, server: ArrServer
) -> None:
    """Whether the key is right is not known."""
    form = await _open(hass)
    server.faults.append(Fault("status", status=502))

    form = await _send(hass, form, NEW_KEY)
    assert error(form) == "cannot_connect"
    assert "an error (502)" in (form["description_placeholders"] or {})["reason"]
    assert shown(form) == {"api_key": NEW_KEY}, "what was typed stays"

    server.faults.clear()
    assert (await _send(hass, form, NEW_KEY))["type"] is FlowResultType.CREATE_ENTRY


async def test_another_application_at_its_address(
    hass: HomeAssistant, locked_out: MockConfigEntry, town: Town
) -> None:
    """The key is not the trouble."""
    form = await _open(hass)
    town.world.arrs[0].kind = "sonarr"

    assert error(await _send(hass, form, NEW_KEY)) == "wrong_app"


async def test_an_instance_that_was_removed_meanwhile(
    hass: HomeAssistant, locked_out: MockConfigEntry
) -> None:
    """The flow ends, and the issue goes."""
    form = await _open(hass)
    removed = instance(locked_out, "Radarr").subentry_id
    hass.config_entries.async_remove_subentry(locked_out, removed)

    result = await _send(hass, form, NEW_KEY)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert _issue(hass) is None


async def test_a_server_that_was_removed_meanwhile(
    hass: HomeAssistant, locked_out: MockConfigEntry
) -> None:
    """Its issues go with it, and the flow ends."""
    form = await _open(hass)
    await hass.config_entries.async_remove(locked_out.entry_id)
    assert _issue(hass) is None

    result = await _send(hass, form, NEW_KEY)

    assert result["type"] is FlowResultType.CREATE_ENTRY


def _issue(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Give the issue of the rejected key, if there is one."""
    return next(iter(issues_of(hass, "instance_auth")), None)


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    """Open the issue's fix flow; gives the form."""
    (issue,) = issues_of(hass, "instance_auth")
    return await open_fix(hass, issue.issue_id)


async def _send(hass: HomeAssistant, form: RepairsFlowResult, api_key: str) -> RepairsFlowResult:
    return await send_fix(hass, form, {"api_key": api_key})
