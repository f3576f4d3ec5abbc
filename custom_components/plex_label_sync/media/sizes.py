"""How much room titles take on the Plex server's disks; asked when somebody looks, then kept."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic

from msgspec import Struct, field

from ..clients.errors import ServiceError
from ..clients.plex.client import PlexServer
from ..clients.together import both
from ..const import LOGGER
from ..core.model import MediaType
from ..state.browsing import Shown

SECONDS = 15.0
"""How long somebody waits for sizes at most; those that have not come by then are unknown."""

_KEPT_SECONDS = 3600.0
_MOST_KEPT = 5_000
_GIGABYTE = 1_000_000_000


class Sizes(Struct):
    """Gives the sizes of items of Plex servers, in bytes."""

    _kept: dict[tuple[str, int], tuple[int, float]] = field(default_factory=dict)

    async def of(
        self, entry_id: str, plex: PlexServer, titles: Iterable[Shown]
    ) -> Mapping[int, int]:
        """Give the sizes by rating key, as far as they are known."""
        titles = list(titles)
        movies, shows = (
            [key for one in titles if one.title.media_type is kind for key in one.keys]
            for kind in (MediaType.MOVIE, MediaType.SHOW)
        )
        try:
            async with asyncio.timeout(SECONDS):
                await both(
                    self._ask_movies(entry_id, plex, self._unknown(entry_id, movies)),
                    self._ask_shows(entry_id, plex, self._unknown(entry_id, shows)),
                )
        except (ServiceError, TimeoutError) as err:
            LOGGER.debug("Plex does not tell how large all titles are: %s", err)
        found = {key: self._kept.get((entry_id, key)) for key in (*movies, *shows)}
        return {key: kept[0] for key, kept in found.items() if kept}

    def _unknown(self, entry_id: str, keys: Sequence[int]) -> list[int]:
        now = monotonic()
        return [key for key in keys if self._kept.get((entry_id, key), (0, 0.0))[1] < now]

    async def _ask_movies(self, entry_id: str, plex: PlexServer, keys: list[int]) -> None:
        for key, size in (await plex.sizes_of_movies(keys)).items():
            self._keep(entry_id, key, size)

    async def _ask_shows(self, entry_id: str, plex: PlexServer, keys: list[int]) -> None:
        """Ask for all side by side, as many at a time as the options allow Plex."""
        async with asyncio.TaskGroup() as group:
            for key in keys:
                group.create_task(self._ask_show(entry_id, plex, key))

    async def _ask_show(self, entry_id: str, plex: PlexServer, key: int) -> None:
        try:
            self._keep(entry_id, key, await plex.size_of_show(key))
        except ServiceError as err:
            LOGGER.debug("Plex does not tell how large a TV show is: %s", err)

    def _keep(self, entry_id: str, key: int, size: int) -> None:
        if len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[entry_id, key] = size, monotonic() + _KEPT_SECONDS


def together(title: Shown, sizes: Mapping[int, int]) -> int:
    """Give how many bytes all items of a title have; 0 where that is not known of any."""
    return sum(sizes.get(key, 0) for key in title.keys)


def in_words(size: int) -> str:
    """Give a size as people read it."""
    return f"{size / _GIGABYTE:.1f} GB"
