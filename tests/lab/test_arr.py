"""Radarr's and Sonarr's stand-in: what it answers, and to whom."""

from collections.abc import AsyncIterator
import time
from typing import Any

from aiohttp import ClientSession
import pytest

from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.world import World
from tests.lab.world_arr import ArrState


@pytest.fixture
def radarr(world: World) -> ArrState:
    """A Radarr with one film of all ids and one without any, tags used and unused."""
    state = world.add_arr("radarr", "Radarr 4K")
    full = world.add_title("movie", "The Tin Orchard", year=2012, imdb="tt9000001", tmdb=901)
    bare = world.add_title("movie", "Untraced")
    state.add_title(full, "kids", "classics")
    state.add_title(bare, "kids", has_file=False)
    state.tag("unused")
    return state


@pytest.fixture
def sonarr(world: World) -> ArrState:
    """A Sonarr with one series that has files and one without files and ids."""
    state = world.add_arr("sonarr")
    full = world.add_title("show", "Low Tide Radio", tmdb=901, tvdb=8001, imdb="tt9000002")
    bare = world.add_title("show", "Unaired")
    state.add_title(full, "kids")
    state.add_title(bare, has_file=False)
    return state


@pytest.fixture
async def movies(radarr: ArrState, socket_enabled: None) -> AsyncIterator[ArrServer]:
    """Radarr, listening, without a URL base."""
    async with ArrServer(radarr) as server:
        yield server


@pytest.fixture
async def shows(sonarr: ArrState, socket_enabled: None) -> AsyncIterator[ArrServer]:
    """Sonarr, listening below `/sonarr`."""
    async with ArrServer(sonarr, url_base="/sonarr") as server:
        yield server


async def get(server: ArrServer, path: str) -> Any:
    """The JSON that a client with the key gets."""
    async with (
        ClientSession(headers={"X-Api-Key": server.state.api_key}) as session,
        session.get(f"{server.base_url}/api/v3/{path}", raise_for_status=True) as answer,
    ):
        return await answer.json()


