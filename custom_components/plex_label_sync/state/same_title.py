"""Which ids are known to be those of one title: by Plex, by what sources claim, by look-ups."""

from sqlite3 import Connection

from ..core.model import Title
from . import claims, items, learned


def with_all_ids(connection: Connection, title: Title) -> Title:
    """Give a title with all ids that are known to be its own."""
    guids = title.guids
    while True:
        known = Title(title.media_type, guids, title.name)
        copies = items.copies(connection, items.matching(connection, [known])).values()
        more = guids.union(
            *(item.guids for item in copies),
            *(claim.title.guids for claim in claims.about(connection, [known])),
            *learned.of(connection, guids).values(),
        )
        if more == guids:
            return known
        guids = more
