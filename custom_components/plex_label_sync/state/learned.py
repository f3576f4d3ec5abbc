"""The other ids of watchlist entries, which come with their plex guid alone and are looked up.

Plex's legacy agents know a movie by its IMDb or its TMDB id, and a TV show by its TVDB id. Where
one of these was not found it is looked up again after a day, and then each week: plex.tv knows a
new title in part at first. What a later answer lacks is known on.
"""

from collections.abc import Collection, Iterable, Mapping
from sqlite3 import Connection

from ..core.deciding import catalogue_of
from ..core.guid import media_type_of
from ..core.model import (
    NO_GUIDS,
    Guids,
    MediaType,
    ReasonKind,
    Source,
    Title,
    packed,
    unpacked,
)
from ..core.work import WorkKind
from .rows import each_of, selected

DAY, WEEK = 86_400.0, 604_800.0

_ALONE = "(c.guids GLOB 'plex://*' AND instr(c.guids, ' ') = 0)"
OPEN = f"({_ALONE} AND NOT EXISTS (SELECT 1 FROM learned l WHERE l.guid = c.guids))"
"""In a query of claims `c`: nobody knows yet whether the title has other ids."""

_IN_PLEX = (
    "(EXISTS (SELECT 1 FROM item_guids i WHERE i.guid = c.guids AND i.media_type = c.media_type)"
    f" OR EXISTS (SELECT 1 FROM learned k CROSS JOIN {each_of('k.guids')} e"
    " CROSS JOIN item_guids i ON i.guid = e.value AND i.media_type = c.media_type"
    " WHERE k.guid = c.guids))"
)
"""In a query of claims `c`: Plex has an item with its plex guid, or with what is known beside."""

_AGAIN = (
    "CASE WHEN l.looked_up > :now THEN :now"
    " ELSE l.looked_up + CASE WHEN l.tries > 1 THEN :week ELSE :day END END"
)
"""In a query of `learned` rows `l`: when to look up again; at once where the clock was ahead."""

_IN_PART, _NOTHING = 1, 2
"""What the column `lacks` has where some id is still to be found; it is null where none is."""


def _due(*lacking: int) -> str:
    """Give the beginning of a query of the claims `c` whose titles are to be looked up.

    Those that nobody looked up yet, and those that lack this; unless Plex has them.
    """
    again = f"SELECT guid FROM learned WHERE lacks IN ({', '.join(map(str, lacking))}) AND"
    return (
        "WITH due (guid) AS (SELECT guid FROM unlearned"
        f" UNION {again} (tries > 1) = 0 AND looked_up <= :now - :day"
        f" UNION {again} (tries > 1) = 1 AND looked_up <= :now - :week"
        f" UNION {again} (tries > 1) IN (0, 1) AND looked_up > :now),"
        " c AS (SELECT claims.* FROM due CROSS JOIN claim_guids g ON g.guid = due.guid"
        " CROSS JOIN claims ON claims.id = g.claim AND claims.guids = due.guid)"
    )


_NEXT = " UNION ALL ".join(
    f"SELECT * FROM (SELECT {_AGAIN} AS time FROM learned l WHERE l.lacks = {lacks}"
    f" AND (l.tries > 1) = {often} AND l.looked_up {compared} :now AND EXISTS ("
    "SELECT 1 FROM claim_guids g CROSS JOIN claims c ON c.id = g.claim AND c.guids = l.guid"
    f" WHERE g.guid = l.guid AND NOT {_IN_PLEX}) ORDER BY l.looked_up LIMIT 1)"
    for lacks in (_IN_PART, _NOTHING)
    for often in (0, 1)
    for compared in ("<=", ">")
)
"""Of each kind the one that was looked up first: all of a kind are due as long after that."""

_LOOK_UP = (
    f"{_ALONE} AND NOT EXISTS (SELECT 1 FROM learned l WHERE l.guid = c.guids"
    f" AND (l.lacks IS NULL OR {_AGAIN} > :now))"
    f" AND NOT {_IN_PLEX}"
)


def of(connection: Connection, guids: Iterable[str]) -> dict[str, Guids]:
    """Give what was learned about those of these ids that were looked up."""
    query = "SELECT guid, guids FROM learned WHERE guid IN ({keys})"
    return {guid: unpacked(more) for guid, more in selected(connection, query, guids) if more}


def put(connection: Connection, found: Mapping[str, Guids], now: float) -> dict[str, Guids]:
    """Remember what looking up gave, nothing may be all that it gave; gives what is known now.

    An id takes the place of those of its catalogue that were known; those of others stay.
    """
    before = of(connection, found)
    known = {guid: _joined(before.get(guid, NO_GUIDS), guids) for guid, guids in found.items()}
    connection.executemany(
        "INSERT INTO learned VALUES (?, ?, ?, 1) ON CONFLICT (guid) DO UPDATE SET"
        " guids = excluded.guids, looked_up = excluded.looked_up, tries = tries + 1",
        [(guid, packed(guids), now) for guid, guids in known.items()],
    )
    return known


def _joined(before: Guids, told: Guids) -> Guids:
    anew = set(map(catalogue_of, told))
    return told | {guid for guid in before if catalogue_of(guid) not in anew}


def to_look_up(connection: Connection, now: float) -> list[str]:
    """Give the plex guids that came alone, match nothing in Plex, and are to be looked up."""
    query = f"{_due(_IN_PART, _NOTHING)} SELECT DISTINCT c.guids FROM c WHERE NOT {_IN_PLEX}"
    return [guid for (guid,) in connection.execute(query, _at(now))]


def next_time(connection: Connection, now: float) -> float | None:
    """Give when it is time to look up again where an id was not found; None where it never is."""
    query = f"SELECT min(time) FROM ({_NEXT})"
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
    """Give the sources with titles of which no other id is known, and that are to be looked up.

    Their claims may mean items that no id leads to. One known in part counts as known: whatever it
    was labelled by leads to it on, for no answer takes that away, and a later one only adds items.
    Else one title that plex.tv fails to tell of would keep all labels of its source for ever.
    """
    query = f"{_due(_NOTHING)} SELECT DISTINCT c.source FROM c WHERE NOT {_IN_PLEX}"
    return frozenset(source for (source,) in connection.execute(query, _at(now)))


def _at(now: float) -> dict[str, float]:
    return {"now": now, "day": DAY, "week": WEEK}


def is_any_open(connection: Connection, media_type: MediaType) -> bool:
    """Whether a title that is new, and not in Plex, may have other ids that nobody knows yet.

    Once it was looked up, what plex.tv told is how things are, also where it told a part: a title
    may never get the id that it lacks, and nobody would be told anything meanwhile.
    """
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
