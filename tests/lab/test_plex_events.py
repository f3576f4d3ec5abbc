"""The stand-in Plex server: its notifications."""

from typing import Any

from aiohttp import ClientWebSocketResponse, WSServerHandshakeError
import pytest

from tests.lab.asking import Asking
from tests.lab.plex import PlexServer
from tests.lab.world import World

PATH = "/:/websockets/notifications"


async def connected(asking: Asking, server: PlexServer) -> ClientWebSocketResponse:
    """A client that the server counts among its listeners."""
    socket = await asking.session.ws_connect(f"{asking.url}{PATH}?X-Plex-Token={asking.token}")
    await server.listeners.wait_for(1)
    return socket


async def frames(socket: ClientWebSocketResponse, count: int) -> list[dict[str, Any]]:
    """The next notifications."""
    return [(await socket.receive_json())["NotificationContainer"] for _ in range(count)]


@pytest.mark.parametrize("person", [None, 1])
async def test_only_the_owner_may_listen(asking: Asking, world: World, person: int | None) -> None:
    """401 for anybody else."""
    token = world.people[person].token if person else "wrong"
    with pytest.raises(WSServerHandshakeError) as refused:
        await asking.session.ws_connect(f"{asking.url}{PATH}?X-Plex-Token={token}")
    assert refused.value.status == 401


async def test_a_notification_reaches_who_listens(asking: Asking, plex_server: PlexServer) -> None:
    """Inside a `NotificationContainer`."""
    socket = await connected(asking, plex_server)
    await plex_server.notify({"type": "status", "size": 1})
    assert await frames(socket, 1) == [{"type": "status", "size": 1}]


async def test_a_new_item_is_announced_from_created_to_matched(
    asking: Asking, plex_server: PlexServer, world: World
) -> None:
    """Several entries may come in one frame (Tautulli, plexapi's alerts)."""
    item = world.plex.items()[0]
    socket = await connected(asking, plex_server)
    await plex_server.announce(item)
    containers = await frames(socket, 5)
    entries = [entry for container in containers for entry in container["TimelineEntry"]]
    assert [entry["state"] for entry in entries] == [0, 1, 2, 3, 4, 5]
    assert entries[0]["metadataState"] == "created"
    assert not entries[-1].keys() & {"metadataState", "queueSize"}
    assert {entry["itemID"] for entry in entries} == {str(item.rating_key)}
    assert {container["type"] for container in containers} == {"timeline"}


async def test_an_item_that_is_gone_is_announced(
    asking: Asking, plex_server: PlexServer, world: World
) -> None:
    """State 9, as Tautulli reads it."""
    socket = await connected(asking, plex_server)
    await plex_server.announce_deleted(world.plex.items()[3])
    (entry,) = (await frames(socket, 1))[0]["TimelineEntry"]
    assert (entry["state"], entry["metadataState"], entry["type"]) == (9, "deleted", 2)


async def test_who_leaves_is_forgotten(asking: Asking, plex_server: PlexServer) -> None:
    """The next notification goes to nobody."""
    socket = await connected(asking, plex_server)
    await socket.close()
    await plex_server.listeners.wait_for(0)
    await plex_server.notify({"type": "status", "size": 1})


async def test_stopping_the_server_ends_the_connection(
    asking: Asking, plex_server: PlexServer
) -> None:
    """As a restart of Plex does."""
    socket = await connected(asking, plex_server)
    await plex_server.stop()
    assert (await socket.receive()).type.name in {"CLOSE", "CLOSED", "CLOSING"}
