"""How much room titles take on the Plex server's disks; asked when somebody looks, then kept."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from time import monotonic

from msgspec import Struct, field

from ..clients.errors import ServiceError
from ..clients.plex.client import METADATA_SIZE, PlexServer
from ..clients.together import both, together
from ..const import LOGGER
from ..core.model import MediaType
from ..state.browsing import Shown

SECONDS = 15.0
"""How long somebody waits for sizes at most; those that have not come by then are unknown."""

_KEPT_SECONDS = 3600.0
_MOST_KEPT = 20_000
_GIGABYTE = 1_000_000_000


class Sizes(Struct):
    """Gives the sizes of items of Plex servers, in bytes."""

    _kept: dict[tuple[str, int], tuple[int, float]] = field(default_factory=dict)

    def of(self, entry_id: str, titles: Iterable[Shown]) -> Mapping[int, int]:
        """Give the sizes by rating key, as far as they were asked for."""
        keys = [key for one in titles for key in one.keys]
        found = {key: self._kept.get((entry_id, key)) for key in keys}
        return {key: kept[0] for key, kept in found.items() if kept}

    async def ask(self, entry_id: str, plex: PlexServer, titles: Sequence[Shown]) -> None:
        """Ask for the sizes of titles, the first ones first, as far as there is time."""
        movies, shows = (
            self._unknown(entry_id, [one for one in titles if one.title.media_type is kind])
            for kind in (MediaType.MOVIE, MediaType.SHOW)
        )
        batches = batched(movies, METADATA_SIZE, strict=False)
        try:
            async with asyncio.timeout(SECONDS):
                await both(
                    together(self._ask_movies(entry_id, plex, batch) for batch in batches),
                    together(self._ask_show(entry_id, plex, key) for key in shows),
                )
        except TimeoutError:
            LOGGER.debug("Plex does not tell in time how large all titles are")

    def _unknown(self, entry_id: str, titles: Iterable[Shown]) -> list[int]:
        """Give whose sizes are to be asked for: those that were never told come first."""
        now = monotonic()
        until = {
            key: self._kept.get((entry_id, key), (0, 0.0))[1] for one in titles for key in one.keys
        }
        return sorted((key for key in until if until[key] < now), key=until.__getitem__)

    async def _ask_movies(self, entry_id: str, plex: PlexServer, keys: Sequence[int]) -> None:
        try:
            for key, size in (await plex.sizes_of_movies(keys)).items():
                self._keep(entry_id, key, size)
        except ServiceError as err:
            LOGGER.debug("Plex does not tell how large some movies are: %s", err)

    async def _ask_show(self, entry_id: str, plex: PlexServer, key: int) -> None:
        try:
            self._keep(entry_id, key, await plex.size_of_show(key))
        except ServiceError as err:
            LOGGER.debug("Plex does not tell how large a TV show is: %s", err)

    def _keep(self, entry_id: str, key: int, size: int) -> None:
        self._kept.pop((entry_id, key), None)
        if len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[entry_id, key] = size, monotonic() + _KEPT_SECONDS


def total_size(title: Shown, sizes: Mapping[int, int]) -> int:
    """Give how many bytes all items of a title have; 0 where that is not known of any."""
    return sum(sizes.get(key, 0) for key in title.keys)


def in_words(size: int) -> str:
    """Give a size as people read it."""
    return f"{size / _GIGABYTE:.1f} GB"
