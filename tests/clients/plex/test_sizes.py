"""How large the files of items are."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, NotFoundError
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.clients.plex.sizes import read_size_of_all, read_sizes
from tests.lab.town import Town

FILE = 6_794_274_335 + 900_000
"""How large the stand-in's files are, but for their items' rating keys."""


@pytest.fixture
def plex(session: ClientSession, town: Town) -> PlexServer:
    """The town's Plex server."""
    return PlexServer(session, town.plex.url, town.world.owner.token, client_id="test")


async def test_a_movie_is_as_large_as_its_files(plex: PlexServer, town: Town) -> None:
    """All are asked for together; one that is gone is missing."""
    keys = [one.rating_key for one in town.world.plex.items() if one.media_type == "movie"]

    sizes = await plex.sizes_of_movies([*keys, 999_999])

    assert sizes == {key: FILE + key for key in keys}
    assert len(town.plex.log) == 1
    assert await plex.sizes_of_movies([]) == {}


async def test_a_show_is_as_large_as_its_episodes(plex: PlexServer, town: Town) -> None:
    key = next(one.rating_key for one in town.world.plex.items() if one.media_type == "show")

    assert await plex.size_of_show(key) == 20 * (FILE + key)
    with pytest.raises(NotFoundError):
        await plex.size_of_show(999_999)


def test_a_file_without_a_size_counts_for_nothing() -> None:
    body = b'{"MediaContainer": {"Metadata": [{"ratingKey": "1", "Media": [{"Part": [{}]}, {}]}]}}'

    assert read_sizes(body) == {1: 0}
    assert read_size_of_all(b'{"MediaContainer": {}}') == 0


def test_what_is_not_as_promised_is_no_answer() -> None:
    with pytest.raises(BadAnswerError):
        read_sizes(b'{"MediaContainer": {"Metadata": [{"title": "Heat"}]}}')
