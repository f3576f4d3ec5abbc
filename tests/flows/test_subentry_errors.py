"""The flows of Radarr and Sonarr: what they refuse, and that a second try may succeed."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync.flows import instance_form
from tests.lab.arr import ArrServer
from tests.lab.certificate import self_signed
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.steps import (
    add,
    change,
    complete,
    entered_for,
    error,
    instance,
    reason,
    refused_certificate,
    shown,
    told_above,
)

type Send = Callable[[dict[str, Any]], Awaitable[SubentryFlowResult]]


@pytest.fixture(params=["radarr, added", "sonarr, changed"])
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Kind and what is done; both kinds share their steps, and both steps their checks."""
    kind, done = str(request.param).split(", ")
    return kind, done


@pytest.fixture
def server(town: Town, case: tuple[str, str]) -> ArrServer:
    """The instance that is added or changed."""
    return town.arrs[{"radarr": 0, "sonarr": 2}[case[0]]]


@pytest.fixture
def right(server: ArrServer) -> dict[str, Any]:
    """What a user enters who makes no mistake."""
    return entered_for(server)


@pytest.fixture
async def send(hass: HomeAssistant, loaded: MockConfigEntry, case: tuple[str, str]) -> Send:
    """Sends the form of one flow, again and again."""
    kind, done = case
    known = instance(loaded, kind.title())
    if done == "added":
        hass.config_entries.async_remove_subentry(loaded, known.subentry_id)
        await hass.async_block_till_done()
        form = await add(hass, loaded, kind)
    else:
        form = await change(hass, loaded, known.title)

    async def sent(entered: dict[str, Any]) -> SubentryFlowResult:
        return await complete(hass, form, entered)

    return sent


async def test_no_address(send: Send, right: dict[str, Any]) -> None:
    """It names a scheme that we do not speak."""
    await _expect(send, "invalid_url", right | {"url": "ftp://127.0.0.1"}, then=right)


async def test_a_user_name_and_a_password_in_the_address(send: Send, right: dict[str, Any]) -> None:
    """They are not silently left out."""
    url = right["url"].replace("http://", "http://john:secret@")
    await _expect(send, "unsupported_credentials", right | {"url": url}, then=right)


@pytest.mark.parametrize("home", ["ftp://home", "http://", "http://john:secret@home:8123"])
async def test_no_address_of_home_assistant(
    send: Send, right: dict[str, Any], server: ArrServer, home: str
) -> None:
    """The form says which of the two addresses is wrong, and nobody is asked."""
    server.forget()

    form = await send(right | {"home_assistant_url": home})

    assert form["errors"] == told_above("home_assistant_url", "invalid_home_assistant_url")
    assert server.log == []
    _taken(await send(right))


async def test_nobody_listens(send: Send, right: dict[str, Any], server: ArrServer) -> None:
    """The instance is off, or has another port."""
    await server.stop()
    assert error(await send(right)) == "cannot_connect"

    await server.start(int(right["url"].rsplit(":", 1)[-1]))
    _taken(await send(right))


async def test_the_url_base_is_missing(send: Send, case: tuple[str, str], world: World) -> None:
    """The instance sends us to where it is put in. It is shown, and our key stays here."""
    state = next(arr for arr in world.arrs if arr.kind == case[0])
    server = ArrServer(state, "/base")
    url = await server.start()

    right = entered_for(server)
    form = await send(right | {"url": url})
    assert error(form) == "cannot_connect"
    assert f"redirected to {server.base_url};" in reason(form)
    _taken(await send(right))

    await server.stop()


async def test_the_instance_is_out_of_order(
    send: Send, right: dict[str, Any], server: ArrServer, subtests: pytest.Subtests
) -> None:
    """It answers nothing of use."""
    for fault in (Fault("status", status=502), Fault("drop"), Fault("truncate"), Fault("garbage")):
        with subtests.test(kind=fault.kind):
            server.faults.append(fault)
            assert error(await send(right)) == "cannot_connect"
            server.faults.clear()

    _taken(await send(right))


async def test_an_untrusted_certificate(
    send: Send, server: ArrServer, right: dict[str, Any], tmp_path: Path
) -> None:
    """It is refused until the user turns the check off."""
    await server.stop()
    https = right | {"url": await server.start(ssl_context=self_signed(tmp_path))}

    with refused_certificate():
        await _expect(send, "certificate", https, then=https | {"verify_ssl": False})


