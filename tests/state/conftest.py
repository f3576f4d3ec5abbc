"""What the tests of the database share: a folder of its own, and a database in it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
import sqlite3

import pytest

from custom_components.plex_label_sync.state.connection import connect, transact
from custom_components.plex_label_sync.state.database import Database

from .rescuing import fill


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is to be; its folder is not there yet."""
    return tmp_path / ".storage" / "plex_label_sync.entry.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """An open database."""
    database = Database(path)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a new database, for the functions that work on one."""
    connection = connect(path)
    connection.execute("BEGIN")
    yield connection
    connection.close()


@pytest.fixture
def house(path: Path) -> Path:
    """A closed database with a house in it."""
    with closing(connect(path)) as connection:
        transact(connection, fill)
    return path