async def ask(url: str, headers: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Status, type and text of any answer, redirects not followed."""
    async with (
        ClientSession(headers=headers) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        return answer.status, answer.content_type, await answer.text()


@pytest.mark.parametrize("headers", [None, {"X-Api-Key": "wrong"}])
async def test_without_the_key_nothing_is_told(
    movies: ArrServer, headers: dict[str, str] | None
) -> None:
    """401 without a body."""
    status, _, text = await ask(f"{movies.url}/api/v3/system/status", headers)
    assert (status, text) == (401, "")


async def test_the_key_may_stand_in_the_query(movies: ArrServer, radarr: ArrState) -> None:
    """As well as in the header."""
    status, _, _ = await ask(f"{movies.url}/api/v3/tag?apikey={radarr.api_key}")
    assert status == 200


async def test_radarr_says_who_it_is(movies: ArrServer) -> None:
    """The app and the instance's own name."""
    status = await get(movies, "system/status")
    assert (status["appName"], status["instanceName"]) == ("Radarr", "Radarr 4K")
    assert status["urlBase"] == ""


async def test_sonarr_says_who_it_is(shows: ArrServer) -> None:
    """With its URL base."""
    status = await get(shows, "system/status")
    assert (status["appName"], status["instanceName"]) == ("Sonarr", "Sonarr")
    assert status["urlBase"] == "/sonarr"


async def test_tags(movies: ArrServer) -> None:
    """All of them, used or not."""
    tags = await get(movies, "tag")
    assert tags == [
        {"label": "kids", "id": 1},
        {"label": "classics", "id": 2},
        {"label": "unused", "id": 3},
    ]


async def test_one_tag(movies: ArrServer) -> None:
    """By its id."""
    assert await get(movies, "tag/2") == {"label": "classics", "id": 2}


async def test_tag_details_list_the_members(movies: ArrServer) -> None:
    """Film ids by tag, and an empty list for an unused one."""
    members = {tag["label"]: tag["movieIds"] for tag in await get(movies, "tag/detail")}
    assert members == {"kids": [1, 2], "classics": [1], "unused": []}


async def test_the_details_of_one_tag(shows: ArrServer) -> None:
    """Series ids in Sonarr."""
    detail = await get(shows, "tag/detail/1")
    assert (detail["label"], detail["seriesIds"], detail["restrictionIds"]) == ("kids", [1], [])


async def test_movies(movies: ArrServer) -> None:
    """Ids, path, tags and file."""
    film = (await get(movies, "movie"))[0]
    assert (film["tmdbId"], film["imdbId"]) == (901, "tt9000001")
    assert film["path"] == "/data/movies/radarr-4k/The Tin Orchard (2012)"
    assert film["tags"] == [1, 2]
    assert film["hasFile"] is True


async def test_a_film_without_ids(movies: ArrServer) -> None:
    """A missing number is 0, a missing text is left out."""
    film = await get(movies, "movie/2")
    assert film["tmdbId"] == 0
    assert "imdbId" not in film


async def test_a_film_without_a_file(movies: ArrServer) -> None:
    """No file, nothing on the disk."""
    film = await get(movies, "movie/2")
    assert (film["hasFile"], film["sizeOnDisk"]) == (False, 0)
    assert "movieFile" not in film


@pytest.mark.parametrize("name", ["tmdbId", "tmdbid"])
async def test_movies_by_tmdb_id(movies: ArrServer, name: str) -> None:
    """A list of one, whatever the case of the parameter."""
    assert [film["id"] for film in await get(movies, f"movie?{name}=901")] == [1]
    assert await get(movies, f"movie?{name}=902") == []


async def test_a_filter_that_is_no_number_is_a_bad_request(movies: ArrServer) -> None:
    """400 that names the parameter."""
    url = f"{movies.url}/api/v3/movie?tmdbId=heat"
    status, _, text = await ask(url, {"X-Api-Key": movies.state.api_key})
    assert status == 400
    assert "tmdbId" in text


async def test_local_covers_can_be_left_out(movies: ArrServer) -> None:
    """As clients do that want only ids."""
    with_covers = (await get(movies, "movie"))[0]["images"][0]
    without = (await get(movies, "movie?excludeLocalCovers=true"))[0]["images"][0]
    assert "url" in with_covers
    assert "url" not in without


async def test_series(shows: ArrServer) -> None:
    """Ids, path, tags and files."""
    show = (await get(shows, "series"))[0]
    assert (show["tvdbId"], show["tmdbId"], show["imdbId"]) == (8001, 901, "tt9000002")
    assert show["path"] == "/data/tv/sonarr/Low Tide Radio"
    assert show["tags"] == [1]
    assert show["statistics"]["episodeFileCount"] == show["statistics"]["episodeCount"] > 0


async def test_a_series_without_files_and_ids(shows: ArrServer) -> None:
    """Zeroes, and no imdbId."""
    show = await get(shows, "series/2")
    assert (show["tvdbId"], show["tmdbId"]) == (0, 0)
    assert "imdbId" not in show
    assert show["statistics"]["episodeFileCount"] == 0


async def test_series_by_tvdb_id(shows: ArrServer) -> None:
    """A list of one."""
    assert [show["id"] for show in await get(shows, "series?tvdbId=8001")] == [1]


async def test_season_images_come_when_asked_for(shows: ArrServer) -> None:
    """Not by default."""
    assert "images" not in (await get(shows, "series"))[0]["seasons"][0]
    asked = await get(shows, "series?includeSeasonImages=true")
    assert "images" in asked[0]["seasons"][0]


@pytest.mark.parametrize("path", ["movie/99", "tag/99", "tag/detail/99", "series", "nonsense"])
async def test_what_is_not_there_is_not_found(movies: ArrServer, path: str) -> None:
    """404 in ASP.NET's form; a Radarr has no series."""
    url = f"{movies.url}/api/v3/{path}"
    status, kind, _ = await ask(url, {"X-Api-Key": movies.state.api_key})
    assert (status, kind) == (404, "application/problem+json")


async def test_a_change_of_tags_shows_at_once(movies: ArrServer, radarr: ArrState) -> None:
    """Though titles are written down only once."""
    await get(movies, "movie")
    radarr.titles[1].tags = {radarr.tag("new")}
    assert (await get(movies, "movie"))[0]["tags"] == [4]


@pytest.mark.parametrize("kind", ["radarr", "sonarr"])
async def test_one_title_fails_when_it_is_read_alone(
    movies: ArrServer, shows: ArrServer, kind: str
) -> None:
    """The list and the tags are answered, and so are the other titles."""
    server, path = (movies, "movie") if kind == "radarr" else (shows, "series")
    bad, *others = server.state.titles
    server.faults.append(Fault("status", f"/api/v3/{path}/", item=bad))
    headers = {"X-Api-Key": server.state.api_key}

    async def status(rest: str) -> int:
        return (await ask(f"{server.base_url}/api/v3/{rest}", headers))[0]

    assert await status(f"{path}/{bad}") == 500
    assert [await status(f"{path}/{good}") for good in others] == [200] * len(others)
    assert [await status(rest) for rest in (path, "tag/detail")] == [200, 200]


@pytest.mark.parametrize("path", ["/", "/system/status", "/radarr/api/v3/system/status"])
async def test_outside_the_api_is_a_web_page(movies: ArrServer, path: str) -> None:
    """200 and HTML, so that a wrong URL base looks like success to the careless."""
    status, kind, text = await ask(movies.url + path)
    assert (status, kind) == (200, "text/html")
    assert "<title>Radarr</title>" in text


async def test_a_missing_url_base_is_redirected(shows: ArrServer) -> None:
    """307, for any method."""
    status, _, _ = await ask(f"{shows.url}/api/v3/tag")
    assert status == 307


async def test_ten_thousand_movies_come_fast(movies: ArrServer, radarr: ArrState) -> None:
    """In real size: tens of megabytes in well under a second, once they are written down."""
    title = radarr.titles[1].title
    for _ in range(10_000):
        radarr.add_title(title)
    await get(movies, "movie")
    started = time.perf_counter()
    url = f"{movies.url}/api/v3/movie"
    _, _, text = await ask(url, {"X-Api-Key": radarr.api_key})
    assert time.perf_counter() - started < 1
    assert len(text) > 20_000_000
