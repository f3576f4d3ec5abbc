"""What arrived: kept until it is told, and given once."""

import sqlite3

from custom_components.plex_label_sync.state import arrivals


def test_what_arrived_is_given_once_in_its_order(connection: sqlite3.Connection) -> None:
    arrivals.add(connection, [{"title": "Heat"}, {"title": "Ran"}])
    arrivals.add(connection, [{"title": "Alien"}])

    assert arrivals.count(connection) == 3
    assert [one["title"] for one in arrivals.take(connection)] == ["Heat", "Ran", "Alien"]
    assert arrivals.take(connection) == []
    assert arrivals.count(connection) == 0
