"""Seerr's webhook as its versions take it: who encodes the template, tests, and refused changes."""

from collections.abc import AsyncIterator
from copy import replace

import orjson
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, RejectedError
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.clients.seerr.webhook import SettingsRefusedError
from tests.clients.bare import BareServer
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault

HOOK = "/api/webhook/0123456789abcdef"
OURS = f"http://homeassistant.local:8123{HOOK}"
VERSIONS = pytest.mark.parametrize(
    ("encodes", "has_headers"), [(False, False), (True, True), (True, False), (False, True)]
)


@pytest.fixture
async def home(socket_enabled: None) -> AsyncIterator[BareServer]:
    """Who the webhooks are for, listening."""
    async with BareServer() as home:
        yield home


def be(server: SeerrServer, *, encodes: bool, has_headers: bool) -> None:
    """Make it a version that encodes templates itself, or that knows headers of the user's own."""
    server.state.encodes, server.state.has_headers = encodes, has_headers
    server.slot = replace(server.slot, headers=[] if has_headers else None)


@VERSIONS
async def test_a_webhook_comes_from_every_version(
    seerr: Seerr, server: SeerrServer, home: BareServer, encodes: bool, has_headers: bool
) -> None:
    """What is encoded once too often, or too rarely, is taken and never sent."""
    be(server, encodes=encodes, has_headers=has_headers)

    await seerr.webhook.set_up(f"{home.url}{HOOK}")

    assert await server.send("MEDIA_APPROVED", server.state.requests[1]) == 200
    assert orjson.loads(home.bodies[0])["media"]["tmdbId"] == "900001"


@VERSIONS
async def test_every_version_is_tested(
    seerr: Seerr, server: SeerrServer, home: BareServer, encodes: bool, has_headers: bool
) -> None:
    """One test comes, and the slot stays as it is."""
    be(server, encodes=encodes, has_headers=has_headers)
    before = server.slot

    await seerr.webhook.test(f"{home.url}{HOOK}", await seerr.webhook.read())

    (test,) = map(orjson.loads, home.bodies)
    assert test["notification_type"] == "TEST_NOTIFICATION"
    assert server.slot == before


@VERSIONS
async def test_every_version_is_left_with_an_empty_slot_that_can_be_used(
    seerr: Seerr, server: SeerrServer, encodes: bool, has_headers: bool
) -> None:
    """Its template is one."""
    be(server, encodes=encodes, has_headers=has_headers)
    await seerr.webhook.set_up(OURS)

    await seerr.webhook.clear(HOOK)

    assert (server.slot.enabled, server.slot.url) == (False, "")
    assert "notification_type" in orjson.loads(server.slot.opened)


async def test_a_version_that_is_known_is_written_once(seerr: Seerr, server: SeerrServer) -> None:
    """As it was seen to take the template last, whatever it looks like."""
    be(server, encodes=True, has_headers=False)
    await seerr.webhook.set_up(OURS)
    server.slot = replace(server.slot, enabled=False)
    server.forget()

    await seerr.webhook.set_up(OURS)

    assert server.writes == 1


async def test_an_upgrade_meanwhile_is_seen(
    seerr: Seerr, server: SeerrServer, home: BareServer
) -> None:
    await seerr.webhook.set_up(OURS)
    be(server, encodes=True, has_headers=False)

    await seerr.webhook.set_up(f"{home.url}{HOOK}")

    assert await server.send("MEDIA_APPROVED", server.state.requests[1]) == 200


async def test_a_slot_that_does_not_keep_what_is_set_is_told(
    at_bare: Seerr, bare: BareServer
) -> None:
    """After both ways were tried."""
    bare.answers = [{"options": {}}]

    with pytest.raises(BadAnswerError):
        await at_bare.webhook.set_up(OURS)

    assert bare.writes == 2


@pytest.mark.parametrize("has_headers", [True, False])
async def test_what_the_user_added_to_our_slot_stays(
    seerr: Seerr, server: SeerrServer, has_headers: bool
) -> None:
    """A proxy may ask for it."""
    be(server, encodes=has_headers, has_headers=has_headers)
    await seerr.webhook.set_up(OURS)
    server.slot = replace(server.slot, auth_header="Bearer one")
    headers = [{"key": "X-Key", "value": "two"}] if has_headers else None
    server.slot = replace(server.slot, headers=headers, types=2)

    await seerr.webhook.set_up(OURS)

    assert server.slot.types == 222
    assert server.slot.auth_header == "Bearer one"
    assert bool(server.slot.headers) is has_headers


async def test_what_the_user_added_goes_along_with_a_test_of_another_address(
    seerr: Seerr, server: SeerrServer, home: BareServer
) -> None:
    """The same proxy stands before it."""
    await seerr.webhook.set_up(OURS)
    server.slot = replace(server.slot, auth_header="Bearer one")
    slot = await seerr.webhook.read()

    await seerr.webhook.test(f"{home.url}{HOOK}-aside", slot, ours=True)

    assert home.headers[-1]["Authorization"] == "Bearer one"


async def test_a_header_of_whoever_had_the_slot_is_not_sent_to_us(
    seerr: Seerr, server: SeerrServer
) -> None:
    """It may be a secret."""
    server.slot = replace(server.slot, auth_header="Bearer one")

    await seerr.webhook.set_up(OURS)

    assert server.slot.auth_header is None


async def test_a_test_that_fails_is_refused_with_seerrs_words(
    seerr: Seerr, server: SeerrServer, home: BareServer
) -> None:
    home.faults = [Fault("status", status=404)]

    with pytest.raises(RejectedError) as caught:
        await seerr.webhook.test(f"{home.url}{HOOK}", await seerr.webhook.read())

    assert caught.value.words == "Failed to send webhook notification."


async def test_csrf_protection_refuses_every_change(seerr: Seerr, server: SeerrServer) -> None:
    """Though all can be read, and the key is right."""
    await seerr.webhook.set_up(OURS)
    slot = await seerr.webhook.read()
    server.state.csrf = True

    for asked in (
        seerr.webhook.set_up(f"http://elsewhere:8123{HOOK}"),
        seerr.webhook.clear(HOOK),
        seerr.webhook.test(OURS, slot),
    ):
        with pytest.raises(SettingsRefusedError) as caught:
            await asked
        assert caught.value.words == "invalid csrf token"
