"""Which ids are known to be those of one title: by Plex, by what sources claim, by look-ups."""

from sqlite3 import Connection

from ..core.deciding import ids_agree
from ..core.model import Guids, Title, packed
from . import claims, items, learned


def with_all_ids(connection: Connection, title: Title) -> Title:
    """Give a title with all ids that are known to be its own.

    What Plex says comes first, and all else counts as far as it agrees with that: a source may
    have an id of another title among its own.
    """
    guids = title.guids
    while True:
        known = Title(title.media_type, packed(guids), title.name)
        more = guids | _in_plex(connection, known)
        if more == guids:
            more = guids | _elsewhere(connection, known)
        if more == guids:
            return known
        guids = more


def _in_plex(connection: Connection, title: Title) -> Guids:
    """Give the ids of the items that are this title, and of their copies."""
    found = items.of(connection, items.matching(connection, [title]))
    own = [key for key, item in found.items() if ids_agree(item.guids, title.guids)]
    copies = items.copies(connection, own).values()
    return frozenset[str]().union(*(item.guids for item in copies))


def _elsewhere(connection: Connection, title: Title) -> Guids:
    told = [claim.title.guids for claim in claims.about(connection, [title])]
    told += learned.of(connection, title.guids).values()
    return frozenset[str]().union(*(guids for guids in told if ids_agree(guids, title.guids)))
