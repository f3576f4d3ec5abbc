"""Single values by name."""

import sqlite3
from typing import Any

import pytest

from custom_components.plex_label_sync.core.phrase import Phrase, PhraseKind
from custom_components.plex_label_sync.state import settings


@pytest.mark.parametrize("value", [True, False, 0, 1.5, "", "Łukasz 陳", [1, "a"], {"a": None}])
def test_a_value_is_kept_as_it_is(connection: sqlite3.Connection, value: Any) -> None:
    settings.put(connection, "a", value)

    assert settings.get(connection, "a", "default") == value


def test_a_newer_value_takes_the_place_of_an_older(connection: sqlite3.Connection) -> None:
    settings.put(connection, "a", 1)
    settings.put(connection, "b", 2)
    settings.put(connection, "a", 3)

    assert (settings.get(connection, "a"), settings.get(connection, "b")) == (3, 2)


def test_what_nobody_kept_is_the_default(connection: sqlite3.Connection) -> None:
    assert settings.get(connection, "a") is None
    assert settings.get(connection, "a", 1) == 1


def test_none_forgets_a_value(connection: sqlite3.Connection) -> None:
    settings.put(connection, "a", 1)
    settings.put(connection, "a", None)

    assert settings.get(connection, "a", "default") == "default"


def spoil(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Put a text in the place of a value."""
    connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))


UNREADABLE = ["", "{", "tru", "[]", '"yes"', "1", "null"]


def test_labels_follow_in_a_new_database(connection: sqlite3.Connection) -> None:
    assert settings.is_enabled(connection) is True


@pytest.mark.parametrize("enabled", [True, False])
def test_whether_labels_follow_is_kept(connection: sqlite3.Connection, enabled: bool) -> None:
    settings.put(connection, settings.ENABLED, enabled)

    assert settings.is_enabled(connection) is enabled


@pytest.mark.parametrize("value", UNREADABLE)
def test_in_doubt_labels_do_not_follow(connection: sqlite3.Connection, value: str) -> None:
    spoil(connection, settings.ENABLED, value)

    assert settings.is_enabled(connection) is False


def test_where_it_is_lost_whether_labels_follow_they_do_not(
    connection: sqlite3.Connection,
) -> None:
    settings.put(connection, settings.ENABLED, None)

    assert settings.is_enabled(connection) is False


def test_what_plex_dropped_is_kept_until_it_is_forgotten(connection: sqlite3.Connection) -> None:
    assert settings.harm(connection) is None

    settings.put(connection, settings.HARM, "Plex dropped the labels")
    assert settings.harm(connection) == Phrase.said("Plex dropped the labels")

    dropped = Phrase.of(PhraseKind.LABELS_DROPPED, label="“a”", lost="“Heat”: b")
    settings.put(connection, settings.HARM, dropped.as_dict)
    assert settings.harm(connection) == dropped

    settings.put(connection, settings.HARM, None)
    assert settings.harm(connection) is None


@pytest.mark.parametrize("value", ["", "{", "tru", "[]", "1", "null", '""'])
def test_that_plex_dropped_labels_is_known_though_what_it_dropped_cannot_be_read(
    connection: sqlite3.Connection, value: str
) -> None:
    spoil(connection, settings.HARM, value)

    assert settings.harm(connection) == settings.UNREADABLE_HARM


@pytest.mark.parametrize(
    "value", ["{", "[1]", '"ok"', '{"ended": 5, "status": [], "duration": ""}']
)
def test_how_the_last_sync_ended_is_unknown_where_it_cannot_be_read(
    connection: sqlite3.Connection, value: str
) -> None:
    spoil(connection, settings.LAST_SYNC, value)

    assert settings.last_sync(connection) == {"ended": None, "status": None, "duration": None}


def test_one_value_of_it_that_cannot_be_read_leaves_the_others(
    connection: sqlite3.Connection,
) -> None:
    last = {"ended": "2026-11-22T10:00:00+00:00", "status": 5, "duration": 1.5}
    settings.put(connection, settings.LAST_SYNC, last)

    assert settings.last_sync(connection) == {**last, "status": None}


def test_any_other_value_that_cannot_be_read_is_the_default(
    connection: sqlite3.Connection,
) -> None:
    spoil(connection, settings.SYNCED, "{")

    assert settings.get(connection, settings.SYNCED) is None
    assert settings.get(connection, settings.SYNCED, 7) == 7
