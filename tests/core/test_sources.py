"""Sources: which stand below which, and which are unknown."""

from custom_components.plex_label_sync.core.model import Reading
from custom_components.plex_label_sync.core.sources import is_below, unknown_sources
from tests.core.build import FRIEND, OWN


def test_the_unknown_sources_are_those_without_claims() -> None:
    """An empty reading is a known one."""
    readings = [Reading(OWN, "own", ()), Reading(FRIEND, "bob", None, "timeout")]
    assert unknown_sources(readings) == {FRIEND}


def test_a_source_stands_below_itself_and_its_path() -> None:
    """And not below one whose name it merely starts with."""
    assert is_below("watchlist/friend/b", frozenset({"watchlist/friend/b"}))
    assert is_below("watchlist/friend/b", frozenset({"watchlist"}))
    assert not is_below("watchlist/friend/bc", frozenset({"watchlist/friend/b"}))
    assert not is_below("watchlist", frozenset({"watchlist/friend"}))


def test_of_a_source_that_is_unknown_for_the_rest_those_are_of_whom_nothing_is_told() -> None:
    """A friend could not be read: that may be anybody whose list was not."""
    rest = Reading("watchlist/friend", "friends", None, "odd", of_the_rest=True)
    readings = [rest, Reading(FRIEND, "bob", ())]
    known = [OWN, FRIEND, "watchlist/friend/c", "tags/r"]
    assert unknown_sources(readings, known) == {"watchlist/friend/c"}
    assert unknown_sources(readings) == frozenset()


def test_a_private_list_beside_it_is_unknown_by_itself() -> None:
    rest = Reading("watchlist/friend", "friends", None, "odd", of_the_rest=True)
    readings = [rest, Reading(FRIEND, "bob", None, "private")]
    assert unknown_sources(readings, [FRIEND]) == {FRIEND}
