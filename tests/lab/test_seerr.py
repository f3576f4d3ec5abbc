"""Seerr's stand-in: what it answers, and to whom."""

from aiohttp import ClientSession
import pytest

from tests.lab.bare_client_seerr import ask, listed
from tests.lab.seerr import SeerrServer
from tests.lab.seerr_shapes import display_name, tag_name
from tests.lab.seerr_tags import tag_request
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_seerr import SeerrRequest, SeerrState

WEBHOOK = "settings/notifications/webhook"


async def test_anybody_may_know_the_version(seerr: SeerrServer) -> None:
    """Whatever the key."""
    for key in ("", "wrong"):
        status, answer = await ask(seerr, "status", key=key)
        assert (status, answer["version"]) == (200, "3.4.1")
        assert answer["commitTag"]


@pytest.mark.parametrize("path", ["request", "user", "settings/main", WEBHOOK])
async def test_without_a_key_the_validator_asks_for_a_cookie(seerr: SeerrServer, path: str) -> None:
    """Its own form of error."""
    status, answer = await ask(seerr, path, key="")
    assert status == 401
    assert answer["message"] == "cookie 'connect.sid' required"
    assert answer["errors"] == [{"path": f"/api/v1/{path}", "message": answer["message"]}]


async def test_a_wrong_key_has_no_permission(seerr: SeerrServer) -> None:
    """Another status, and another form of error."""
    error = "You do not have permission to access this endpoint"
    assert await ask(seerr, "request", key="wrong") == (403, {"status": 403, "error": error})


async def test_a_request_tells_of_its_media_and_its_requester(
    seerr: SeerrServer, world: World
) -> None:
    """The account's number is what tells people apart; the imdb id is always missing."""
    _, answer = await ask(seerr, "request?sort=added&sortDirection=desc&skip=2")
    (request,) = answer["results"]
    assert (request["type"], request["status"], request["is4k"]) == ("movie", 2, False)
    media = request["media"]
    assert (media["mediaType"], media["tmdbId"], media["imdbId"]) == ("movie", 949, None)
    user = request["requestedBy"]
    assert (user["id"], user["plexId"], user["plexUsername"]) == (2, world.people[1].id, "anna")
    assert (user["username"], user["displayName"], user["userType"]) == (None, "anna", 1)


async def test_a_series_may_lack_its_tvdb_id_and_a_user_the_account(seerr: SeerrServer) -> None:
    """A local user has a name of its own."""
    _, answer = await ask(seerr, "request?take=1")
    request = answer["results"][0]
    assert request["media"]["mediaType"] == "tv"
    assert request["media"]["tvdbId"] is None
    user = request["requestedBy"]
    assert (user["plexId"], user["plexUsername"], user["username"]) == (None, None, "guest")
    assert user["userType"] == 2


async def test_media_of_a_4k_request_is_judged_by_its_4k_status(seerr: SeerrServer) -> None:
    """The other status is unknown."""
    _, answer = await ask(seerr, "request?take=1&skip=1")
    media = answer["results"][0]["media"]
    assert (media["status"], media["status4k"]) == (1, 2)


