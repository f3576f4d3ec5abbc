"""The other ids of watchlist entries, which come with their plex guid alone and are looked up.

Where nothing was found it is looked up again after a day, and then each week.
"""

from collections.abc import Collection, Iterable, Mapping
from sqlite3 import Connection

from ..core.guid import media_type_of
from ..core.model import Guids, MediaType, ReasonKind, Source, Title, packed, unpacked
from ..core.work import WorkKind
from .rows import selected

DAY, WEEK = 86_400.0, 604_800.0

_ALONE = "(c.guids GLOB 'plex://*' AND instr(c.guids, ' ') = 0)"
OPEN = f"({_ALONE} AND NOT EXISTS (SELECT 1 FROM learned l WHERE l.guid = c.guids))"
"""In a query of claims `c`: nobody knows yet whether the title has other ids."""

_IN_PLEX = (
    "EXISTS (SELECT 1 FROM item_guids i WHERE i.guid = c.guids AND i.media_type = c.media_type)"
)
_AGAIN = (
    "CASE WHEN l.looked_up > :now THEN :now"
    " ELSE l.looked_up + CASE WHEN l.tries > 1 THEN :week ELSE :day END END"
)
"""In a query of `learned` rows `l`: when to look up again; at once where the clock was ahead."""

_DUE = (
    "WITH due (guid) AS (SELECT guid FROM unlearned UNION SELECT guid FROM learned l WHERE"
    f" l.guids = '' AND {_AGAIN} <= :now),"
    " c AS (SELECT claims.* FROM due CROSS JOIN claim_guids g ON g.guid = due.guid"
    " CROSS JOIN claims ON claims.id = g.claim AND claims.guids = due.guid)"
)
"""Gives the claims `c` whose titles are to be looked up, unless Plex has them."""

_LOOK_UP = (
    f"{_ALONE} AND NOT EXISTS (SELECT 1 FROM learned l WHERE l.guid = c.guids AND (l.guids != ''"
    f" OR {_AGAIN} > :now))"
    f" AND NOT {_IN_PLEX}"
)


def of(connection: Connection, guids: Iterable[str]) -> dict[str, Guids]:
    """Give what was learned about those of these ids that were looked up."""
    query = "SELECT guid, guids FROM learned WHERE guid IN ({keys})"
    return {guid: unpacked(more) for guid, more in selected(connection, query, guids) if more}


def put(connection: Connection, learned: Mapping[str, Guids], now: float) -> None:
    """Remember what looking up gave; nothing may be all that it gave."""
    connection.executemany(
        "INSERT INTO learned VALUES (?, ?, ?, 1) ON CONFLICT (guid) DO UPDATE SET"
        " guids = excluded.guids, looked_up = excluded.looked_up, tries = tries + 1",
        [(guid, packed(guids), now) for guid, guids in learned.items()],
    )


def to_look_up(connection: Connection, now: float) -> list[str]:
    """Give the plex guids that came alone, match nothing in Plex, and are to be looked up."""
    query = f"{_DUE} SELECT DISTINCT c.guids FROM c WHERE NOT {_IN_PLEX}"
    return [guid for (guid,) in connection.execute(query, _at(now))]


def next_time(connection: Connection, now: float) -> float | None:
    """Give when it is time to look up again where nothing was found; None where it never is."""
    query = (
        f"SELECT min({_AGAIN})"
        " FROM learned l CROSS JOIN claim_guids g ON g.guid = l.guid"
        " CROSS JOIN claims c ON c.id = g.claim AND c.guids = l.guid"
        f" WHERE l.guids = '' AND NOT {_IN_PLEX}"
    )
    time: float | None = connection.execute(query, _at(now)).fetchone()[0]
    return time


def open_among(connection: Connection, titles: Collection[Title], now: float) -> list[str]:
    """Give those of these titles' plex guids that are to be looked up."""
    wanted = {guid for title in titles for guid in title.guids if len(title.guids) == 1}
    due: list[str] = []
    for guid in sorted(wanted):
        query = f"SELECT 1 FROM (SELECT :guid AS guids, :kind AS media_type) c WHERE {_LOOK_UP}"
        kind = media_type_of(guid).value
        if connection.execute(query, {**_at(now), "guid": guid, "kind": kind}).fetchone():
            due.append(guid)
    return due


def unsure(connection: Connection, now: float) -> frozenset[Source]:
    """Give the sources with titles that match nothing and are still to be looked up."""
    query = f"{_DUE} SELECT DISTINCT c.source FROM c WHERE NOT {_IN_PLEX}"
    return frozenset(source for (source,) in connection.execute(query, _at(now)))


def _at(now: float) -> dict[str, float]:
    return {"now": now, "day": DAY, "week": WEEK}


def is_any_open(connection: Connection, media_type: MediaType) -> bool:
    """Whether a title that is new, and not in Plex, may have other ids that nobody knows yet."""
    about = {"media_type": media_type.value, "title": WorkKind.TITLE.value}
    new = (
        "SELECT 1 FROM (SELECT json_extract(about, '$.guids') AS guids, json_extract(about,"
        " '$.media_type') AS media_type FROM work WHERE kind = :title) c"
        f" WHERE c.media_type = :media_type AND {OPEN} AND NOT {_IN_PLEX} LIMIT 1"
    )
    if connection.execute(new, about).fetchone():
        return True
    full_sync = "SELECT 1 FROM work WHERE kind = ? LIMIT 1"
    if not connection.execute(full_sync, (WorkKind.FULL_SYNC.value,)).fetchone():
        return False
    many = (
        "SELECT 1 FROM unlearned u CROSS JOIN claim_guids g ON g.guid = u.guid"
        " CROSS JOIN claims c ON c.id = g.claim AND c.guids = u.guid"
        " WHERE u.media_type = ?1 AND c.media_type = ?1 AND c.kind = ?2 LIMIT 1"
    )
    wishes = connection.execute(many, (media_type.value, ReasonKind.USER.value))
    return wishes.fetchone() is not None


def is_open(connection: Connection, title: Title) -> bool:
    """Whether a title came with its plex guid alone, whose other ids were not looked up yet."""
    guids = [guid for guid in title.guids if guid.startswith("plex://")]
    if len(title.guids) != 1 or not guids:
        return False
    query = "SELECT 1 FROM learned WHERE guid = ?"
    return connection.execute(query, guids).fetchone() is None
