"""Seerr's one webhook slot: taken when it is free, mended when it is ours, else left alone."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import orjson
import pytest

from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BadAnswerError,
)
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.clients.seerr.webhook import (
    SettingsRefusedError,
    SlotTakenError,
)
from tests.clients.bare import BareServer
from tests.lab.seerr import SeerrServer
from tests.lab.seerr_shapes import Notification, Slot
from tests.lab.server import Fault

from .conftest import ONCE

HOOK = "/api/webhook/0123456789abcdef"
OURS = f"http://homeassistant.local:8123{HOOK}"
OTHERS = "http://homeassistant.local:8123/api/webhook/fedcba9876543210"


@pytest.fixture
async def home(socket_enabled: None) -> AsyncIterator[BareServer]:
    """Who the webhooks are for, listening."""
    async with BareServer() as home:
        yield home


def hold(server: SeerrServer, url: str, *, enabled: bool = True) -> Slot:
    """Let the slot hold an address of somebody."""
    server.slot = Slot(enabled=enabled, types=6, url=url, payload=server.slot.payload)
    return server.slot


async def test_a_new_seerr_has_a_free_slot(seerr: Seerr) -> None:
    """Off and without an address, but with a template."""
    slot = await seerr.webhook.read()
    assert (slot.enabled, slot.url, slot.types) == (False, "", 0)


async def test_the_slot_says_what_it_holds(seerr: Seerr, server: SeerrServer) -> None:
    """Whoever it is of."""
    hold(server, OTHERS)
    slot = await seerr.webhook.read()
    assert (slot.enabled, slot.url, slot.types) == (True, OTHERS, 6)


async def test_a_free_slot_is_taken(seerr: Seerr, server: SeerrServer) -> None:
    """And switched on."""
    await seerr.webhook.set_up(OURS)
    slot = await seerr.webhook.read()
    assert (slot.enabled, slot.url) == (True, OURS)
    assert server.slot.url == OURS


async def test_all_that_concerns_requests_is_told_and_no_more(
    seerr: Seerr, server: SeerrServer
) -> None:
    """Issues are nothing to us, and automatic requests come to no webhook."""
    await seerr.webhook.set_up(OURS)
    told = {kind.name for kind in Notification if server.slot.types & kind}
    assert told == {
        "MEDIA_PENDING",
        "MEDIA_APPROVED",
        "MEDIA_AVAILABLE",
        "MEDIA_FAILED",
        "MEDIA_DECLINED",
        "MEDIA_AUTO_APPROVED",
    }


async def test_a_webhook_comes_and_can_be_read(
    seerr: Seerr, server: SeerrServer, home: BareServer
) -> None:
    """Which shows that the template is encoded as Seerr wants it."""
    await seerr.webhook.set_up(f"{home.url}{HOOK}")
    assert await server.send("MEDIA_APPROVED", server.state.requests[1]) == 200
    assert home.paths == [HOOK]
    assert orjson.loads(home.bodies[0]) == {
        "notification_type": "MEDIA_APPROVED",
        "subject": "The Glass Harbour (2011)",
        "media": {
            "media_type": "movie",
            "tmdbId": "900001",
            "tvdbId": "970001",
            "status": "PROCESSING",
        },
        "request": {"request_id": "1", "requestedBy_username": "john"},
    }


async def test_a_slot_that_is_as_it_should_be_is_not_written(
    seerr: Seerr, server: SeerrServer
) -> None:
    """So that asking for it often costs little."""
    await seerr.webhook.set_up(OURS)
    server.forget()
    await seerr.webhook.set_up(OURS)
    assert (server.reads, server.writes) == (1, 0)


@pytest.mark.parametrize("enabled", [True, False])
async def test_an_older_address_of_ours_is_replaced(
    seerr: Seerr, server: SeerrServer, enabled: bool
) -> None:
    """Home Assistant has moved; somebody may have switched the webhook off."""
    hold(server, f"https://old.example.com{HOOK}", enabled=enabled)
    await seerr.webhook.set_up(OURS)
    assert (server.slot.enabled, server.slot.url) == (True, OURS)


async def test_a_template_that_was_edited_is_mended(seerr: Seerr, server: SeerrServer) -> None:
    """Though all else is as it should be."""
    await seerr.webhook.set_up(OURS)
    good = server.slot
    spoilt = Slot(enabled=True, types=good.types, url=OURS, payload="e30=")
    server.slot = spoilt
    await seerr.webhook.set_up(OURS)
    assert server.slot == good


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize(
    "url", [OTHERS, "https://ntfy.example.com/seerr", f"{OURS}0", f"{OURS}/more"]
)
async def test_a_slot_of_somebody_else_is_never_overwritten(
    seerr: Seerr, server: SeerrServer, url: str, enabled: bool
) -> None:
    """Home Assistant's own integration for Overseerr may hold it; nor when it is switched off."""
    held = hold(server, url, enabled=enabled)
    with pytest.raises(SlotTakenError) as caught:
        await seerr.webhook.set_up(OURS)
    assert server.slot == held
    assert server.writes == 0
    assert "webhook/" not in str(caught.value)


async def test_clearing_empties_our_slot(seerr: Seerr, server: SeerrServer) -> None:
    """It is as free as it was."""
    await seerr.webhook.set_up(OURS)
    await seerr.webhook.clear(HOOK)
    slot = await seerr.webhook.read()
    assert (slot.enabled, slot.url, slot.types) == (False, "", 0)
    await seerr.webhook.set_up("http://homeassistant.local:8123/api/webhook/new")


async def test_an_older_address_of_ours_is_cleared_too(seerr: Seerr, server: SeerrServer) -> None:
    """The webhook's id tells."""
    hold(server, f"https://old.example.com{HOOK}")
    await seerr.webhook.clear(OURS)
    assert server.slot.url == ""


@pytest.mark.parametrize("url", [OTHERS, "https://ntfy.example.com/seerr", ""])
async def test_clearing_leaves_what_is_not_ours(
    seerr: Seerr, server: SeerrServer, url: str
) -> None:
    """Nothing is written."""
    held = hold(server, url)
    await seerr.webhook.clear(HOOK)
    assert server.slot == held
    assert server.writes == 0


async def test_no_address_is_nobodys(seerr: Seerr, server: SeerrServer) -> None:
    """Every address ends with nothing."""
    held = hold(server, OTHERS)
    await seerr.webhook.clear("")
    assert server.slot == held


async def test_a_wrong_key_may_not_touch_the_slot(
    session: ClientSession, server: SeerrServer
) -> None:
    """Nor look at it."""
    seerr = Seerr(session, server.url, "wrong", patience=ONCE)
    for asked in (seerr.webhook.read(), seerr.webhook.set_up(OURS), seerr.webhook.clear(HOOK)):
        with pytest.raises(AuthError):
            await asked


async def test_a_slot_that_cannot_be_written_is_told(seerr: Seerr, server: SeerrServer) -> None:
    """With the server's refusal."""
    server.faults = [Fault("status", "/webhook", method="POST", status=400)]
    with pytest.raises(SettingsRefusedError):
        await seerr.webhook.set_up(OURS)


@pytest.mark.parametrize("answer", [[], {}, {"options": None}, {"types": "all", "options": {}}])
async def test_a_slot_of_another_shape_is_a_bad_answer(
    at_bare: Seerr, bare: BareServer, answer: object
) -> None:
    """It is not known to be free."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await at_bare.webhook.set_up(OURS)
    assert bare.writes == 0
