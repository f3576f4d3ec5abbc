"""The stand-in Plex server: its notifications."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from aiohttp import ClientWebSocketResponse, WSServerHandshakeError
from plexapi.server import PlexServer as Client
from plexwebsocket import SIGNAL_CONNECTION_STATE, PlexWebsocket
import pytest

from tests.lab.bare_client import BareClient
from tests.lab.plex import PlexServer
from tests.lab.plex_answer import Node
from tests.lab.plex_events import LIBRARY
from tests.lab.world import World

PATH = "/:/websockets/notifications"
THE_END: Node = {"type": "the end"}


async def connected(client: BareClient, server: PlexServer) -> ClientWebSocketResponse:
    """A client that the server counts among its listeners."""
    socket = await client.session.ws_connect(f"{client.url}{PATH}?X-Plex-Token={client.token}")
    await server.listeners.wait_for(1)
    return socket


async def frames(socket: ClientWebSocketResponse, count: int) -> list[dict[str, Any]]:
    """The next notifications."""
    return [(await socket.receive_json())["NotificationContainer"] for _ in range(count)]


async def said(client: BareClient, server: PlexServer, saying: Awaitable[object]) -> list[Node]:
    """All notifications of what the server says."""
    socket = await connected(client, server)
    await saying
    await server.notify(THE_END)
    heard = []
    while (container := (await frames(socket, 1))[0]) != THE_END:
        heard.append(container)
    return heard


def entries(heard: list[Node]) -> list[Node]:
    """What timelines hold of the library's items."""
    listed = [entry for container in heard for entry in container.get("TimelineEntry", [])]
    return [entry for entry in listed if entry["identifier"] == LIBRARY and entry["type"] > 0]


@pytest.mark.parametrize("person", [None, 1])
async def test_only_the_owner_may_listen(
    client: BareClient, world: World, person: int | None
) -> None:
    """401 for anybody else."""
    token = world.people[person].token if person else "wrong"
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.session.ws_connect(f"{client.url}{PATH}?X-Plex-Token={token}")
    assert refused.value.status == 401


async def test_a_notification_reaches_who_listens(
    client: BareClient, plex_server: PlexServer
) -> None:
    """Inside a `NotificationContainer`."""
    socket = await connected(client, plex_server)
    await plex_server.notify({"type": "status", "size": 1})
    assert await frames(socket, 1) == [{"type": "status", "size": 1}]


async def test_a_new_item_is_announced_from_created_to_matched(
    client: BareClient, plex_server: PlexServer, world: World
) -> None:
    """Several entries may come in one frame (Tautulli, plexapi's alerts)."""
    item = world.plex.items()[0]
    socket = await connected(client, plex_server)
    await plex_server.announce(item)
    containers = await frames(socket, 5)
    entries = [entry for container in containers for entry in container["TimelineEntry"]]
    assert [entry["state"] for entry in entries] == [0, 1, 2, 3, 4, 5]
    assert entries[0]["metadataState"] == "created"
    assert not entries[-1].keys() & {"metadataState", "queueSize"}
    assert {entry["itemID"] for entry in entries} == {str(item.rating_key)}
    assert {container["type"] for container in containers} == {"timeline"}


async def test_an_item_that_is_gone_is_announced(
    client: BareClient, plex_server: PlexServer, world: World
) -> None:
    """State 9, as Tautulli reads it."""
    socket = await connected(client, plex_server)
    await plex_server.announce_deleted(world.plex.items()[3])
    (entry,) = (await frames(socket, 1))[0]["TimelineEntry"]
    assert (entry["state"], entry["metadataState"], entry["type"]) == (9, "deleted", 2)


async def test_a_new_episode_names_its_season_and_its_series(
    client: BareClient, plex_server: PlexServer, world: World
) -> None:
    """The parent of an episode is a season, the root is the series, which is told of too."""
    lost = world.plex.items()[3]
    heard = entries(await said(client, plex_server, plex_server.announce_episode(lost)))
    series = [entry for entry in heard if entry["type"] == 2]
    seasons = [entry for entry in heard if entry["type"] == 3]
    episodes = [entry for entry in heard if entry["type"] == 4]
    assert {entry["rootItemID"] for entry in seasons + episodes} == {str(lost.rating_key)}
    assert {entry["parentItemID"] for entry in seasons} == {str(lost.rating_key)}
    assert {entry["parentItemID"] for entry in episodes} == {seasons[0]["itemID"]}
    assert [(entry["itemID"], entry["state"]) for entry in series] == [(str(lost.rating_key), 5)]
    assert [entry["state"] for entry in episodes] == [0, 4, 5]


