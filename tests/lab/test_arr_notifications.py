"""The connections of Radarr's and Sonarr's stand-in: the notification API, and tests on saving."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession, encode_basic_auth
import orjson
import pytest

from tests.clients.bare import BareServer
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.world import World

PATH = "/api/v3/notification"
FORCED = f"{PATH}?forceSave=true"


@pytest.fixture(params=["radarr", "sonarr"])
async def arr(
    request: pytest.FixtureRequest, socket_enabled: None, world: World
) -> AsyncIterator[ArrServer]:
    """An instance, listening: what holds for the one holds for the other."""
    state = next(arr for arr in world.arrs if arr.kind == request.param)
    async with ArrServer(state) as server:
        yield server


async def ask(
    arr: ArrServer, method: str, path: str, body: object = None, *, key: str | None = None
) -> tuple[int, Any]:
    """Status and JSON of an answer."""
    headers = {"X-Api-Key": arr.state.api_key if key is None else key}
    async with (
        ClientSession(headers=headers) as session,
        session.request(method, arr.base_url + path, json=body) as answer,
    ):
        text = await answer.read()
        return answer.status, orjson.loads(text) if text else None


def connection(url: str, **more: Any) -> dict[str, Any]:
    """The least that makes a connection to an address."""
    fields = {"url": url, "method": 1} | more.pop("fields", {})
    return {
        "name": "Hook",
        "implementation": "Webhook",
        "configContract": "WebhookSettings",
        "onDownload": True,
        "fields": [{"name": name, "value": value} for name, value in fields.items()],
    } | more


def field(shown: dict[str, Any], name: str) -> Any:
    """The value of a field of a connection."""
    return next(one.get("value") for one in shown["fields"] if one["name"] == name)


async def test_the_schema_offers_webhooks_among_others(arr: ArrServer) -> None:
    """Each with its fields and what it can tell."""
    _, templates = await ask(arr, "GET", f"{PATH}/schema")
    by_kind = {template["implementation"]: template for template in templates}
    assert set(by_kind) == {"Discord", "Webhook"}
    names = [one["name"] for one in by_kind["Webhook"]["fields"]]
    assert names == ["url", "method", "username", "password", "headers"]
    assert by_kind["Webhook"]["supportsOnDownload"] is True
    assert by_kind["Webhook"]["onDownload"] is False


async def test_an_old_version_knows_fewer_fields_and_events(arr: ArrServer) -> None:
    """No headers, and no event that came later."""
    arr.state.old = True
    _, templates = await ask(arr, "GET", f"{PATH}/schema")
    webhook = next(one for one in templates if one["implementation"] == "Webhook")
    assert "headers" not in [one["name"] for one in webhook["fields"]]
    assert "supportsOnHealthRestored" not in webhook
    assert webhook["supportsOnUpgrade"] is True


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", PATH), ("POST", PATH), ("PUT", f"{PATH}/1"), ("DELETE", f"{PATH}/1")],
)
async def test_without_the_key_nothing_is_done(arr: ArrServer, method: str, path: str) -> None:
    """401, whatever is asked."""
    assert await ask(arr, method, path, {}, key="wrong") == (401, None)


async def test_creating_a_connection_posts_a_test_to_its_address(
    arr: ArrServer, hook: BareServer
) -> None:
    """Once, and before it answers."""
    status, made = await ask(arr, "POST", FORCED, connection(f"{hook.url}/x"))
    assert (status, made["id"], field(made, "url")) == (201, 1, f"{hook.url}/x")
    assert [(one.method, one.path) for one in hook.log] == [("POST", "/x")]
    assert orjson.loads(hook.bodies[0])["eventType"] == "Test"


async def test_a_connection_is_kept(arr: ArrServer, hook: BareServer) -> None:
    """In the list and by its id, without what is not known of it, and with the defaults."""
    sent = connection(hook.url, nonsense=1, tags=[1])
    _, made = await ask(arr, "POST", FORCED, sent)
    assert await ask(arr, "GET", PATH) == (200, [made])
    assert await ask(arr, "GET", f"{PATH}/1") == (200, made)
    assert "nonsense" not in made
    assert (made["onDownload"], made["onGrab"], made["tags"]) == (True, False, [1])
    assert field(made, "headers") == []


@pytest.mark.parametrize("path", [PATH, FORCED])
async def test_an_address_that_answers_an_error_is_refused(
    arr: ArrServer, hook: BareServer, path: str
) -> None:
    """Forced or not, and nothing is kept."""
    hook.faults = [Fault("status", status=404)]
    status, failures = await ask(arr, "POST", path, connection(f"{hook.url}/x"))
    assert status == 400
    assert [failure["propertyName"] for failure in failures] == ["Url"]
    assert failures[0]["errorMessage"] == (
        "Unable to send test message: Unable to post to webhook: HTTP request failed: "
        f"[404:NotFound] [POST] at [{hook.url}/x]"
    )
    assert arr.state.connections == {}


async def test_an_address_where_nobody_answers_is_an_error_that_was_not_expected(
    arr: ArrServer, hook: BareServer
) -> None:
    """500 with its message: only answers are caught."""
    await hook.stop()
    status, error = await ask(arr, "POST", FORCED, connection(hook.url))
    assert status == 500
    assert error["message"].startswith("Connection refused (127.0.0.1:")
    assert arr.state.connections == {}


async def test_a_connection_without_events_is_not_tested(arr: ArrServer, hook: BareServer) -> None:
    """It is not enabled."""
    status, _ = await ask(arr, "POST", FORCED, connection(hook.url, onDownload=False))
    assert (status, hook.log) == (201, [])


async def test_a_connection_of_another_kind_posts_no_test(arr: ArrServer) -> None:
    """It has an address of its own."""
    sent = {"name": "Chat", "implementation": "Discord", "onGrab": True, "fields": []}
    status, made = await ask(arr, "POST", FORCED, sent)
    assert (status, made["configContract"]) == (201, "DiscordSettings")


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"implementation": "Pigeon"}, "Implementation"),
        ({"name": ""}, "Name"),
        ({"fields": None}, "Fields"),
    ],
)
async def test_what_breaks_a_rule_is_refused(
    arr: ArrServer, hook: BareServer, wrong: dict[str, Any], name: str
) -> None:
    """With the name of the property."""
    status, failures = await ask(arr, "POST", FORCED, connection(hook.url) | wrong)
    assert (status, [failure["propertyName"] for failure in failures]) == (400, [name])


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://127.0.0.1/x"])
async def test_an_address_that_is_none_is_refused(arr: ArrServer, url: str) -> None:
    """Before anything is sent."""
    status, failures = await ask(arr, "POST", FORCED, connection(url))
    assert (status, failures[0]["errorMessage"]) == (400, f"Invalid Url: '{url}'")


async def test_what_is_no_object_is_a_bad_request(arr: ArrServer) -> None:
    """In ASP.NET's form."""
    status, error = await ask(arr, "POST", FORCED, ["x"])
    assert (status, error["title"]) == (400, "One or more validation errors occurred.")


