"""Finds titles by their names: in Plex, in what sources claim, and in what waits."""

from collections.abc import Iterable
from sqlite3 import Connection

from msgspec import Struct

from ..core.model import Item, MediaType, Title
from ..core.title_name import fold_title, near_names
from . import claims, items, years
from .rows import item_of, title_of
from .same_title import with_all_ids

_LONGEST = 1_000
"""The letters of the longest name that is looked for: SQLite takes no pattern of any length."""

_ODD = "*[^ -&(-_a-~]*"
"""Fits names with letters other than plain ones, or with an apostrophe."""

_IS_CALLED = "({0} GLOB :odd OR {0} LIKE :like) AND fold_title({0}) = :wanted"
"""Few names are folded: of most it is plain that they are others."""


class NamedTitle(Struct, frozen=True):
    """A title that is called so, with all ids that are known to be its own.

    `key` is the rating key of an item that has no id, by which alone it can be named; else 0.
    """

    title: Title
    key: int = 0

    def is_same(self, title: Title) -> bool:
        """Whether this is that title, by an id."""
        return _is_same(self.title, title)


def called(connection: Connection, name: str) -> tuple[NamedTitle, ...]:
    """Give the titles that have this name, in any case and without accents; see `core.title_name`.

    All names are looked through: survey it (`Database.survey`), with a connection of its own.
    """
    wanted = fold_title(name)
    if not wanted or len(wanted) > _LONGEST:
        return ()
    connection.create_function("fold_title", 1, fold_title, deterministic=True)
    like = f"%{wanted.replace(' ', '%')}%"
    asked = {"odd": _ODD, "like": like, "wanted": wanted}
    found = [
        item_of(row)
        for row in connection.execute(
            f"SELECT {items.WITH_YEAR} FROM items WHERE {_IS_CALLED.format('title')}", asked
        )
    ]
    titles = [_dated(item) for item in found if item.guids]
    titles += [
        title_of(*row)
        for table in ("claims", "waiting")
        for row in connection.execute(
            f"SELECT DISTINCT media_type, guids, name FROM {table}"
            f" WHERE guids != '' AND {_IS_CALLED.format('name')}",
            asked,
        )
    ]
    bare = [NamedTitle(_dated(item), item.rating_key) for item in found if not item.guids]
    return (*_distinct(connection, titles), *bare)


def near(connection: Connection, name: str, most: int) -> tuple[NamedTitle, ...]:
    """Give the titles whose names come nearest to this one, by so many names at most.

    Survey it, as `called`.
    """
    if not 0 < len(fold_title(name)) <= _LONGEST:
        return ()
    rows = connection.execute(
        "SELECT title FROM items UNION SELECT name FROM claims WHERE guids != ''"
        " UNION SELECT name FROM waiting WHERE guids != '' ORDER BY 1"
    )
    found = near_names(name, (one for (one,) in rows), most)
    return tuple(title for one in found for title in called(connection, one))


def media_types(connection: Connection, guids: Iterable[str]) -> frozenset[MediaType]:
    """Give the media types in which Plex or a source knows a title by one of these ids."""
    query = (
        "SELECT media_type FROM item_guids WHERE guid = ?1"
        " UNION SELECT media_type FROM claim_guids WHERE guid = ?1"
    )
    return frozenset(
        MediaType(kind) for guid in guids for (kind,) in connection.execute(query, (guid,))
    )


def name_of(connection: Connection, title: Title) -> str:
    """Give what Plex, or else a source, calls a title; empty where nobody names it."""
    keys = items.matching(connection, [title])
    names = [item.title for _, item in sorted(items.of(connection, keys).items())]
    names += [claim.title.name for claim in claims.about(connection, [title])]
    return next(filter(None, names), "")


def _distinct(connection: Connection, titles: Iterable[Title]) -> list[NamedTitle]:
    """Bring together what is one title, by all its ids; what Plex has stands first."""
    distinct: list[Title] = []
    for title in titles:
        if not any(_is_same(title, other) for other in distinct):
            known = with_all_ids(connection, title)
            if not any(_is_same(known, other) for other in distinct):
                year = title.year or years.of(connection, known)
                distinct.append(Title(known.media_type, known.packed_guids, title.name, year))
    return [NamedTitle(title) for title in distinct]


def _dated(item: Item) -> Title:
    return Title(item.media_type, item.packed_guids, item.title, item.year)


def _is_same(one: Title, other: Title) -> bool:
    return one.media_type is other.media_type and not one.guids.isdisjoint(other.guids)
