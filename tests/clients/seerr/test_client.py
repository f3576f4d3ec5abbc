"""Seerr: who answers, and what a request says."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BadAnswerError,
    CannotConnectError,
    ServerFaultError,
    WrongAppError,
)
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.clients.seerr.client import (
    NotSetUpError,
    Request,
    Seerr,
    SeerrStatus,
    SeerrUser,
)
from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from tests.clients.bare import BareServer
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState

from .conftest import ONCE
from .rows import ids, listed, row, wish

PUBLIC = {"initialized": True, "applicationTitle": "Wishes"}


async def test_an_instance_says_who_it_is(seerr: Seerr, state: SeerrState) -> None:
    """By the title that its administrator gave it."""
    state.name = "Our wishes"
    assert await seerr.status() == SeerrStatus("Our wishes")


async def test_an_instance_without_a_title_is_a_seerr(at_bare: Seerr, bare: BareServer) -> None:
    """It must be called something."""
    bare.answers = [PUBLIC | {"applicationTitle": ""}, {}]
    assert await at_bare.status() == SeerrStatus("Seerr")


@pytest.mark.parametrize("key", ["", "wrong"])
async def test_a_wrong_key_is_rejected(
    session: ClientSession, server: SeerrServer, key: str
) -> None:
    """Though what is asked first takes no key."""
    with pytest.raises(AuthError):
        await Seerr(session, server.url, key).status()
    assert [logged.status // 100 for logged in server.log] == [2, 4, 2]


async def test_who_answers_is_asked_without_waiting_for_github(
    seerr: Seerr, server: SeerrServer
) -> None:
    """The status of a release hangs as long as GitHub does."""
    server.faults = [Fault("hang", "/api/v1/status")]
    assert (await seerr.status()).name == "Seerr"
    assert [logged.path for logged in server.log] == [
        "/api/v1/settings/public",
        "/api/v1/settings/main",
    ]


async def test_its_version_is_waited_for_longer_than_all_else(
    session: ClientSession, server: SeerrServer
) -> None:
    """Where GitHub is blocked it comes after minutes; it takes no key."""
    server.faults = [Fault("slow", "/api/v1/status", seconds=0.6)]
    seerr = Seerr(session, server.url, "wrong", patience=Patience(tries=1, answer=0.2))

    await seerr.ask_version()

    assert seerr.version == server.state.version


@pytest.mark.parametrize("version", [None, "", 3, [], {}])
async def test_an_odd_version_is_not_known(
    at_bare: Seerr, bare: BareServer, version: object
) -> None:
    """What was known before stays."""
    bare.answers = [{"version": "3.4.1"}, {"version": version}]
    await at_bare.ask_version()
    with pytest.raises(BadAnswerError):
        await at_bare.ask_version()
    assert at_bare.version == "3.4.1"


async def test_a_seerr_that_nobody_has_set_up_is_told_from_a_wrong_key(
    seerr: Seerr, state: SeerrState
) -> None:
    """It answers 403 to the right one, whatever is asked."""
    state.is_set_up = False
    for asked in (seerr.status, seerr.requests, seerr.counts, seerr.users, seerr.webhook.read):
        with pytest.raises(NotSetUpError, match="nobody has set it up yet"):
            await asked()
    state.is_set_up = True
    assert await ids(seerr)


@pytest.mark.parametrize("key", ["", "wrong"])
async def test_a_wrong_key_is_rejected_whatever_is_asked(
    session: ClientSession, server: SeerrServer, key: str
) -> None:
    """Though the answer is that of a Seerr which is not set up."""
    seerr = Seerr(session, server.url, key, patience=ONCE)
    for asked in (seerr.requests, seerr.counts, seerr.users, seerr.webhook.read):
        with pytest.raises(AuthError):
            await asked()


@pytest.mark.parametrize("key", [None, "wrong"])
async def test_a_radarr_is_the_wrong_application(
    session: ClientSession, town: Town, key: str | None
) -> None:
    """Its interface is another, and a Seerr would not ask for the key so soon."""
    arr = town.arrs[0]
    seerr = Seerr(session, arr.base_url, key or arr.state.api_key, patience=ONCE)
    with pytest.raises(WrongAppError, match="this is no Seerr"):
        await seerr.status()


async def test_a_web_page_is_the_wrong_application(session: ClientSession, town: Town) -> None:
    """Such as Radarr shows outside its interface."""
    arr = town.arrs[0]
    seerr = Seerr(session, f"{arr.base_url}/movies", arr.state.api_key, patience=ONCE)
    with pytest.raises(WrongAppError):
        await seerr.status()


@pytest.mark.parametrize(
    "answer", [{}, [], {"version": "3.4.1"}, {"initialized": None}, {"applicationTitle": "Seerr"}]
)
async def test_any_other_answer_is_that_of_the_wrong_application(
    at_bare: Seerr, bare: BareServer, answer: object
) -> None:
    """Only a Seerr says whether it is set up."""
    bare.answers = [answer]
    with pytest.raises(WrongAppError):
        await at_bare.status()


async def test_a_failing_seerr_is_not_taken_for_another_application(
    seerr: Seerr, server: SeerrServer
) -> None:
    """It may be starting."""
    server.faults = [Fault("status", "/settings/public", status=503)]
    with pytest.raises(ServerFaultError):
        await seerr.status()


async def test_an_instance_that_is_down_cannot_be_connected_to(
    seerr: Seerr, server: SeerrServer
) -> None:
    """Whatever is asked."""
    await server.stop()
    for asked in (seerr.status(), seerr.requests(), seerr.webhook.read()):
        with pytest.raises(CannotConnectError):
            await asked


async def test_a_request_says_which_title_and_who_wants_it(seerr: Seerr, world: World) -> None:
    """The title by its ids alone, the person by the number of the account."""
    (request,) = [entry for entry in (await seerr.requests()).entries if entry.id == 1]
    assert request == Request(
        id=1,
        title=Title(MediaType.MOVIE, packed({"tmdb://900001"}), ""),
        user=SeerrUser(2, str(world.people[1].id), "john", "john"),
    )


async def test_a_series_has_its_tvdb_id(seerr: Seerr) -> None:
    """Where Seerr knows it."""
    (request,) = [entry for entry in (await seerr.requests()).entries if entry.id == 2]
    assert request.title == Title(MediaType.SHOW, packed({"tvdb://980002"}), "")


async def test_a_series_may_have_its_tmdb_id_alone(
    seerr: Seerr, world: World, state: SeerrState
) -> None:
    """That is enough."""
    lost = world.add_title("show", "Lost", tmdb=4607)
    added = state.add_request(lost, state.users[1])
    (request,) = [entry for entry in (await seerr.requests()).entries if entry.id == added.id]
    assert request.title.guids == {"tmdb://4607"}


async def test_a_user_without_an_account_has_none(seerr: Seerr) -> None:
    """Local and Jellyfin users."""
    (request,) = [entry for entry in (await seerr.requests()).entries if entry.id == 2]
    assert request.user == SeerrUser(3, "", "guest", "guest")


async def test_a_user_without_any_name_of_their_own_has_the_one_that_is_shown(
    at_bare: Seerr, bare: BareServer
) -> None:
    """Jellyfin users."""
    user = {"id": 7, "plexId": None, "username": None, "displayName": "Jo"}
    bare.answers = [listed(row(1, requestedBy=user))]
    (request,) = (await at_bare.requests()).entries
    assert request.user == SeerrUser(7, "", "", "Jo")


@pytest.mark.parametrize(
    ("status", "counts"), [(1, True), (2, True), (3, False), (4, True), (5, True)]
)
async def test_every_request_counts_unless_it_is_declined(
    seerr: Seerr, state: SeerrState, status: int, counts: bool
) -> None:
    """Also one that failed: Radarr or Sonarr did not take it, and the wish stands."""
    state.set_status(state.requests[1], status)
    assert (1 in await ids(seerr)) is counts


@pytest.mark.parametrize("media_status", range(1, 8))
async def test_whatever_became_of_the_media_the_request_counts(
    at_bare: Seerr, bare: BareServer, media_status: int
) -> None:
    """Deleted or on the blocklist, as far as it is listed: it is still wished for."""
    media = {"mediaType": "movie", "tmdbId": 949, "status": media_status}
    bare.answers = [listed(row(1, media=media))]
    assert await ids(at_bare) == [1]


async def test_deleted_media_is_listed(seerr: Seerr, state: SeerrState) -> None:
    """By Seerr itself."""
    state.requests[1].media_status = 7
    assert 1 in await ids(seerr)


async def test_a_row_without_media_is_no_wish(seerr: Seerr, state: SeerrState) -> None:
    """Nobody knows for what; the others are."""
    state.requests[1].media_status = None
    assert await ids(seerr) == [3, 2]


async def test_a_row_without_a_requester_is_no_wish(at_bare: Seerr, bare: BareServer) -> None:
    """Seerr 3.1 was seen to give one; nobody wants it, it is counted, and the others are wanted."""
    bare.answers = [listed(row(1), row(2, requestedBy=None))]
    assert await at_bare.requests() == Listing((wish(1),), odd=1, doubts=())


async def test_what_is_neither_film_nor_series_is_no_wish(at_bare: Seerr, bare: BareServer) -> None:
    """There are forks with music."""
    bare.answers = [listed(row(1), row(2, media={"mediaType": "music", "tmdbId": 1}))]
    assert await ids(at_bare) == [1]


async def test_a_request_in_4k_is_a_request_of_its_own(seerr: Seerr, state: SeerrState) -> None:
    """Of the same title."""
    first = state.requests[1]
    second = state.add_request(first.title, first.user, is_4k=True)
    found = {request.id: request.title for request in (await seerr.requests()).entries}
    assert found[first.id] == found[second.id]