async def test_a_name_is_given_once(arr: ArrServer, hook: BareServer) -> None:
    """Whatever its case."""
    await ask(arr, "POST", FORCED, connection(hook.url))
    status, failures = await ask(arr, "POST", FORCED, connection(hook.url, name="hook"))
    assert (status, failures[0]["errorMessage"]) == (400, "Should be unique")


async def test_a_change_is_kept_and_tested(arr: ArrServer, hook: BareServer) -> None:
    """Under its id and its own name."""
    await ask(arr, "POST", FORCED, connection(f"{hook.url}/x"))
    status, changed = await ask(arr, "PUT", f"{PATH}/1", connection(f"{hook.url}/y"))
    assert (status, changed["id"]) == (202, 1)
    assert await ask(arr, "GET", PATH) == (200, [changed])
    assert [one.path for one in hook.log] == ["/x", "/y"]


async def test_a_change_that_fails_its_test_is_not_kept(arr: ArrServer, hook: BareServer) -> None:
    """The old address stays."""
    await ask(arr, "POST", FORCED, connection(f"{hook.url}/x"))
    hook.faults = [Fault("status", "/y", status=500)]
    status, _ = await ask(arr, "PUT", f"{PATH}/1", connection(f"{hook.url}/y"))
    assert (status, field(arr.state.connections[1], "url")) == (400, f"{hook.url}/x")


@pytest.mark.parametrize(("old", "tests"), [(False, 1), (True, 2)])
async def test_a_forced_change_is_tested_by_old_versions_only(
    arr: ArrServer, hook: BareServer, old: bool, tests: int
) -> None:
    """Since November 2023 it is saved as it is."""
    arr.state.old = old
    await ask(arr, "POST", FORCED, connection(hook.url))
    sent = connection(hook.url, onUpgrade=True)
    await ask(arr, "PUT", f"{PATH}/1?forceSave=true", sent)
    assert arr.state.connections[1]["onUpgrade"] is True
    assert len(hook.log) == tests


