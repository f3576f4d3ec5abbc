"""How a claim stands in the database: its columns, and back."""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import NO_GUIDS, Claim, Guids, Reason, ReasonKind, Title, packed
from . import learned
from .rows import Row, title_of

WAITS = f"(c.waits OR (c.tag != '' AND c.kind = '{ReasonKind.USER}'))"
"""A tag that names somebody waits as a wish does; `waits` says whether it does as a tag."""

COLUMNS = f"c.source, c.kind, c.subject, c.media_type, c.guids, c.name, {WAITS}"
OWN_COLUMNS = "kind, subject, media_type, guids, name, waits, tag, otherwise"
"""A claim without its source. `tag` may name somebody, and is `otherwise` what it is as a tag."""


def row_of(claim: Claim, reason: Reason) -> Row:
    """Give a claim's columns without its source; `reason` is whose wish it is, or its own."""
    title, tag = claim.title, claim.reason if claim.may_name else None
    return (
        reason.kind.value,
        reason.subject,
        title.media_type.value,
        title.packed_guids,
        title.name,
        int(claim.waits),
        tag.subject if tag else "",
        tag.kind.value if tag else "",
    )


def title_in(columns: Row) -> Title:
    """Give the title of a claim's columns without its source."""
    return title_of(*columns[2:5])


def claims_of(connection: Connection, rows: Iterable[Row]) -> tuple[Claim, ...]:
    """Give the claims of rows of `COLUMNS`, with what was looked up about their titles."""
    rows = list(rows)
    more = learned.of(connection, {row[4] for row in rows})
    return tuple(claim_of(row, more.get(row[4], NO_GUIDS)) for row in rows)


def claim_of(row: Row, more: Guids) -> Claim:
    """Give the claim of a row of `COLUMNS`; `more` are other ids of its title."""
    source, kind, subject, media_type, guids, name, waits = row
    title = title_of(media_type, guids, name)
    if not more <= title.guids:
        title = Title(title.media_type, packed(title.guids | more), name)
    return Claim(title, Reason(ReasonKind(kind), subject, source), bool(waits))
