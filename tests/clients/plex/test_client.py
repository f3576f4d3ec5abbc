"""The Plex server: which one it is, who may write, its libraries and their items."""

from asyncio import sleep

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import AuthError, BadAnswerError, ServiceError
from custom_components.plex_label_sync.clients.plex import listing
from custom_components.plex_label_sync.clients.plex.client import (
    NotOwnerError,
    PlexServer,
    Section,
    WrongServerError,
)
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.core.model import Item, MediaType, packed
from tests.clients.bare import BareServer
from tests.clients.plex.listed import items_of
from tests.lab.server import Fault
from tests.lab.town import Town

NO_KINDS: tuple[object, ...] = (None, 1, [], {})


def with_token(session: ClientSession, town: Town, token: str) -> PlexServer:
    """The town's Plex server, asked with any token."""
    return PlexServer(session, town.plex.url, token, client_id="test")


def item(items: tuple[Item, ...], title: str) -> Item:
    """The first item with this title."""
    return next(item for item in items if item.title == title)


async def test_the_owner_learns_which_server_it_is(plex: PlexServer, town: Town) -> None:
    """Its machine identifier, name and version."""
    identity = await plex.identity()
    assert identity.machine_identifier == town.world.plex.machine_identifier
    assert identity.friendly_name == "Living room"
    assert identity.version == town.world.plex.version


async def test_a_friends_token_is_not_the_owners(session: ClientSession, town: Town) -> None:
    """It opens the server, and would fail at the first label."""
    friend = town.world.people[1]
    with pytest.raises(NotOwnerError):
        await with_token(session, town, friend.token).identity()


@pytest.mark.parametrize("token", ["", "wrong"])
async def test_an_unknown_token_is_rejected(session: ClientSession, town: Town, token: str) -> None:
    """That is something else than a friend's."""
    with pytest.raises(AuthError) as caught:
        await with_token(session, town, token).identity()
    assert not isinstance(caught.value, NotOwnerError)


async def test_a_server_that_fails_does_not_deny_ownership(plex: PlexServer, town: Town) -> None:
    """Nobody has to find another token because of it."""
    town.plex.faults = [Fault("status", "/accounts", status=500)]
    with pytest.raises(ServiceError) as caught:
        await plex.identity()
    assert not isinstance(caught.value, AuthError)


async def test_a_server_without_a_name_is_called_plex(
    session: ClientSession, bare: BareServer
) -> None:
    """The user may have given it none."""
    bare.answers = [{"MediaContainer": {"machineIdentifier": "abc", "friendlyName": ""}}]
    identity = await PlexServer(session, bare.url, "token", client_id="test").identity()
    assert (identity.friendly_name, identity.version) == ("Plex", "")


