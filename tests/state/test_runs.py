"""The last fifty runs."""

import sqlite3

from custom_components.plex_label_sync.state import runs


def test_the_newest_run_comes_first(connection: sqlite3.Connection) -> None:
    for number in range(3):
        run = {"status": "ok", "added": number, "problems": []}
        runs.add(connection, run, 1_000.5 + number)

    assert runs.everything(connection) == [
        {"at": 1_000.5 + number, "status": "ok", "added": number, "problems": []}
        for number in (2, 1, 0)
    ]


def test_the_oldest_makes_way_for_the_fifty_first(connection: sqlite3.Connection) -> None:
    for number in range(53):
        runs.add(connection, {"added": number}, number)

    kept = [run["added"] for run in runs.everything(connection)]
    assert kept == list(range(52, 2, -1))
