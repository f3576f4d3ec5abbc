"""Orphans: reasons of people whom no source knows any more, and of tags that were deleted."""

from custom_components.plex_label_sync.core.model import NOBODY, Doubt, Reading, Reason, Source
from custom_components.plex_label_sync.core.orphans import orphaned
from tests.core.build import ANN, BOB, FRIEND, OWN, RADARR, by, tagged

READINGS = (
    Reading(OWN, "own", ()),
    Reading(RADARR, "Radarr", (), tags=frozenset({"4k"})),
    Reading(FRIEND, "watchlist of ann", None, whose=ANN.id),
)


def is_orphan(reason: Reason, *unknown: Source) -> bool:
    """Give whether a reason is an orphan where Ann alone is known, and one tag."""
    return orphaned(READINGS, {ANN.id}, frozenset(unknown))(reason)


def test_whom_a_source_knows_is_no_orphan() -> None:
    """Whoever else wanted the title."""
    assert not is_orphan(by(ANN))


def test_whom_no_source_knows_is_an_orphan() -> None:
    """The friend left."""
    assert is_orphan(by(BOB, FRIEND))


def test_while_any_source_is_silent_nobody_is_an_orphan() -> None:
    """It may know them."""
    assert not is_orphan(by(BOB, FRIEND), RADARR)
    assert not is_orphan(by(BOB, FRIEND), "watchlist/friend")


def test_a_private_watchlist_keeps_nobody_else_known() -> None:
    """It can tell of its owner alone, who is known."""
    assert is_orphan(by(BOB, OWN), FRIEND)
    assert not is_orphan(by(ANN, FRIEND), FRIEND)


def test_a_tag_that_an_instance_has_is_no_orphan() -> None:
    """Though no title carries it."""
    assert not is_orphan(tagged("4k"))


def test_a_deleted_tag_is_an_orphan() -> None:
    """The instance said so."""
    assert is_orphan(tagged("uhd"))


def test_a_tag_of_another_instance_is_another_tag() -> None:
    """The instance was removed."""
    assert is_orphan(tagged("4k", "tags/s"))


def test_a_tag_of_a_silent_instance_is_no_orphan() -> None:
    """Unknown never removes."""
    assert not is_orphan(tagged("uhd"), RADARR)
    assert not is_orphan(tagged("uhd"), "tags")


def test_a_tag_is_an_orphan_though_a_watchlist_is_silent() -> None:
    """It knows nothing of tags."""
    assert is_orphan(tagged("uhd"), OWN)


def test_that_nobody_wants_a_title_is_no_orphan() -> None:
    """It is nobody's wish, and no tag."""
    assert not is_orphan(NOBODY)


def test_a_tag_that_may_be_one_that_could_not_be_read_is_no_orphan() -> None:
    """All others are known to be gone."""
    odd = Reading(RADARR, "Radarr", (), odd=1, doubts=(Doubt(subject="uhd"),))
    orphan = orphaned([odd], set(), frozenset())
    assert not orphan(tagged("uhd"))
    assert orphan(tagged("4k"))
