"""The webhook connections in Radarr and Sonarr: made, found and removed."""

from typing import Any

from aiohttp import ClientSession
import orjson
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.arr.connections import ArrConnections, Connection
from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BadAnswerError,
    CannotConnectError,
    RejectedError,
    ServerFaultError,
)
from custom_components.plex_label_sync.clients.http import Patience
from tests.clients.bare import BareServer
from tests.clients.connecting import HOOK, only, set_field
from tests.lab import arr_schema
from tests.lab.arr import ArrServer
from tests.lab.server import Fault

ONCE = Patience(tries=1)
WANTED = {
    "radarr": {
        "onDownload",
        "onUpgrade",
        "onRename",
        "onMovieAdded",
        "onMovieDelete",
        "onMovieFileDelete",
    },
    "sonarr": {
        "onDownload",
        "onUpgrade",
        "onImportComplete",
        "onRename",
        "onSeriesAdd",
        "onSeriesDelete",
        "onEpisodeFileDelete",
    },
}


@pytest.fixture
def at_bare(session: ClientSession, bare: BareServer) -> ArrConnections:
    """The connections of the bare server, taken for a Radarr."""
    return Arr(session, ArrKind.RADARR, bare.url, "key", patience=ONCE).connections


def on(connection: dict[str, Any]) -> set[str]:
    """The events that are switched on."""
    return {name for name in connection if name.startswith("on") and connection[name] is True}


async def test_a_connection_is_made_with_the_events_that_we_need(
    connections: ArrConnections, instance: ArrServer, hook_url: str
) -> None:
    """By POST, for all titles, and with nothing else switched on."""
    made = await connections.create("Plex labels", hook_url)
    kept = only(instance)
    assert (made.id, made.url) == (1, hook_url)
    assert (kept["name"], kept["implementation"], kept["tags"]) == ("Plex labels", "Webhook", [])
    assert (arr_schema.value(kept, "url"), arr_schema.value(kept, "method")) == (hook_url, 1)
    assert on(kept) == WANTED[instance.state.kind]


async def test_an_old_version_gets_the_events_that_it_knows(
    connections: ArrConnections, instance: ArrServer, hook_url: str
) -> None:
    """And that is right."""
    instance.state.old = True
    made = await connections.create("Plex labels", hook_url)
    assert on(only(instance)) == WANTED[instance.state.kind] - arr_schema.LATER_EVENTS
    assert connections.is_right(made, hook_url)


async def test_making_a_connection_reaches_us_before_it_is_made(
    connections: ArrConnections, bare: BareServer, hook_url: str
) -> None:
    """The instance tests the address."""
    await connections.create("Plex labels", hook_url)
    assert [logged.path for logged in bare.log] == [f"/api/webhook/{HOOK}"]
    assert orjson.loads(bare.bodies[0])["eventType"] == "Test"


async def test_an_address_that_answers_an_error_is_told_in_the_instances_words(
    connections: ArrConnections, instance: ArrServer, bare: BareServer, hook_url: str
) -> None:
    """Without the secret that the address ends with."""
    bare.faults = [Fault("status", status=404)]
    with pytest.raises(RejectedError) as caught:
        await connections.create("Plex labels", hook_url)
    assert caught.value.words == (
        "Unable to send test message: Unable to post to webhook: HTTP request failed: "
        f"[404:NotFound] [POST] at [{bare.url}]"
    )
    assert instance.state.connections == {}


async def test_an_address_that_cannot_be_reached_is_told_in_the_instances_words(
    connections: ArrConnections, bare: BareServer, hook_url: str
) -> None:
    """Though the instance answers 500 then."""
    await bare.stop()
    with pytest.raises(RejectedError) as caught:
        await connections.create("Plex labels", hook_url)
    assert caught.value.words.startswith("Connection refused (127.0.0.1:")


async def test_a_connection_is_asked_for_once(
    connections: ArrConnections, instance: ArrServer, hook_url: str
) -> None:
    """A repeat would double it, if the first was heard."""
    instance.faults = [Fault("drop", method="POST")]
    with pytest.raises(CannotConnectError):
        await connections.create("Plex labels", hook_url)
    assert [logged.method for logged in instance.log].count("POST") == 1


async def test_a_name_that_is_taken_gets_a_number(
    connections: ArrConnections, instance: ArrServer, hook_url: str
) -> None:
    """The instance wants each name once, whatever its case."""
    for _ in range(3):
        await connections.create("Plex labels", hook_url)
    await connections.create("plex Labels", hook_url)
    names = [connection["name"] for connection in instance.state.connections.values()]
    assert names == ["Plex labels", "Plex labels 2", "Plex labels 3", "plex Labels 4"]


@pytest.mark.parametrize("templates", [[], [{"implementation": "Discord"}]])
async def test_an_instance_without_webhooks_is_a_bad_answer(
    at_bare: ArrConnections, bare: BareServer, templates: object
) -> None:
    """Nothing is sent to it."""
    bare.answers = [[], templates]
    with pytest.raises(BadAnswerError, match="it offers no webhook connections"):
        await at_bare.create("Plex labels", "http://home/api/webhook/1")
    assert [logged.method for logged in bare.log] == ["GET", "GET"]


