"""Which of a source's claims are gone and which came, by what it says now."""

from collections.abc import Iterator
from sqlite3 import Connection

from msgspec import Struct

from ..core.model import Claim, Reading, Source, unpacked
from .claim_rows import OWN_COLUMNS, row_of
from .rows import Row
from .tag_reasons import TagReasons

_MOST = 200
"""So many other claims are looked up one by one; beyond that all are compared."""


class ClaimChanges(Struct):
    """The rows that are gone, with their ids, and those that came, without.

    `told` are the claims of titles about which the source says something else than before.
    """

    gone: list[Row]
    come: set[Row]
    told: list[Claim]


def changes_of(connection: Connection, reading: Reading, before: Reading | None) -> ClaimChanges:
    """Compare what a source claims with what is stored; `before` is what it said then, if known.

    What is the same object as before is taken for stored: of tens of thousands a webhook changes
    one or two. What may be among the source's odd entries is not gone.
    """
    rows = _Rows(TagReasons(connection))
    few = _among_others(connection, reading, before, rows) if before else None
    return few or _among_all(connection, reading, rows)


class _Rows(Struct):
    """Gives the row that a claim is stored as."""

    reasons: TagReasons

    def of(self, claim: Claim) -> Row:
        reason = claim.reason
        return row_of(claim, self.reasons.of(reason) if claim.may_name else reason)


def _among_all(connection: Connection, reading: Reading, rows: _Rows) -> ClaimChanges:
    told = list(reading.claims or ())
    new = set(map(rows.of, told))
    gone: list[Row] = []
    for row in all_of(connection, reading.source):
        columns = row[1:]
        if columns in new:
            new.remove(columns)
        elif not (reading.odd and _may_hold(reading, columns)):
            gone.append(row)
    return ClaimChanges(gone, new, told)


def _among_others(
    connection: Connection, reading: Reading, before: Reading, rows: _Rows
) -> ClaimChanges | None:
    """Compare those alone that are not the same objects; None where these are many, or unclear."""
    if before.claims is None or before.odd or reading.odd:
        return None
    claims = reading.claims or ()
    then, now = set(map(id, before.claims)), set(map(id, claims))
    told = [claim for claim in claims if id(claim) not in then]
    ended = [claim for claim in before.claims if id(claim) not in now]
    if len(told) + len(ended) > _MOST:
        return None
    # Other claims may be stored as the same row: of a title that an instance has twice.
    ids = {claim.title.packed_guids for claim in ended}
    staying = {rows.of(claim) for claim in claims if claim.title.packed_guids in ids}
    leaving = set(map(rows.of, ended)) - staying
    coming = set(map(rows.of, told))
    stored = _stored(connection, reading.source, leaving | coming)
    if not leaving <= stored.keys():
        return None
    return ClaimChanges([stored[row] for row in leaving], coming - stored.keys(), told)


def _stored(connection: Connection, source: Source, wanted: set[Row]) -> dict[Row, Row]:
    """Give the rows with their ids of those of these that are stored."""
    query = (
        f"SELECT id, {OWN_COLUMNS} FROM claims WHERE source = ? AND kind = ? AND subject = ?"
        " AND media_type = ? AND guids = ?"
    )
    found = (row for columns in wanted for row in connection.execute(query, (source, *columns[:4])))
    return {row[1:]: row for row in found if row[1:] in wanted}


def all_of(connection: Connection, source: Source) -> Iterator[Row]:
    """Give the id and the columns of all claims of a source, one after the other."""
    query = f"SELECT id, {OWN_COLUMNS} FROM claims WHERE source = ?"
    return connection.execute(query, (source,))


def _may_hold(reading: Reading, columns: Row) -> bool:
    # A doubt about a tag is one about whom it names, too.
    subject = columns[6] or columns[1]
    return reading.may_hold(subject, unpacked(columns[3]))
