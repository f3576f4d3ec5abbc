"""One value that tests keep in the database."""

import sqlite3

from custom_components.plex_label_sync.state import database as database_module, settings


def put(value: object) -> database_module.Ask[None]:
    """Give a change that keeps a value."""
    return lambda connection: settings.put(connection, "a", value)


def get(connection: sqlite3.Connection) -> object:
    """Give the value that is kept."""
    return settings.get(connection, "a")


def add(connection: sqlite3.Connection) -> None:
    """Add one to the number that is kept."""
    settings.put(connection, "a", settings.get(connection, "a", 0) + 1)
