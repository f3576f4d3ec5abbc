"""Looks up the other ids of watchlist entries, which come with their plex guid alone."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Iterable
from itertools import batched

from ..clients.errors import ServiceError
from ..clients.plextv.client import PlexTv
from ..clients.together import together
from ..core.claims import Memory
from ..core.index import Index
from ..core.model import Guids, Source, Title

LOOK_UPS = "plex.tv titles"

_AT_ONCE = 20


async def learn(
    plextv: PlexTv, memory: Memory, index: Index, titles: Iterable[Title]
) -> tuple[Memory, str | None]:
    """Look up those of the titles that match nothing; each is looked up once in a lifetime.

    Gives the memory with what was learned, and what went wrong if something did; titles that
    could not be looked up are pending then.
    """
    titles = tuple(titles)
    unmatched = await to_thread(_unmatched, memory, index, titles)
    try:
        async for learned in _look_up(plextv, unmatched):
            memory = memory.with_learned(learned)
    except ServiceError as err:
        left = frozenset(unmatched) - memory.learned.keys()
        return memory.with_pending(one for one in titles if one.guids & left), str(err)
    return memory, None


def unsure(memory: Memory, index: Index) -> frozenset[Source]:
    """Give the sources with titles that match nothing and are still to be looked up."""
    return frozenset(
        source
        for source, claims in memory.claims.items()
        if _unmatched(memory, index, (claim.title for claim in claims))
    )


def is_open(memory: Memory, title: Title) -> bool:
    """Whether a title came with its plex guid alone, whose other ids were not looked up yet."""
    return any(_is_open(memory, guid) for guid in title.guids if len(title.guids) == 1)


def _is_open(memory: Memory, guid: str) -> bool:
    return guid.startswith("plex://") and guid not in memory.learned


def _unmatched(memory: Memory, index: Index, titles: Iterable[Title]) -> list[str]:
    """Give the plex guids that came alone, match nothing and were not looked up before."""
    return sorted(
        {
            guid
            for title in titles
            if is_open(memory, title) and not index.match(title)
            for guid in title.guids
        }
    )


async def _look_up(plextv: PlexTv, guids: Iterable[str]) -> AsyncIterator[dict[str, Guids]]:
    """Look up the ids that other catalogues have for plex guids, some at a time.

    Raises a `ServiceError` when plex.tv fails; what came before stands.
    """
    for batch in batched(guids, _AT_ONCE, strict=False):
        found = await together(plextv.external_guids(guid) for guid in batch)
        yield dict(zip(batch, found, strict=True))
