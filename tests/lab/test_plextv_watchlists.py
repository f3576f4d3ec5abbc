"""plex.tv's stand-in: own watchlists at discover, friends' watchlists at community."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientResponse, ClientSession
import pytest

from tests.lab.plextv import PlexTvServer
from tests.lab.server import Fault
from tests.lab.world import Person, World

OWN = "/library/sections/watchlist/all"
FRIENDS = "query GetAllFriends { allFriendsV2 { user { id username displayName idRaw } } }"
WATCHLIST = """query GetWatchlistHub($user: UserInput!, $first: PaginationInt!, $after: String) {
  userV2(user: $user) { ... on User { watchlist(first: $first, after: $after) {
    nodes { id title type } pageInfo { hasNextPage endCursor } } } } }"""


@pytest.fixture
async def tv(world: World, socket_enabled: None) -> AsyncIterator[PlexTvServer]:
    """The stand-in, listening; the owner and Anna want 24 more films."""
    films = [world.add_title("movie", f"Film {number}", tmdb=number) for number in range(1, 25)]
    world.owner.watchlist += films
    world.person("anna").watchlist += films
    async with PlexTvServer(world) as server:
        yield server


@pytest.fixture
async def session(tv: PlexTvServer, world: World) -> AsyncIterator[ClientSession]:
    """The owner's client."""
    headers = {"Accept": "application/json", "X-Plex-Token": world.owner.token}
    async with ClientSession(headers=headers) as session:
        yield session


async def own_page(tv: PlexTvServer, session: ClientSession, query: str = "") -> Any:
    """A page of the owner's watchlist: its MediaContainer."""
    answer = await session.get(f"{tv.discover_url}{OWN}?{query}")
    return (await answer.json())["MediaContainer"]


async def graphql(
    tv: PlexTvServer, session: ClientSession, query: str, **variables: Any
) -> ClientResponse:
    """Ask community.plex.tv."""
    question = {"query": query, "variables": variables}
    return await session.post(tv.community_url, json=question)


async def friends_page(
    tv: PlexTvServer, session: ClientSession, friend: Person, after: str | None = None
) -> Any:
    """Twenty titles of a friend's watchlist."""
    user = {"id": friend.uuid}
    answer = await graphql(tv, session, WATCHLIST, user=user, first=20, after=after)
    assert answer.status == 200
    return await answer.json()


async def test_a_page_has_twenty_titles_by_default(
    tv: PlexTvServer, session: ClientSession
) -> None:
    """The rest is only in the total."""
    container = await own_page(tv, session)
    assert (container["size"], container["totalSize"]) == (20, 26)
    assert len(container["Metadata"]) == 20


async def test_paging_by_header(tv: PlexTvServer, session: ClientSession) -> None:
    """The same as by query."""
    paging = {"X-Plex-Container-Start": "24", "X-Plex-Container-Size": "10"}
    answer = await session.get(tv.discover_url + OWN, headers=paging)
    by_header = (await answer.json())["MediaContainer"]
    by_query = await own_page(tv, session, "X-Plex-Container-Start=24&X-Plex-Container-Size=10")
    assert by_header == by_query
    assert [entry["title"] for entry in by_header["Metadata"]] == ["Film 23", "Film 24"]


async def test_a_page_past_the_end_has_no_metadata(
    tv: PlexTvServer, session: ClientSession
) -> None:
    """Plex leaves empty lists out."""
    container = await own_page(tv, session, "X-Plex-Container-Start=30")
    assert container["size"] == 0
    assert "Metadata" not in container


async def test_too_large_a_page_is_a_bad_request(tv: PlexTvServer, session: ClientSession) -> None:
    """Discover has a limit."""
    answer = await session.get(f"{tv.discover_url}{OWN}?X-Plex-Container-Size=101")
    assert answer.status == 400


async def test_the_newest_come_first_when_sorted_by_date(
    tv: PlexTvServer, session: ClientSession
) -> None:
    """A watchlist grows at its end."""
    container = await own_page(tv, session, "sort=watchlistedAt:desc")
    assert container["Metadata"][0]["title"] == "Film 24"


