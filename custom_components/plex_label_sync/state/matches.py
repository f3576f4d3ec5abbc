"""Which items of Plex share an id with which claims, for all of a house at once."""

from collections.abc import Collection, Iterator
from sqlite3 import Connection

from ..core.model import Claim, Source
from . import items, learned
from .claim_rows import COLUMNS, WAITS, claims_of
from .rows import selected


def waiting(connection: Connection) -> Iterator[tuple[Claim, ...]]:
    """Give the claims whose titles Plex does not have and that wait for it, some at a time.

    A title of which nobody knows yet whether it has other ids is left out.
    """
    matched = "SELECT g.claim FROM claim_guids g JOIN item_guids i USING (guid, media_type)"
    cursor = connection.execute(
        f"SELECT {COLUMNS}, id IN ({matched}) FROM claims c WHERE {WAITS}"
        f" AND id NOT IN ({matched} WHERE g.own) AND NOT {learned.OPEN}"
    )
    while rows := cursor.fetchmany(2_000):
        found = claims_of(connection, [row[:-1] for row in rows])
        doubtful = [claim for claim, row in zip(found, rows, strict=True) if row[-1]]
        there = _there(connection, doubtful)
        yield tuple(claim for claim in found if claim not in there)


def _there(connection: Connection, claims: Collection[Claim]) -> frozenset[Claim]:
    """Give those of some claims whose titles Plex has, though not with the id that decides."""
    index = items.index_of(connection, [claim.title for claim in claims])
    return frozenset(claim for claim in claims if index.groups_of_claim(claim))


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


def with_items(connection: Connection) -> Iterator[tuple[int, int, int]]:
    """Give each claim, by its id, with the rating keys of the items that share an id with it.

    And whether that is an id that decides (see `core.deciding`).
    """
    return iter(
        connection.execute(
            "SELECT g.claim, i.rating_key, max(g.own)"
            " FROM claim_guids g JOIN item_guids i USING (guid, media_type) GROUP BY 1, 2"
        )
    )


def last_id(connection: Connection) -> int:
    """Give the highest id of a claim."""
    highest: int | None = connection.execute("SELECT max(id) FROM claims").fetchone()[0]
    return highest or 0


def of(connection: Connection, ids: Collection[int]) -> dict[int, Claim]:
    """Give the claims with these ids, with what was looked up about them."""
    query = f"SELECT c.id, {COLUMNS} FROM claims c WHERE id IN ({{keys}})"
    rows = list(selected(connection, query, ids))
    found = claims_of(connection, [row[1:] for row in rows])
    return {row[0]: claim for row, claim in zip(rows, found, strict=True)}
