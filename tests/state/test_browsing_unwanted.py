"""What can be looked at of what nobody wants any more."""

import sqlite3

from msgspec.structs import replace
import pytest

from custom_components.plex_label_sync.core.ledger import Record
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import NOBODY, Claim, Reading
from custom_components.plex_label_sync.state import (
    browsing,
    claims,
    decisions,
    items,
    learned,
    ledger,
)
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    OWN,
    RADARR,
    a_film,
    by,
    film,
    record,
    series,
    tagged,
    wish,
)

from .test_browsing import HEAT, LOST, take, want


def unwanted(connection: sqlite3.Connection) -> list[tuple[int, ...]]:
    """Give the items that nobody wants any more, title by title."""
    return [one.keys for one in browsing.unwanted(connection)]


def test_what_was_taken_back_is_unwanted(connection: sqlite3.Connection) -> None:
    """With all copies, once Plex has it; what was never wanted is not."""
    items.put(connection, [film(1, "tmdb://949"), film(2, "tmdb://949"), film(3, "tmdb://3")])
    items.put(connection, [series(4, "tvdb://73739")])
    want(connection, HEAT, LOST)
    want(connection, LOST)

    assert unwanted(connection) == [(1, 2)]

    want(connection)
    assert unwanted(connection) == [(1, 2), (4,)]


def test_all_that_is_unwanted_is_given(connection: sqlite3.Connection) -> None:
    """Which of it is the largest is only known later. What Plex has the longest comes first."""
    numbers = range(1, 1_001)
    items.put(connection, [film(one, f"tmdb://{one}", added_at=2_000 - one) for one in numbers])
    want(connection, *(a_film(f"tmdb://{one}") for one in numbers))
    want(connection)

    assert unwanted(connection) == [(one,) for one in reversed(numbers)]


def test_what_somebody_else_wants_is_not(connection: sqlite3.Connection) -> None:
    """Also by another id of a copy."""
    items.put(connection, [film(1, "tmdb://949", "imdb://tt1"), film(2, "imdb://tt1")])
    want(connection, HEAT)
    want(connection, a_film("imdb://tt1"), who=BOB)
    want(connection)

    assert unwanted(connection) == []

    want(connection, who=BOB)
    assert unwanted(connection) == [(1, 2)]


def test_what_is_wanted_again_is_not(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    want(connection, HEAT)
    want(connection)
    want(connection, HEAT)

    assert unwanted(connection) == []


def test_a_tag_that_went_is_no_wish(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    take(connection, RADARR, Claim(HEAT, tagged("kids")))
    take(connection, RADARR)

    assert unwanted(connection) == []


def test_what_was_looked_up_counts(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    learned.put(connection, {"plex://movie/a": frozenset({"tmdb://949"})}, 0)
    want(connection, a_film("plex://movie/a"))
    want(connection)

    assert unwanted(connection) == [(1,)]


def test_a_source_that_is_gone_or_unknown_takes_nothing_back(
    connection: sqlite3.Connection,
) -> None:
    """Nor does an odd entry, which may be the title."""
    items.put(connection, [film(1, "tmdb://949"), series(2, "tvdb://73739")])
    want(connection, HEAT)
    want(connection, LOST, who=BOB)
    take(connection, FRIEND, odd=1)
    claims.take(connection, OWN, [Reading(OWN, OWN, None, error="down")])
    claims.limit(connection, frozenset())

    assert unwanted(connection) == []


@pytest.mark.parametrize("answer", [None, *Answer])
def test_a_label_that_is_left_of_a_wish_tells_that_nobody_wants_its_title(
    connection: sqlite3.Connection, answer: Answer | None
) -> None:
    """Kept by the options, or held back, whatever the user said; no more is known of the wish."""
    items.put(connection, [film(1, "tmdb://949")])
    left = replace(record("p:ann", by(ANN)), ended=answer is None)
    ledger.put(connection, [(film(1), left)])
    if answer:
        decisions.ask(connection, [(1, "p:ann")])
        decisions.answer(connection, answer)
    assert unwanted(connection) == [], "the source is yet to say something"

    want(connection)
    assert unwanted(connection) == [(1,)]

    want(connection, HEAT, who=BOB)
    assert unwanted(connection) == []


def test_a_label_that_says_so_tells_that_nobody_wants_its_title(
    connection: sqlite3.Connection,
) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    ledger.put(connection, [(film(1), record("p:removed", NOBODY))])
    claims.put(connection, [Claim(HEAT, NOBODY, waits=False)], "nobody")

    assert unwanted(connection) == [(1,)]


@pytest.mark.parametrize(
    "left",
    [
        record("p:ann", by(ANN)),
        replace(record("p:kids", tagged("kids")), ended=True),
        replace(record("p:ann"), ended=True),
        replace(record("p:bob", by(BOB, FRIEND)), ended=True),
        replace(record("p:ann", by(ANN)), ended=True, missing_since=1.0),
    ],
    ids=["not ended", "a tag's", "without reasons", "source gone", "not there"],
)
def test_other_labels_tell_nothing_of_wishes(connection: sqlite3.Connection, left: Record) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    ledger.put(connection, [(film(1), left)])
    take(connection, OWN)
    take(connection, RADARR)

    assert unwanted(connection) == []


def test_a_request_that_is_removed_takes_it_back(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    claims.put(connection, [wish(HEAT, ANN, "requests/here")], "Home Assistant")
    claims.drop(connection, "requests/here", [HEAT])

    assert unwanted(connection) == [(1,)]
