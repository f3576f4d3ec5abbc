"""The owner's watchlist: always whole, or an error."""

from typing import Any

import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServerFaultError
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.core.model import Doubt
from tests.clients.bare import BareServer
from tests.clients.wishes import as_ours, many
from tests.lab.server import Fault
from tests.lab.town import Town


async def test_the_own_watchlist_holds_films_and_series(plextv: PlexTv, town: Town) -> None:
    """Those in no library too."""
    assert await plextv.own_watchlist() == as_ours(town.world.owner.watchlist)


async def test_an_empty_own_watchlist_is_empty(plextv: PlexTv, town: Town) -> None:
    """That is known, and no error."""
    town.world.owner.watchlist = []
    assert await plextv.own_watchlist() == Listing(())
    assert len(town.plextv.log) == 1


async def test_an_own_watchlist_that_is_as_before_is_not_sent_again(
    plextv: PlexTv, town: Town
) -> None:
    """plex.tv marks each page with an ETag."""
    town.world.owner.watchlist = many(town, 150)
    before = await plextv.own_watchlist()
    town.forget()
    assert await plextv.own_watchlist() == before
    assert [logged.status for logged in town.plextv.log] == [304, 304]


async def test_an_own_watchlist_that_changed_is_read_anew(plextv: PlexTv, town: Town) -> None:
    """Whatever was kept of it."""
    town.world.owner.watchlist = many(town, 150)
    await plextv.own_watchlist()
    town.world.owner.watchlist = town.world.owner.watchlist[1:]
    assert await plextv.own_watchlist() == as_ours(town.world.owner.watchlist)


@pytest.mark.parametrize(("count", "pages"), [(100, 1), (101, 2), (250, 3)])
async def test_the_own_watchlist_comes_in_pages(
    plextv: PlexTv, town: Town, count: int, pages: int
) -> None:
    """All of it, in order."""
    town.world.owner.watchlist = many(town, count)
    assert await plextv.own_watchlist() == as_ours(town.world.owner.watchlist)
    assert len(town.plextv.log) == pages


async def test_a_page_of_the_own_watchlist_that_fails_fails_it_all(
    plextv: PlexTv, town: Town
) -> None:
    """Half a list would take labels off the other half."""
    town.world.owner.watchlist = many(town, 150)
    town.plextv.fail_after_first_page = True
    with pytest.raises(ServerFaultError):
        await plextv.own_watchlist()


def page(*keys: str, total: int, kind: str = "movie") -> dict[str, Any]:
    """A page of the own watchlist with these titles of so many."""
    entries = [{"ratingKey": key, "type": kind, "title": key} for key in keys]
    return {"MediaContainer": {"totalSize": total, "Metadata": entries}}


async def test_a_page_of_the_own_watchlist_that_is_empty_fails_it_all(
    plextv_at_bare: PlexTv, bare: BareServer
) -> None:
    """It is not asked for again and again."""
    bare.answers = [page("a", total=3), page(total=3)]
    with pytest.raises(BadAnswerError, match="listed 1 of 3"):
        await plextv_at_bare.own_watchlist()
    assert len(bare.log) == 2


@pytest.mark.parametrize("total", [2, 4])
async def test_an_own_watchlist_that_changes_meanwhile_is_not_taken(
    plextv_at_bare: PlexTv, bare: BareServer, total: int
) -> None:
    """A title taken off the first page moves another to where it was read already."""
    bare.answers = [page("a", "b", total=3), page("d", "e", total=total)]
    with pytest.raises(BadAnswerError, match="changed"):
        await plextv_at_bare.own_watchlist()


@pytest.mark.parametrize(
    "answer",
    [
        *({}, [], {"MediaContainer": None}, {"MediaContainer": {}}),
        {"MediaContainer": {"Metadata": []}},
        {"MediaContainer": {"totalSize": 1, "Metadata": {}}},
    ],
)
async def test_an_own_watchlist_of_another_shape_is_a_bad_answer(
    plextv_at_bare: PlexTv, bare: BareServer, answer: object
) -> None:
    """And never an empty one."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await plextv_at_bare.own_watchlist()


@pytest.mark.parametrize(
    ("odd", "doubt"),
    [
        (None, Doubt()),
        ({"type": "movie"}, Doubt()),
        (
            {"ratingKey": "b", "type": []},
            Doubt(guids=frozenset({"plex://movie/b", "plex://show/b"})),
        ),
        *(
            (
                {"ratingKey": "b", **untyped},
                Doubt(guids=frozenset({"plex://movie/b", "plex://show/b"})),
            )
            for untyped in ({}, {"type": None}, {"type": ""})
        ),
    ],
)
async def test_an_odd_entry_of_the_own_watchlist_is_counted_beside_the_others(
    plextv_at_bare: PlexTv, bare: BareServer, odd: object, doubt: Doubt
) -> None:
    """Which title it is nobody knows, unless it has an id."""
    first = page("a", total=3)
    first["MediaContainer"]["Metadata"].append(odd)
    bare.answers = [first, page("c", total=3)]
    listing = await plextv_at_bare.own_watchlist()
    assert [title.name for title in listing.entries] == ["a", "c"]
    assert (listing.odd, listing.doubts) == (1, (doubt,))


@pytest.mark.parametrize("kind", ["season", "episode", "clip"])
async def test_what_is_neither_film_nor_series_is_left_out(
    plextv_at_bare: PlexTv, bare: BareServer, kind: str
) -> None:
    """The rest is there."""
    bare.answers = [page("a", total=2, kind=kind), page("b", total=2)]
    assert [title.name for title in (await plextv_at_bare.own_watchlist()).entries] == ["b"]


async def test_a_busy_service_is_waited_for(plextv: PlexTv, town: Town) -> None:
    """As long as it asks for."""
    headers = {"Retry-After": "0.2"}
    town.plextv.faults = [Fault("status", "/discover/", status=429, headers=headers, times=1)]
    assert await plextv.own_watchlist() == as_ours(town.world.owner.watchlist)
    refused, answered = town.plextv.log
    assert answered.started >= refused.ended + 0.19
