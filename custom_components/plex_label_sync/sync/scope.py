"""What a scoped run looks at, and how it reads that: items one by one, with all their labels."""

from collections.abc import Iterable, Mapping
from copy import replace
from functools import partial
from sqlite3 import Connection

from msgspec import Struct, field

from ..clients.plex.client import Found, PlexServer
from ..core.labels import Labels
from ..core.model import Item, Title, packed
from ..state import items, learned
from ..state.database import Database
from .new_work import add_new_items, add_seeks


class Scope(Struct, frozen=True):
    """What a scoped run is to look at.

    `titles` are those about which a source says something new, `keys` the rating keys of which
    Plex told something, `deleted` those of which it said that they are gone, `imported` titles of
    which an instance got a file, `lost` titles of which Plex lost an item.
    """

    titles: frozenset[Title] = frozenset()
    keys: frozenset[int] = frozenset()
    deleted: frozenset[int] = frozenset()
    imported: frozenset[Title] = frozenset()
    lost: frozenset[Title] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.titles or self.keys or self.deleted)


class Look(Struct, frozen=True):
    """What reading a scope came to.

    `found` are the items that Plex gave, by rating key; `gone` those that it deleted, `unread` the
    others that it did not give, which proves nothing. Those `elsewhere` are in libraries that are
    out of scope. `titles` are all titles that are concerned.
    """

    found: Mapping[int, Found] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    unread: frozenset[int] = frozenset()
    elsewhere: frozenset[int] = frozenset()
    titles: frozenset[Title] = frozenset()

    @property
    def present(self) -> frozenset[Title]:
        """The titles of the items that were found: they do not wait any more."""
        return frozenset(entry.item.as_title() for entry in self.found.values())

    def labels(self, ignore: str) -> Labels:
        """Give the labels that the items carry; `ignore` is folded.

        A label without a name may be that one.
        """
        labels = Labels.of_items(((one.item, one.labels) for one in self.found.values()), ignore)
        nameless = (key for key, one in self.found.items() if one.nameless)
        return replace(labels, ignored=labels.ignored.union(nameless))


async def read_scope(
    plex: PlexServer,
    database: Database,
    scope: Scope,
    chosen: frozenset[str] | None,
    now: float,
    *,
    is_work: bool,
    before: Look | None = None,
) -> Look:
    """Read the items of a scope, and all copies of their titles; `chosen` libraries alone.

    `before` is what was read already, when more ids of the titles were looked up since. The
    database then holds them as they are now. What that shows of other titles becomes work, and so
    does all that is different where the scope itself `is_work` of nobody: it would not be seen
    again. Raises a `ServiceError` when Plex cannot be read.
    """
    keys = scope.keys | scope.deleted
    look = before or Look(titles=scope.titles | scope.imported)
    titles = look.titles
    while wanted := await database.read(
        lambda connection: _unread(connection, look, keys, titles)  # noqa: B023 - awaited at once
    ):
        read = await plex.read(sorted(wanted))
        found = {
            key: one for key, one in read.items() if chosen is None or one.item.section in chosen
        }
        missing = wanted - read.keys()
        gone = look.gone | (missing & scope.deleted)
        went = await database.write(
            partial(_keep, found=found, gone=gone, read=read, now=now, is_work=is_work)
        )
        look = Look(
            {**look.found, **found},
            gone,
            look.unread | (missing - gone),
            look.elsewhere | (read.keys() - found.keys()),
            look.titles | went,
        )
    return look


def _unread(
    connection: Connection, look: Look, keys: frozenset[int], titles: Iterable[Title]
) -> frozenset[int]:
    """Give the items with these keys, those of the titles, and all copies of both."""
    known = learned.of(connection, {guid for title in titles for guid in title.guids})
    wanted = [
        Title(
            title.media_type,
            packed(title.guids.union(*(known.get(one, ()) for one in title.guids))),
            "",
        )
        for title in titles
    ]
    found = {*keys, *items.matching(connection, wanted)}
    copies = items.copies(connection, found | look.found.keys())
    seen = look.found.keys() | look.gone | look.unread | look.elsewhere
    return frozenset(found | copies.keys()) - seen


def _keep(
    connection: Connection,
    found: Mapping[int, Found],
    gone: frozenset[int],
    read: Mapping[int, Found],
    now: float,
    *,
    is_work: bool,
) -> frozenset[Title]:
    """Keep items as they are now, and drop those that are gone; gives titles that lost an item."""
    before = items.of(connection, {*found, *gone})
    changed = items.put(connection, (one.item for one in found.values()))
    items.remove(connection, gone | (read.keys() - found.keys()))
    _seek_emptied(connection, [before[key] for key in gone & before.keys()], now)
    went = frozenset(
        item.as_title()
        for key, item in before.items()
        if key in gone or not item.guids <= found[key].item.guids
    )
    add_new_items(connection, () if is_work else changed, went, now)
    return went


def _seek_emptied(connection: Connection, deleted: Iterable[Item], now: float) -> None:
    """Have libraries looked at whose last item was deleted: they may be so themselves."""
    types = {item.section: item.media_type for item in deleted}
    emptied = types.keys() - items.sections(connection).keys()
    add_seeks(connection, {types[section] for section in emptied}, now)
