"""The index: which items of Plex are a title."""

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.guid import usable
from custom_components.plex_label_sync.core.index import Index
from custom_components.plex_label_sync.core.model import NOBODY, Claim, Item, Title
from tests.core.build import (
    ANN,
    MOVIES_4K,
    OWN,
    RADARR,
    a_film,
    a_series,
    film,
    series,
    tagged,
    wish,
)
from tests.core.reference import copies, meant
from tests.core.strategies import RATING_KEYS, claims, libraries, titles


def _found(title: Title, *items: Item) -> list[int]:
    return [item.rating_key for item in Index.build(items).match(title)]


def test_a_title_is_found_by_any_of_its_ids() -> None:
    """Sources and servers rarely know all of them."""
    heat = film(1, "imdb://tt1", "tmdb://949")
    assert _found(a_film("tmdb://949", "tvdb://5"), heat) == [1]


def test_a_title_that_plex_does_not_have_is_not_found() -> None:
    """No id of it is there."""
    assert _found(a_film("tmdb://1"), film(1, "tmdb://949")) == []


def test_every_copy_and_edition_is_found_by_rising_rating_key() -> None:
    """In every library."""
    copies = film(7, "tmdb://949"), film(3, "tmdb://949", section=MOVIES_4K), film(5, "tmdb://949")
    assert _found(a_film("tmdb://949"), *copies) == [3, 5, 7]


def test_an_id_that_one_copy_alone_knows_finds_the_others() -> None:
    """A copy in a library of an old agent has a single id, perhaps another one."""
    old, new = film(1, "imdb://tt1"), film(2, "plex://movie/a", "imdb://tt1", "tmdb://949")
    assert _found(a_film("plex://movie/a"), old, new) == [1, 2]


def test_copies_are_found_along_a_chain_of_ids() -> None:
    """The first and the last share no id."""
    chain = film(1, "imdb://tt1"), film(2, "imdb://tt1", "tmdb://2"), film(3, "tmdb://2")
    assert _found(a_film("imdb://tt1"), *chain) == [1, 2, 3]


def test_a_title_whose_ids_are_on_different_items_is_all_of_them() -> None:
    """The title is what links them."""
    assert _found(a_film("imdb://tt1", "tmdb://2"), film(2, "tmdb://2"), film(1, "imdb://tt1")) == [
        1,
        2,
    ]


def _meant(claim: Claim, *items: Item) -> list[int]:
    index = Index.build(items)
    return [item.rating_key for item in index.members(index.groups_of_claim(claim))]


def _of_sonarr(*guids: str) -> Claim:
    return Claim(a_series(*guids), tagged("kids", RADARR))


LOST = series(1, "tvdb://100", "tmdb://5", "imdb://tt5")
OTHER = series(2, "tvdb://200", "tmdb://7")


def test_where_ids_lead_to_different_titles_the_source_s_own_one_decides() -> None:
    """Here Sonarr has the wrong number at TMDB."""
    assert _meant(_of_sonarr("tvdb://100", "tmdb://7"), LOST, OTHER) == [1]


def test_another_title_is_not_meant_though_the_right_one_is_not_there() -> None:
    """It has another id of the catalogue that decides."""
    assert _meant(_of_sonarr("tvdb://100", "tmdb://7"), OTHER) == []


def test_an_item_that_lacks_the_deciding_catalogue_is_meant_if_it_is_the_only_one() -> None:
    """As in a library of an old agent."""
    old = series(3, "imdb://tt5")
    assert _meant(_of_sonarr("tvdb://100", "imdb://tt5"), old) == [3]
    assert _meant(_of_sonarr("tvdb://100", "imdb://tt5", "tmdb://7"), old, OTHER) == [3]


def test_of_several_such_titles_none_is_meant() -> None:
    """Nobody knows which."""
    two = series(3, "imdb://tt5"), series(4, "tmdb://7")
    assert _meant(_of_sonarr("tvdb://100", "imdb://tt5", "tmdb://7"), *two) == []


def test_copies_are_meant_whatever_id_they_share() -> None:
    """An old agent's copy knows one id."""
    assert _meant(_of_sonarr("tvdb://100"), LOST, series(3, "imdb://tt5")) == [1, 3]


def test_a_watchlist_means_an_item_that_has_an_older_plex_guid() -> None:
    """What was looked up says so."""
    item = film(1, "plex://movie/old", "tmdb://949")
    wanted = wish(a_film("plex://movie/new", "tmdb://949"), ANN, OWN)
    assert _meant(wanted, item) == [1]


