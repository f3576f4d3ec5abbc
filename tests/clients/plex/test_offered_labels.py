"""The labels that a library offers: those that any of its items ever carried."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plex.client import (
    OfferedLabel,
    OfferedLabels,
    PlexServer,
    Section,
)
from custom_components.plex_label_sync.core.model import Item, MediaType
from tests.clients.bare import BareServer
from tests.lab.town import Town

ONCE = Patience(tries=1)
NO_KINDS: tuple[object, ...] = (None, 1, [], {})


def item(items: tuple[Item, ...], title: str) -> Item:
    """The first item with this title."""
    return next(item for item in items if item.title == title)


async def test_choices_are_given_in_plex_own_spelling(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """With the ids by which one filters."""
    ids = {label: str(number) for number, label in town.world.plex.label_tags.items()}
    assert set((await plex.offered_labels(movies)).named) == {
        OfferedLabel(ids[label], label) for label in ("Family night", "Kids", "Pulsarr:grandma")
    }


async def test_a_choice_stays_when_no_item_carries_it(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """That a label is offered does not mean that it is there."""
    for found in town.world.plex.items():
        town.world.plex.remove_label(found, "Kids")
    assert "Kids" in {choice.label for choice in (await plex.offered_labels(movies)).named}


async def test_a_library_without_labels_offers_none(
    plex: PlexServer, sections: dict[str, Section]
) -> None:
    """Plex leaves the empty list out."""
    assert await plex.offered_labels(sections["Old Movies"]) == OfferedLabels(())


@pytest.mark.parametrize("odd", [{}, {"title": None}, {"title": []}, {"title": {}}])
async def test_a_label_without_a_name_is_told_by_its_id(
    session: ClientSession, bare: BareServer, odd: dict[str, object]
) -> None:
    """Beside those that have one; an empty one is a name."""
    rows = [{"key": "7", **odd}, {"key": 8, "title": "Kids"}, {"key": "9", "title": ""}]
    bare.answers = [{"MediaContainer": {"Directory": rows}}]
    plex = PlexServer(session, bare.url, "token", client_id="test")
    movies = Section("1", "Movies", MediaType.MOVIE)
    assert await plex.offered_labels(movies) == OfferedLabels(
        (OfferedLabel("8", "Kids"), OfferedLabel("9", "")), ("7",)
    )


@pytest.mark.parametrize("odd", [None, "x", {"title": []}, {"key": ""}])
async def test_a_label_with_neither_name_nor_id_may_be_any(
    session: ClientSession, bare: BareServer, odd: object
) -> None:
    """So that nothing is known of this library's labels."""
    bare.answers = [{"MediaContainer": {"Directory": [odd, {"key": "8", "title": "Kids"}]}}]
    plex = PlexServer(session, bare.url, "token", client_id="test", patience=ONCE)
    with pytest.raises(BadAnswerError):
        await plex.offered_labels(Section("1", "Movies", MediaType.MOVIE))
