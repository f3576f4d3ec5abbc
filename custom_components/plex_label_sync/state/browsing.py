"""What can be looked at: titles by person and by tag, what waits, and what nobody wants any more.

Each question goes by an index, and asks about the titles alone that are shown at a time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import replace
from sqlite3 import Connection

from msgspec import Struct

from ..core.index import Index
from ..core.model import Claim, Item, ReasonKind, Title, fold, packed
from ..core.queue import Mark, Waiting, marks_of, queue
from ..core.title_name import fold_title
from . import claims, items, ledger, waiting, years
from .claim_rows import COLUMNS, claims_of
from .rows import selected

_OF_ALL_SOURCES = "c.source IN (SELECT source FROM sources) AND c.kind = ?"
"""Leads to claims by their reasons, whatever the source, and so by the index."""

_TAGGED = (
    "SELECT c.subject, c.media_type, c.guids, c.name FROM claims c"
    f" WHERE c.subject IN ({{keys}}) AND {_OF_ALL_SOURCES}"
)

_UNWANTED = """
SELECT DISTINCT i.rating_key FROM unwished u JOIN item_guids i USING (guid, media_type)
WHERE NOT EXISTS (
  SELECT 1 FROM claim_guids g JOIN claims c ON c.id = g.claim
  WHERE g.guid = u.guid AND g.media_type = u.media_type AND c.kind = 'user'
)
"""

_LEFT = """
SELECT l.rating_key, l.because FROM ledger l LEFT JOIN decisions d USING (rating_key, label)
WHERE l.missing_since IS NULL
  AND (l.ended OR d.answer IS NOT NULL OR l.because LIKE '%["removed"%')
