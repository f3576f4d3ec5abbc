"""Labels beyond ASCII at the stand-in: one or two, for nobody knows how Plex compares them."""

import pytest

from tests.lab.world import World
from tests.lab.world_plex import PlexItem, PlexState

PAIRS = [("Strauß", "Strauss"), ("jürgen", "JÜRGEN")]


@pytest.fixture
def plex() -> PlexState:
    """A Plex with one film."""
    world = World()
    section = world.plex.add_section("Movies", "movie")
    world.plex.add_item(world.add_title("movie", "The Glass Harbour"), section)
    return world.plex


def labelled(plex: PlexState, first: str, second: str) -> PlexItem:
    """Put two labels on the film."""
    (item,) = plex.items()
    plex.add_label(item, first)
    plex.add_label(item, second)
    return item


@pytest.mark.parametrize("pair", PAIRS)
def test_they_are_one_label_in_the_first_spelling(plex: PlexState, pair: tuple[str, str]) -> None:
    item = labelled(plex, *pair)

    assert len(item.labels) == 1
    assert plex.label_id(pair[0]) == plex.label_id(pair[1])
    plex.remove_label(item, pair[1])
    assert item.labels == []


@pytest.mark.parametrize("pair", PAIRS)
def test_they_are_two_labels_where_only_ascii_has_no_case(
    plex: PlexState, pair: tuple[str, str]
) -> None:
    plex.ascii_case = True
    item = labelled(plex, *pair)

    assert len(item.labels) == 2
    assert plex.label_id(pair[0]) != plex.label_id(pair[1])
    plex.remove_label(item, pair[1])
    assert len(item.labels) == 1


@pytest.mark.parametrize("ascii_case", [True, False])
def test_the_case_of_a_to_z_tells_nothing_apart(plex: PlexState, ascii_case: bool) -> None:
    plex.ascii_case = ascii_case

    assert labelled(plex, "pulsarr:john", "PULSARR:JOHN").labels == ["Pulsarr:john"]
