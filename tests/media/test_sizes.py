"""Sizes of titles: asked for once, and kept within bounds."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.core.model import MediaType, Title
from custom_components.plex_label_sync.media import sizes as room
from custom_components.plex_label_sync.media.sizes import Sizes, in_words, total_size
from custom_components.plex_label_sync.state.browsing import Shown
from tests.lab.server import Fault, FaultKind
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

    await sizes.ask("a", plex, [first])
    assert len(sizes.of("a", [first])) == 1
    await sizes.ask("a", plex, others)
    assert len(sizes.of("a", others)) == 2
    assert not sizes.of("a", [first])
    await sizes.ask("a", plex, others)
    assert len(town.plex.log) == 2


async def test_those_of_another_server_are_others(plex: PlexServer, town: Town) -> None:
    sizes = Sizes()

    await sizes.ask("a", plex, movies(town))

    assert sizes.of("a", movies(town))
    assert not sizes.of("b", movies(town))


@pytest.mark.parametrize("kind", ["status", "hang"])
async def test_sizes_that_cannot_be_had_keep_back_no_others(
    plex: PlexServer, town: Town, monkeypatch: pytest.MonkeyPatch, kind: FaultKind
) -> None:
    monkeypatch.setattr(room, "METADATA_SIZE", 1)
    monkeypatch.setattr(room, "SECONDS", 0.5)
    sizes, (first, *others) = Sizes(), movies(town)
    town.plex.faults.append(Fault(kind, f"/library/metadata/{first.keys[0]}", status=404))

    await sizes.ask("a", plex, [first, *others])

    assert sizes.of("a", [first, *others]).keys() == {one.keys[0] for one in others}


async def test_what_was_never_told_is_asked_for_first(
    plex: PlexServer, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would not be told ever, where there is no time for all of it."""
    monkeypatch.setattr(room, "_KEPT_SECONDS", -1)
    sizes, (first, second, third) = Sizes(), movies(town)

    await sizes.ask("a", plex, [first])
    await sizes.ask("a", plex, [first, second, third])

    (keys,) = {one.path.rpartition("/")[2].partition("?")[0] for one in town.plex.log[1:]}
    assert keys.split(",") == [str(one.keys[0]) for one in (second, third, first)]


def test_a_title_is_as_large_as_its_copies_together() -> None:
    title = Shown(Title(MediaType.MOVIE, "", "Heat"), (1, 2, 3))

    assert total_size(title, {1: 1_500_000_000, 2: 2_740_000_000, 4: 1}) == 4_240_000_000
    assert in_words(4_240_000_000) == "4.2 GB"
