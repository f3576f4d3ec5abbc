"""Asks plex.tv again for the other ids of titles of which it knew none, or not all that matter."""

from collections.abc import Callable
from sqlite3 import Connection

from ..core.work import Work, WorkKind
from ..state import learned, work
from ..state.database import Database
from ..sync.engine import Engine
from ..sync.look_up import look_up
from .lane import Handled

KINDS = frozenset({WorkKind.LOOK_UP})


class LookUpWork:
    """Looks up what is to be looked up now; titles of which new ids are found become work."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        now: Callable[[], float],
        noted: Callable[[], None],
    ) -> None:
        """`noted` is called when there is work on titles."""
        self._database = database
        self._engine = engine
        self._now = now
        self._noted = noted

    async def handle(self, due: list[Work]) -> Handled:
        """Look up. What plex.tv fails to tell is tried again after a growing pause."""
        now, plextv = self._now(), self._engine.context.servers.plextv
        guids = await self._database.read(lambda connection: learned.to_look_up(connection, now))
        problems = await look_up(plextv, self._database, guids, now, as_work=True)
        self._noted()
        if problems:
            return Handled(failed=[(entry, problems[0].error) for entry in due])
        await self._database.write(lambda connection: _put_off(connection, due, now))
        return Handled()


def _put_off(connection: Connection, due: list[Work], now: float) -> None:
    """Let the work rest until it is time again, or end it where there is nothing to look up."""
    keys = [entry.key for entry in due]
    time = learned.next_time(connection, now)
    if time is None:
        work.drop(connection, WorkKind.LOOK_UP, keys)
    else:
        work.renew(connection, WorkKind.LOOK_UP, keys, time)
