"""The webhook connections in Radarr and Sonarr: whether they are as we made them, and mending."""

import pytest

from custom_components.plex_label_sync.clients.arr.connections import ArrConnections, Connection
from custom_components.plex_label_sync.clients.errors import NotFoundError, RejectedError
from tests.clients.bare import BareServer
from tests.clients.connecting import HOOK, only, set_field
from tests.lab import arr_schema
from tests.lab.arr import ArrServer
from tests.lab.server import Fault

WRONG: list[tuple[str, object]] = [
    ("url", f"http://elsewhere/api/webhook/{HOOK}"),
    ("method", 2),
    ("onDownload", False),
    ("onGrab", True),
    ("tags", [1]),
]


async def test_what_we_made_is_right(
    connections: ArrConnections, made: Connection, hook_url: str
) -> None:
    """As it was answered, and as it is read again."""
    assert connections.is_right(made, hook_url)
    (found,) = await connections.find(HOOK)
    assert connections.is_right(found, hook_url)


async def test_name_password_and_headers_are_the_users(
    connections: ArrConnections, instance: ArrServer, made: Connection, hook_url: str
) -> None:
    """They do not make it wrong."""
    kept = only(instance)
    kept["name"] = "Labels for Plex"
    set_field(kept, "password", "s3cret")
    set_field(kept, "headers", [{"key": "X-Way", "value": "in"}])
    (found,) = await connections.find(HOOK)
    assert connections.is_right(found, hook_url)


@pytest.mark.parametrize(("name", "value"), WRONG)
async def test_what_is_wrong_is_seen_and_mended(
    connections: ArrConnections,
    instance: ArrServer,
    made: Connection,
    name: str,
    value: object,
) -> None:
    """And only once."""
    kept = only(instance)
    if name in kept:
        kept[name] = value
    else:
        set_field(kept, name, value)
    (found,) = await connections.find(HOOK)
    assert not connections.is_right(found, made.url)
    mended = await connections.mend(found, made.url)
    assert connections.is_right(mended, made.url)
    assert mended == made
    assert await connections.find(HOOK) == (made,)


async def test_mending_keeps_what_is_the_users(
    connections: ArrConnections, instance: ArrServer, made: Connection, hook_url: str
) -> None:
    """The name, and a password that the instance shows as stars."""
    kept = only(instance)
    kept["name"] = "Labels for Plex"
    kept["onDownload"] = False
    set_field(kept, "password", "s3cret")
    (found,) = await connections.find(HOOK)
    mended = await connections.mend(found, hook_url)
    assert (mended.id, only(instance)["name"]) == (made.id, "Labels for Plex")
    assert arr_schema.value(only(instance), "password") == "s3cret"


@pytest.mark.parametrize("old", [False, True])
async def test_mending_tells_when_the_instance_cannot_reach_us(
    connections: ArrConnections, instance: ArrServer, made: Connection, bare: BareServer, old: bool
) -> None:
    """In every version, once, and the connection stays as it was."""
    instance.state.old = old
    bare.faults = [Fault("status", "/new/", status=502)]
    with pytest.raises(RejectedError, match="502:BadGateway"):
        await connections.mend(made, f"{bare.url}/new/api/webhook/{HOOK}")
    assert arr_schema.value(only(instance), "url") == made.url
    assert [logged.method for logged in instance.log] == ["PUT"]


async def test_mending_is_tried_again(
    connections: ArrConnections, instance: ArrServer, made: Connection, bare: BareServer
) -> None:
    """It may be repeated."""
    instance.faults = [Fault("status", method="PUT", status=503, times=1)]
    mended = await connections.mend(made, f"{bare.url}/new/api/webhook/{HOOK}")
    assert mended.url == f"{bare.url}/new/api/webhook/{HOOK}"


async def test_what_is_gone_cannot_be_mended(
    connections: ArrConnections, instance: ArrServer, made: Connection, hook_url: str
) -> None:
    """That is told, so that it can be made anew."""
    instance.state.connections.clear()
    with pytest.raises(NotFoundError):
        await connections.mend(made, hook_url)
