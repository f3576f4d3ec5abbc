"""Asks a Radarr, Sonarr or Seerr about what its webhooks told of."""

from collections.abc import Callable
from sqlite3 import Connection

from ..core.model import Title
from ..core.work import RequestEvent, Work, WorkKind
from ..state.database import Database
from ..sync.new_work import add_titles
from .lane import Handled
from .polls import ArrPoll, RequestPoll

KINDS = frozenset({WorkKind.INSTANCE_TITLE, WorkKind.REQUESTS})

_MOST_LOOKS = 5
"""How often a request is looked for as a webhook told of it; a quarter of a minute, all in all."""


def key_of(subentry_id: str, number: int | None = None) -> str:
    """Give the key of work about an instance as a whole, or one of its titles or requests."""
    return f"{subentry_id}/{'' if number is None else number}"


class RequestsWork:
    """Asks a Seerr for its requests; `noted` is called when that made work on titles."""

    def __init__(
        self,
        database: Database,
        poll: RequestPoll,
        now: Callable[[], float],
        noted: Callable[[], None],
    ) -> None:
        self._database = database
        self._poll = poll
        self._now = now
        self._noted = noted

    async def handle(self, due: list[Work]) -> Handled:
        """Ask; whatever was told of, the answer is all requests.

        A webhook may come before the list shows what it tells of (seen with PostgreSQL: 1.5
        seconds before), so that is looked for again, a few times: it may be gone by now. A title
        that Seerr says is available is in Plex.
        """
        wishes = await self._poll.read()
        if wishes.failure:
            return Handled(trouble=wishes.failure.plain)
        available = [entry for entry in due if entry.about.get("told") == RequestEvent.AVAILABLE]
        if titles := {title for entry in available if (title := self._title(entry))}:
            await self._database.write(
                lambda connection: add_titles(connection, titles, self._now(), imported=True)
            )
            self._noted()
        missing = [entry for entry in due if not self._is_listed(entry)]
        return Handled(
            done=[entry for entry in due if entry not in missing],
            failed=[(entry, "it is not listed as it was told") for entry in missing],
        )

    def _is_listed(self, entry: Work) -> bool:
        """Whether the list shows what a webhook told of, or that is not to be waited for."""
        if not _number(entry) or entry.attempts + 1 >= _MOST_LOOKS:
            return True
        return (self._title(entry) is None) == (entry.about.get("told") == RequestEvent.DECLINED)

    def _title(self, entry: Work) -> Title | None:
        """Give the title of the request that an entry is about, if that is a wish."""
        number = _number(entry)
        return self._poll.title_of(int(number)) if number else None


class InstanceTitleWork:
    """Asks a Radarr or Sonarr about titles, by its own ids: many at once, a bad one by itself.

    All tags are read each time: work that names no title asks for no more.
    """

    def __init__(self, database: Database, poll: ArrPoll, now: Callable[[], float]) -> None:
        self._database = database
        self._poll = poll
        self._now = now

    async def handle(self, due: list[Work]) -> Handled:
        """Ask. Titles about which it fails are put back alone."""
        entries = {int(_number(entry)): entry for entry in due if _number(entry)}
        rereading = await self._poll.reread(frozenset(entries))
        if rereading.wishes.failure:
            return Handled(trouble=rereading.wishes.failure.plain)

        def note(connection: Connection) -> None:
            now = self._now()
            add_titles(connection, rereading.titles - rereading.imported, now)
            add_titles(connection, rereading.imported, now, imported=True)

        await self._database.write(note)
        failed = [(entries[key], error.plain) for key, error in rereading.failed.items()]
        bad = {entry.key for entry, _ in failed}
        return Handled(done=[entry for entry in due if entry.key not in bad], failed=failed)


def _number(entry: Work) -> str:
    """Give what an entry's key says beside its instance (see `key_of`)."""
    return entry.key.rpartition("/")[2]
