"""Who wants a title, and which title an item is."""

from dataclasses import replace

import pytest

from custom_components.plex_label_sync.core.claims import Memory
from custom_components.plex_label_sync.core.index import Index
from custom_components.plex_label_sync.core.ledger import Ledger, Record
from custom_components.plex_label_sync.core.model import (
    Claim,
    Item,
    MediaType,
    Reason,
    ReasonKind,
    Title,
)
from custom_components.plex_label_sync.core.wanted import seen, wishers

HEAT = Item(
    101, "1", MediaType.MOVIE, "plex://movie/aa", frozenset({"plex://movie/aa", "tmdb://9"}), "", 1
)
UHD = replace(HEAT, rating_key=102, guids=frozenset({"tmdb://9", "imdb://tt1"}))
MEMORY = Memory(
    claims={
        "watchlist/own": (
            Claim(
                Title(MediaType.MOVIE, frozenset({"plex://movie/aa"}), ""),
                Reason(ReasonKind.USER, "1", "watchlist/own"),
            ),
        ),
        "requests/x": (
            Claim(
                Title(MediaType.MOVIE, frozenset({"imdb://tt1"}), ""),
                Reason(ReasonKind.USER, "2", "requests/x"),
            ),
            Claim(
                Title(MediaType.SHOW, frozenset({"tmdb://9"}), ""),
                Reason(ReasonKind.USER, "3", "requests/x"),
            ),
        ),
        "tags/y": (
            Claim(
                Title(MediaType.MOVIE, frozenset({"tmdb://9"}), ""),
                Reason(ReasonKind.TAG, "kids", "tags/y"),
            ),
        ),
    },
    learned={"plex://movie/aa": frozenset({"tvdb://7"})},
)


def by(guid: str, media_type: MediaType = MediaType.MOVIE) -> Title:
    """Give a title that is known by one id."""
    return Title(media_type, frozenset({guid}), "")


@pytest.mark.parametrize(
    ("guid", "wanting"),
    [
        ("plex://movie/aa", {"1"}),
        ("imdb://tt1", {"2"}),
        ("tvdb://7", {"1"}),
        ("tmdb://9", set()),
        ("tmdb://10", set()),
    ],
)
def test_people_are_known_by_the_ids_of_their_claims(guid: str, wanting: set[str]) -> None:
    """And by ids that were looked up; what is tagged is wanted by nobody."""
    assert wishers(by(guid), Index.build(()), MEMORY) == wanting


@pytest.mark.parametrize("guid", ["plex://movie/aa", "imdb://tt1", "tmdb://9"])
def test_what_copies_in_plex_know_leads_to_all_who_want_the_title(guid: str) -> None:
    assert wishers(by(guid), Index.build((HEAT, UHD)), MEMORY) == {"1", "2"}


def test_a_number_is_another_title_in_the_other_type() -> None:
    series = by("tmdb://9", MediaType.SHOW)

    assert wishers(series, Index.build((HEAT, UHD)), MEMORY) == {"3"}


def test_an_item_that_plex_showed_is_its_title() -> None:
    title = seen(102, Index.build((HEAT, UHD)), Ledger())

    assert title == Title(MediaType.MOVIE, UHD.guids | {"plex://movie/aa"}, "")


def test_an_item_that_we_labelled_is_known_by_its_own_id() -> None:
    """As long as Plex has shown nothing, such as just after a start."""
    ledger = Ledger().with_records([(HEAT, Record("pulsarr:john", "", frozenset()))])

    title = seen(101, Index.build(()), ledger)

    assert title == by("plex://movie/aa")


def test_any_other_item_is_not_known() -> None:
    assert seen(103, Index.build((HEAT, UHD)), Ledger()) is None
