"""Seerr's stand-in: its webhook's settings, and what it sends."""

from typing import Any

import orjson
import pytest

from tests.clients.bare import BareServer
from tests.lab.bare_client_seerr import ask
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState

WEBHOOK = "settings/notifications/webhook"
TEMPLATE = orjson.dumps(
    {
        "notification_type": "{{notification_type}}",
        "subject": "{{subject}}",
        "{{media}}": {
            "media_type": "{{media_type}}",
            "tmdbId": "{{media_tmdbid}}",
            "tvdbId": "{{media_tvdbid}}",
            "status": "{{media_status}}",
        },
        "{{request}}": {"request_id": "{{request_id}}", "by": "{{requestedBy_username}}"},
        "{{issue}}": {"issue_id": "{{issue_id}}"},
        "{{extra}}": [],
    }
).decode()


@pytest.fixture
def seerr_state(world: World) -> SeerrState:
    """A Seerr with a film, and a series without a tvdb id that a local user asked for."""
    seerr = world.add_seerr()
    guest = seerr.add_user("guest")
    seerr.add_request(next(iter(world.titles.values())), seerr.users[1])
    series = world.add_title("show", "Low Tide Radio", tmdb=901)
    seerr.add_request(series, guest, status=5, media_status=5)
    return seerr


def slot(url: str, *, types: int = 222, enabled: bool = True, encoded: int = 2) -> dict[str, Any]:
    """Settings for the webhook; the template is due to be `encoded` twice."""
    payload = TEMPLATE
    for _ in range(encoded - 1):
        payload = orjson.dumps(payload).decode()
    options = {"webhookUrl": url, "jsonPayload": payload}
    return {"enabled": enabled, "types": types, "options": options}


async def set_slot(seerr: SeerrServer, settings: dict[str, Any]) -> None:
    """Have the webhook set."""
    status, _ = await ask(seerr, WEBHOOK, method="POST", body=settings)
    assert status == 200


async def test_the_webhook_is_off_and_empty_at_first(seerr: SeerrServer) -> None:
    """But has a template, which comes decoded."""
    _, answer = await ask(seerr, WEBHOOK)
    assert (answer["enabled"], answer["types"]) == (False, 0)
    assert answer["options"]["webhookUrl"] == ""
    assert "notification_type" in orjson.loads(answer["options"]["jsonPayload"])


async def test_the_webhook_is_replaced_as_a_whole(seerr: SeerrServer) -> None:
    """Its template is given back as it was before the second encoding."""
    settings = slot("http://home/hook")
    settings["options"]["authHeader"] = "Bearer one"
    await set_slot(seerr, settings)
    _, answer = await ask(seerr, WEBHOOK)
    assert (answer["enabled"], answer["types"]) == (True, 222)
    assert answer["options"]["jsonPayload"] == TEMPLATE
    assert answer["options"]["authHeader"] == "Bearer one"
    await set_slot(seerr, slot("http://home/hook"))
    _, answer = await ask(seerr, WEBHOOK)
    assert "authHeader" not in answer["options"]


@pytest.mark.parametrize(("payload", "status"), [("{", 500), ("", 500), ({}, 400)])
async def test_a_template_that_is_no_json_text_is_refused(
    seerr: SeerrServer, payload: object, status: int
) -> None:
    """The slot stays as it was."""
    settings = slot("http://home/hook")
    settings["options"]["jsonPayload"] = payload
    assert (await ask(seerr, WEBHOOK, method="POST", body=settings))[0] == status
    assert seerr.slot.url == ""


async def test_setting_the_webhook_takes_the_key(seerr: SeerrServer) -> None:
    """As reading it does."""
    settings = slot("http://home/hook")
    status, _ = await ask(seerr, WEBHOOK, key="wrong", method="POST", body=settings)
    assert (status, seerr.slot.url) == (403, "")


async def test_a_webhook_is_the_template_filled_in_with_text(
    seerr: SeerrServer, hook: BareServer, seerr_state: SeerrState
) -> None:
    """What does not apply is null; the requester is told by name alone."""
    await set_slot(seerr, slot(hook.url))
    assert await seerr.send("MEDIA_AUTO_APPROVED", seerr_state.requests[2]) == 200
    assert orjson.loads(hook.bodies[0]) == {
        "notification_type": "MEDIA_AUTO_APPROVED",
        "subject": "Low Tide Radio (2001)",
        "media": {"media_type": "tv", "tmdbId": "901", "tvdbId": "", "status": "AVAILABLE"},
        "request": {"request_id": "2", "by": "guest"},
        "issue": None,
        "extra": [],
    }


