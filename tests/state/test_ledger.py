"""The ledger's records in the database: forgotten later than anything else."""

from copy import replace
import sqlite3

from hypothesis import given, settings as hypothesis_settings, strategies as st
import pytest

from custom_components.plex_label_sync.core.ledger import FORGET_AFTER, Entry, Ledger, Record
from custom_components.plex_label_sync.core.model import Item
from custom_components.plex_label_sync.state import items, ledger
from custom_components.plex_label_sync.state.schema import migrate
from tests.core.build import ANN, BOB, FRIEND, by, film, record, tagged
from tests.core.records import with_records
from tests.core.strategies import ledgers

HEAT = film(1)
LATER = replace(HEAT, guid="plex://movie/other", added_at=99)
NOW = 1_000_000.0


def without_ids(item: Item) -> Item:
    """Give an item as the ledger keeps it."""
    return replace(item, packed_guids="")


def put(connection: sqlite3.Connection, *records: Record, item: Item = HEAT) -> object:
    """Keep records of one item."""
    return ledger.put(connection, [(item, each) for each in records])


def labels_of(connection: sqlite3.Connection, item: Item = HEAT) -> set[str]:
    """Give the folded labels of which an item has records."""
    return set(ledger.of(connection, [item.rating_key]).of(item))


def test_a_record_is_kept_as_it_is(connection: sqlite3.Connection) -> None:
    ended = replace(record("P:Ann", by(ANN), by(BOB, FRIEND), tagged("4k")), ended=True)
    missing = replace(record("p:bob", by(BOB)), missing_since=NOW)
    put(connection, ended, missing)

    assert ledger.of(connection, [1, 2]) == Ledger(
        {1: Entry(without_ids(HEAT), {"p:ann": ended, "p:bob": missing})}
    )


def test_a_newer_record_takes_the_place_of_one_of_the_same_label(
    connection: sqlite3.Connection,
) -> None:
    """Plex tells no case apart."""
    put(connection, record("P:Ann", by(ANN)))
    newer = record("p:ann", by(BOB))
    put(connection, newer)

    assert ledger.of(connection, [1]).of(HEAT) == {"p:ann": newer}


def test_it_tells_which_records_are_new(connection: sqlite3.Connection) -> None:
    assert put(connection, record("P:Ann", by(ANN))) == {(1, "p:ann")}
    assert put(connection, record("p:ann", by(BOB)), record("p:bob")) == {(1, "p:bob")}
    assert put(connection, record("p:ann"), item=LATER) == {(1, "p:ann")}


def test_records_of_an_earlier_item_with_the_rating_key_are_dropped(
    connection: sqlite3.Connection,
) -> None:
    """The later one owns nothing of them."""
    put(connection, record("p:ann", by(ANN)))
    put(connection, record("p:bob", by(BOB)), item=LATER)

    assert labels_of(connection, LATER) == {"p:bob"}
    assert labels_of(connection, HEAT) == set()


def test_an_item_that_changed_keeps_its_records(connection: sqlite3.Connection) -> None:
    """One of its two marks is enough to know it again."""
    put(connection, record("p:ann", by(ANN)))
    moved = replace(HEAT, section="2", title="Heat", guid="plex://movie/new")
    put(connection, record("p:bob", by(BOB)), item=moved)

    entry = ledger.of(connection, [1]).entries[1]
    assert entry.item == without_ids(moved)
    assert set(entry.records) == {"p:ann", "p:bob"}


def test_what_is_forgotten_is_gone_and_nothing_else(connection: sqlite3.Connection) -> None:
    put(connection, record("p:ann"), record("p:bob"))
    put(connection, record("p:ann"), item=film(2))

    ledger.forget(connection, [(1, "p:ann"), (2, "p:ann"), (3, "p:ann")])

    assert labels_of(connection) == {"p:bob"}
    assert ledger.keys(connection) == [1]


