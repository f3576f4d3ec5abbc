"""Why a server cannot be used, as a form tells it."""

from collections.abc import AsyncIterator
from fnmatch import fnmatchcase
import json
from pathlib import Path
from typing import Any

import pytest

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync import config_flow
from custom_components.plex_label_sync.clients.errors import (
    BadAnswerError,
    BusyError,
    CannotConnectError,
    Cause,
    NotFoundError,
    RedirectedError,
    ServerFaultError,
    ServiceError,
)
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.flows.reasons import advised_reason_of, reason_of
from tests.clients.bare import BareServer
from tests.lab.certificate import self_signed
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.steps import choose, error, reason, send
from tests.texts import FOLDER, TEXTS

GERMAN = json.loads((FOLDER / "translations" / "de.json").read_text())["exceptions"]


@pytest.fixture
async def bare(socket_enabled: None) -> AsyncIterator[BareServer]:
    """A server of which the tests say what it answers."""
    async with BareServer() as server:
        yield server


async def test_a_refused_connection(hass: HomeAssistant, town: Town, good: dict[str, Any]) -> None:
    """Nobody listens at that port."""
    await town.plex.stop()
    assert "connection was refused" in await _reason(hass, good)


async def test_no_answer_in_time(
    hass: HomeAssistant, town: Town, good: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config_flow, "HASTY", Patience(tries=1, answer=0.1))
    town.plex.faults = [Fault("hang")]
    assert "did not respond in time" in await _reason(hass, good)


async def test_https_where_http_is_spoken(hass: HomeAssistant, good: dict[str, Any]) -> None:
    https = good | {"url": good["url"].replace("http:", "https:")}
    assert "may not support https" in await _reason(hass, https)


async def test_http_where_https_is_spoken(
    hass: HomeAssistant, bare: BareServer, good: dict[str, Any]
) -> None:
    """A proxy says where to go: that is the address to enter."""
    headers = {"Location": "https://127.0.0.1:8443/"}
    bare.faults = [Fault("status", status=308, headers=headers)]
    told = await _reason(hass, good | {"url": bare.url})
    assert "redirected to https://127.0.0.1:8443;" in told


async def test_another_host_is_not_named(
    hass: HomeAssistant, bare: BareServer, good: dict[str, Any]
) -> None:
    """And not asked."""
    async with BareServer() as other:
        port = other.url.rpartition(":")[2]
        headers = {"Location": f"http://localhost:{port}/"}
        bare.faults = [Fault("status", status=302, headers=headers)]
        told = await _reason(hass, good | {"url": bare.url})
        assert other.log == []
    assert "redirected to another host" in told
    assert "localhost" not in told


@pytest.mark.parametrize(
    "location", ["/login?returnUrl=%2Fapi", "http://auth.example/signin?rd=x", "/LOGIN/"]
)
async def test_a_sign_in_page_is_no_address_to_enter(
    hass: HomeAssistant, bare: BareServer, good: dict[str, Any], location: str
) -> None:
    """Radarr leads there from a path that it lacks, and a proxy from all."""
    bare.faults = [Fault("status", status=302, headers={"Location": location})]
    told = await _reason(hass, good | {"url": bare.url})
    assert told.startswith("redirected to a sign-in page. Check the address. If a proxy asks for")


async def test_http_where_only_https_is_spoken(
    hass: HomeAssistant, bare: BareServer, good: dict[str, Any], tmp_path: Path
) -> None:
    """The server hangs up."""
    await bare.stop()
    await bare.start(ssl_context=self_signed(tmp_path))
    told = await _reason(hass, good | {"url": bare.url.replace("https:", "http:")})
    assert told.endswith("If it is a port for https, begin the address with https://")


async def test_a_page_that_is_not_found(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    """There is no such base path."""
    assert "not found (404)" in await _reason(hass, good | {"url": f"{good['url']}/plex"})


async def test_something_else_than_plex(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    """A Radarr answers every address with its page."""
    page = good | {"url": town.arrs[0].base_url}
    assert "not as expected" in await _reason(hass, page)


async def test_a_server_that_fails(hass: HomeAssistant, town: Town, good: dict[str, Any]) -> None:
    town.plex.faults = [Fault("status", status=503)]
    assert "an error (503)" in await _reason(hass, good)


@pytest.mark.parametrize(
    ("failure", "key"),
    [
        *((CannotConnectError("", cause), cause.value) for cause in Cause),
        (RedirectedError("", "http://nas/radarr"), "redirected"),
        (RedirectedError("", ""), "redirected_away"),
        (RedirectedError("", "http://nas/login", asks_to_sign_in=True), "sign_in"),
        (NotFoundError(), "not_found"),
        (BadAnswerError(), "unexpected"),
        (ServiceError(), "unexpected"),
        (BusyError(""), "busy"),
        (ServerFaultError(), "failed"),
    ],
)
async def test_every_failure_has_its_reason(
    hass: HomeAssistant, failure: ServiceError, key: str
) -> None:
    """In the language of Home Assistant."""
    hass.config.language = "de"
    told = GERMAN[f"reason_{key}"]["message"].format(url="http://nas/radarr", status=500)
    assert await reason_of(hass, failure) == told


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (CannotConnectError("", Cause.REFUSED), "the connection was refused; * port. Check the p*"),
        (CannotConnectError("", Cause.SILENT), "it did not respond in time. Check the address, a*"),
        (CannotConnectError("", Cause.UNKNOWN_HOST), "unknown host; *. Check the name, or enter *"),
        (CannotConnectError("", Cause.NO_ROUTE), "*to this host. Check the address, and that *"),
        (CannotConnectError("", Cause.NO_TLS), "*not support https. Begin the address with h*"),
        (RedirectedError("", ""), "redirected to another host, *. Check the address. If a proxy*"),
        (BadAnswerError(), "*another application may be running there. Check the address. *"),
        (RedirectedError("", "http://nas/radarr"), "*nas/radarr; enter that address if it is *"),
        (NotFoundError(), "not found (404); check the path in the address"),
        (BusyError(""), "it receives too many requests; wait a minute"),
        (ServerFaultError("", 502), "it reported an error (502); check its log"),
    ],
)
async def test_a_form_says_once_what_is_to_be_done(
    hass: HomeAssistant, failure: ServiceError, told: str
) -> None:
    """Where the reason does not say it already."""
    assert fnmatchcase(await advised_reason_of(hass, failure), told)


async def test_a_language_that_we_do_not_speak(hass: HomeAssistant) -> None:
    hass.config.language = "is"
    assert await reason_of(hass, BusyError("")) == TEXTS["exceptions"]["reason_busy"]["message"]


async def test_a_form_without_an_error_has_no_reason(hass: HomeAssistant) -> None:
    assert reason(await choose(hass, "manual")) == ""


async def _reason(hass: HomeAssistant, entered: dict[str, Any]) -> str:
    """Enter what leads to no Plex; gives the reason."""
    form = await send(hass, await choose(hass, "manual"), entered)
    assert error(form) == "cannot_connect"
    return reason(form)
