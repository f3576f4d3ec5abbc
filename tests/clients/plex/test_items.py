"""Items that are read by their keys, and the newest of a library."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServiceError
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plex.client import (
    METADATA_SIZE,
    Found,
    PlexServer,
    Recent,
    Section,
)
from custom_components.plex_label_sync.core.model import Item, MediaType
from tests.clients.bare import BareServer
from tests.clients.plex.listed import items_of
from tests.lab.plex_query import Query
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_plex import PlexItem

MOVIES = Section("1", "Movies", MediaType.MOVIE)


@pytest.fixture
def plex_at_bare(session: ClientSession, bare: BareServer) -> PlexServer:
    """The bare server, taken for a Plex server."""
    return PlexServer(session, bare.url, "token", client_id="test", patience=Patience(tries=1))


def films(town: Town, count: int) -> list[PlexItem]:
    """The library of films with so many new ones, each a second newer than the one before."""
    plex, title = town.world.plex, next(iter(town.world.titles.values()))
    plex.sections["1"].items.clear()
    added = [
        plex.add_item(title, plex.sections["1"], added_at=1_710_000_000 + number)
        for number in range(count)
    ]
    town.forget()
    return added


def keys(items: list[PlexItem]) -> list[int]:
    """Their rating keys."""
    return [item.rating_key for item in items]


def full(key: str = "7", **fields: Any) -> dict[str, Any]:
    """A film as an answer in full holds it, but for these fields."""
    return {"ratingKey": key, "type": "movie", "librarySectionID": 1, "guid": "local://7", **fields}


def container(*entries: Any, **head: Any) -> dict[str, Any]:
    """An answer with these entries."""
    return {"MediaContainer": {"size": len(entries), "Metadata": list(entries), **head}}


async def test_an_item_is_read_as_it_is_listed(plex: PlexServer) -> None:
    """Films and series of all libraries, with every id."""
    listed = {
        item.rating_key: item
        for section in (await plex.sections()).entries
        for item in await items_of(plex, section)
    }
    found = await plex.read(listed)
    assert {key: one.item for key, one in found.items()} == listed
    assert {item.section for item in listed.values()} == {"1", "2", "3", "4", "5"}


async def test_an_item_is_read_with_its_labels(plex: PlexServer, town: Town) -> None:
    """In Plex's own spelling; one without has none."""
    labelled, bare = films(town, 2)
    town.world.plex.add_label(labelled, "pulsarr:john")
    town.world.plex.add_label(labelled, "kids")
    found = await plex.read(keys([labelled, bare]))
    assert found[labelled.rating_key].labels == ("Pulsarr:john", "Kids")
    assert found[bare.rating_key].labels == ()


async def test_items_that_are_gone_are_missing(plex: PlexServer, town: Town) -> None:
    """The others are there; a batch of which all are gone is no error."""
    there, gone = films(town, 2)
    town.world.plex.remove_item(gone)
    assert (await plex.read(keys([gone, there]))).keys() == {there.rating_key}
    assert await plex.read([gone.rating_key]) == {}
    many = range(900_000, 900_000 + METADATA_SIZE)
    assert (await plex.read([*many, there.rating_key])).keys() == {there.rating_key}


async def test_an_item_that_was_made_anew_is_read_by_its_new_key(
    plex: PlexServer, town: Town
) -> None:
    """Without its labels."""
    (item,) = films(town, 1)
    town.world.plex.add_label(item, "kids")
    again = await town.plex.recreate(item)
    found = await plex.read([item.rating_key, again.rating_key])
    assert {key: one.labels for key, one in found.items()} == {again.rating_key: ()}


async def test_many_items_are_read_side_by_side(plex: PlexServer, town: Town) -> None:
    """In as few requests as addresses have room for."""
    items = films(town, 3 * METADATA_SIZE + 1)
    town.plex.read_seconds = 0.05
    assert (await plex.read(keys(items))).keys() == set(keys(items))
    assert len(town.plex.log) == 4
    assert town.plex.most_at_once == 4


async def test_ids_are_asked_for_and_nothing_is_refreshed(plex: PlexServer, town: Town) -> None:
    """Plex's published API leaves the other catalogues' ids out where nobody asks for them."""
    await plex.read(keys(films(town, 1)))
    query = Query.parse(town.plex.log[0].path)
    assert (query.get("includeGuids"), query.get("skipRefresh")) == ("1", "1")


async def test_no_keys_need_no_request(plex: PlexServer, town: Town) -> None:
    """Nothing asked, nothing sent."""
    assert await plex.read([]) == {}
    assert town.plex.log == []


async def test_one_batch_that_fails_is_an_error(plex: PlexServer, town: Town) -> None:
    """Its items are not gone."""
    items = films(town, METADATA_SIZE + 1)
    town.plex.faults = [Fault("status", f"/library/metadata/{items[-1].rating_key}?")]
    with pytest.raises(ServiceError):
        await plex.read(keys(items))


