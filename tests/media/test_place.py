"""Identifiers of folders: what is written is read again, whatever it is about."""

import pytest

from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from custom_components.plex_label_sync.media.place import Folder, Place, title_key, title_of


@pytest.mark.parametrize(
    "place",
    [
        Place("a"),
        Place("a", Folder.PEOPLE),
        Place("a", Folder.PEOPLE, "seerr/s/9"),
        Place("a", Folder.TAGS, "50 % off / #1?"),
        Place("a", Folder.TITLE, "movie plex://movie/5d776b59ad5437001f79c6f8"),
        Place("a", Folder.WAITING, start=200),
        Place("a", Folder.TAGS, "kids", start=100),
    ],
)
def test_a_place_is_read_as_it_was_written(place: Place) -> None:
    assert Place.read(place.identifier) == place


def test_a_page_follows_another() -> None:
    assert Place("a", Folder.TAGS, "b", 100).after(100) == Place("a", Folder.TAGS, "b", 200)


@pytest.mark.parametrize(
    "identifier",
    ["a/b", "a/people/b/c", "a/people/b/1/2", "a/tags/b/-", "a/waiting//-5", "a/waiting//1_0"],
)
def test_another_identifier_is_none(identifier: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Place.read(identifier)


def test_a_title_is_named_by_an_id() -> None:
    title = Title(MediaType.MOVIE, packed({"tmdb://949", "imdb://tt0113277"}), "Heat")

    assert title_of(title_key(title)) == Title(MediaType.MOVIE, packed({"imdb://tt0113277"}), "")


def test_one_without_ids_has_no_name() -> None:
    assert title_key(Title(MediaType.MOVIE, "", "Heat")) == ""


@pytest.mark.parametrize("about", ["", "movie", "movie gone", "song tmdb://949"])
def test_what_names_no_title_is_refused(about: str) -> None:
    with pytest.raises(ValueError, match=r".|^$"):
        title_of(about)
