"""The issue of an instance from which no webhook comes: it is asked for a test at once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync.issues.report import report_silence
from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.arr import ArrServer
from tests.lab.proxy import Proxy
from tests.lab.server import Fault
from tests.registering import NOWHERE, keeping, registered, update, urls
from tests.running import end, start, until
from tests.steps import instance, shown

SILENT = "webhook_silent"


@pytest.fixture
async def kept(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, server: ArrServer, socket_enabled: None
) -> AsyncIterator[MockConfigEntry]:
    """An entry with a single instance that keeps its webhook."""
    one = instance(entry, "Radarr")
    object.__setattr__(entry, "subentries", {one.subentry_id: one})
    kept = keeping(entry, home)
    await start(hass, kept)
    await registered(server.state)
    await until(lambda: kept.runtime_data.instances[one_of(kept)].last_webhook is not None)
    yield kept
    await end(hass, kept)


def one_of(entry: MockConfigEntry) -> str:
    """Give the id of the instance."""
    return instance(entry, "Radarr").subentry_id


async def _open(hass: HomeAssistant, entry: MockConfigEntry) -> RepairsFlowResult:
    """Raise the issue, and open it."""
    report_silence(hass, entry.entry_id, instance(entry, "Radarr"), silent=True)
    (issue,) = issues_of(hass, SILENT)
    assert issue.is_fixable
    form = await open_fix(hass, issue.issue_id)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "silent")
    return form


async def test_a_test_that_comes_takes_it_back(hass: HomeAssistant, kept: MockConfigEntry) -> None:
    form = await _open(hass, kept)

    assert (await send_fix(hass, form, {}))["type"] is FlowResultType.CREATE_ENTRY
    assert issues_of(hass, SILENT) == []


async def test_where_it_does_not_come_the_address_is_asked_for(
    hass: HomeAssistant, kept: MockConfigEntry, home: str
) -> None:
    form = await _open(hass, kept)
    object.__setattr__(
        instance(kept, "Radarr"),
        "data",
        {**instance(kept, "Radarr").data, "home_assistant_url": NOWHERE},
    )

    form = await send_fix(hass, form, {})

    assert (form["step_id"], form["errors"]) == ("failed", {})
    assert shown(form) == {"home_assistant_url": NOWHERE}
    result = await send_fix(hass, form, {"home_assistant_url": home})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert instance(kept, "Radarr").data["home_assistant_url"] == home


ERRORS = {401: "invalid_auth", 502: "cannot_connect"}


@pytest.mark.parametrize("way", ["automatic", "manual"])
@pytest.mark.parametrize("status", [401, 502])
async def test_an_instance_that_cannot_be_asked(
    hass: HomeAssistant, kept: MockConfigEntry, server: ArrServer, way: str, status: int
) -> None:
    await _choose(hass, kept, way)
    form = await _open(hass, kept)
    server.faults.append(Fault("status", status=status))

    form = await send_fix(hass, form, {})

    assert (form["step_id"], form["errors"]) == ("silent", {"base": ERRORS[status]})


async def test_a_webhook_of_the_users_own_is_tried_where_it_leads(
    hass: HomeAssistant, kept: MockConfigEntry, server: ArrServer, home: str, elsewhere: Proxy
) -> None:
    """What is wrong is only told: it is the user's to mend."""
    connection = await registered(server.state)
    await _choose(hass, kept, "manual")
    await until(lambda: not server.state.connections)
    form = await _open(hass, kept)
    form = await send_fix(hass, form, {})
    assert form["errors"] == {"base": "no_connection"}

    path = f"/api/webhook/{instance(kept, 'Radarr').data['webhook_id']}"
    _lead(server, connection, NOWHERE + path)
    form = await send_fix(hass, form, {})
    assert form["errors"] == {"base": "webhook_failed"}
    assert form["description_placeholders"]
    assert "refused" in form["description_placeholders"]["said"]
    _lead(server, connection, elsewhere.url + path)
    form = await send_fix(hass, form, {})
    assert form["errors"] == {"base": "webhook_elsewhere"}
    _lead(server, connection, home + path)
    assert (await send_fix(hass, form, {}))["type"] is FlowResultType.CREATE_ENTRY
    assert urls(server.state) == [home + path]


async def test_while_the_server_is_not_set_up_nothing_comes(
    hass: HomeAssistant, kept: MockConfigEntry
) -> None:
    form = await _open(hass, kept)
    await hass.config_entries.async_unload(kept.entry_id)

    result = await send_fix(hass, form, {})

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_set_up")


async def test_an_instance_that_was_removed_meanwhile(
    hass: HomeAssistant, kept: MockConfigEntry
) -> None:
    form = await _open(hass, kept)
    hass.config_entries.async_remove_subentry(kept, one_of(kept))
    await hass.async_block_till_done()

    assert (await send_fix(hass, form, {}))["type"] is FlowResultType.CREATE_ENTRY


async def _choose(hass: HomeAssistant, entry: MockConfigEntry, way: str) -> None:
    update(hass, entry, "Radarr", webhook=way)
    await hass.async_block_till_done()


def _lead(server: ArrServer, connection: dict[str, Any], url: str) -> None:
    """Have the only connection, which is the user's own, lead to an address."""
    server.state.connections.clear()
    fields = [
        {**one, "value": url} if one["name"] == "url" else one for one in connection["fields"]
    ]
    server.state.add_connection({**connection, "name": "Mine", "fields": fields})