async def test_seasons_and_episodes_are_left_out(
    plex_at_bare: PlexServer, bare: BareServer
) -> None:
    """And all else that is no film or series."""
    others = (full(str(key), type=kind) for key, kind in enumerate(["season", "episode", "clip"]))
    bare.answers = [container(*others, full(), full("8", type=None), full("9", type=["movie"]))]
    assert (await plex_at_bare.read([0, 1, 2, 7, 8, 9])).keys() == {7}


@pytest.mark.parametrize(
    ("entry", "head"),
    [
        ({"librarySectionID": 3}, {}),
        ({"librarySectionID": "3"}, {"librarySectionID": 1}),
        ({}, {"librarySectionID": 3}),
    ],
)
async def test_the_library_is_named_by_the_entry_or_the_answer(
    plex_at_bare: PlexServer, bare: BareServer, entry: dict[str, Any], head: dict[str, Any]
) -> None:
    """The entry knows better."""
    bare.answers = [container({"ratingKey": "7", "type": "show", **entry}, **head)]
    assert await plex_at_bare.read([7]) == {
        7: Found(Item(7, "3", MediaType.SHOW, "", "", "", 0), ())
    }


@pytest.mark.parametrize(
    "entry",
    [
        *(None, "x", full(""), full("x"), full(librarySectionID="")),
        *(full(librarySectionID=key) for key in ("\0", "1/2", -1)),
        *({"ratingKey": "7", "type": "movie"}, full(Label="x"), full(Label=None)),
    ],
)
async def test_an_entry_of_another_shape_is_missing(
    plex_at_bare: PlexServer, bare: BareServer, entry: object
) -> None:
    """Half an item could be taken for one without labels; the others are given."""
    bare.answers = [container(entry, full("8"))]
    assert (await plex_at_bare.read([7, 8])).keys() == {8}


async def test_what_was_not_asked_for_is_left_out(
    plex_at_bare: PlexServer, bare: BareServer
) -> None:
    """As where an item is given by another key than it was asked for."""
    bare.answers = [container(full("7"), full("8"))]
    assert (await plex_at_bare.read([7, 9])).keys() == {7}


@pytest.mark.parametrize("odd", ["kids", None, {"id": 1}, {"tag": None}])
async def test_a_label_without_a_name_is_counted_beside_the_others(
    plex_at_bare: PlexServer, bare: BareServer, odd: object
) -> None:
    """It may be any label."""
    bare.answers = [container(full(Label=[odd, {"tag": "Kids"}]))]
    found = (await plex_at_bare.read([7]))[7]
    assert (found.labels, found.nameless) == (("Kids",), 1)


async def test_an_empty_label_is_no_label(plex_at_bare: PlexServer, bare: BareServer) -> None:
    """None of ours is empty."""
    bare.answers = [container(full(Label=[{"tag": ""}, {"tag": "Kids"}]))]
    found = (await plex_at_bare.read([7]))[7]
    assert (found.labels, found.nameless) == (("Kids",), 0)


@pytest.mark.parametrize("answer", [[], {}, {"MediaContainer": {"Metadata": {}}}])
async def test_an_answer_of_another_shape_is_a_bad_answer(
    plex_at_bare: PlexServer, bare: BareServer, answer: object
) -> None:
    """Its items are not gone."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await plex_at_bare.read([7])


async def test_the_newest_items_come_first(plex: PlexServer, town: Town) -> None:
    """As many as are asked for, and how many there are; it takes one request."""
    items = films(town, 7)
    recent = await plex.recent(MOVIES, 3)
    assert [item.rating_key for item in recent.items] == keys(items)[:-4:-1]
    assert recent.total == 7
    assert len(town.plex.log) == 1


async def test_a_new_item_is_as_it_is_listed(plex: PlexServer, movies: Section) -> None:
    """With every id."""
    listed = await items_of(plex, movies)
    recent = await plex.recent(movies, 100)
    assert set(recent.items) == set(listed)
    assert recent.total == len(listed)


async def test_an_item_that_was_made_anew_is_the_newest(plex: PlexServer, town: Town) -> None:
    """And the library is as large as before."""
    again = await town.plex.recreate(films(town, 3)[0])
    recent = await plex.recent(MOVIES, 1)
    assert ([item.rating_key for item in recent.items], recent.total) == ([again.rating_key], 3)


async def test_an_empty_library_has_nothing_new(plex: PlexServer, town: Town) -> None:
    """That is no error."""
    films(town, 0)
    assert await plex.recent(MOVIES, 5) == Recent((), 0)


async def test_newest_items_without_a_total_are_a_bad_answer(
    plex_at_bare: PlexServer, bare: BareServer
) -> None:
    """Nobody could tell whether the library is as it was."""
    bare.answers = [container(full())]
    with pytest.raises(BadAnswerError, match="totalSize"):
        await plex_at_bare.recent(MOVIES, 5)
