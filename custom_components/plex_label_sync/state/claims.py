"""What the sources claim, as each said it last: a source that is unknown now keeps its claims."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from sqlite3 import Connection

from ..core.deciding import deciding_ids
from ..core.model import (
    NO_GUIDS,
    Claim,
    Guids,
    MediaType,
    Reading,
    Reason,
    ReasonKind,
    Source,
    Title,
)
from ..core.sources import is_below
from . import former_names, learned, ledger, unwished, years
from .claim_changes import all_of, changes_of
from .claim_rows import COLUMNS, OWN_COLUMNS, claim_of, claims_of, row_of, title_in
from .rows import Row, changed, distinct, ids_by_type, selected, title_of
from .tag_reasons import TagReasons, turned

_CATALOGUES = {"imdb": 1, "tmdb": 2, "tvdb": 4}
"""What the column `catalogues` is the sum of, for the kinds of ids that a title has."""

_NO_LONGER_FOUND = "DELETE FROM claim_guids WHERE guid = ? AND media_type = ? AND claim = ?"


def take(
    connection: Connection,
    top: Source,
    readings: Iterable[Reading],
    *,
    before: Iterable[Reading] = (),
    baseline: bool = False,
) -> frozenset[Title]:
    """Take in what a source and those below it say; gives the titles about which that is new.

    As a baseline, what a source says for the first time is not new.

    A known reading replaces what its source claimed, but for what may be among its odd entries; an
    unknown one leaves it. A source below `top` of which nothing is said is no more. `before` are
    the readings that were taken in last: what they claimed is not compared anew.
    """
    last = {reading.source: reading for reading in before}
    readings = tuple(readings)
    unknown = frozenset(reading.source for reading in readings if reading.claims is None)
    spoken = {reading.source for reading in readings}
    known = names(connection)
    titles: set[Title] = set()
    for reading in readings:
        if reading.claims is not None:
            new = _replace(connection, reading, last.get(reading.source))
            titles |= new if reading.source in known or not baseline else set()
    return frozenset(titles) | _end(
        connection,
        {
            source: name
            for source, name in known.items()
            if is_below(source, frozenset({top}))
            and source not in spoken
            and not is_below(source, unknown)
        },
    )


def limit(connection: Connection, tops: frozenset[Source]) -> frozenset[Title]:
    """Forget the claims of sources that do not stand below these; gives their titles."""
    known = names(connection).items()
    over = {source: name for source, name in known if not is_below(source, tops)}
    return _end(connection, over)


def follow_people(connection: Connection) -> frozenset[Title]:
    """Let claims of tags be of whom the tags name now; gives the titles about which that is new.

    Records of such a tag say so, too: the reason is still the same, and its label moves.
    """
    titles: set[Title] = set()
    named: dict[Reason, Reason] = {}
    reasons = TagReasons(connection)
    query = "SELECT DISTINCT source, tag, otherwise, kind, subject FROM claims WHERE tag != ''"
    for source, tag, otherwise, kind, subject in connection.execute(query).fetchall():
        now = reasons.of(Reason(ReasonKind(otherwise), tag, source))
        if (now.kind, now.subject) == (kind, subject):
            continue
        where = "source = ? AND tag = ? AND kind = ? AND subject = ?"
        before = list(_rows(connection, where, (source, tag, kind, subject)))
        come = [(now.kind.value, now.subject, *row[3:]) for row in before]
        titles |= _swap(connection, source, before, come)
        named |= turned(source, before, come)
    ledger.restate(connection, named)
    return frozenset(titles)


def put(connection: Connection, claims: Iterable[Claim], name: str) -> None:
    """Add claims of a source of ours, called `name`, unless they stand already."""
    for claim in claims:
        source = claim.reason.source
        _name(connection, source, name)
        row = row_of(claim, claim.reason)
        if claim not in set(_of(connection, source, [row])):
            _insert(connection, [row], source)


def drop(connection: Connection, source: Source, titles: Collection[Title]) -> None:
    """Take back a source's claims on titles that share an id with these."""
    gone = list(_rows(connection, "id IN ({keys})", _ids(connection, titles, source)))
    unwished.note(connection, gone)
    _delete(connection, gone)


def names(connection: Connection) -> dict[Source, str]:
    """Give what each source is called that ever claimed something."""
    return dict(connection.execute("SELECT source, name FROM sources"))