@pytest.mark.parametrize(
    "answer",
    [
        *([], {"name": "something else"}, {"MediaContainer": {}}),
        *({"MediaContainer": {"machineIdentifier": name}} for name in ("", None, 7)),
    ],
)
async def test_something_else_than_plex_is_a_bad_answer(
    session: ClientSession, bare: BareServer, answer: object
) -> None:
    """JSON that any server might give."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await PlexServer(session, bare.url, "token", client_id="test").identity()


async def test_the_right_server_is_verified(plex: PlexServer, town: Town) -> None:
    """With one request."""
    await plex.verify(town.world.plex.machine_identifier)
    assert [logged.path for logged in town.plex.log] == ["/identity"]


async def test_another_server_at_the_address_is_noticed(plex: PlexServer) -> None:
    """Its rating keys are those of other titles."""
    with pytest.raises(WrongServerError):
        await plex.verify("another")


async def test_who_answers_is_asked_without_the_token(
    session: ClientSession, bare: BareServer
) -> None:
    """It may be anybody."""
    bare.answers = [{"MediaContainer": {"machineIdentifier": "abc"}}]
    await PlexServer(session, bare.url, "token", client_id="test").verify("abc")
    assert "X-Plex-Token" not in bare.headers[0]
    assert bare.headers[0]["X-Plex-Client-Identifier"] == "test"


@pytest.mark.parametrize("status", [401, 403])
async def test_whoever_wants_a_password_first_does_not_reject_the_token(
    session: ClientSession, bare: BareServer, status: int
) -> None:
    """A proxy; Plex says to anybody who it is."""
    bare.faults = [Fault("status", status=status)]
    told: list[AuthError] = []
    plex = PlexServer(session, bare.url, "token", client_id="test", refused=told.append)
    with pytest.raises(BadAnswerError, match=str(status)):
        await plex.verify("abc")
    assert told == []


async def test_libraries_of_movies_and_tv_shows_are_given(plex: PlexServer) -> None:
    """Those of old agents too; music is left out."""
    assert await plex.sections() == Listing(
        (
            Section("1", "Movies", MediaType.MOVIE),
            Section("2", "4K Movies", MediaType.MOVIE),
            Section("3", "Old Movies", MediaType.MOVIE),
            Section("4", "TV Shows", MediaType.SHOW),
            Section("5", "Old TV Shows", MediaType.SHOW),
        )
    )


@pytest.mark.parametrize("kind", ["artist", "photo", "clip"])
async def test_a_library_of_any_other_kind_is_left_out(
    session: ClientSession, bare: BareServer, kind: object
) -> None:
    """Whatever Plex may think of."""
    bare.answers = [{"MediaContainer": {"Directory": [{"key": "1", "type": kind}, {"type": kind}]}}]
    plex = PlexServer(session, bare.url, "token", client_id="test")
    assert await plex.sections() == Listing(())


@pytest.mark.parametrize(
    "odd",
    [
        *(None, "x", {}, {"type": "movie"}),
        *({"key": key, "type": "movie"} for key in ("", "\0", "x", "-1", -1, "1/all?x=", "1\n")),
        *({"key": "2", "type": kind} for kind in NO_KINDS),
    ],
)
async def test_an_odd_library_is_counted_beside_the_others(
    session: ClientSession, bare: BareServer, odd: object
) -> None:
    """It may be any that is missing."""
    rows = [odd, {"key": 1, "type": "movie", "title": 7}]
    bare.answers = [{"MediaContainer": {"Directory": rows}}]
    plex = PlexServer(session, bare.url, "token", client_id="test")
    assert await plex.sections() == Listing((Section("1", "7", MediaType.MOVIE),), odd=1)


async def test_a_server_without_libraries_has_none(session: ClientSession, town: Town) -> None:
    """Plex leaves the empty list out."""
    town.world.plex.sections.clear()
    assert await with_token(session, town, town.world.owner.token).sections() == Listing(())


async def test_an_item_is_given_with_all_that_tells_it_apart(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """And with every id by which it may be wanted."""
    harbour = next(iter(town.world.plex.sections["1"].items.values()))
    harbour.added_at = 1_712_345_678
    assert item(await items_of(plex, movies), "The Glass Harbour") == Item(
        rating_key=harbour.rating_key,
        section="1",
        media_type=MediaType.MOVIE,
        guid=harbour.guid,
        packed_guids=packed({harbour.guid, "imdb://tt9000001", "tmdb://900001", "tvdb://970001"}),
        title="The Glass Harbour",
        added_at=1_712_345_678,
        year=harbour.year,
    )


async def test_editions_are_items_of_their_own(plex: PlexServer, movies: Section) -> None:
    """Each is labelled."""
    titles = [item.title for item in await items_of(plex, movies)]
    assert titles.count("The Glass Harbour") == 2


@pytest.mark.parametrize(
    ("library", "title", "guids"),
    [
        ("Old Movies", "The Winter Ledger", {"imdb://tt9000006"}),
        ("Old TV Shows", "The Long Causeway", {"tvdb://980003"}),
        ("Movies", "Summer at the Lake", set()),
    ],
)
async def test_guids_of_old_agents_are_read(
    plex: PlexServer, sections: dict[str, Section], library: str, title: str, guids: set[str]
) -> None:
    """What is in no catalogue has none."""
    assert item(await items_of(plex, sections[library]), title).guids == guids


async def test_ids_that_mean_nothing_are_no_ids(plex: PlexServer, movies: Section) -> None:
    """All titles without an id would else be one."""
    unknown = item(await items_of(plex, movies), "A Sky of Copper")
    assert unknown.guids == {unknown.guid}


async def test_series_know_that_they_are_series(
    plex: PlexServer, sections: dict[str, Section]
) -> None:
    """A film may have the same number."""
    shows = await items_of(plex, sections["TV Shows"])
    assert {show.media_type for show in shows} == {MediaType.SHOW}
    assert "tmdb://920777" in item(shows, "Low Tide Radio").guids


async def test_an_empty_library_has_no_items(plex: PlexServer, town: Town, movies: Section) -> None:
    """It takes one request to know."""
    town.world.plex.sections["1"].items.clear()
    town.forget()
    assert await items_of(plex, movies) == ()
    assert len(town.plex.log) == 1


@pytest.mark.parametrize("page", [1, 2, 3, 7, 8, 500])
async def test_pages_make_up_the_whole_library(
    plex: PlexServer,
    town: Town,
    movies: Section,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
) -> None:
    """Wherever the last one ends; each is asked for once."""
    monkeypatch.setattr(listing, "PAGE", page)
    keys = town.world.plex.sections["1"].items.keys()
    town.forget()
    items = await items_of(plex, movies)
    assert sorted(item.rating_key for item in items) == sorted(keys)
    assert len(town.plex.log) == -(-len(keys) // page)


async def test_no_more_pages_are_held_than_requests_are_allowed(
    session: ClientSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is taken as it arrives, one at a time, before more are asked for."""
    monkeypatch.setattr(listing, "PAGE", 1)
    plex = PlexServer(session, town.plex.url, town.world.owner.token, client_id="test", at_once=2)
    movies = (await plex.sections()).entries[0]
    taking, most, taken = 0, 0, 0
    town.forget()

    async def take(page: tuple[Item, ...]) -> None:
        nonlocal taking, most, taken
        taking += 1
        most = max(most, taking)
        await sleep(0.01)
        taken += len(page)
        assert len(town.plex.log) <= taken + 2
        taking -= 1

    listed = await plex.list_items(movies, take)
    assert (taken, most) == (len(listed.keys), 1)
    assert town.plex.most_at_once <= 2


async def test_what_goes_wrong_while_a_page_is_taken_goes_through(
    plex: PlexServer, movies: Section
) -> None:
    """Nothing is listed again because of it."""

    async def take(_: tuple[Item, ...]) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await plex.list_items(movies, take)


async def test_a_page_that_fails_is_tried_again(
    plex: PlexServer, town: Town, movies: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only that one."""
    monkeypatch.setattr(listing, "PAGE", 2)
    town.plex.faults = [Fault("status", "Container-Start=4", times=1)]
    items = await items_of(plex, movies)
    assert len(items) == len(town.world.plex.sections["1"].items)


async def test_a_page_that_keeps_failing_is_an_error(
    plex: PlexServer, town: Town, movies: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a library would look as if the rest were gone."""
    monkeypatch.setattr(listing, "PAGE", 2)
    town.plex.faults = [Fault("status", "Container-Start=4")]
    with pytest.raises(ServiceError):
        await items_of(plex, movies)
