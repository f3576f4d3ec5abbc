"""The flow that adds a Plex server: what it refuses, and that a second try may succeed."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync import config_flow
from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.certificate import self_signed
from tests.lab.plex import PlexServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import end
from tests.steps import choose, error, made, refused_certificate, send, shown


@pytest.mark.parametrize(
    "url",
    ["", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999", "http://[::1"],
)
async def test_no_address(hass: HomeAssistant, good: dict[str, Any], url: str) -> None:
    """It names no host, or a scheme that we do not speak."""
    await _expect(hass, "invalid_url", good | {"url": url}, then=good)


async def test_a_user_name_and_a_password_in_the_address(
    hass: HomeAssistant, good: dict[str, Any]
) -> None:
    """They are not silently left out."""
    url = good["url"].replace("http://", "http://john:secret@")
    await _expect(hass, "unsupported_credentials", good | {"url": url}, then=good)


async def test_nobody_listens(hass: HomeAssistant, town: Town, good: dict[str, Any]) -> None:
    """Plex is off, or has another port."""
    await town.plex.stop()
    form = await send(hass, await choose(hass, "manual"), good)
    assert error(form) == "cannot_connect"

    port = int(good["url"].rsplit(":", 1)[-1])
    await town.plex.start(port)
    await made(hass, await send(hass, form, good))


async def test_a_web_page_is_no_plex(hass: HomeAssistant, town: Town, good: dict[str, Any]) -> None:
    """A Radarr answers every address with its page."""
    page = {"url": town.arrs[0].base_url}
    await _expect(hass, "cannot_connect", good | page, then=good)


@pytest.mark.parametrize(
    "fault",
    [Fault("status", status=503), Fault("drop"), Fault("truncate"), Fault("garbage")],
    ids=lambda fault: fault.kind,
)
async def test_plex_is_out_of_order(
    hass: HomeAssistant, town: Town, good: dict[str, Any], fault: Fault
) -> None:
    """It answers nothing of use."""
    town.plex.faults.append(fault)
    form = await send(hass, await choose(hass, "manual"), good)
    assert error(form) == "cannot_connect"

    town.plex.faults.clear()
    await made(hass, await send(hass, form, good))


async def test_an_untrusted_certificate(
    hass: HomeAssistant, world: World, good: dict[str, Any], tmp_path: Path
) -> None:
    """It is refused until the user turns the check off."""
    server = PlexServer(world)
    https = good | {"url": await server.start(ssl_context=self_signed(tmp_path))}

    with refused_certificate():
        await _expect(hass, "certificate", https, then=https | {"verify_ssl": False})

    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await end(hass, entry)
    await server.stop()


async def test_a_wrong_token(hass: HomeAssistant, good: dict[str, Any]) -> None:
    """Plex rejects it."""
    await _expect(hass, "invalid_auth", good | {"token": "wrong"}, then=good)


@pytest.mark.parametrize("wrong", ["127.0.0.1:32400", "https://app.plex.tv/desktop", "••••••••"])
async def test_what_cannot_be_a_token(
    hass: HomeAssistant, town: Town, good: dict[str, Any], wrong: str
) -> None:
    """Plex is not asked."""
    await _expect(hass, "invalid_token", good | {"token": wrong}, then=good)


async def test_a_friends_token(hass: HomeAssistant, town: Town, good: dict[str, Any]) -> None:
    """It opens the server, and cannot write labels."""
    friends = {"token": town.world.people[1].token}
    await _expect(hass, "not_owner", good | friends, then=good)


async def test_a_fault_of_ours(
    hass: HomeAssistant, good: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The form stays, and the log tells what went wrong."""
    with patch.object(config_flow, "plex_for", side_effect=RuntimeError("a fault of ours")):
        form = await send(hass, await choose(hass, "manual"), good)

    assert error(form) == "unknown"
    assert "RuntimeError" in caplog.text
    await made(hass, await send(hass, form, good))


async def test_what_was_typed_stays_after_an_error(
    hass: HomeAssistant, good: dict[str, Any]
) -> None:
    """As it was typed."""
    typed = good | {"url": " http://127.0.0.1:1/plex/ ", "verify_ssl": False}

    form = await send(hass, await choose(hass, "manual"), typed)

    assert shown(form) == typed


async def test_the_token_is_never_logged(
    hass: HomeAssistant,
    town: Town,
    good: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not even when all is logged and all goes wrong."""
    caplog.set_level("DEBUG")
    town.plex.faults = [Fault("status", times=1), Fault("garbage", times=1)]
    form = await choose(hass, "manual")
    for _ in town.plex.faults:
        form = await send(hass, form, good)
    with patch.object(config_flow, "plex_for", side_effect=RuntimeError):
        form = await send(hass, form, good)

    await made(hass, await send(hass, form, good))
    await hass.async_block_till_done()

    assert "Cannot connect" in caplog.text
    assert good["token"] not in caplog.text


async def _expect(
    hass: HomeAssistant, key: str, entered: dict[str, Any], *, then: dict[str, Any]
) -> None:
    """Enter what is refused with an error, then what is taken."""
    form = await send(hass, await choose(hass, "manual"), entered)
    assert error(form) == key
    await made(hass, await send(hass, form, then))