@pytest.fixture
def two_sections(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Records of an item in each of two sections; both items are there."""
    both = [film(1), film(2, section="2")]
    items.put(connection, both)
    ledger.put(connection, [(item, record("p:ann")) for item in both])
    return connection


def test_an_item_that_one_listing_did_not_show_is_not_forgotten(
    two_sections: sqlite3.Connection,
) -> None:
    items.remove(two_sections, [1])

    assert ledger.note_listing(two_sections, ["1", "2"], NOW) == 0

    assert ledger.keys(two_sections) == [1, 2]


def test_nor_one_that_two_listings_of_a_day_did_not_show(two_sections: sqlite3.Connection) -> None:
    items.remove(two_sections, [1])

    for moment in (NOW, NOW + FORGET_AFTER - 1):
        assert ledger.note_listing(two_sections, ["1", "2"], moment) == 0

    assert ledger.keys(two_sections) == [1, 2]


def test_one_that_two_listings_a_day_apart_did_not_show_is(
    two_sections: sqlite3.Connection,
) -> None:
    items.remove(two_sections, [1])
    ledger.note_listing(two_sections, ["1", "2"], NOW)

    assert ledger.note_listing(two_sections, ["1", "2"], NOW + FORGET_AFTER) == 1

    assert ledger.keys(two_sections) == [2]
    assert ledger.of(two_sections, [1]) == Ledger()


def test_an_item_that_came_back_counts_from_the_beginning(two_sections: sqlite3.Connection) -> None:
    items.remove(two_sections, [1])
    ledger.note_listing(two_sections, ["1"], NOW)
    items.put(two_sections, [film(1)])
    ledger.note_listing(two_sections, ["1"], NOW + 10)
    items.remove(two_sections, [1])

    assert ledger.note_listing(two_sections, ["1"], NOW + FORGET_AFTER) == 0
    assert ledger.keys(two_sections) == [1, 2]


def test_a_record_that_is_written_anew_shows_that_its_item_is_there(
    two_sections: sqlite3.Connection,
) -> None:
    items.remove(two_sections, [1])
    ledger.note_listing(two_sections, ["1"], NOW)
    put(two_sections, record("p:ann"))

    assert ledger.note_listing(two_sections, ["1"], NOW + FORGET_AFTER) == 0


def test_a_section_that_was_not_listed_says_nothing(two_sections: sqlite3.Connection) -> None:
    items.remove(two_sections, [1, 2])
    for moment in (NOW, NOW + FORGET_AFTER):
        ledger.note_listing(two_sections, ["2"], moment)

    assert ledger.keys(two_sections) == [1]


def test_it_tells_sections_labels_and_reasons(connection: sqlite3.Connection) -> None:
    put(connection, record("P:Ann", by(ANN), tagged("4k")))
    put(connection, record("p:ann", by(ANN)), record("p:bob", by(BOB)), item=film(2, section="2"))

    assert ledger.sections(connection) == {"1", "2"}
    assert ledger.labels(connection) == {"p:ann", "p:bob"}
    assert ledger.reasons(connection) == {by(ANN), by(BOB), tagged("4k")}


def test_what_is_not_there_now_is_not_counted(two_sections: sqlite3.Connection) -> None:
    put(two_sections, record("p:bob"), replace(record("p:kid"), missing_since=NOW))
    assert ledger.totals(two_sections) == {"items": 2, "labels": 2, "records": 3}

    items.remove(two_sections, [1])
    ledger.note_listing(two_sections, ["1", "2"], NOW)

    assert ledger.totals(two_sections) == {"items": 1, "labels": 1, "records": 1}


def test_an_empty_ledger_counts_nothing(connection: sqlite3.Connection) -> None:
    assert ledger.totals(connection) == {"items": 0, "labels": 0, "records": 0}
    assert ledger.reasons(connection) == frozenset()


@hypothesis_settings(max_examples=50)
@given(st.lists(ledgers, max_size=3))
def test_a_ledger_reads_back_as_it_was_put(kept: list[Ledger]) -> None:
    """Whatever labels and titles are, and whatever stood there before."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
    expected = Ledger()
    for each in kept:
        ledger.put(connection, each)
        expected = with_records(expected, each)

    assert ledger.of(connection, ledger.keys(connection)) == expected
    connection.close()
