"""Short ways to look at what a config entry has stored."""

from contextlib import closing
from pathlib import Path
import sqlite3

from homeassistant.config_entries import ConfigEntry

from custom_components.plex_label_sync.core.ledger import Ledger
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.core.requests import Request
from custom_components.plex_label_sync.core.work import Work, WorkKind
from custom_components.plex_label_sync.follow.runtime import Runtime
from custom_components.plex_label_sync.state import (
    items,
    ledger,
    requests,
    settings,
    waiting,
    work,
)
from custom_components.plex_label_sync.state.database import Database
from tests.expected import LabelSets
from tests.running import until


def database_of(entry: ConfigEntry) -> Database:
    """Give the database."""
    runtime: Runtime = entry.runtime_data
    return runtime.database


def ledger_of(entry: ConfigEntry) -> Ledger:
    """Give all records of labels that are ours."""
    return database_of(entry).look(
        lambda connection: ledger.of(connection, ledger.keys(connection))
    )


def queue_of(entry: ConfigEntry) -> dict[str, Waiting]:
    """Give the titles that wait for Plex, by name."""
    return {row.name: row for row in database_of(entry).look(waiting.everything)}


async def forget_former_names(database: Database) -> None:
    """Let everybody have left before names were kept."""
    await database.write(lambda connection: connection.execute("DELETE FROM former_names"))


def requests_of(entry: ConfigEntry) -> tuple[Request, ...]:
    """Give the requests that were made in Home Assistant."""
    return database_of(entry).look(requests.everything)


def owed_of(entry: ConfigEntry) -> list[str]:
    """Give the instances that are still to tell what was changed or chosen means for them."""
    owed: list[str] = database_of(entry).look(
        lambda connection: settings.get(connection, settings.OWED, [])
    )
    return [source for source in owed if source.startswith("tags/")]


def work_of(entry: ConfigEntry, kind: WorkKind) -> list[Work]:
    """Give the entries of a kind that are in the work list."""
    return database_of(entry).look(lambda connection: work.all_of(connection, kind))


def has_item(entry: ConfigEntry, rating_key: int) -> bool:
    """Whether this item of Plex is known."""
    return bool(database_of(entry).look(lambda connection: items.of(connection, [rating_key])))


def dump(entry: ConfigEntry) -> list[str]:
    """Give all that is stored."""
    return database_of(entry).look(lambda connection: [*connection.iterdump()])


async def dump_after_sync(entry: ConfigEntry) -> list[str]:
    """Give the same, once what a first sync leaves to be looked at is kept as well.

    And once the instances have their webhooks: until then that is in the list of work.
    """
    under_way = f"INSERT INTO \"work\" VALUES('{WorkKind.REGISTRATION.value}'"

    def is_kept() -> bool:
        lines = dump(entry)
        looked = any(f"'{settings.EVER_OURS}'" in line for line in lines)
        return looked and not any(line.startswith(under_way) for line in lines)

    await until(is_kept)
    return dump(entry)


def tables(connection: sqlite3.Connection) -> set[str]:
    """Give the names of the tables that are there."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {name for (name,) in rows}


def records_in(path: Path) -> LabelSets:
    """Give the labels that are ours by what a file says that nobody has open, by rating key.

    Whoever made it may have been killed before there was a table in it.
    """
    if not path.exists():
        return {}
    records: dict[int, set[str]] = {}
    with closing(sqlite3.connect(path)) as connection:
        if not tables(connection):
            return {}
        for key, label in connection.execute("SELECT rating_key, label FROM ledger"):
            records.setdefault(key, set()).add(label)
    return {key: frozenset(labels) for key, labels in records.items()}
