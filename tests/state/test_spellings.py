"""Labels that Plex took for another one when they were written."""

import sqlite3

from custom_components.plex_label_sync.core.ledger import Record
from custom_components.plex_label_sync.core.model import Reason, ReasonKind
from custom_components.plex_label_sync.state import ledger, settings, spellings

from .rescuing import item

ANN = Reason(ReasonKind.USER, "1", "watchlist/own")


def own(connection: sqlite3.Connection, *labels: str) -> None:
    """Record labels of the first item."""
    records = [(item(1), Record(label, "2026", frozenset({ANN}))) for label in labels]
    ledger.put(connection, records)


def recorded(connection: sqlite3.Connection) -> dict[str, str]:
    """Give what Plex shows for each label that is recorded."""
    records = ledger.of(connection, [1]).of(item(1))
    return {label: record.shown for label, record in records.items()}


def test_at_first_no_label_is_known_to_be_shown_as_another(
    connection: sqlite3.Connection,
) -> None:
    assert spellings.shown_as(connection) == {}


def test_what_plex_shows_for_a_label_is_remembered_and_recorded(
    connection: sqlite3.Connection,
) -> None:
    own(connection, "p:strauß", "p:ann")

    spellings.take(connection, {"p:ann"}, {(1, "p:strauß"): "p:strauss"}, {})

    assert spellings.shown_as(connection) == {"p:strauß": "p:strauss"}
    assert recorded(connection) == {"p:strauß": "p:strauss", "p:ann": ""}


def test_what_was_there_before_is_not_ours(connection: sqlite3.Connection) -> None:
    own(connection, "p:strauß", "p:ann")

    spellings.take(connection, set(), {}, {(1, "p:strauß"): "p:strauss"})

    assert spellings.shown_as(connection) == {"p:strauß": "p:strauss"}
    assert recorded(connection) == {"p:ann": ""}


def test_a_label_that_is_shown_as_it_is_was_no_other(connection: sqlite3.Connection) -> None:
    """Whatever it seemed to be before, as when an edit was lost."""
    seemed = {(1, "p:strauß"): "p:strauss", (1, "p:ü"): "p:Ü"}
    spellings.take(connection, set(), {}, seemed)

    spellings.take(connection, {"p:strauß"}, {}, {})

    assert spellings.shown_as(connection) == {"p:ü": "p:Ü"}


def test_where_it_cannot_be_read_nothing_is_known(connection: sqlite3.Connection) -> None:
    settings.put(connection, "shown_as", ["p:strauß"])

    assert spellings.shown_as(connection) == {}