async def test_pages_hold_ten_unless_asked_otherwise(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """And say how many there are."""
    for _ in range(9):
        seerr_state.add_request(seerr_state.requests[1].title, seerr_state.users[1])
    _, answer = await ask(seerr, "request")
    assert answer["pageInfo"] == {"pages": 2, "pageSize": 10, "results": 12, "page": 1}
    assert len(answer["results"]) == 10
    _, answer = await ask(seerr, "request?take=5&skip=10")
    assert answer["pageInfo"] == {"pages": 3, "pageSize": 5, "results": 12, "page": 3}
    assert len(answer["results"]) == 2


async def test_the_newest_request_comes_first(seerr: SeerrServer) -> None:
    """By its number."""
    assert await listed(seerr) == [3, 2, 1]


async def test_the_last_modified_request_comes_first_when_asked_for(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """A new status is a modification."""
    seerr_state.set_status(seerr_state.requests[1], 3)
    assert await listed(seerr, "?sort=modified") == [1, 3, 2]


async def test_an_older_seerr_does_not_take_a_new_status_for_a_modification(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """So that its first page stays as it was."""
    seerr_state.dates_move = False
    seerr_state.set_status(seerr_state.requests[1], 3)
    assert await listed(seerr, "?sort=modified") == [3, 2, 1]


async def test_requests_modified_in_the_same_second_are_listed_by_number(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """The lower first, so that pages do not overlap."""
    for request in seerr_state.requests.values():
        request.updated_at = 1_700_000_000
    assert await listed(seerr, "?sort=modified") == [1, 2, 3]


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [("all", [3, 2, 1]), ("pending", [2]), ("approved", [1]), ("available", [3]), ("deleted", [])],
)
async def test_requests_are_filtered(seerr: SeerrServer, chosen: str, ids: list[int]) -> None:
    """By their status and their media's."""
    assert await listed(seerr, f"?filter={chosen}") == ids


async def test_all_leaves_out_what_is_on_the_blocklist(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """Deleted media is listed, and so is a broken row."""
    seerr_state.requests[1].media_status = 6
    seerr_state.requests[2].media_status = 7
    seerr_state.requests[3].media_status = None
    assert await listed(seerr) == [3, 2]
    _, answer = await ask(seerr, "request?take=1")
    assert answer["results"][0]["media"] is None


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page=2", "Unknown query parameter 'page'"),
        (
            "sort=updated",
            "request/query/sort must be equal to one of the allowed values: added, modified",
        ),
        ("take=all", "request/query/take must be number"),
    ],
)
async def test_the_validator_refuses_what_is_not_in_the_interface(
    seerr: SeerrServer, query: str, message: str
) -> None:
    """An unknown parameter is not overlooked."""
    status, answer = await ask(seerr, f"request?{query}")
    assert (status, answer["message"]) == (400, message)


async def test_an_unknown_filter_is_refused(seerr: SeerrServer) -> None:
    """Not taken for all."""
    status, _ = await ask(seerr, "request?filter=everything")
    assert status == 400


async def test_an_unknown_address_of_the_interface_is_not_found(seerr: SeerrServer) -> None:
    """In the validator's form."""
    status, answer = await ask(seerr, "system/status")
    assert (status, answer["message"]) == (404, "not found")


async def test_any_other_page_leads_to_the_login(seerr: SeerrServer) -> None:
    """Which is a web page."""
    async with ClientSession() as session, session.get(f"{seerr.url}/settings") as answer:
        assert [one.status for one in answer.history] == [307]
        assert (answer.status, answer.content_type) == (200, "text/html")


async def test_users_are_listed_in_pages(seerr: SeerrServer, world: World) -> None:
    """The first one is the owner."""
    _, answer = await ask(seerr, "user?take=2")
    assert answer["pageInfo"] == {"pages": 2, "pageSize": 2, "results": 3, "page": 1}
    assert [user["plexId"] for user in answer["results"]] == [world.owner.id, world.people[1].id]
    assert answer["results"][1]["requestCount"] == 2


async def test_the_main_settings_hold_the_title(seerr: SeerrServer) -> None:
    """And the key."""
    _, answer = await ask(seerr, "settings/main")
    assert (answer["applicationTitle"], answer["apiKey"]) == ("Wishes", seerr.state.api_key)


async def test_a_town_has_its_seerrs(
    seerr_state: SeerrState, world: World, socket_enabled: None
) -> None:
    """Last, started, forgotten and stopped with the other servers."""
    town = Town(world)
    assert town.servers[-1] is town.seerrs[0]
    async with town:
        await ask(town.seerrs[0], "status")
        assert len(town.seerrs[0].log) == 1
        town.forget()
        assert not town.seerrs[0].log


async def test_a_request_can_be_completed(seerr: SeerrServer, seerr_state: SeerrState) -> None:
    """Its date of modification says when."""
    request: SeerrRequest = seerr_state.requests[2]
    seerr_state.set_status(request, 5)
    _, answer = await ask(seerr, "request?sort=modified&take=1")
    assert answer["results"][0]["status"] == 5
    assert answer["results"][0]["updatedAt"] > answer["results"][0]["createdAt"]


@pytest.mark.parametrize(
    ("number", "name", "tag"),
    [
        (7, "Иван", "7-"),
        (8, "李雷", "8-"),
        (9, "Jürgen Ä.", "9-Jurgen-A"),
        (11, "under_score.dot", "11-underscoredot"),
        (12, "Straße", "12-Strae"),
    ],
)
def test_a_tag_names_a_user_as_recorded(
    seerr_state: SeerrState, number: int, name: str, tag: str
) -> None:
    """Of Seerr 3.1, before Radarr writes it in lower case."""
    assert tag_name(seerr_state.add_user(name, number=number)) == tag


def test_whoever_has_no_name_is_named_by_the_address(seerr_state: SeerrState) -> None:
    """As recorded."""
    user = seerr_state.add_user("", number=10, email="anna@example.com")
    assert (display_name(user), tag_name(user)) == ("anna@example.com", "10-annaexamplecom")


@pytest.mark.parametrize(
    ("own_name", "shown"), [("", "anna"), ("Anna from next door", "Anna from next door")]
)
def test_a_name_of_their_own_is_shown_before_that_of_the_account(
    world: World, own_name: str, shown: str
) -> None:
    user = world.add_seerr().add_user("", world.person("anna"), own_name=own_name)
    assert display_name(user) == shown


def test_a_jellyfin_account_is_shown_before_the_address(seerr_state: SeerrState) -> None:
    assert (
        display_name(seerr_state.add_user("", jellyfin="Jelly", email="j@example.com")) == "Jelly"
    )


def test_a_tag_that_begins_with_the_number_is_taken_whoever_made_it(
    world: World, seerr_state: SeerrState
) -> None:
    """That of an earlier Seerr, for one."""
    radarr = world.add_arr("radarr")
    heat = radarr.add_title(world.title("Heat"))
    guest = seerr_state.users[3]
    assert tag_request(radarr, guest, heat) == "3-guest"
    heat.tags.clear()
    radarr.tags = {5: "3-john"}
    assert tag_request(radarr, guest, heat) == "3-john"
    assert heat.tags == {5}
