"""Changing how a Plex server is reached."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync import config_flow
from custom_components.plex_label_sync.const import DOMAIN
from tests.clients.bare import BareServer
from tests.lab.certificate import self_signed
from tests.lab.fill import small_world
from tests.lab.plex import PlexServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import end, sync
from tests.signing_in import reading
from tests.steps import error, refused_certificate, send, shown

SAVED = (FlowResultType.ABORT, "reconfigure_successful")


async def test_the_form_shows_what_is_so_now(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """But for the token, which is a secret."""
    form = await _open(hass, bare)

    assert reading(form) == (FlowResultType.FORM, "reconfigure")
    assert shown(form) == {"url": town.plex.url, "verify_ssl": True}


async def test_the_server_has_another_address(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """The token stays; all goes on at the new address."""
    token = bare.data["token"]
    moved = PlexServer(town.world)
    url = await moved.start()

    result = await send(hass, await _open(hass, bare), {"url": f"{url}/", "verify_ssl": True})

    assert reading(result) == SAVED
    await hass.async_block_till_done()
    assert bare.state is ConfigEntryState.LOADED
    assert dict(bare.data) == {"url": url, "token": token, "verify_ssl": True}
    town.plex.forget()
    await sync(hass)
    assert moved.writes > 0
    assert town.plex.log == []
    await end(hass, bare)
    await moved.stop()


async def test_a_new_token_takes_the_place_of_the_old_one(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    town.world.owner.token = "another"
    entered = {"url": town.plex.url, "token": " another ", "verify_ssl": False}

    result = await send(hass, await _open(hass, bare), entered)

    assert reading(result) == SAVED
    assert dict(bare.data) == entered | {"token": "another"}


async def test_the_name_stays(hass: HomeAssistant, bare: MockConfigEntry, town: Town) -> None:
    """The user may have changed it."""
    hass.config_entries.async_update_entry(bare, title="Attic")

    await send(hass, await _open(hass, bare), {"url": town.plex.url, "verify_ssl": False})

    assert bare.title == "Attic"


async def test_nothing_changed(hass: HomeAssistant, bare: MockConfigEntry, town: Town) -> None:
    """That is no reason to begin anew."""
    before = bare.runtime_data

    form = await _open(hass, bare)
    result = await send(hass, form, shown(form))
    await hass.async_block_till_done()

    assert reading(result) == SAVED
    assert bare.runtime_data is before


async def test_another_server_is_refused(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """Labels of one server mean nothing on another one."""
    world = small_world()
    world.plex.machine_identifier = "another"
    world.owner.token = town.world.owner.token
    other = PlexServer(world)
    before = dict(bare.data)
    url = await other.start()

    result = await send(hass, await _open(hass, bare), {"url": url, "verify_ssl": True})

    assert reading(result) == (FlowResultType.ABORT, "wrong_server")
    assert dict(bare.data) == before
    await other.stop()


async def test_another_server_does_not_see_the_token(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """It is asked who it is before anything else."""
    async with BareServer() as other:
        other.answers = [{"MediaContainer": {"machineIdentifier": "another"}}]
        entered = {"url": other.url, "verify_ssl": True}

        result = await send(hass, await _open(hass, bare), entered)

    assert reading(result) == (FlowResultType.ABORT, "wrong_server")
    assert other.paths == ["/identity"]
    assert "X-Plex-Token" not in other.headers[0]


async def test_a_question_for_a_token_is_answered_along_with_it(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """It is closed."""
    town.world.owner.token = "another"
    await sync(hass)
    await hass.async_block_till_done()
    assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == 1

    entered = {"url": town.plex.url, "token": "another", "verify_ssl": True}
    assert reading(await send(hass, await _open(hass, bare), entered)) == SAVED
    await hass.async_block_till_done()

    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []


@pytest.mark.parametrize(
    ("entered", "key"),
    [
        ({"url": "ftp://127.0.0.1"}, "invalid_url"),
        ({"url": "http://john:secret@127.0.0.1"}, "unsupported_credentials"),
        ({"url": "http://127.0.0.1:1"}, "cannot_connect"),
        ({"token": "wrong"}, "invalid_auth"),
        ({"token": "http://127.0.0.1:32400/web"}, "invalid_token"),
    ],
)
async def test_what_does_not_lead_to_the_server(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town, entered: dict[str, Any], key: str
) -> None:
    """It is told at its field; what was typed stays, and can be mended."""
    typed = {"url": town.plex.url, "verify_ssl": True} | entered

    form = await send(hass, await _open(hass, bare), typed)

    assert form["errors"] == dict.fromkeys(entered, key)
    assert shown(form) == typed
    good = {"url": town.plex.url, "verify_ssl": True}
    assert reading(await send(hass, form, good)) == SAVED


async def test_a_friends_token(hass: HomeAssistant, bare: MockConfigEntry, town: Town) -> None:
    good = {"url": town.plex.url, "verify_ssl": True}
    friends = {"token": town.world.people[1].token}

    form = await send(hass, await _open(hass, bare), good | friends)

    assert error(form) == "not_owner"
    assert reading(await send(hass, form, good)) == SAVED


async def test_plex_is_out_of_order(hass: HomeAssistant, bare: MockConfigEntry, town: Town) -> None:
    good = {"url": town.plex.url, "verify_ssl": True}
    town.plex.faults = [Fault("garbage")]
    form = await send(hass, await _open(hass, bare), good)
    assert error(form) == "cannot_connect"

    town.plex.faults.clear()
    assert reading(await send(hass, form, good)) == SAVED


async def test_an_untrusted_certificate(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town, tmp_path: Path
) -> None:
    """It is refused until the user turns the check off."""
    server = PlexServer(town.world)
    https = await server.start(ssl_context=self_signed(tmp_path))
    form = await _open(hass, bare)
    with refused_certificate():
        form = await send(hass, form, {"url": https, "verify_ssl": True})
    assert error(form) == "certificate"

    assert reading(await send(hass, form, {"url": https, "verify_ssl": False})) == SAVED
    await end(hass, bare)
    await server.stop()


async def test_a_fault_of_ours(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """The form stays, and the log tells what went wrong."""
    good = {"url": town.plex.url, "verify_ssl": True}
    form = await _open(hass, bare)
    with patch.object(config_flow, "plex_for", side_effect=RuntimeError("a fault of ours")):
        form = await send(hass, form, good)

    assert error(form) == "unknown"
    assert "RuntimeError" in caplog.text
    assert reading(await send(hass, form, good)) == SAVED


async def _open(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