async def test_a_change_of_nothing_is_not_tested(arr: ArrServer, hook: BareServer) -> None:
    """Not even unforced."""
    _, made = await ask(arr, "POST", FORCED, connection(hook.url))
    assert await ask(arr, "PUT", f"{PATH}/1", made) == (202, made)
    assert len(hook.log) == 1


async def test_a_password_is_used_and_never_told(arr: ArrServer, hook: BareServer) -> None:
    """Stars stand for it, and sent back they mean the one that is known."""
    secret = {"username": "anna", "password": "s3cret"}
    _, made = await ask(arr, "POST", FORCED, connection(hook.url, fields=secret))
    assert field(made, "password") == "********"
    await ask(arr, "PUT", f"{PATH}/1", made | {"onUpgrade": True})
    sent = {headers["Authorization"] for headers in hook.headers}
    assert sent == {encode_basic_auth("anna", "s3cret")}
    assert len(hook.headers) == 2


async def test_method_and_headers_are_the_connections(arr: ArrServer, hook: BareServer) -> None:
    """2 is PUT."""
    fields = {"method": 2, "headers": [{"key": "X-Way", "value": "in"}]}
    await ask(arr, "POST", FORCED, connection(hook.url, fields=fields))
    assert hook.log[0].method == "PUT"
    assert hook.headers[0]["X-Way"] == "in"


async def test_a_connection_is_deleted(arr: ArrServer, hook: BareServer) -> None:
    """And again, which is no error."""
    await ask(arr, "POST", FORCED, connection(hook.url))
    assert await ask(arr, "DELETE", f"{PATH}/1") == (200, {})
    assert await ask(arr, "GET", PATH) == (200, [])
    assert await ask(arr, "DELETE", f"{PATH}/1") == (200, {})


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("key", ["7", "x"])
async def test_a_connection_that_is_not_there_is_not_found(
    arr: ArrServer, method: str, key: str
) -> None:
    """404 in ASP.NET's form."""
    status, error = await ask(arr, method, f"{PATH}/{key}", connection("http://127.0.0.1"))
    assert (status, error["title"]) == (404, "Not Found")


async def test_a_restart_shows_in_the_status(arr: ArrServer) -> None:
    """By the time since when it runs."""
    arr.state.started = "2025-09-01T00:00:00Z"
    _, status = await ask(arr, "GET", "/api/v3/system/status")
    assert status["startTime"] == "2025-09-01T00:00:00Z"


async def test_a_test_is_posted_and_nothing_is_kept(arr: ArrServer, hook: BareServer) -> None:
    """To the address that is sent, of a connection that is not kept."""
    status, answer = await ask(arr, "POST", f"{PATH}/test", connection(f"{hook.url}/x"))
    assert (status, answer) == (200, "{}")
    assert orjson.loads(hook.bodies[0])["eventType"] == "Test"
    assert arr.state.connections == {}


async def test_a_test_is_refused_as_saving_is(arr: ArrServer, hook: BareServer) -> None:
    """Where it is not answered with 2xx, and where the name is another connection's."""
    await ask(arr, "POST", PATH, connection(hook.url))
    status, failures = await ask(arr, "POST", f"{PATH}/test", connection(hook.url))
    assert (status, failures[0]["errorMessage"]) == (400, "Should be unique")
    hook.faults = [Fault("status", status=404)]
    sent = connection(hook.url, id=1)
    assert (await ask(arr, "POST", f"{PATH}/test", sent))[0] == 400


async def test_nothing_is_sent_to_a_blocked_connection_until_a_test_comes_through(
    arr: ArrServer, hook: BareServer
) -> None:
    """One that fails changes nothing."""
    await ask(arr, "POST", PATH, connection(hook.url))
    arr.state.blocked.add(1)
    title = next(iter(arr.state.titles.values()))
    assert await arr.send("Download", title) == []
    hook.faults = [Fault("status", status=404, times=1)]
    sent = connection(hook.url, id=1)
    await ask(arr, "POST", f"{PATH}/test", sent)
    assert await arr.send("Download", title) == []

    await ask(arr, "POST", f"{PATH}/test", sent)

    assert await arr.send("Download", title) == [200]
