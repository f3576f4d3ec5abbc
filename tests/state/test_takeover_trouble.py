"""Taking over what 0.1.0 kept, where its files cannot be read or renamed."""

import json
import sqlite3
from typing import Any

import pytest

from custom_components.plex_label_sync.state import (
    claims,
    ledger,
    requests,
    runs,
    waiting,
)
from custom_components.plex_label_sync.state.takeover import KINDS, take_over

from .older import all_records, data, written

NOW = 1_795_900_000.0


def cut(stored: bytes) -> bytes:
    """Give the first half."""
    return stored[: len(stored) // 2]


def renamed(stored: bytes) -> bytes:
    """Give the file with a field that nobody knows in the place of the data."""
    return stored.replace(b'"data"', b'"date"')


def of_another_kind(stored: bytes) -> bytes:
    """Give the file with a text in the place of the data."""
    return json.dumps({**json.loads(stored), "data": "text"}).encode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", [cut, renamed, of_another_kind, lambda _: b""])
def test_a_damaged_file_is_named_and_the_others_are_taken_over(
    connection: sqlite3.Connection, kind: str, damage: Any
) -> None:
    files = written("quiet")
    stored = files[kind]
    assert stored

    assert take_over(connection, {**files, kind: damage(stored)}, NOW) == {kind}

    assert bool(ledger.keys(connection)) is (kind != "ledger")
    assert bool(claims.counts(connection)) is (kind != "memory")
    assert bool(waiting.count(connection)) is (kind != "queue")
    assert len(requests.everything(connection)) == 1
    assert bool(runs.everything(connection)) is (kind != "last")


@pytest.mark.parametrize(
    "change",
    [
        {"rating_key": "one"},
        {"media_type": "album"},
        {"added_at": None},
        {"labels": "pulsarr:john"},
        {"labels": [{"label": "p", "since": "", "because": [["user", "1"]]}]},
        {"labels": [{"label": "p", "since": "", "because": [["fate", "1", "x"]]}]},
    ],
)
def test_a_ledger_with_an_odd_entry_is_damaged_as_a_whole(
    connection: sqlite3.Connection, change: dict[str, Any]
) -> None:
    """Half a ledger would look like one, and its other half like labels made by hand."""
    entries = data("quiet", "ledger")
    entries[3] |= change
    stored = json.dumps({"data": entries}).encode()

    assert take_over(connection, {"ledger": stored}, NOW) == {"ledger"}
    assert ledger.keys(connection) == []


def test_it_is_done_once(connection: sqlite3.Connection) -> None:
    """What was forgotten since does not come back."""
    take_over(connection, written("quiet"), NOW)
    ledger.forget(connection, [(101, label) for label in ledger.labels(connection)])
    before = all_records(connection)

    assert take_over(connection, written("troubled"), NOW) == frozenset()

    assert all_records(connection) == before
    assert 101 not in before