async def test_entries_have_no_external_ids(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """Only Plex's own."""
    entry = (await own_page(tv, session))["Metadata"][0]
    title = world.owner.watchlist[0]
    assert (entry["ratingKey"], entry["guid"]) == (title.plex_id, title.guid)
    assert "Guid" not in entry


async def test_an_unchanged_watchlist_is_not_sent_again(
    tv: PlexTvServer, session: ClientSession
) -> None:
    """304 for the ETag of before."""
    etag = (await session.get(tv.discover_url + OWN)).headers["ETag"]
    again = await session.get(tv.discover_url + OWN, headers={"If-None-Match": etag})
    assert (again.status, await again.text()) == (304, "")


async def test_a_changed_watchlist_is_sent_again(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """The old ETag does not fit."""
    etag = (await session.get(tv.discover_url + OWN)).headers["ETag"]
    world.owner.watchlist.pop()
    again = await session.get(tv.discover_url + OWN, headers={"If-None-Match": etag})
    assert again.status == 200


async def test_an_own_watchlist_can_fail_half_way(tv: PlexTvServer, session: ClientSession) -> None:
    """The first page comes, the second does not."""
    tv.fail_after_first_page = True
    url = f"{tv.discover_url}{OWN}?X-Plex-Container-Start="
    assert (await session.get(f"{url}0")).status == 200
    assert (await session.get(f"{url}20")).status == 500


async def test_metadata_has_the_external_ids_and_the_year(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """By the 24 hex digits of the guid."""
    heat = world.owner.watchlist[0]
    answer = await session.get(f"{tv.discover_url}/library/metadata/{heat.plex_id}")
    (item,) = (await answer.json())["MediaContainer"]["Metadata"]
    ids = [guid["id"] for guid in item["Guid"]]
    assert ids == ["imdb://tt0113277", "tmdb://949", "tvdb://1133"]
    assert item["year"] == heat.year


async def test_metadata_of_an_unknown_id_is_not_found(
    tv: PlexTvServer, session: ClientSession
) -> None:
    """404."""
    answer = await session.get(f"{tv.discover_url}/library/metadata/0123456789abcdef01234567")
    assert answer.status == 404


async def test_all_friends(tv: PlexTvServer, session: ClientSession, world: World) -> None:
    """The friends, not those who merely share the server or the home."""
    answer = await (await graphql(tv, session, FRIENDS)).json()
    users = [friend["user"] for friend in answer["data"]["allFriendsV2"]]
    anna, ben = world.person("anna"), world.person("ben")
    known = [(user["id"], user["idRaw"], user["displayName"]) for user in users]
    assert known == [(anna.uuid, anna.id, "anna"), (ben.uuid, ben.id, "Ben B.")]


async def test_a_friends_watchlist_is_paged_by_cursor(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """Two pages, then no more."""
    anna = world.person("anna")
    first = (await friends_page(tv, session, anna))["data"]["userV2"]["watchlist"]
    assert first["pageInfo"]["hasNextPage"] is True
    cursor = first["pageInfo"]["endCursor"]
    second = (await friends_page(tv, session, anna, cursor))["data"]["userV2"]["watchlist"]
    assert second["pageInfo"]["hasNextPage"] is False
    nodes = [node["id"] for node in first["nodes"] + second["nodes"]]
    assert nodes == [title.plex_id for title in anna.watchlist]


async def test_nodes_tell_films_from_series(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """In capitals."""
    page = await friends_page(tv, session, world.owner)
    nodes = page["data"]["userV2"]["watchlist"]["nodes"]
    assert [node["type"] for node in nodes[:2]] == ["MOVIE", "SHOW"]


async def test_a_private_watchlist_is_null(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """Not an empty list, and no error."""
    answer = await friends_page(tv, session, world.person("ben"))
    assert answer == {"data": {"userV2": {"watchlist": None}}}


async def test_a_strangers_watchlist_is_an_error_inside_200(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """Sharing the server is not friendship."""
    answer = await friends_page(tv, session, world.add_person("guest", friend=False))
    assert answer["errors"]
    assert answer["data"] is None


async def test_graphql_errors_about_one_person(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """An error inside 200 for one friend leaves the others alone."""
    tv.graphql_errors.add(world.person("anna").uuid)
    assert "errors" in await friends_page(tv, session, world.person("anna"))
    assert "errors" not in await friends_page(tv, session, world.person("ben"))


async def test_graphql_errors_for_the_list_of_friends(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """The asker's own uuid breaks it."""
    tv.graphql_errors.add(world.owner.uuid)
    assert "errors" in await (await graphql(tv, session, FRIENDS)).json()


async def test_an_unknown_question_is_an_error_inside_200(
    tv: PlexTvServer, session: ClientSession
) -> None:
    """Nothing is guessed."""
    assert "errors" in await (await graphql(tv, session, "query { weather }")).json()


async def test_a_friends_watchlist_can_fail_half_way(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """The second page answers 500."""
    tv.fail_after_first_page = True
    anna = world.person("anna")
    first = (await friends_page(tv, session, anna))["data"]["userV2"]["watchlist"]
    after = first["pageInfo"]["endCursor"]
    user = {"id": anna.uuid}
    answer = await graphql(tv, session, WATCHLIST, user=user, first=20, after=after)
    assert answer.status == 500


@pytest.mark.parametrize("headers", [None, {"Retry-After": "7"}])
async def test_too_many_requests(
    tv: PlexTvServer, session: ClientSession, headers: dict[str, str] | None
) -> None:
    """429 for one of the hosts, with and without Retry-After; the others go on."""
    tv.faults = [Fault("status", "/discover/", status=429, headers=headers)]
    answer = await session.get(tv.discover_url + OWN)
    assert answer.status == 429
    assert answer.headers.get("Retry-After") == (headers or {}).get("Retry-After")
    assert (await graphql(tv, session, FRIENDS)).status == 200


async def test_one_answer_is_slow(tv: PlexTvServer, session: ClientSession, world: World) -> None:
    """That of one friend's watchlist; the list of friends comes at once."""
    anna = world.person("anna")
    tv.faults = [Fault("slow", "/community", body=anna.uuid, seconds=0.1, times=1)]
    await graphql(tv, session, FRIENDS)
    await friends_page(tv, session, anna)
    await friends_page(tv, session, anna)
    taken = [logged.ended - logged.started for logged in tv.log]
    assert [seconds > 0.1 for seconds in taken] == [False, True, False]


async def test_one_question_is_refused_for_a_while(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """The list of friends answers 503; their watchlists and the own one do not."""
    tv.faults = [Fault("status", "/community", body="allFriendsV2", status=503)]
    assert (await graphql(tv, session, FRIENDS)).status == 503
    assert (await friends_page(tv, session, world.person("anna")))["data"]["userV2"]["watchlist"]
    assert (await own_page(tv, session))["size"] == 20


async def test_a_friends_watchlist_is_valid_but_empty(
    tv: PlexTvServer, session: ClientSession, world: World
) -> None:
    """Once, though there are titles on it."""
    anna = world.person("anna")
    tv.faults = [Fault("empty", "/community", body=anna.uuid, times=1)]
    empty = (await friends_page(tv, session, anna))["data"]["userV2"]["watchlist"]
    assert empty == {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    assert (await friends_page(tv, session, anna))["data"]["userV2"]["watchlist"]["nodes"]


async def test_the_list_of_friends_is_valid_but_empty(
    tv: PlexTvServer, session: ClientSession
) -> None:
    """Once, though there are friends."""
    tv.faults = [Fault("empty", "/community", times=1)]
    answers = [await (await graphql(tv, session, FRIENDS)).json() for _ in range(2)]
    empty, friends = (answer["data"]["allFriendsV2"] for answer in answers)
    assert empty == []
    assert len(friends) == 2


async def test_an_own_watchlist_is_valid_but_empty(
    tv: PlexTvServer, session: ClientSession
) -> None:
    """Once, though there are titles on it."""
    tv.faults = [Fault("empty", OWN, times=1)]
    assert (await own_page(tv, session))["totalSize"] == 0
    assert (await own_page(tv, session))["totalSize"] == 26
