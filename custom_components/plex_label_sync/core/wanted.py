"""Who wants a title, as the sources said last: it may be known by other ids than they use."""

from .claims import Memory
from .guid import usable
from .index import Index
from .ledger import Ledger
from .model import ReasonKind, Title


def seen(rating_key: int, index: Index, ledger: Ledger) -> Title | None:
    """Give the title of an item that Plex showed, or that we labelled; None of any other."""
    entry = ledger.entries.get(rating_key)
    item = index.items.get(rating_key) or (entry.item if entry else None)
    if item is None:
        return None
    return Title(item.media_type, item.guids | usable((item.guid,)), item.title)


def wishers(title: Title, index: Index, memory: Memory) -> frozenset[str]:
    """Give the ids of the people who want a title, under any id that a copy of it has in Plex."""
    guids = title.guids.union(*(item.guids for item in index.match(title)))
    return frozenset(
        claim.reason.subject
        for claims in memory.claims.values()
        for claim in claims
        if claim.reason.kind is ReasonKind.USER
        and claim.title.media_type is title.media_type
        and not guids.isdisjoint(memory.with_learned_ids(claim.title).guids)
    )