async def test_a_wrong_key(send: Send, right: dict[str, Any]) -> None:
    """The instance rejects it."""
    await _expect(send, "invalid_auth", right | {"api_key": "wrong"}, then=right)


@pytest.mark.parametrize(
    "wrong", ["http://127.0.0.1:7878", "127.0.0.1", "radarr:7878", "john@example.com", "••••••••"]
)
async def test_what_cannot_be_a_key(
    send: Send, right: dict[str, Any], server: ArrServer, wrong: str
) -> None:
    """The form says so at its field, and the instance is not asked."""
    server.forget()

    form = await send(right | {"api_key": wrong})

    assert form["errors"] == {"api_key": "invalid_key"}
    assert server.log == []
    _taken(await send(right))


@pytest.mark.parametrize("around", ["X-Api-Key: {}", "Bearer {}", "<{}>.", "\ufeffkey: {}\u200b"])
async def test_a_key_that_was_copied_with_more(
    hass: HomeAssistant, loaded: MockConfigEntry, send: Send, right: dict[str, Any], around: str
) -> None:
    """The key alone is kept."""
    key = right["api_key"]

    _taken(await send(right | {"api_key": around.format(key)}))

    await hass.async_block_till_done()
    kept = {one.data["api_key"] for one in loaded.subentries.values()}
    assert key in kept
    assert all(map(str.isalnum, kept))


@pytest.mark.parametrize(
    "case", ["radarr, added", "sonarr, added", "radarr, changed", "sonarr, changed"], indirect=True
)
async def test_the_other_application(
    send: Send, town: Town, case: tuple[str, str], right: dict[str, Any]
) -> None:
    """A Sonarr where a Radarr was meant, or the other way round."""
    other = next(arr for arr in town.arrs if arr.state.kind != case[0])
    await _expect(send, "wrong_app", entered_for(other), then=right)


async def test_a_fault_of_ours(
    send: Send, right: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The form stays, and the log tells what went wrong."""
    with patch.object(instance_form, "arr_for", side_effect=RuntimeError("a fault of ours")):
        assert error(await send(right)) == "unknown"

    assert "RuntimeError" in caplog.text
    _taken(await send(right))


async def test_what_was_typed_stays_after_an_error(send: Send) -> None:
    """As it was typed."""
    typed = {
        "url": " ftp://nowhere ",
        "api_key": "k ",
        "verify_ssl": False,
        "sync_tags": False,
        "requester_tags": True,
        "webhook": "manual",
        "home_assistant_url": " here:8123 ",
    }

    assert shown(await send(typed)) == typed


async def test_the_key_is_never_logged(
    hass: HomeAssistant,
    send: Send,
    server: ArrServer,
    right: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not even when all is logged and all goes wrong."""
    caplog.set_level("DEBUG")
    server.faults.append(Fault("garbage"))
    assert error(await send(right)) == "cannot_connect"
    server.faults.clear()
    with patch.object(instance_form, "arr_for", side_effect=RuntimeError):
        assert error(await send(right)) == "unknown"

    _taken(await send(right))
    await hass.async_block_till_done()

    assert "Cannot connect" in caplog.text
    assert right["api_key"] not in caplog.text


async def _expect(send: Send, key: str, entered: dict[str, Any], *, then: dict[str, Any]) -> None:
    """Enter what is refused with an error, then what is taken."""
    assert error(await send(entered)) == key
    _taken(await send(then))


def _taken(result: SubentryFlowResult) -> None:
    added = result["type"] is FlowResultType.CREATE_ENTRY
    assert added or result["reason"] == "reconfigure_successful"


@pytest.mark.parametrize("page", ["/settings/general", "/add/new", "/system/status"])
async def test_a_page_that_was_copied_from_the_browser_will_do(
    send: Send, server: ArrServer, right: dict[str, Any], page: str
) -> None:
    """Its address is kept without the page."""
    result = await send(right | {"url": server.base_url + page})

    assert result["type"] in {FlowResultType.CREATE_ENTRY, FlowResultType.ABORT}


async def test_a_page_of_an_address_that_is_wrong_is_told_as_any(
    send: Send, right: dict[str, Any]
) -> None:
    """And stays as it was typed."""
    wrong = "http://127.0.0.1:9/settings/general"

    form = await send(right | {"url": wrong})

    assert error(form) == "cannot_connect"
    assert shown(form)["url"] == wrong
