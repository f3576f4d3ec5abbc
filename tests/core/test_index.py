"""The index: which items of Plex are a title."""

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.guid import usable
from custom_components.plex_label_sync.core.index import Index
from custom_components.plex_label_sync.core.model import Item, Title
from tests.core.build import MOVIES_4K, a_film, a_series, film, series
from tests.core.reference import copies
from tests.core.strategies import RATING_KEYS, libraries, titles


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
        *(copies(Title(item.media_type, item.guids, item.title), items) for item in here)
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
