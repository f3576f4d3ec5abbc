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
