"""Which id of a title decides where its ids lead to different titles."""

import pytest

from custom_components.plex_label_sync.core.deciding import deciding_ids, ids_agree, may_mean
from custom_components.plex_label_sync.core.model import NOBODY, Title
from tests.core.build import FRIEND, OWN, RADARR, SEERR, a_film, a_series

PLEX, IMDB, TMDB, TVDB = "plex://movie/a", "imdb://tt1", "tmdb://1", "tvdb://1"
SHOW = "plex://show/a"


@pytest.mark.parametrize(
    ("title", "source", "decides"),
    [
        (a_film(PLEX, IMDB, TMDB), OWN, PLEX),
        (a_film(PLEX, IMDB, TMDB), FRIEND, PLEX),
        (a_film(IMDB, TMDB, TVDB), RADARR, TMDB),
        (a_series(IMDB, TMDB, TVDB), RADARR, TVDB),
        (a_film(IMDB, TMDB, TVDB), SEERR, TMDB),
        (a_series(IMDB, TMDB, TVDB), SEERR, TMDB),
        (a_series(SHOW, TMDB, IMDB), "requests/here", SHOW),
    ],
)
def test_the_id_of_the_source_s_own_catalogue_decides(
    title: Title, source: str, decides: str
) -> None:
    assert deciding_ids(title, source) == {decides}


@pytest.mark.parametrize(
    ("title", "source", "decides"),
    [
        (a_series(IMDB, TMDB), RADARR, TMDB),
        (a_film(IMDB, TVDB), RADARR, IMDB),
        (a_series(IMDB, TVDB), SEERR, TVDB),
        (a_film(IMDB), OWN, IMDB),
    ],
)
def test_without_it_that_of_the_next_best_one_does(title: Title, source: str, decides: str) -> None:
    assert deciding_ids(title, source) == {decides}


def test_of_a_title_without_ids_none_decides() -> None:
    assert deciding_ids(a_film(), RADARR) == frozenset()


def test_what_nobody_wants_is_all_that_its_ids_lead_to() -> None:
    """It is claimed by us, with the ids of the items that carried labels."""
    assert deciding_ids(a_film(PLEX, TMDB), NOBODY.source) == {PLEX, TMDB}


def test_an_item_with_another_id_of_the_same_catalogue_is_another_title() -> None:
    assert not may_mean(frozenset({TVDB}), frozenset({"tvdb://2", TMDB}))


def test_an_item_without_an_id_of_that_catalogue_may_be_the_title() -> None:
    """As in a library of an old agent."""
    assert may_mean(frozenset({TVDB}), frozenset({IMDB}))


def test_an_item_with_another_plex_guid_may_be_the_title() -> None:
    """Plex gives a title another one now and then."""
    assert may_mean(frozenset({PLEX}), frozenset({"plex://movie/b", TMDB}))


@pytest.mark.parametrize(
    ("some", "others", "agrees"),
    [
        ({TMDB, IMDB}, {TMDB}, True),
        ({TMDB}, {IMDB}, True),
        ({TMDB, TVDB}, {TMDB, "tvdb://2"}, False),
        ({TMDB}, {"tmdb://2"}, False),
        ({TMDB, "tmdb://2"}, {TMDB}, True),
        ({PLEX, TMDB}, {"plex://movie/b", TMDB}, True),
        (set(), {TMDB}, True),
    ],
)
def test_ids_agree_unless_a_catalogue_tells_them_apart(
    some: set[str], others: set[str], *, agrees: bool
) -> None:
    assert ids_agree(frozenset(some), frozenset(others)) is agrees
    assert ids_agree(frozenset(others), frozenset(some)) is agrees
