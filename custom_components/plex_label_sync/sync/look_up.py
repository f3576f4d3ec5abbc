"""Looks up the other ids of watchlist entries, which come with their plex guid alone."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Iterable
from itertools import batched

from ..clients.errors import ServiceError
from ..clients.plextv import PlexTv
from ..clients.together import together
from ..core.claims import Memory
from ..core.index import Index
from ..core.model import Guids, Title

LOOK_UPS = "plex.tv titles"

_AT_ONCE = 20


async def learn(
    plextv: PlexTv, memory: Memory, index: Index, titles: Iterable[Title]
) -> tuple[Memory, str | None]:
    """Look up those of the titles that match nothing; each is looked up once in a lifetime.

    Gives the memory with what was learned, and what went wrong if something did.
    """
    try:
        async for learned in _look_up(plextv, await to_thread(_unmatched, memory, index, titles)):
            memory = memory.with_learned(learned)
    except ServiceError as err:
        return memory, str(err)
    return memory, None


def _unmatched(memory: Memory, index: Index, titles: Iterable[Title]) -> list[str]:
    """Give the plex guids that came alone, match nothing and were not looked up before."""
    return sorted(
        {
            guid
            for title in titles
            if len(title.guids) == 1 and not index.match(title)
            for guid in title.guids
            if guid.startswith("plex://") and guid not in memory.learned
        }
    )


async def _look_up(plextv: PlexTv, guids: Iterable[str]) -> AsyncIterator[dict[str, Guids]]:
    """Look up the ids that other catalogues have for plex guids, some at a time.

    Raises a `ServiceError` when plex.tv fails; what came before stands.
    """
    for batch in batched(guids, _AT_ONCE, strict=False):
        found = await together(plextv.external_guids(guid) for guid in batch)
        yield dict(zip(batch, found, strict=True))