"""
"""Leads to labels that are there though their reasons ended, or that say so themselves."""


type _Mark = tuple[str, str, str]
"""Tells a title with a tag from others with it: the tag, the media type, and an id or the name."""


class Shown(Struct, frozen=True):
    """A title with its year, and the rating keys of its items in Plex: none while it waits."""

    title: Title
    keys: tuple[int, ...] = ()


class Wait(Struct, frozen=True):
    """A title that waits since a time, and the ids by which sources know those who want it."""

    shown: Shown
    since: float
    wishers: frozenset[str]


def of_person(connection: Connection, ids: Collection[str]) -> Sequence[Waiting]:
    """Give the titles that somebody wants, by name; `ids` are all by which sources know them.

    A watchlist names Plex's own id alone, and Seerr TMDB's: of what Plex has, its item knows both.
    """
    found = _claims_of(connection, ReasonKind.USER, ids)
    index = items.index_of(connection, [claim.title for claim in found])
    return _by_name(_with_ids_of_items(claim, index) for claim in found)


def tags(connection: Connection) -> list[str]:
    """Give all tags that are on any title, by name; what differs in case alone is one."""
    subjects = {fold(subject): subject for subject in sorted(_tags(connection))}
    return sorted(subjects.values(), key=fold)


def count_by_tag(connection: Connection, tags: Sequence[str]) -> dict[str, int]:
    """Give how many titles carry each of these tags, as many as `of_tag` gives."""
    counts = {fold(tag): 0 for tag in tags}
    same = [subject for subject in _tags(connection) if fold(subject) in counts]
    titles: dict[_Mark, int] = {}
    merged: list[int] = []
    for subject, kind, guids, name in selected(connection, _TAGGED, same, ReasonKind.TAG.value):
        tag = fold(subject)
        # What is to be looked up has plex.tv's id alone, and no instance names that.
        marks = [(tag, kind, mark) for mark in guids.split() or (name,)]
        before = {_first(merged, titles[mark]) for mark in marks if mark in titles}
        number = min(before, default=len(merged))
        if not before:
            merged.append(number)
        for other in before:
            merged[other] = number
        titles.update(dict.fromkeys(marks, number))
        counts[tag] += 1 - len(before)
    return {tag: counts[fold(tag)] for tag in tags}


def of_tag(connection: Connection, tag: str) -> Sequence[Waiting]:
    """Give the titles that carry a tag in any instance, by name."""
    same = [subject for subject in _tags(connection) if fold(subject) == fold(tag)]
    return _by_name(_claims_of(connection, ReasonKind.TAG, same))


def shown(connection: Connection, titles: Iterable[Waiting]) -> list[Shown]:
    """Give titles with their years and their items in Plex."""
    titles = list(titles)
    index = items.index_of(connection, [one.title for one in titles])
    known = years.of_all(connection, [one.title for one in titles])
    return [_shown(one, index, known) for one in titles]


def waits(connection: Connection, start: int, size: int) -> list[Wait]:
    """Give a part of what waits, the newest first, with who wants it."""
    rows = waiting.page(connection, start, size)
    wishers: dict[Mark, set[str]] = {}
    for claim in claims.about(connection, [row.title for row in rows]):
        if claim.reason.kind is ReasonKind.USER:
            for mark in marks_of(claim.title):
                wishers.setdefault(mark, set()).add(claim.reason.subject)
    return [
        Wait(one, row.since, frozenset[str]().union(*(wishers.get(mark, ()) for mark in row.marks)))
        for row, one in zip(rows, shown(connection, rows), strict=True)
    ]


def unwanted(connection: Connection) -> list[Shown]:
    """Give the titles in Plex that somebody wanted once and nobody wants now.

    Labels that stayed, or wait for the user's word, tell of times of which nothing else does, as
    before the database was damaged. Those that Plex has for the longest time come first.
    """
    keys = {key for (key,) in connection.execute(_UNWANTED)} | _left(connection)
    index = Index.build(items.copies(connection, keys).values())
    about = claims.about(connection, [item.as_title() for item in index.items.values()])
    wanted = {
        group
        for claim in about
        if claim.reason.kind is ReasonKind.USER
        for group in index.groups_of_claim(claim)
    }
    groups = index.groups_of(index.items) - wanted
    found = sorted((index.members([group]) for group in groups), key=_age)
    return [_of_items(copies) for copies in found]


def _left(connection: Connection) -> set[int]:
    """Give the items with labels that are left of somebody's wish.

    Of a source that is no more nobody knows whether it wants the title still.
    """
    sources = claims.names(connection).keys()
    kinds = {ReasonKind.USER, ReasonKind.REMOVED}
    return {
        key
        for key, because in connection.execute(_LEFT)
        if any(why.kind in kinds and why.source in sources for why in ledger.reasons_of(because))
    }


def _tags(connection: Connection) -> set[str]:
    query = f"SELECT DISTINCT c.source, c.subject FROM claims c WHERE {_OF_ALL_SOURCES}"
    return {subject for _, subject in connection.execute(query, (ReasonKind.TAG.value,))}


def _first(merged: Sequence[int], number: int) -> int:
    """Give as which title one is counted; it may have been merged several times."""
    while merged[number] != number:
        number = merged[number]
    return number


def _claims_of(
    connection: Connection, kind: ReasonKind, subjects: Collection[str]
) -> tuple[Claim, ...]:
    query = f"SELECT {COLUMNS} FROM claims c WHERE c.subject IN ({{keys}}) AND {_OF_ALL_SOURCES}"
    return claims_of(connection, selected(connection, query, subjects, kind.value))


def _by_name(found: Iterable[Claim]) -> Sequence[Waiting]:
    return sorted(queue(found), key=lambda one: (fold_title(one.name), one.name))


def _with_ids_of_items(claim: Claim, index: Index) -> Claim:
    copies = index.members(index.groups_of_claim(claim))
    guids = claim.title.guids.union(*(item.guids for item in copies))
    return replace(claim, title=replace(claim.title, packed_guids=packed(guids)))


def _shown(one: Waiting, index: Index, known: Mapping[Mark, int]) -> Shown:
    found = [
        group for reason in one.because for group in index.groups_of_claim(Claim(one.title, reason))
    ]
    if found:
        return _of_items(index.members({*found}))
    year = max((known.get(mark, 0) for mark in one.marks), default=0)
    return Shown(Title(one.media_type, packed(one.guids), one.name, year))


def _of_items(copies: Sequence[Item]) -> Shown:
    first = copies[0]
    guids = frozenset[str]().union(*(item.guids for item in copies))
    title = Title(first.media_type, packed(guids), first.title, first.year)
    return Shown(title, tuple(item.rating_key for item in copies))


def _age(copies: Sequence[Item]) -> tuple[int, int]:
    return min((item.added_at, item.rating_key) for item in copies)