def counts(connection: Connection) -> dict[Source, int]:
    """Give how many claims each source has."""
    return dict(connection.execute("SELECT source, COUNT(*) FROM claims GROUP BY source"))


def reasons(connection: Connection) -> list[Reason]:
    """Give all reasons that any claim has."""
    rows = distinct(connection, "claims", ("source", "kind", "subject"))
    return [Reason(ReasonKind(kind), subject, source) for source, kind, subject in rows]


def about(connection: Connection, titles: Iterable[Title]) -> tuple[Claim, ...]:
    """Give the claims on titles that share an id with one of these, or a name where it has none.

    What was looked up about a claim's title is among its ids.
    """
    titles = tuple(titles)
    ids = _ids(connection, titles)
    found = list(
        selected(connection, f"SELECT {COLUMNS} FROM claims c WHERE id IN ({{keys}})", ids)
    )
    for title in titles:
        if not title.guids:
            found += connection.execute(
                f"SELECT {COLUMNS} FROM claims c WHERE guids = '' AND media_type = ? AND name = ?",
                (title.media_type.value, title.name),
            )
    return claims_of(connection, found)


def wishers(connection: Connection, titles: Iterable[Title]) -> frozenset[str]:
    """Give the ids of the people who want one of these titles."""
    ids = _ids(connection, titles)
    query = "SELECT DISTINCT subject FROM claims WHERE id IN ({keys}) AND kind = ?"
    return frozenset(key for (key,) in selected(connection, query, ids, ReasonKind.USER.value))


def has_other_ids(
    connection: Connection,
    media_type: MediaType,
    kinds: frozenset[str],
    subjects: frozenset[str] | None,
) -> bool:
    """Whether somebody wants a title by ids of other kinds alone than these, such as `tmdb`.

    `subjects` are the ids of the people who count, None for all. Titles of watchlists, which come
    with their plex guid, are told apart by what is looked up.
    """
    same = sum(bit for kind, bit in _CATALOGUES.items() if kind in kinds)
    others = [mask for mask in range(1, sum(_CATALOGUES.values()) + 1) if not mask & same]
    rest = (
        "kind = 'user' AND guids NOT GLOB 'plex://*' AND media_type = ?"
        f" AND catalogues IN ({','.join(map(str, others))}) LIMIT 1"
    )
    if subjects is None:
        rows = connection.execute(f"SELECT 1 FROM claims WHERE {rest}", (media_type.value,))
        return rows.fetchone() is not None
    query = f"SELECT 1 FROM claims WHERE subject IN ({{keys}}) AND {rest}"
    return any(selected(connection, query, subjects, media_type.value))


def wishing(connection: Connection) -> frozenset[str]:
    """Give the ids of all people who want anything."""
    query = "SELECT DISTINCT subject FROM claims WHERE kind = ?"
    return frozenset(key for (key,) in connection.execute(query, (ReasonKind.USER.value,)))


def alone(connection: Connection, guids: Iterable[str]) -> list[Title]:
    """Give the titles of claims that came with one of these ids alone."""
    query = (
        "SELECT DISTINCT c.media_type, c.guids, c.name FROM claim_guids g"
        " JOIN claims c ON c.id = g.claim WHERE g.guid IN ({keys}) AND c.guids = g.guid"
    )
    return [title_of(*row) for row in selected(connection, query, guids)]


def learn(connection: Connection, found: Mapping[str, Guids], now: float) -> frozenset[str]:
    """Remember what looking up gave, nothing may be all that it gave.

    Claims whose title came with such an id alone are found by its other ids, too, and no longer by
    those in whose place others came. Gives the ids about which something is new.
    """
    before = learned.of(connection, found)
    known = learned.put(connection, found, now)
    new = frozenset(guid for guid in known if known[guid] != before.get(guid, NO_GUIDS))
    for guid in sorted(new):
        # By way of the index: there are as many claims as there are wishes in the house.
        query = (
            "SELECT c.id, c.media_type FROM claim_guids g JOIN claims c ON c.id = g.claim"
            " WHERE g.guid = :guid AND c.guids = :guid"
        )
        alone = connection.execute(query, {"guid": guid}).fetchall()
        over = before.get(guid, NO_GUIDS) - known[guid]
        connection.executemany(
            _NO_LONGER_FOUND, [(one, kind, claim) for claim, kind in alone for one in sorted(over)]
        )
        connection.executemany(
            "INSERT OR IGNORE INTO claim_guids VALUES (?, ?, ?, 0)",
            [(one, kind, claim) for claim, kind in alone for one in sorted(known[guid])],
        )
    return new


