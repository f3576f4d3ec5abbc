"""Radarr's and Sonarr's titles: their ids, and how rarely the long list is read."""

from copy import replace
import gc
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind, ArrTitle
from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServiceError
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from tests.clients.bare import BareServer
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.town import Town

FIRST, THEN = "2025-08-01T06:00:00Z", "2025-08-02T06:00:00Z"


@pytest.fixture
def server(town: Town) -> ArrServer:
    """The town's first Radarr."""
    return town.arrs[0]


@pytest.fixture
def radarr(session: ClientSession, server: ArrServer) -> Arr:
    """Its client."""
    return Arr(session, ArrKind.RADARR, server.base_url, server.state.api_key)


@pytest.fixture
def sonarr(session: ClientSession, town: Town) -> Arr:
    """The town's Sonarr."""
    server = town.arrs[2]
    return Arr(session, ArrKind.SONARR, server.base_url, server.state.api_key)


def lists(server: ArrServer) -> int:
    """How often the long list was read."""
    return sum(logged.path.startswith("/api/v3/movie?") for logged in server.log)


async def ask(arr: Arr, *keys: int, started: str = FIRST) -> dict[int, ArrTitle]:
    """The titles with these ids, none of which is odd."""
    titles = await arr.titles(frozenset(keys), started=started)
    assert titles.odd == 0
    return titles.by_id


async def test_a_film_has_its_ids_and_a_file(radarr: Arr) -> None:
    """Radarr knows no tvdb ids."""
    guids = packed({"imdb://tt9000001", "tmdb://900001"})
    title = Title(MediaType.MOVIE, guids, "The Glass Harbour", 2011)
    assert await ask(radarr, 1) == {1: ArrTitle(title, has_file=True)}


async def test_a_series_has_its_ids_and_a_file(sonarr: Arr) -> None:
    """One catalogue is enough to find it."""
    titles = await ask(sonarr, 2, 3)
    guids = frozenset({"imdb://tt9000013", "tvdb://980003"})
    meridian = Title(MediaType.SHOW, packed({"tvdb://980002"}), "Brass Meridian", 2008)
    assert titles[2].title == meridian
    assert titles[3].title.guids >= guids
    assert titles[3].has_file is True


async def test_a_title_without_a_file_says_so(radarr: Arr, sonarr: Arr) -> None:
    """A film that was not downloaded, a series without one episode."""
    assert (await ask(radarr, 6))[6].has_file is False
    assert (await ask(sonarr, 4))[4].has_file is False


async def test_only_the_wanted_titles_are_given(radarr: Arr) -> None:
    """Those that the instance has."""
    assert (await ask(radarr, 1, 4, 999)).keys() == {1, 4}


async def test_ids_that_mean_nothing_are_no_ids(radarr: Arr) -> None:
    """`tt0000000` and 0."""
    assert (await ask(radarr, 5))[5].title.guids == frozenset()


@pytest.mark.parametrize(
    "ids",
    [
        {},
        {"imdbId": None, "tmdbId": None, "tvdbId": None},
        {"imdbId": "", "tmdbId": 0, "tvdbId": 0},
        {"imdbId": "tt0000000", "tmdbId": "0", "tvdbId": None},
    ],
)
@pytest.mark.parametrize("kind", list(ArrKind))
async def test_missing_ids_are_no_ids(
    session: ClientSession, bare: BareServer, kind: ArrKind, ids: dict[str, Any]
) -> None:
    """However they are missing."""
    bare.answers = [[{"id": 1} | ids]]
    titles = await ask(Arr(session, kind, bare.url, "key"), 1)
    assert (titles[1].title.guids, titles[1].has_file) == (frozenset(), False)


async def test_the_list_is_read_once(radarr: Arr, server: ArrServer) -> None:
    """It is megabytes; tags are looked at every minute."""
    for keys in ((1, 2), (1, 2), (2, 3), (1, 2, 3, 4, 5, 6)):
        assert (await ask(radarr, *keys)).keys() == set(keys)
    assert lists(server) == 1


async def test_covers_are_not_asked_for(radarr: Arr, server: ArrServer) -> None:
    """They make the list longer and are of no use."""
    await ask(radarr, 1)
    assert server.log[0].path == "/api/v3/movie?excludeLocalCovers=true"


async def test_the_list_is_read_again_when_an_id_is_new(
    radarr: Arr, server: ArrServer, town: Town
) -> None:
    """A title was added since, and tagged."""
    await ask(radarr, 1)
    title = town.world.add_title("movie", "The New One", tmdb=900_099)
    added = server.state.add_title(title, "classics")
    assert (await ask(radarr, 1, added.id))[added.id].title.guids == {"tmdb://900099"}
    await ask(radarr, 1, added.id)
    assert lists(server) == 2


async def test_an_id_that_is_never_listed_is_looked_for_once(
    radarr: Arr, server: ArrServer
) -> None:
    """A tag may keep the id of a title that is gone."""
    for _ in range(3):
        assert (await ask(radarr, 1, 998, 999)).keys() == {1}
        assert (await ask(radarr, 1, 999)).keys() == {1}
    assert lists(server) == 1


async def test_a_new_id_is_looked_for_beside_one_that_is_never_listed(
    radarr: Arr, server: ArrServer
) -> None:
    """Once more."""
    await ask(radarr, 1, 998)
    for _ in range(3):
        await ask(radarr, 1, 998, 999)
    assert lists(server) == 2


async def test_an_instance_that_was_restarted_is_read_again(
    radarr: Arr, server: ArrServer, town: Town
) -> None:
    """From a backup its ids may be those of other titles: nothing old may stay."""
    await ask(radarr, 1, 2)
    other = town.world.add_title("movie", "Another", tmdb=900_100)
    server.state.titles[1].title = other
    del server.state.titles[2]
    titles = await ask(radarr, 1, 2, started=THEN)
    assert {key: found.title.name for key, found in titles.items()} == {1: "Another"}
    await ask(radarr, 1, 2, started=THEN)
    assert lists(server) == 2


