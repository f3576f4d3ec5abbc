"""Plex's notifications over real sockets: what is heard."""

from collections.abc import Awaitable
import logging

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import CannotConnectError
from custom_components.plex_label_sync.clients.plex.events import Stage, Touch
from custom_components.plex_label_sync.core.model import MediaType
from tests.clients import listening
from tests.clients.bare import BareServer
from tests.clients.listening import sends
from tests.clients.plex.listener import FRAME, SEVEN, TOKEN, PlexListener
from tests.lab.plex import PlexServer
from tests.lab.town import Town
from tests.lab.world_plex import PlexItem


@pytest.fixture
def listener(session: ClientSession, town: Town) -> PlexListener:
    """Listens to the town's Plex server with its owner's token."""
    return PlexListener(session, town.plex.url, town.world.owner.token)


async def told(
    listener: PlexListener, server: PlexServer, saying: Awaitable[object]
) -> list[Touch]:
    """What the server tells until it hangs up."""
    return await listening.told(listener, server.listeners, saying, end="it closed the connection")


def any_item(town: Town, media_type: MediaType) -> PlexItem:
    """The first item of a type."""
    return next(item for item in town.world.plex.items() if item.media_type == media_type)


def touch(item: PlexItem, stage: Stage, *, of_part: bool = False) -> Touch:
    """What is told of an item."""
    return Touch(item.rating_key, MediaType(item.media_type), stage, of_part)


@pytest.mark.parametrize("media_type", MediaType)
async def test_a_new_item_is_under_way_until_it_is_ready(
    listener: PlexListener, town: Town, media_type: MediaType
) -> None:
    """It can be read as soon as it is ready, and only then has its ids for certain."""
    item = any_item(town, media_type)
    assert await told(listener, town.plex, town.plex.announce(item)) == [
        *[touch(item, Stage.UNDER_WAY)] * 5,
        touch(item, Stage.READY),
    ]


async def test_an_item_that_is_gone_is_told(listener: PlexListener, town: Town) -> None:
    """Once."""
    item = any_item(town, MediaType.MOVIE)
    saying = town.plex.announce_deleted(item)
    assert await told(listener, town.plex, saying) == [touch(item, Stage.DELETED)]


async def test_a_new_episode_is_told_as_its_series(listener: PlexListener, town: Town) -> None:
    """The guide's entries and unknown types in between are not heard."""
    show = any_item(town, MediaType.SHOW)
    assert await told(listener, town.plex, town.plex.announce_episode(show)) == [
        *[touch(show, Stage.UNDER_WAY, of_part=True)] * 3,
        *[touch(show, Stage.READY, of_part=True)] * 2,
        touch(show, Stage.READY),
    ]


async def test_a_burst_of_refreshes_is_heard_whole(listener: PlexListener, town: Town) -> None:
    """In few frames, of which some write the ids as numbers."""
    items = town.world.plex.items() * 20
    assert await told(listener, town.plex, town.plex.announce_refreshed(items)) == [
        touch(item, Stage.READY) for item in items
    ]
    assert len(listener.heard) < len(items) / 20


async def test_an_item_that_comes_back_comes_with_a_new_key(
    listener: PlexListener, town: Town
) -> None:
    """The old one goes first."""
    item = any_item(town, MediaType.MOVIE)
    first, *others = await told(listener, town.plex, town.plex.recreate(item))
    assert first == touch(item, Stage.DELETED)
    assert {other.rating_key for other in others} == {max(town.world.plex.sections["1"].items)}
    assert others[-1].stage is Stage.READY


async def test_what_tells_nothing_is_not_heard(listener: PlexListener, town: Town) -> None:
    """Frames without touches give nothing, not an empty one."""
    await told(listener, town.plex, town.plex.notify({"type": "status", "size": 0}))
    assert listener.heard == []


@pytest.mark.parametrize(
    "odd",
    [
        *("", "{", "null", "[]", '"x"', "1", "{}", "NaN", "[" * 5000),
        *('{"NotificationContainer":[]}', '{"NotificationContainer":{"type":"timeline"}}'),
        *(b"", b"\xff\xfe", FRAME.encode()),
    ],
)
async def test_an_odd_frame_is_skipped(
    session: ClientSession, bare: BareServer, caplog: pytest.LogCaptureFixture, odd: str | bytes
) -> None:
    """What comes after it is heard; the log says that there was one."""
    caplog.set_level(logging.DEBUG, "custom_components.plex_label_sync")
    bare.handler = sends(odd, FRAME)
    listener = PlexListener(session, bare.url)
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await listener.listen()
    assert listener.heard == [SEVEN]
    (message,) = caplog.messages
    assert message.startswith("A notification of Plex is skipped: its answer is not ")


async def test_the_connection_is_made_known_once_it_is_open(
    listener: PlexListener, town: Town
) -> None:
    """Before anything is heard; one that fails is not."""
    await told(listener, town.plex, town.plex.notify())
    assert (listener.connected, listener.heard) == (1, [])


@pytest.mark.parametrize("base", ["", "/", "/plex", "/plex/", "/a%20b"])
async def test_the_token_is_in_no_address(
    session: ClientSession, bare: BareServer, base: str
) -> None:
    """Addresses end in logs. A path before Plex's own stays."""
    bare.handler = sends()
    with pytest.raises(CannotConnectError):
        await PlexListener(session, bare.url + base).listen()
    await bare.stop()
    assert bare.paths == [f"{base.rstrip('/')}/:/websockets/notifications"]
    assert bare.headers[0]["X-Plex-Token"] == TOKEN
    assert bare.headers[0]["Accept"] == "application/json"
