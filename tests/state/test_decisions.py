"""What the user was asked about removals, or answered."""

from copy import replace
import sqlite3

import pytest

from custom_components.plex_label_sync.core.limit import DAY, Answer
from custom_components.plex_label_sync.state import decisions, items, ledger
from tests.core.build import ANN, by, film, record

KEY, OTHER = (1, "p:ann"), (2, "p:bob")
NOW = 1_000_000.0


@pytest.fixture(autouse=True)
def _there(connection: sqlite3.Connection) -> None:
    """Let Plex have some items, each with two labels of ours."""
    there = [film(key) for key in range(1, 10)]
    items.put(connection, there)
    ledger.put(
        connection,
        [(item, record(label, by(ANN))) for item in there for label in ("p:ann", "p:bob")],
    )


def test_the_user_is_asked(connection: sqlite3.Connection) -> None:
    decisions.ask(connection, [OTHER, KEY])

    assert decisions.asked(connection) == [KEY, OTHER]
    assert decisions.of(connection, [1, 3]) == {KEY: Answer.ASKED}


def test_an_answer_is_for_all_that_was_asked(connection: sqlite3.Connection) -> None:
    decisions.ask(connection, [KEY, OTHER])
    decisions.answer(connection, Answer.KEEP)

    assert decisions.asked(connection) == []
    assert decisions.of(connection, [1, 2]) == {KEY: Answer.KEEP, OTHER: Answer.KEEP}


def test_what_was_answered_is_not_asked_again(connection: sqlite3.Connection) -> None:
    decisions.ask(connection, [KEY])
    decisions.answer(connection, Answer.KEEP)
    decisions.ask(connection, [KEY, OTHER])
    decisions.answer(connection, Answer.GO)

    assert decisions.of(connection, [1, 2]) == {KEY: Answer.KEEP, OTHER: Answer.GO}


def test_what_plex_does_not_have_now_is_not_asked_about(connection: sqlite3.Connection) -> None:
    """Nor does it go with what was shown: it may be back."""
    decisions.ask(connection, [KEY, (3, "p:ann")])
    items.remove(connection, [1])
    assert decisions.asked(connection) == [(3, "p:ann")]
    assert decisions.titles_asked_about(connection) == ("Title 3",)

    decisions.answer(connection, Answer.GO)
    items.put(connection, [film(1)])

    assert decisions.asked(connection) == [KEY]
    assert decisions.of(connection, [1, 3]) == {KEY: Answer.ASKED, (3, "p:ann"): Answer.GO}


def test_what_plex_does_not_have_now_stays_with_what_stays(connection: sqlite3.Connection) -> None:
    """It was asked about, too, while it was there."""
    decisions.ask(connection, [KEY, OTHER])
    items.remove(connection, [1])

    decisions.answer(connection, Answer.KEEP)
    items.put(connection, [film(1)])

    assert decisions.asked(connection) == []
    assert decisions.of(connection, [1, 2]) == {KEY: Answer.KEEP, OTHER: Answer.KEEP}


def test_what_takes_the_place_of_what_is_kept_is_kept(connection: sqlite3.Connection) -> None:
    """Whatever was asked about it; what goes with the old label's record is the old answer."""
    decisions.ask(connection, [KEY, OTHER])
    decisions.keep(connection, [OTHER])
    decisions.keep(connection, [(3, "q:ann")])
    assert decisions.asked(connection) == [KEY]
    assert decisions.of(connection, [2, 3]) == {OTHER: Answer.KEEP, (3, "q:ann"): Answer.KEEP}


def test_what_was_forgotten_meanwhile_is_not_asked_about(connection: sqlite3.Connection) -> None:
    """It is not ours any more: nobody could say whose it is."""
    ledger.forget(connection, [KEY])

    decisions.ask(connection, [KEY, OTHER])

    assert decisions.asked(connection) == [OTHER]


def test_what_is_settled_is_forgotten(connection: sqlite3.Connection) -> None:
    decisions.ask(connection, [KEY, OTHER])
    decisions.settle(connection, [KEY, (1, "p:else")])

    assert decisions.asked(connection) == [OTHER]


def test_what_stands_about_a_label_goes_with_its_record(connection: sqlite3.Connection) -> None:
    decisions.ask(connection, [KEY, (1, "p:bob"), OTHER])

    ledger.forget(connection, [KEY])
    assert decisions.asked(connection) == [(1, "p:bob"), OTHER]

    items.remove(connection, [1, 2])
    for now in (NOW, NOW + DAY):
        ledger.note_listing(connection, ["1"], now)
    assert decisions.of(connection, [1, 2]) == {}


def test_what_has_no_record_is_forgotten(connection: sqlite3.Connection) -> None:
    decisions.ask(connection, [KEY])
    connection.execute("INSERT INTO decisions VALUES (10, 'p:ann', 'asked'), (1, 'p:kid', 'keep')")
    items.put(connection, [film(10)])
    assert decisions.asked(connection) == [KEY, (10, "p:ann")]

    decisions.drop_stray(connection)

    assert decisions.of(connection, [1, 10]) == {KEY: Answer.ASKED}


def test_some_titles_are_named_each_once(connection: sqlite3.Connection) -> None:
    decisions.ask(connection, [(key, label) for key in (9, 2, 3) for label in ("p:ann", "p:bob")])

    assert decisions.titles_asked_about(connection) == ("Title 2", "Title 3", "Title 9")

    items.put(connection, [replace(film(3), year=1995)])
    assert decisions.titles_asked_about(connection) == ("Title 2", "Title 3 (1995)", "Title 9")

    decisions.ask(connection, [(key, "p:ann") for key in range(1, 10)])
    assert len(decisions.titles_asked_about(connection)) == 5


def test_removals_count_for_a_day(connection: sqlite3.Connection) -> None:
    decisions.note_removals(connection, 3, NOW)
    decisions.note_removals(connection, 0, NOW + 10)
    decisions.note_removals(connection, 4, NOW + 100)

    assert decisions.removals(connection, NOW + 100) == 7
    assert decisions.removals(connection, NOW + DAY) == 4
    assert decisions.removals(connection, NOW + DAY + 100) == 0


def test_removals_of_a_clock_that_was_ahead_count_for_a_day(
    connection: sqlite3.Connection,
) -> None:
    """Else they would until the year that it showed."""
    decisions.note_removals(connection, 3, NOW + 1_000 * DAY)
    assert decisions.removals(connection, NOW) == 3
    decisions.note_removals(connection, 0, NOW)

    assert decisions.removals(connection, NOW + DAY - 1) == 3
    assert decisions.removals(connection, NOW + DAY) == 0


def test_removals_that_count_no_more_are_not_kept(connection: sqlite3.Connection) -> None:
    decisions.note_removals(connection, 3, NOW)
    decisions.note_removals(connection, 4, NOW + 2 * DAY)

    assert connection.execute("SELECT COUNT(*) FROM removals").fetchone() == (1,)
