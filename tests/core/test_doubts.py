"""Entries that could not be read: which claims may be among them."""

import pytest

from custom_components.plex_label_sync.core.model import Doubt, Guids, Reading
from tests.core.build import OWN

HEAT: Guids = frozenset({"tmdb://949", "imdb://tt0113277"})
LOST: Guids = frozenset({"tvdb://73739"})


@pytest.mark.parametrize(
    ("doubt", "covers"),
    [
        (Doubt(), True),
        (Doubt(subject="ann"), True),
        (Doubt(subject="bob"), False),
        (Doubt(guids=frozenset({"tmdb://949"})), True),
        (Doubt(guids=LOST), False),
        (Doubt(guids=frozenset()), False),
        (Doubt("ann", LOST), False),
        (Doubt("bob", HEAT), False),
        (Doubt("ann", HEAT), True),
    ],
)
def test_a_doubt_covers_what_may_be_meant(doubt: Doubt, covers: bool) -> None:
    """By the person or the tag, and by any id of the title."""
    assert doubt.covers("ann", HEAT) is covers


def test_a_title_without_ids_may_be_any_title() -> None:
    assert Doubt("ann", LOST).covers("ann", frozenset())


def test_a_reading_without_odd_entries_holds_no_more() -> None:
    reading = Reading(OWN, "own", ())
    assert not reading.may_hold("ann", HEAT)


def test_where_nothing_is_said_of_odd_entries_they_may_be_anything() -> None:
    reading = Reading(OWN, "own", (), odd=1)
    assert reading.may_hold("ann", HEAT)


def test_odd_entries_that_are_nobody_s_are_no_doubt() -> None:
    """They are counted all the same."""
    reading = Reading(OWN, "own", (), odd=1, doubts=())
    assert not reading.may_hold("ann", HEAT)


def test_one_doubt_of_several_is_enough() -> None:
    reading = Reading(OWN, "own", (), odd=2, doubts=(Doubt(subject="bob"), Doubt(guids=HEAT)))
    assert reading.may_hold("ann", HEAT)
    assert reading.may_hold("bob", LOST)
    assert not reading.may_hold("ann", LOST)