async def test_a_webhook_carries_the_header_that_was_set(
    seerr: SeerrServer, hook: BareServer, seerr_state: SeerrState
) -> None:
    """For those who ask for one."""
    settings = slot(hook.url)
    settings["options"]["authHeader"] = "Bearer one"
    await set_slot(seerr, settings)
    await seerr.send("MEDIA_PENDING", seerr_state.requests[1])
    assert hook.headers[0]["Authorization"] == "Bearer one"


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("MEDIA_APPROVED", {"enabled": False}),
        ("MEDIA_APPROVED", {"types": 2}),
        ("MEDIA_AUTO_REQUESTED", {"types": 8190}),
        ("MEDIA_APPROVED", {"encoded": 1}),
    ],
)
async def test_no_webhook_comes_of_a_slot_that_does_not_allow_it(
    seerr: SeerrServer,
    hook: BareServer,
    seerr_state: SeerrState,
    kind: str,
    settings: dict[str, Any],
) -> None:
    """Off, another type, one never sent to webhooks, or a template that was encoded once."""
    await set_slot(seerr, slot(hook.url, **settings))
    assert await seerr.send(kind, seerr_state.requests[1]) is None
    assert not hook.log


async def test_a_webhook_without_an_address_goes_nowhere(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """Though it is switched on."""
    await set_slot(seerr, slot(""))
    assert await seerr.send("MEDIA_APPROVED", seerr_state.requests[1]) is None


async def test_nobody_answering_the_webhook_is_overlooked(
    seerr: SeerrServer, hook: BareServer, seerr_state: SeerrState
) -> None:
    """Seerr writes a line into its log."""
    await set_slot(seerr, slot(hook.url))
    await hook.stop()
    assert await seerr.send("MEDIA_APPROVED", seerr_state.requests[1]) is None


async def test_a_test_goes_to_the_address_under_test(seerr: SeerrServer, hook: BareServer) -> None:
    """It has neither media nor request, and sets nothing."""
    test = slot(hook.url, enabled=False, types=0)
    status, _ = await ask(seerr, f"{WEBHOOK}/test", method="POST", body=test)
    assert (status, seerr.slot.url) == (204, "")
    body = orjson.loads(hook.bodies[0])
    assert body["notification_type"] == "TEST_NOTIFICATION"
    assert (body["media"], body["request"]) == (None, None)


@pytest.mark.parametrize("encoded", [1, 2])
async def test_a_test_that_fails_says_so(
    seerr: SeerrServer, hook: BareServer, encoded: int
) -> None:
    """As nobody answers, or as the template cannot be filled in."""
    if encoded == 2:
        await hook.stop()
    test = slot(hook.url, encoded=encoded)
    status, answer = await ask(seerr, f"{WEBHOOK}/test", method="POST", body=test)
    assert (status, answer["message"]) == (500, "Failed to send webhook notification.")


@pytest.mark.parametrize("encoded", [1, 2])
async def test_a_version_that_encodes_takes_the_template_as_it_is(
    seerr: SeerrServer, hook: BareServer, seerr_state: SeerrState, encoded: int
) -> None:
    """What was encoded before is given back as it was posted, and never sent."""
    seerr_state.encodes = True
    settings = slot(hook.url, encoded=encoded)
    await set_slot(seerr, settings)

    _, answer = await ask(seerr, WEBHOOK)
    sent = await seerr.send("MEDIA_APPROVED", seerr_state.requests[1])

    assert answer["options"]["jsonPayload"] == settings["options"]["jsonPayload"]
    assert sent == (200 if encoded == 1 else None)


async def test_a_version_with_headers_keeps_and_sends_them(
    seerr: SeerrServer, hook: BareServer, seerr_state: SeerrState
) -> None:
    seerr_state.has_headers = True
    settings = slot(hook.url)
    settings["options"]["customHeaders"] = [{"key": "X-Key", "value": "two"}]
    await set_slot(seerr, settings)

    _, answer = await ask(seerr, WEBHOOK)
    await seerr.send("MEDIA_PENDING", seerr_state.requests[1])

    assert answer["options"]["customHeaders"] == settings["options"]["customHeaders"]
    assert hook.headers[0]["X-Key"] == "two"


async def test_a_test_that_is_answered_with_an_error_failed(
    seerr: SeerrServer, hook: BareServer
) -> None:
    hook.faults = [Fault("status", status=404)]
    status, _ = await ask(seerr, f"{WEBHOOK}/test", method="POST", body=slot(hook.url))
    assert status == 500


@pytest.mark.parametrize("path", [WEBHOOK, f"{WEBHOOK}/test"])
async def test_csrf_protection_refuses_what_is_posted(
    seerr: SeerrServer, seerr_state: SeerrState, path: str
) -> None:
    """With the right key; as recorded of 3.1."""
    seerr_state.csrf = True
    answer = await ask(seerr, path, method="POST", body=slot("http://home/hook"))
    assert answer == (403, {"message": "invalid csrf token"})
    assert (await ask(seerr, WEBHOOK))[0] == 200
