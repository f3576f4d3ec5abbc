"""Asks a Radarr, Sonarr or Seerr about what its webhooks told of."""

from collections.abc import Callable
from sqlite3 import Connection

from ..core.work import Work, WorkKind
from ..state.database import Database
from ..sync.take import add_titles
from .lane import Handled
from .polls import ArrPoll, Poll

KINDS = frozenset({WorkKind.INSTANCE_TITLE, WorkKind.REQUESTS})


def key_of(subentry_id: str, title: int | None = None) -> str:
    """Give the key of work about an instance, or about one of its titles."""
    return f"{subentry_id}/{'' if title is None else title}"


class RequestsWork:
    """Asks a Seerr for its requests."""

    def __init__(self, poll: Poll) -> None:
        self._poll = poll

    async def handle(self, due: list[Work]) -> Handled:
        """Ask; whatever was told of, the answer is all requests."""
        wishes = await self._poll.read()
        if wishes.failure:
            return Handled(failed=[(entry, wishes.failure.plain) for entry in due])
        return Handled(done=due)


class InstanceTitleWork:
    """Asks a Radarr or Sonarr about titles, by its own ids: many at once, a bad one by itself."""

    def __init__(self, database: Database, poll: ArrPoll, now: Callable[[], float]) -> None:
        self._database = database
        self._poll = poll
        self._now = now

    async def handle(self, due: list[Work]) -> Handled:
        """Ask. Titles about which it fails are put back alone."""
        entries = {int(entry.key.rpartition("/")[2]): entry for entry in due}
        rereading = await self._poll.reread(frozenset(entries))
        if rereading.wishes.failure:
            return Handled(trouble=rereading.wishes.failure.plain)

        def note(connection: Connection) -> None:
            now = self._now()
            add_titles(connection, rereading.titles - rereading.imported, now)
            add_titles(connection, rereading.imported, now, imported=True)

        await self._database.write(note)
        failed = rereading.failed
        return Handled(
            done=[entry for key, entry in entries.items() if key not in failed],
            failed=[(entries[key], error.plain) for key, error in failed.items()],
        )
