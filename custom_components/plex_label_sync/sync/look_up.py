"""Looks up the other ids of watchlist entries, which come with their plex guid alone."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import batched
from sqlite3 import Connection

from ..clients.errors import ServiceError
from ..clients.plextv.client import PlexTv
from ..clients.together import together
from ..core.model import Guids
from ..state import claims, learned
from ..state.database import Database
from .outcome import Problem, ProblemKind

_AT_ONCE = 20


async def look_up(
    plextv: PlexTv, database: Database, guids: Sequence[str], now: float
) -> tuple[Problem, ...]:
    """Look up these plex guids and remember what is found; gives what went wrong, if anything did.

    What was found before plex.tv failed stands.
    """
    for batch in batched(guids, _AT_ONCE, strict=False):
        try:
            found = await together(plextv.external_guids(guid) for guid in batch)
        except ServiceError as err:
            return (Problem(ProblemKind.LOOK_UPS, "plex.tv titles", str(err)),)
        more = dict(zip(batch, found, strict=True))
        await database.write(partial(_remember, found=more, now=now))
    return ()


def _remember(connection: Connection, found: Mapping[str, Guids], now: float) -> None:
    learned.put(connection, found, now)
    for guid, guids in found.items():
        claims.learn(connection, guid, guids)