def test_what_nobody_wants_is_all_that_its_ids_lead_to() -> None:
    """A title may have turned out to be two."""
    claim = Claim(a_series("tvdb://100", "tmdb://7"), NOBODY, waits=False)
    assert _meant(claim, LOST, OTHER) == [1, 2]


def test_a_claim_is_in_conflict_when_an_id_leads_where_it_does_not_mean() -> None:
    """That is told."""
    index = Index.build([LOST, OTHER])
    assert index.is_in_conflict(_of_sonarr("tvdb://100", "tmdb://7"))
    assert not index.is_in_conflict(_of_sonarr("tvdb://100", "tmdb://5"))
    assert not index.is_in_conflict(_of_sonarr("tvdb://300"))


@given(libraries, claims)
def test_a_claim_means_what_the_deciding_id_says(items: tuple[Item, ...], claim: Claim) -> None:
    """No more and no less."""
    assert set(_meant(claim, *items)) == meant(claim, items)


@given(libraries, claims)
def test_a_claim_means_nothing_to_which_none_of_its_ids_leads(
    items: tuple[Item, ...], claim: Claim
) -> None:
    """And a conflict is whatever else they lead to."""
    reached, found = copies(claim.title, items), set(_meant(claim, *items))
    assert found <= reached
    assert Index.build(items).is_in_conflict(claim) is (found != reached)


def test_a_number_is_another_title_in_the_other_media_type() -> None:
    """TMDB counts films and series separately."""
    items = film(1, "tmdb://949"), series(2, "tmdb://949")
    assert _found(a_film("tmdb://949"), *items) == [1]
    assert _found(a_series("tmdb://949"), *items) == [2]


def test_items_without_ids_are_nobodys_copies() -> None:
    """Home videos, and what no agent has matched."""
    assert _found(a_film(), film(1), film(2)) == []


def test_items_with_a_sentinel_alone_are_nobodys_copies() -> None:
    """They have no usable id."""
    nothing = usable(["tmdb://0", "local://1"])
    assert _found(a_film(*nothing), film(1, *nothing), film(2, *nothing)) == []


def test_an_item_that_was_read_twice_counts_once() -> None:
    """A page of a listing may repeat what moved."""
    index = Index.build([film(1, "tmdb://949"), film(2), film(1, "tmdb://949")])
    assert len(index) == 2
    assert [item.rating_key for item in index.match(a_film("tmdb://949"))] == [1]


def test_copies_of_items_are_all_items_of_their_titles() -> None:
    """The items themselves among them, also those that are nobody's copies."""
    items = film(1, "tmdb://949"), film(2, "tmdb://949"), film(3), series(4, "tmdb://949")
    index = Index.build(items)
    assert index.copies([1]) == {1, 2}
    assert index.copies([3, 4]) == {3, 4}
    assert index.copies([]) == frozenset()


def test_copies_of_an_item_that_is_not_there_are_none() -> None:
    """Somebody may tell of an item that is gone."""
    assert Index.build([film(1, "tmdb://949")]).copies([1, 999]) == {1}


@given(libraries, st.frozensets(st.sampled_from((*RATING_KEYS, 999))))
def test_copies_are_what_the_titles_of_items_match(
    items: tuple[Item, ...], rating_keys: frozenset[int]
) -> None:
    """No more and no less."""
    here = {item for item in items if item.rating_key in rating_keys}
    expected = {item.rating_key for item in here}.union(
        *(copies(item.as_title(), items) for item in here)
    )
    assert Index.build(items).copies(rating_keys) == expected


@given(libraries, titles)
def test_a_match_is_what_a_chain_of_shared_ids_reaches(
    items: tuple[Item, ...], title: Title
) -> None:
    """No more and no less."""
    assert set(_found(title, *items)) == copies(title, items)


@given(libraries, titles)
def test_a_match_is_sorted_and_without_repeats(items: tuple[Item, ...], title: Title) -> None:
    """By rating key."""
    found = _found(title, *items)
    assert found == sorted(set(found))


@given(libraries, titles)
def test_films_and_series_never_match_each_other(items: tuple[Item, ...], title: Title) -> None:
    """Whatever ids they share."""
    found = Index.build(items).match(title)
    assert {item.media_type for item in found} <= {title.media_type}


@given(st.data(), libraries, titles)
def test_the_order_of_items_does_not_matter(
    data: st.DataObject, items: tuple[Item, ...], title: Title
) -> None:
    """Pages come as they come."""
    shuffled = data.draw(st.permutations(items))
    assert _found(title, *shuffled) == _found(title, *items)