async def test_a_list_that_fails_is_an_error_and_read_again_next_time(
    radarr: Arr, server: ArrServer
) -> None:
    """What was known before stays known."""
    await ask(radarr, 1)
    server.faults = [Fault("status", "/movie", status=500)]
    with pytest.raises(ServiceError):
        await ask(radarr, 1, started=THEN)
    with pytest.raises(ServiceError):
        await ask(radarr, 1, started=THEN)
    assert (await ask(radarr, 1)).keys() == {1}
    server.faults = []
    assert (await ask(radarr, 1, started=THEN)).keys() == {1}


async def test_a_list_that_breaks_off_is_an_error(radarr: Arr, server: ArrServer) -> None:
    """The titles that are missing would lose their labels."""
    server.faults = [Fault("truncate", "/movie")]
    with pytest.raises(BadAnswerError):
        await ask(radarr, 1)


@pytest.fixture
def at_bare(session: ClientSession, bare: BareServer) -> Arr:
    """The bare server, taken for a Radarr."""
    return Arr(session, ArrKind.RADARR, bare.url, "key", patience=Patience(tries=1))


@pytest.mark.parametrize("answer", [{}, "x", None, {"records": []}])
async def test_titles_of_another_shape_are_a_bad_answer(
    at_bare: Arr, bare: BareServer, answer: object
) -> None:
    """And nothing but that."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await ask(at_bare, 1)


ODD: list[object] = [
    *(None, {}, {"id": None}, {"id": "x"}, {"id": 2, "tmdbId": "x"}),
    *({"id": 2, "tmdbId": []}, {"id": 2, "statistics": 5}),
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_odd_row_is_counted_while_a_title_is_missing(
    at_bare: Arr, bare: BareServer, odd: object
) -> None:
    """It may be that title; the others are given."""
    bare.answers = [[{"id": 1}, odd, {"id": 3}]]
    titles = await at_bare.titles(frozenset({1, 2, 3}), started=FIRST)
    assert (set(titles.by_id), titles.odd) == ({1, 3}, 1)
    assert await at_bare.titles(frozenset({1, 2, 3}), started=FIRST) == titles


@pytest.mark.parametrize("odd", ODD)
async def test_an_odd_row_that_nobody_asks_for_does_not_matter(
    at_bare: Arr, bare: BareServer, odd: object
) -> None:
    """No label hangs on it."""
    bare.answers = [[{"id": 1}, odd, {"id": 3}]]
    assert (await ask(at_bare, 1, 3)).keys() == {1, 3}


async def test_a_title_whose_row_becomes_odd_stays_as_it_was(
    at_bare: Arr, bare: BareServer
) -> None:
    """What it is now is not known."""
    bare.answers = [[{"id": 1, "title": "A"}], [{"id": 1, "title": []}, {"id": 2}]]
    await ask(at_bare, 1)
    assert (await ask(at_bare, 1, 2))[1].title.name == "A"


async def test_after_a_restart_no_title_stays_as_it_was(at_bare: Arr, bare: BareServer) -> None:
    """Its id may be that of another title by now."""
    bare.answers = [[{"id": 1, "title": "A"}], [{"id": 1, "title": []}]]
    await ask(at_bare, 1)
    titles = await at_bare.titles(frozenset({1}), started=THEN)
    assert (titles.by_id, titles.odd) == ({}, 1)


async def test_titles_are_the_same_objects_from_one_time_to_the_next(radarr: Arr) -> None:
    """There are thousands, and new ones keep the garbage collector busy."""
    first, again = await ask(radarr, 1), await ask(radarr, 1, 2)
    assert first[1] is again[1]


async def test_a_title_that_was_read_anew_is_another(radarr: Arr, server: ArrServer) -> None:
    """And one that is gone is missing."""
    await ask(radarr, 1, 2)
    state = server.state.titles[1]
    state.title = replace(state.title, name="Renamed")
    del server.state.titles[2]
    await radarr.refresh(frozenset({1, 2}))
    assert [title.title.name for title in radarr.last_read(frozenset({1, 2}))] == ["Renamed"]


async def test_an_empty_list_beside_tagged_titles_is_a_bad_answer(
    at_bare: Arr, bare: BareServer
) -> None:
    """Else all labels of the instance would go."""
    bare.answers = [[]]
    with pytest.raises(BadAnswerError, match="lists none"):
        await ask(at_bare, 1)


async def test_a_name_that_cannot_be_stored_is_made_so(
    session: ClientSession, bare: BareServer
) -> None:
    """JSON can hold half a character."""
    bare.answers = [rb'[{"id": 1, "title": "Half \ud83d"}]']
    arr = Arr(session, ArrKind.RADARR, bare.url, "key")
    assert (await ask(arr, 1))[1].title.name == "Half ?"


async def test_ten_thousand_titles_are_read_in_one_list(
    session: ClientSession, bare: BareServer
) -> None:
    """Of which nothing is left that the garbage collector goes through."""
    overview = "Someone draws a map of streets that were never built. " * 10
    bare.answers = [
        [{"id": key, "title": f"é{key}", "overview": overview} for key in range(10_000)]
    ]
    arr = Arr(session, ArrKind.RADARR, bare.url, "key")
    titles = await ask(arr, *range(10_000))
    assert not any(gc.is_tracked(row) for row in arr._listed.rows.values())
    assert [titles[key].title.name for key in (0, 9_999)] == ["é0", "é9999"]
    assert len(titles) == 10_000
