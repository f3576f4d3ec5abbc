"""Titles that are looked up at plex.tv: their other ids, and what an id is called."""

import pytest

from custom_components.plex_label_sync.clients.errors import (
    ServerFaultError,
)
from custom_components.plex_label_sync.clients.plextv.client import Catalogued, PlexTv
from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from tests.clients.bare import BareServer
from tests.lab.server import Fault
from tests.lab.town import Town

NO_FRIENDS: tuple[object, ...] = ({}, "x", 7)


async def test_other_catalogues_ids_and_the_year_are_looked_up(plextv: PlexTv, town: Town) -> None:
    """For items of libraries that do not know plex:// guids; friends' lists have no year."""
    ledger = town.world.title("The Winter Ledger")
    assert await plextv.catalogued(ledger.guid) == Catalogued(
        frozenset({"imdb://tt9000006", "tmdb://900006"}), 1961
    )
    assert len(town.plextv.log) == 1


async def test_ids_that_mean_nothing_are_not_found(plextv: PlexTv, town: Town) -> None:
    """`tmdb://0` is on many titles."""
    copper = town.world.title("A Sky of Copper")
    assert await plextv.catalogued(copper.guid) == Catalogued(year=copper.year)


async def test_a_title_that_plextv_does_not_know_has_no_ids(plextv: PlexTv, town: Town) -> None:
    """404 is an answer; it takes one request."""
    assert await plextv.catalogued("plex://movie/ffffffffffffffffffffffff") == Catalogued()
    assert len(town.plextv.log) == 1


async def test_ids_that_cannot_be_looked_up_are_an_error(plextv: PlexTv, town: Town) -> None:
    """They are not known to be none."""
    town.plextv.faults = [Fault("status", "/library/metadata/", status=500)]
    with pytest.raises(ServerFaultError):
        await plextv.catalogued(town.world.title("The Winter Ledger").guid)


async def test_a_title_is_found_by_its_id(plextv: PlexTv, town: Town) -> None:
    """In Plex's own catalogue, which tells its type, name and year."""
    ledger = town.world.title("The Winter Ledger")
    assert await plextv.title(ledger.plex_id) == Title(
        MediaType.MOVIE, packed({ledger.guid}), "The Winter Ledger", 1961
    )


async def test_an_id_that_no_title_has_finds_none(plextv: PlexTv) -> None:
    assert await plextv.title("f" * 24) is None


@pytest.mark.parametrize("answer", [{}, {"type": "person", "ratingKey": "a"}, {"type": 7}])
async def test_what_is_neither_movie_nor_show_is_no_title(
    plextv_at_bare: PlexTv, bare: BareServer, answer: object
) -> None:
    bare.answers = [{"MediaContainer": {"Metadata": [answer]}}]
    assert await plextv_at_bare.title("a") is None


@pytest.mark.parametrize("odd", [None, {}, {"id": None}, {"id": 7}, "imdb://tt1"])
async def test_an_odd_id_of_a_title_is_left_out(
    plextv_at_bare: PlexTv, bare: BareServer, odd: object
) -> None:
    """The others are found."""
    entry = {"Guid": [odd, {"id": "tmdb://949"}]}
    bare.answers = [{"MediaContainer": {"Metadata": [entry]}}]
    assert await plextv_at_bare.catalogued("plex://movie/a") == Catalogued(
        frozenset({"tmdb://949"})
    )


@pytest.mark.parametrize("odd", [None, "", "soon", 0, 99999, [1961], {"of": 1961}, True])
async def test_an_odd_year_of_a_title_is_not_known(
    plextv_at_bare: PlexTv, bare: BareServer, odd: object
) -> None:
    """Its ids are found all the same."""
    entry = {"year": odd, "Guid": [{"id": "tmdb://949"}]}
    bare.answers = [{"MediaContainer": {"Metadata": [entry]}}]
    assert await plextv_at_bare.catalogued("plex://movie/a") == Catalogued(
        frozenset({"tmdb://949"})
    )
