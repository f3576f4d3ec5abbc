"""Which items of Plex share an id with which claims, for all of a house at once."""

from collections.abc import Iterator
from sqlite3 import Connection

from ..core.model import Claim, Source
from . import learned
from .claim_rows import COLUMNS, WAITS, claims_of


def waiting(connection: Connection) -> Iterator[tuple[Claim, ...]]:
    """Give the claims whose titles Plex does not have and that wait for it, some at a time.

    A title of which nobody knows yet whether it has other ids is left out.
    """
    cursor = connection.execute(
        f"SELECT {COLUMNS} FROM claims c WHERE {WAITS} AND id NOT IN ("
        "SELECT g.claim FROM claim_guids g JOIN item_guids i USING (guid, media_type))"
        f" AND NOT {learned.OPEN}"
    )
    while rows := cursor.fetchmany(2_000):
        yield claims_of(connection, rows)


def reasons_by_id(connection: Connection) -> Iterator[tuple[int, Source, str, str]]:
    """Give the id of each claim with its reason, as source, kind and subject.

    Several tags on a title may name the same person: these are one claim.
    """
    return iter(
        connection.execute(
            "SELECT id, source, kind, subject FROM claims WHERE tag = ''"
            " UNION ALL SELECT MIN(id), source, kind, subject FROM claims WHERE tag != ''"
            " GROUP BY source, kind, subject, media_type, guids, name"
        )
    )


def with_items(connection: Connection) -> Iterator[tuple[int, int]]:
    """Give each claim, by its id, with the rating keys of the items that share an id with it."""
    return iter(
        connection.execute(
            "SELECT DISTINCT g.claim, i.rating_key"
            " FROM claim_guids g JOIN item_guids i USING (guid, media_type)"
        )
    )
