"""Tests of a webhook connection in Radarr and Sonarr: asked for without saving anything."""

import orjson
import pytest

from custom_components.plex_label_sync.clients.arr.connections import ArrConnections
from custom_components.plex_label_sync.clients.errors import RejectedError
from tests.clients.bare import BareServer
from tests.clients.connecting import HOOK, only, set_field
from tests.lab.arr import ArrServer
from tests.lab.server import Fault

NAME = "Home Assistant"


async def test_a_test_is_posted_and_nothing_is_kept(
    connections: ArrConnections, instance: ArrServer, bare: BareServer, hook_url: str
) -> None:
    """Also where there is no connection yet."""
    await connections.test(NAME, hook_url, None)

    assert orjson.loads(bare.bodies[0])["eventType"] == "Test"
    assert instance.state.connections == {}


async def test_a_name_that_is_taken_is_no_trouble(
    connections: ArrConnections, instance: ArrServer, bare: BareServer, hook_url: str
) -> None:
    """The instance looks at it for a test, too."""
    await connections.create(NAME, hook_url)
    bare.bodies.clear()

    await connections.test(NAME, hook_url, None)

    assert len(bare.bodies) == 1


async def test_a_connection_is_tested_as_it_is_kept(
    connections: ArrConnections, instance: ArrServer, bare: BareServer, hook_url: str
) -> None:
    """With its password, which the instance does not show."""
    await connections.create(NAME, hook_url)
    set_field(only(instance), "username", "anna")
    set_field(only(instance), "password", "secret")
    (kept,) = await connections.find(HOOK)

    await connections.test(NAME, hook_url, kept)

    assert bare.headers[-1]["Authorization"] == "Basic YW5uYTpzZWNyZXQ="


async def test_a_connection_can_be_tested_with_another_address(
    connections: ArrConnections, instance: ArrServer, bare: BareServer, hook_url: str
) -> None:
    """It keeps its own."""
    await connections.create(NAME, hook_url)
    before = dict(only(instance))
    (kept,) = await connections.find(HOOK)

    await connections.test(NAME, f"{bare.url}/elsewhere", kept)

    assert bare.paths[-1] == "/elsewhere"
    assert only(instance) == before


async def test_a_test_that_comes_through_ends_the_pause_after_failures(
    connections: ArrConnections, instance: ArrServer, bare: BareServer, hook_url: str
) -> None:
    """Of a connection to which nothing is sent for up to an hour."""
    await connections.create(NAME, hook_url)
    instance.state.blocked.add(only(instance)["id"])
    (kept,) = await connections.find(HOOK)

    await connections.test(NAME, hook_url, kept)

    assert instance.state.blocked == set()


async def test_a_test_that_is_answered_with_an_error_is_refused(
    connections: ArrConnections, instance: ArrServer, bare: BareServer, hook_url: str
) -> None:
    """Of the address, which holds a secret, the host is told; and the pause stays."""
    await connections.create(NAME, hook_url)
    instance.state.blocked.add(only(instance)["id"])
    (kept,) = await connections.find(HOOK)
    bare.faults = [Fault("status", status=404)]

    with pytest.raises(RejectedError) as caught:
        await connections.test(NAME, hook_url, kept)

    assert bare.url in caught.value.words
    assert HOOK not in str(caught.value)
    assert instance.state.blocked


async def test_a_test_that_nobody_answers_is_refused(
    connections: ArrConnections, bare: BareServer, hook_url: str
) -> None:
    await bare.stop()

    with pytest.raises(RejectedError, match="Connection refused"):
        await connections.test(NAME, hook_url, None)
