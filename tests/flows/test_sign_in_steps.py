"""Choosing one of the servers that an account at plex.tv owns."""

from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync.flows import find_server, sign_in as module
from tests.lab.plextv_servers import Device, Way
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.signing_in import leave, reading, returned, sign_in
from tests.steps import error, made, send, shown

RESOURCES = "/api/v2/resources"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask plex.tv more often than it would bear."""
    monkeypatch.setattr(module, "_PAUSE", 0.01)


async def test_one_of_several_servers_is_chosen(hass: HomeAssistant, town: Town) -> None:
    """They go by their names; the first is chosen already."""
    plex = town.world.plex
    town.plextv.devices = [Device("Attic", "a"), Device("Neighbour", "n", owned=False)]

    form = await sign_in(hass, town)

    assert reading(form) == (FlowResultType.FORM, "select_server")
    assert form["data_schema"] is not None
    assert form["data_schema"].schema["server"].config["options"] == [
        {"value": plex.machine_identifier, "label": plex.friendly_name},
        {"value": "a", "label": "Attic"},
    ]
    assert shown(form) == {"server": plex.machine_identifier}
    entry = await made(hass, await send(hass, form, {"server": plex.machine_identifier}))
    assert entry.unique_id == plex.machine_identifier


async def test_a_server_that_is_off_leaves_the_choice(hass: HomeAssistant, town: Town) -> None:
    """Another one can be chosen, or the same once it is on."""
    town.plextv.devices = [Device("Attic", "a", (Way("http://127.0.0.1:1", local=True),))]

    form = await send(hass, await sign_in(hass, town), {"server": "a"})

    assert error(form) == "cannot_connect"
    assert shown(form) == {"server": "a"}
    await made(hass, await send(hass, form, {"server": town.world.plex.machine_identifier}))


async def test_an_only_server_that_is_off_can_be_tried_again(
    hass: HomeAssistant, town: Town
) -> None:
    """Its addresses are asked for anew: it may have got another one."""
    port = int(town.plex.url.rsplit(":", 1)[-1])
    await town.plex.stop()
    form = await sign_in(hass, town)
    assert error(form) == "cannot_connect"
    assert reading(form) == (FlowResultType.FORM, "select_server")

    town.plextv.plex_url = await town.plex.start()
    result = await send(hass, form, shown(form))

    assert (await made(hass, result)).data["url"] == town.plextv.plex_url
    assert town.plextv.plex_url != f"http://127.0.0.1:{port}"


async def test_a_server_that_is_gone_meanwhile(hass: HomeAssistant, town: Town) -> None:
    """The choice is told anew."""
    town.plextv.devices = [Device("Attic", "a")]
    form = await sign_in(hass, town)
    town.plextv.devices = []

    form = await send(hass, form, {"server": "a"})

    assert error(form) == "cannot_connect"
    await made(hass, await send(hass, form, {"server": town.world.plex.machine_identifier}))


async def test_an_account_without_servers(hass: HomeAssistant, town: Town) -> None:
    """It can be tried with another account."""
    town.plextv.pins.person = town.world.people[1]

    menu = await sign_in(hass, town)

    assert reading(menu) == (FlowResultType.MENU, "no_server")
    assert menu["menu_options"] == ["sign_in", "manual"]
    town.plextv.pins.person = town.world.owner
    form = await send(hass, menu, {"next_step_id": "sign_in"})
    town.plextv.pins.allow()
    await made(hass, await returned(hass, form))


async def test_the_servers_of_the_account_are_unknown(hass: HomeAssistant, town: Town) -> None:
    """The other ways are open."""
    town.plextv.faults = [Fault("status", RESOURCES, status=503)]

    menu = await sign_in(hass, town)

    assert reading(menu) == (FlowResultType.MENU, "plextv_failed")
    town.plextv.faults.clear()
    form = await send(hass, menu, {"next_step_id": "sign_in"})
    town.plextv.pins.allow()
    await made(hass, await returned(hass, form))


async def test_a_server_is_added_once(
    hass: HomeAssistant, town: Town, entry: MockConfigEntry
) -> None:
    """It is not even looked for."""
    entry.add_to_hass(hass)
    town.forget()

    result = await sign_in(hass, town)

    assert reading(result) == (FlowResultType.ABORT, "already_configured")
    assert town.plex.log == []


async def test_two_windows_sign_in(hass: HomeAssistant, town: Town) -> None:
    """The first that is done wins, and the other is closed."""
    town.plextv.devices = [Device("Attic", "a")]
    one = await sign_in(hass, town)
    other = await sign_in(hass, town)
    server = {"server": town.world.plex.machine_identifier}

    await made(hass, await send(hass, one, server))

    result = await send(hass, other, server)
    assert reading(result) == (FlowResultType.ABORT, "already_configured")


async def test_a_server_that_rejects_its_owner(hass: HomeAssistant, town: Town) -> None:
    """It may not have heard of the new token yet."""
    town.plex.faults = [Fault("status", "/accounts", status=403)]
    form = await sign_in(hass, town)
    assert error(form) == "not_owner"

    town.plex.faults = [Fault("status", status=401, after=1)]
    form = await send(hass, form, shown(form))
    assert error(form) == "invalid_auth"

    town.plex.faults.clear()
    await made(hass, await send(hass, form, shown(form)))


async def test_a_fault_of_ours(
    hass: HomeAssistant, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """The form stays, and the log tells what went wrong."""
    with patch.object(find_server, "plex_for", side_effect=RuntimeError("a fault of ours")):
        form = await sign_in(hass, town)

    assert error(form) == "unknown"
    assert "RuntimeError" in caplog.text
    await made(hass, await send(hass, form, shown(form)))


async def test_a_form_that_is_left_open_asks_nobody(hass: HomeAssistant, town: Town) -> None:
    """And can be closed."""
    town.plextv.devices = [Device("Attic", "a")]
    form: dict[str, Any] = dict(await sign_in(hass, town))
    town.forget()

    hass.config_entries.flow.async_abort(form["flow_id"])

    assert [one for server in town.servers for one in server.log] == []


async def test_leaving_from_a_closed_flow_is_no_matter(hass: HomeAssistant, town: Town) -> None:
    """Somebody signs in for a flow that is no more."""
    form = await leave(hass)
    hass.config_entries.flow.async_abort(form["flow_id"])

    town.plextv.pins.allow()
    await hass.async_block_till_done()

    assert hass.config_entries.flow.async_progress() == []