async def test_connections_are_found_by_the_webhook_that_they_lead_to(
    connections: ArrConnections, made: Connection, bare: BareServer
) -> None:
    """And by no other."""
    await connections.create("Other", f"{bare.url}/api/webhook/other{HOOK}")
    assert await connections.find(HOOK) == (made,)
    assert await connections.find("nobodys") == ()


@pytest.mark.parametrize(
    "address",
    [
        f"https://elsewhere.example:8123/api/webhook/{HOOK}",
        f"http://home/behind/proxy/api/webhook/{HOOK}",
        f"http://home/api/webhook/{HOOK}/",
        f"http://home/api/webhook/{HOOK}?a=b",
    ],
)
async def test_a_connection_is_found_under_whatever_host(
    connections: ArrConnections, instance: ArrServer, made: Connection, address: str
) -> None:
    """Home Assistant moves, and people edit."""
    set_field(only(instance), "url", address)
    (found,) = await connections.find(HOOK)
    assert (found.id, found.url) == (made.id, address)


@pytest.mark.parametrize("address", ["", "http://[", f"http://home/{HOOK}", f"/hook/{HOOK}"])
async def test_other_addresses_are_other_peoples(
    connections: ArrConnections, instance: ArrServer, made: Connection, address: str
) -> None:
    """Also those that are none."""
    set_field(only(instance), "url", address)
    assert await connections.find(HOOK) == ()


async def test_connections_of_another_kind_are_not_ours(
    connections: ArrConnections, instance: ArrServer, made: Connection
) -> None:
    """Whatever they hold."""
    only(instance)["implementation"] = "Discord"
    assert await connections.find(HOOK) == ()


async def test_doubles_are_all_found(connections: ArrConnections, hook_url: str) -> None:
    """Somebody copied it."""
    await connections.create("Plex labels", hook_url)
    await connections.create("Copy", hook_url)
    assert {found.id for found in await connections.find(HOOK)} == {1, 2}


async def test_a_connection_is_removed(
    connections: ArrConnections, instance: ArrServer, made: Connection, bare: BareServer
) -> None:
    """And no other; again is fine."""
    other = await connections.create("Other", f"{bare.url}/api/webhook/other")
    await connections.remove(made.id)
    await connections.remove(made.id)
    assert set(instance.state.connections) == {other.id}


async def test_a_connection_that_is_not_found_is_as_good_as_removed(
    connections: ArrConnections, instance: ArrServer, made: Connection
) -> None:
    """Should a version answer 404."""
    instance.faults = [Fault("status", method="DELETE", status=404)]
    await connections.remove(made.id)
    assert instance.log[-1].status == 404


async def test_a_connection_that_cannot_be_removed_is_an_error(
    connections: ArrConnections, instance: ArrServer, made: Connection
) -> None:
    """It goes on sending."""
    instance.faults = [Fault("status", method="DELETE", status=503)]
    with pytest.raises(ServerFaultError):
        await connections.remove(made.id)


async def test_a_wrong_key_is_rejected(session: ClientSession, instance: ArrServer) -> None:
    """Whatever is asked."""
    arr = Arr(session, ArrKind(instance.state.kind), instance.base_url, "wrong")
    for asked in (
        arr.connections.find(HOOK),
        arr.connections.create("Plex labels", "http://home"),
        arr.connections.remove(1),
    ):
        with pytest.raises(AuthError):
            await asked


@pytest.mark.parametrize(
    "answer",
    [
        *({}, "x"),
        [{"implementation": "Webhook", "name": HOOK}],
        [{"implementation": "Webhook", "id": 1, "fields": {"url": f"http://home/{HOOK}"}}],
    ],
)
async def test_connections_of_another_shape_are_a_bad_answer(
    at_bare: ArrConnections, bare: BareServer, answer: object
) -> None:
    """They are not known to be none."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await at_bare.find(HOOK)


@pytest.mark.parametrize(
    "odd", [None, "x", {"implementation": "Webhook"}, {"implementation": "Webhook", "fields": {}}]
)
async def test_somebody_elses_odd_connection_is_left_out(
    at_bare: ArrConnections, bare: BareServer, odd: object
) -> None:
    """Ours is found beside it."""
    url = f"http://home/api/webhook/{HOOK}"
    ours = {"implementation": "Webhook", "id": 1, "fields": [{"name": "url", "value": url}]}
    bare.answers = [[odd, ours]]
    assert [kept.id for kept in await at_bare.find(HOOK)] == [1]


def test_a_connection_does_not_show_its_address() -> None:
    """It is a secret, and logs are shared."""
    connection = Connection(1, f"http://home/api/webhook/{HOOK}", {"url": HOOK})
    assert HOOK not in repr(connection)