def _replace(connection: Connection, reading: Reading, before: Reading | None) -> set[Title]:
    _name(connection, reading.source, reading.name)
    changes = changes_of(connection, reading, before)
    titles = {claim.title for claim in changes.told}
    years.note(connection, titles)
    ledger.restate(connection, turned(reading.source, changes.gone, changes.come))
    unwished.note(connection, changes.gone)
    return _swap(connection, reading.source, changes.gone, changes.come)


def _swap(
    connection: Connection, source: Source, gone: Collection[Row], come: Collection[Row]
) -> set[Title]:
    """Put claims in the place of others, which come with their ids; gives the titles of both."""
    _delete(connection, gone)
    _insert(connection, come, source)
    return {title_in(columns) for columns in (*come, *(row[1:] for row in gone))}


def _end(connection: Connection, sources: Mapping[Source, str]) -> frozenset[Title]:
    """Forget what sources claimed that are no more, with what they were called; gives the titles.

    While records are for one, its name is kept.
    """
    gone = [row for source in sources for row in all_of(connection, source)]
    _delete(connection, gone)
    connection.executemany("DELETE FROM sources WHERE source = ?", [(one,) for one in sources])
    former_names.keep_sources(connection, sources)
    return frozenset(title_in(row[1:]) for row in gone)


def _name(connection: Connection, source: Source, name: str) -> None:
    connection.execute(
        "INSERT INTO sources VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET name = excluded.name"
        " WHERE name != excluded.name",
        (source, name),
    )


def _rows(connection: Connection, where: str, keys: Collection[object]) -> Iterator[Row]:
    """Give the id and the columns of claims, without their source."""
    query = f"SELECT id, {OWN_COLUMNS} FROM claims WHERE {where}"
    if "{keys}" in query:
        return selected(connection, query, keys)
    return iter(connection.execute(query, tuple(keys)).fetchall())


def _of(connection: Connection, source: Source, rows: Iterable[Row]) -> Iterator[Claim]:
    query = (
        f"SELECT {COLUMNS} FROM claims c WHERE source = ? AND kind = ? AND subject = ?"
        " AND media_type = ? AND guids = ?"
    )
    for row in rows:
        for found in connection.execute(query, (source, *row[:4])):
            yield claim_of(found, NO_GUIDS)


def _insert(connection: Connection, rows: Iterable[Row], source: Source) -> None:
    rows = list(rows)
    more = learned.of(connection, {row[3] for row in rows})
    for row in rows:
        claim = connection.execute(
            f"INSERT INTO claims (source, {OWN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (source, *row),
        ).lastrowid
        own = deciding_ids(title_in(row), source)
        guids = {*row[3].split(), *more.get(row[3], ())}
        connection.executemany(
            "INSERT INTO claim_guids VALUES (?, ?, ?, ?)",
            [(guid, row[2], claim, int(guid in own)) for guid in sorted(guids)],
        )


def _delete(connection: Connection, rows: Iterable[Row]) -> None:
    rows = list(rows)
    more = learned.of(connection, {row[4] for row in rows})
    connection.executemany(
        _NO_LONGER_FOUND,
        [
            (guid, row[3], row[0])
            for row in rows
            for guid in {*row[4].split(), *more.get(row[4], ())}
        ],
    )
    changed(connection, "DELETE FROM claims WHERE id IN ({keys})", [row[0] for row in rows])


def _ids(
    connection: Connection, titles: Iterable[Title], source: Source | None = None
) -> frozenset[int]:
    """Give the ids of the claims on titles that share an id with one of these."""
    query = "SELECT claim FROM claim_guids WHERE guid IN ({keys}) AND media_type = ?"
    found = frozenset(
        claim
        for media_type, wanted in ids_by_type(titles).items()
        for (claim,) in selected(connection, query, wanted, media_type.value)
    )
    if source is None:
        return found
    own = "SELECT id FROM claims WHERE id IN ({keys}) AND source = ?"
    return frozenset(claim for (claim,) in selected(connection, own, found, source))