async def test_a_refresh_ends_like_a_new_item_in_few_frames(
    client: BareClient, plex_server: PlexServer, world: World
) -> None:
    """Every other frame writes the ids as numbers."""
    items = world.plex.items() * 20
    heard = await said(client, plex_server, plex_server.announce_refreshed(items))
    told = entries(heard)
    assert [int(entry["itemID"]) for entry in told] == [item.rating_key for item in items]
    assert {type(entry["itemID"]) for entry in told} == {int, str}
    assert {entry["state"] for entry in told} == {5}
    assert not any(entry.keys() & {"metadataState", "queueSize"} for entry in told)
    assert len(heard) < 15


async def test_other_things_are_told_in_between(
    client: BareClient, plex_server: PlexServer, world: World
) -> None:
    """The guide's entries and unknown types, both under an item's key, and how far a scan is."""
    item = world.plex.items()[0]
    heard = await said(client, plex_server, plex_server.announce_refreshed([item]))
    assert [container["type"] for container in heard] == [
        *("timeline", "timeline", "activity", "status")
    ]
    guide, unknown = heard[1]["TimelineEntry"]
    assert guide["identifier"].startswith("tv.plex.providers.epg")
    assert unknown["type"] == -1
    assert guide["itemID"] == unknown["itemID"] == str(item.rating_key)
    assert heard[3]["StatusNotification"][0]["title"] == "Library scan complete"


async def test_an_item_made_anew_has_a_new_key_and_no_labels(
    client: BareClient, plex_server: PlexServer, world: World
) -> None:
    """The old one is deleted first, and the new one is the newest of its library."""
    heat = world.plex.items()[0]
    socket = await connected(client, plex_server)
    again = await plex_server.recreate(heat)
    first = (await frames(socket, 1))[0]["TimelineEntry"][0]
    assert (first["itemID"], first["state"]) == (str(heat.rating_key), 9)
    assert world.plex.item(heat.rating_key) is None
    assert world.plex.item(again.rating_key) is again
    assert (again.title, again.guid, again.labels) == (heat.title, heat.guid, [])
    assert heat.labels == ["Favourite"]
    newest = "/library/sections/1/all?type=1&sort=addedAt:desc"
    page = {"X_Plex_Container_Start": "0", "X_Plex_Container_Size": "1"}
    listed = (await client.get(newest, **page))["Metadata"]
    assert [entry["ratingKey"] for entry in listed] == [str(again.rating_key)]


async def test_items_come_when_they_are_said_to(client: BareClient, world: World) -> None:
    """A list can be sorted by it."""
    plex, title = world.plex, world.add_title("movie", "Newest")
    plex.add_item(title, plex.sections["1"], added_at=1_800_000_000)
    (first, *_) = (await client.get("/library/sections/1/all?sort=addedAt:desc"))["Metadata"]
    assert (first["title"], first["addedAt"]) == ("Newest", 1_800_000_000)


async def test_home_assistants_own_client_hears_them(
    client: BareClient, plex_server: PlexServer, world: World
) -> None:
    """`plexwebsocket`, which tells kinds apart and nothing more."""
    heard: list[str] = []

    def hear(kind: str, data: Any, _: str | None) -> None:
        if kind != SIGNAL_CONNECTION_STATE:
            heard.append(kind)
        if len(heard) == 8:
            listener.close()

    listener = PlexWebsocket(
        await asyncio.to_thread(Client, plex_server.url, client.token),
        hear,
        subscriptions=["timeline", "status"],
        session=client.session,
    )
    listening = asyncio.create_task(listener.listen())
    await plex_server.listeners.wait_for(1)
    await plex_server.recreate(world.plex.items()[0])
    await plex_server.listeners.hang_up()
    await asyncio.wait_for(listening, 2)
    assert heard == ["timeline", "timeline", "status", *["timeline"] * 5]


async def test_who_leaves_is_forgotten(client: BareClient, plex_server: PlexServer) -> None:
    """The next notification goes to nobody."""
    socket = await connected(client, plex_server)
    await socket.close()
    await plex_server.listeners.wait_for(0)
    await plex_server.notify({"type": "status", "size": 1})


async def test_stopping_the_server_ends_the_connection(
    client: BareClient, plex_server: PlexServer
) -> None:
    """As a restart of Plex does."""
    socket = await connected(client, plex_server)
    await plex_server.stop()
    assert (await socket.receive()).type.name in {"CLOSE", "CLOSED", "CLOSING"}
