"""Posters of titles that Plex does not have: they come from a source that names the title."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from sqlite3 import Connection

from ..clients.errors import ServiceError
from ..clients.images import Image, Images
from ..core.model import Source, Title
from ..follow.polls import ArrPoll, RequestPoll
from ..follow.runtime import Runtime
from ..state import claims
from ..state.same_title import with_all_ids

_AT_ONCE = 4
_PLEX = "plex://"

type _Way = Callable[[], Awaitable[Image | None]]


class WaitingPosters:
    """Asks for posters, one server after the other; the database a few times at once."""

    def __init__(self, images: Images) -> None:
        self._images = images
        self._looks = asyncio.Semaphore(_AT_ONCE)

    async def ask(self, runtime: Runtime, title: Title) -> Image | None:
        """Give the poster of a title that somebody wants or an instance tags; None for any other.

        Raises `DatabaseError`, and a `ServiceError` where nobody gives one and somebody failed.
        """

        def look(connection: Connection) -> tuple[Title, frozenset[Source]]:
            whole = with_all_ids(connection, title)
            about = claims.about(connection, [whole])
            return whole, frozenset(claim.reason.source for claim in about)

        async with self._looks:
            whole, sources = await runtime.database.survey(look)
        failure: ServiceError | None = None
        for way in _ways(runtime, self._images, whole, sources):
            try:
                if poster := await way():
                    return poster
            except ServiceError as err:
                failure = failure or err
        if failure:
            raise failure
        return None


def _ways(
    runtime: Runtime, images: Images, title: Title, sources: frozenset[Source]
) -> Iterator[_Way]:
    """Give whom to ask, one after the other: what is in the house first."""
    # What nobody names is not asked for: this is no way to whatever plex.tv knows.
    if not sources:
        return
    for poll in runtime.polls:
        if isinstance(poll, ArrPoll) and poll.source in sources:
            yield partial(poll.poster, title)
    for guid in sorted(title.guids):
        if guid.startswith(_PLEX):
            yield partial(_of_catalogue, runtime, images, guid.rpartition("/")[2])
    for poll in runtime.polls:
        if isinstance(poll, RequestPoll) and poll.source in sources:
            yield partial(poll.poster, title, images)


async def _of_catalogue(runtime: Runtime, images: Images, plex_id: str) -> Image | None:
    address = await runtime.engine.context.servers.plextv.poster_address(plex_id)
    return await images.get(address) if address else None
