"""Sizes of titles: asked for once, and kept within bounds."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.core.model import MediaType, Title
from custom_components.plex_label_sync.media import sizes as room
from custom_components.plex_label_sync.media.sizes import Sizes, in_words, together
from custom_components.plex_label_sync.state.browsing import Shown
from tests.lab.town import Town


@pytest.fixture
def plex(session: ClientSession, town: Town) -> PlexServer:
    """The town's Plex server."""
    return PlexServer(session, town.plex.url, town.world.owner.token, client_id="test")


def movies(town: Town) -> list[Shown]:
    """Give three movies of the town."""
    found = [one for one in town.world.plex.items() if one.media_type == "movie"][:3]
    return [Shown(Title(MediaType.MOVIE, "", one.title), (one.rating_key,)) for one in found]


async def test_the_oldest_go_when_there_are_many(
    plex: PlexServer, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_MOST_KEPT", 2)
    sizes, (first, *others) = Sizes(), movies(town)

    assert await sizes.of("a", plex, [first])
    assert len(await sizes.of("a", plex, others)) == 2
    assert await sizes.of("a", plex, others)
    assert len(town.plex.log) == 2
    assert await sizes.of("a", plex, [first])
    assert len(town.plex.log) == 3


async def test_those_of_another_server_are_others(plex: PlexServer, town: Town) -> None:
    sizes = Sizes()

    await sizes.of("a", plex, movies(town))
    await sizes.of("b", plex, movies(town))

    assert len(town.plex.log) == 2


def test_a_title_is_as_large_as_its_copies_together() -> None:
    title = Shown(Title(MediaType.MOVIE, "", "Heat"), (1, 2, 3))

    assert together(title, {1: 1_500_000_000, 2: 2_740_000_000, 4: 1}) == 4_240_000_000
    assert in_words(4_240_000_000) == "4.2 GB"
