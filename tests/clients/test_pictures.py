"""The pictures of each server: where they hang or are refused, all else goes on."""

from asyncio import create_task, gather
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr import client
from custom_components.plex_label_sync.clients.arr.client import Arr
from custom_components.plex_label_sync.clients.errors import AuthError, BusyError
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.core.model import MediaType, Title
from custom_components.plex_label_sync.threads import in_turn
from tests.lab.fill import add_requests
from tests.lab.server import Fault, LabServer
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import until

SERVERS = ("plex", "plex.tv", "radarr", "seerr")
AT_ONCE = 5
WISHES_PEACE = {"Retry-After": "3000"}

type Ask = Callable[[], Coroutine[Any, Any, object]]


@dataclass
class Asked:
    """A server, how it is asked for a picture, at `path`, and how for something else.

    `told` is what was said of its token.
    """

    server: LabServer
    path: str
    picture: Ask
    work: Ask
    told: list[AuthError]


@pytest.fixture
def world(world: World) -> World:
    """The small world with a Seerr."""
    add_requests(world)
    return world


@pytest.fixture(params=SERVERS)
async def asked(
    request: pytest.FixtureRequest, session: ClientSession, town: Town, arrs: list[Arr]
) -> Asked:
    """One server of the town, with its client."""
    told: list[AuthError] = []
    token, world = town.world.owner.token, town.world
    chimneys = world.title("Eleven Chimneys").plex_id
    match request.param:
        case "plex":
            plex = PlexServer(session, town.plex.url, token, client_id="t", refused=told.append)
            key = next(item.rating_key for item in world.plex.items())
            return Asked(town.plex, "/photo", partial(plex.poster, key), plex.sections, told)
        case "plex.tv":
            tv = PlexTv(session, token, client_id="t", refused=told.append)
            address = partial(tv.poster_address, chimneys)
            return Asked(town.plextv, chimneys, address, tv.own_watchlist, told)
        case "radarr":
            radarr = arrs[0]
            title = (await radarr.titles(frozenset({1}), started="now")).by_id[1].title
            poster = partial(radarr.poster, title)
            return Asked(town.arrs[0], "/mediacover/", poster, radarr.tags, told)
        case _:
            server = town.seerrs[0]
            seerr = Seerr(session, server.url, server.state.api_key)
            path = partial(seerr.poster_path, MediaType.MOVIE, "900001")
            return Asked(server, "/api/v1/movie/", path, seerr.counts, told)


async def test_pictures_that_hang_hold_nothing_up(asked: Asked) -> None:
    asked.server.faults.append(Fault("hang", asked.path))
    hanging = [create_task(asked.picture()) for _ in range(AT_ONCE)]
    await until(lambda: asked.server.most_at_once > 1)

    await asked.work()

    assert not any(task.done() for task in hanging)
    for task in hanging:
        task.cancel()


async def test_a_picture_of_a_busy_server_pauses_nothing(asked: Asked) -> None:
    asked.server.faults.append(Fault("status", asked.path, status=429, headers=WISHES_PEACE))
    with pytest.raises(BusyError):
        await asked.picture()

    await asked.work()


async def test_a_picture_that_is_refused_says_nothing_of_the_token(asked: Asked) -> None:
    asked.server.faults.append(Fault("status", asked.path, status=401))
    with pytest.raises(AuthError):
        await asked.picture()

    assert asked.told == []


async def test_an_instance_looks_for_one_title_at_a_time(
    arrs: list[Arr], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes through all that it has, in a thread that waits for its turn."""
    listed = await arrs[0].titles(frozenset({1}), started="now")
    looks: list[str] = []

    async def noted(look: Callable[[list[Title]], object], titles: list[Title]) -> object:
        looks.append("begins")
        found = await in_turn(look, titles)
        looks.append("ends")
        return found

    monkeypatch.setattr(client, "in_turn", noted)
    await gather(*(arrs[0].poster(listed.by_id[1].title) for _ in range(5)))

    assert looks == ["begins", "ends"] * 5
