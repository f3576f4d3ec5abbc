"""Watches sharing restrictions: they name labels by their text, and nobody else tells of those.

plex.tv tells them with the people of the account. They are kept whenever these are read, and read
anew for whoever is about to decide something; where they cannot be read, that is told.
"""

import asyncio
from collections.abc import Iterable, Mapping
from copy import replace
from datetime import timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..clients.errors import ServiceError
from ..const import DOMAIN, LOGGER
from ..core.model import Person
from ..core.phrase import Phrase, PhraseKind
from ..core.restrictions import Filters, Restriction, Restrictions
from ..issues.restrictions import report_broken
from ..sources.reader import Wishes
from ..sources.watchlists import OWN
from ..state import restrictions
from ..state.database import Database, DatabaseError
from ..sync.context import Context
from ..sync.labels_in_plex import labels_in_plex
from .polls import Poll
from .runtime import Runtime, SyncConfigEntry

_PATIENCE = 10.0
"""Seconds in which plex.tv answers whoever waits for it in a dialog."""

_RECENT = timedelta(minutes=3)
"""How old restrictions are at most that a poll read, for whoever needs not ask anew."""

_NOT_READ = Phrase.of(PhraseKind.PEOPLE_UNREAD)


@callback
def watch_restrictions(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """See whether one is broken whenever the people of the account were read, and after syncs."""
    runtime = entry.runtime_data
    watch = _Watch(hass, entry)
    for poll in runtime.polls:
        if poll.source == OWN:
            watch.people = poll
            entry.async_on_unload(poll.async_add_listener(watch.look))
    entry.async_on_unload(runtime.coordinator.async_add_listener(watch.look_after_sync))


async def read_restrictions(runtime: Runtime) -> Restrictions:
    """Ask plex.tv for the restrictions now; what was known before is given where that fails.

    Raises `DatabaseError`.
    """
    context = runtime.engine.context
    try:
        async with asyncio.timeout(_PATIENCE):
            account = await context.servers.plextv.account()
        if account.trouble:
            raise account.trouble
    except ServiceError as err:
        return await _kept(context.database, err.why)
    except TimeoutError:
        return await _kept(context.database, Phrase.of(PhraseKind.SILENT))
    await _keep(context, account.people, account.shares, account.filters, account.odd)
    return await _kept(context.database)


async def recent_restrictions(runtime: Runtime) -> Restrictions:
    """Give the restrictions as they were read in the last minutes, or else now.

    Raises `DatabaseError`.
    """
    poll = next((poll for poll in runtime.polls if poll.source == OWN), None)
    if poll is None or poll.asked is None or dt_util.utcnow() - poll.asked > _RECENT:
        return await read_restrictions(runtime)
    return await _polled(runtime, poll.latest) or await read_restrictions(runtime)


async def look_again(hass: HomeAssistant, entry_id: str, runtime: Runtime) -> Phrase | None:
    """Look now whether a restriction is broken, and raise that or take it back.

    Gives why that is not known.
    """
    try:
        told = await read_restrictions(runtime)
        broken = await _broken(runtime.engine.context, told)
    except (ServiceError, DatabaseError) as err:
        return err.why
    if broken or told.are_complete:
        report_broken(hass, entry_id, broken)
    return told.trouble


class _Watch:
    """Looks for restrictions that name a label of ours which is on no title any more.

    `people` is the poll that reads the people of the account; without one they are read after each
    sync.
    """

    def __init__(self, hass: HomeAssistant, entry: SyncConfigEntry) -> None:
        self.people: Poll | None = None
        self._hass = hass
        self._entry = entry
        self._looking = asyncio.Lock()
        self._synced = entry.runtime_data.coordinator.data.last_sync

    @callback
    def look_after_sync(self) -> None:
        """Look if a full sync has ended."""
        synced = self._entry.runtime_data.coordinator.data.last_sync
        if synced != self._synced:
            self._synced = synced
            self.look()

    @callback
    def look(self) -> None:
        """Look, beside all else."""
        self._entry.async_create_background_task(
            self._hass, self._look(), f"{DOMAIN} looks at sharing restrictions"
        )

    async def _look(self) -> None:
        async with self._looking:
            try:
                told = await self._read()
                broken = await _broken(self._entry.runtime_data.engine.context, told)
            except (ServiceError, DatabaseError) as err:
                plain = err.plain if isinstance(err, ServiceError) else str(err)
                LOGGER.debug("Sharing restrictions cannot be looked at: %s", plain)
                return
        if broken or told.are_complete:
            report_broken(self._hass, self._entry.entry_id, broken)

    async def _read(self) -> Restrictions:
        runtime = self._entry.runtime_data
        if self.people is None:
            return await read_restrictions(runtime)
        told = await _polled(runtime, self.people.latest)
        return told or await _kept(runtime.database, _NOT_READ)


async def _polled(runtime: Runtime, latest: Wishes | None) -> Restrictions | None:
    """Give the restrictions as a poll read them with the people; None where it could not."""
    if latest is None or latest.failure or latest.people_failure:
        return None
    context = runtime.engine.context
    await _keep(context, latest.others, latest.shares, latest.filters, latest.odd_people)
    return await _kept(context.database)


async def _keep(
    context: Context,
    people: Iterable[Person],
    shares: Mapping[str, frozenset[str]],
    filters: Mapping[str, Filters],
    odd: int,
) -> None:
    """Keep the restrictions of those with whom this server is shared."""
    server = context.servers.machine_identifier
    here = [one for one in people if server in shares[one.id]]
    await context.database.write(
        lambda connection: restrictions.put(connection, here, filters, odd=odd)
    )


async def _kept(database: Database, trouble: Phrase | None = None) -> Restrictions:
    """Give what was told last; what never was is trouble in itself."""
    told = await database.read(restrictions.of)
    if told is None:
        return Restrictions(trouble=trouble or _NOT_READ)
    return replace(told, trouble=trouble)


async def _broken(context: Context, told: Restrictions) -> Mapping[Person, list[str]]:
    """Give who is restricted by labels that were ours and are on no title any more, with these.

    Raises a `ServiceError` and a `DatabaseError`.
    """
    ours, known = await context.database.survey(restrictions.ours, in_turn=True)
    if not ours <= known:
        known |= ours
        await context.database.write(lambda connection: restrictions.put_ours(connection, known))
    # Labels that are on a title by our own records need nobody asked.
    named = (told.readings & known) - ours
    gone = named - await labels_in_plex(context, named)
    return {one.person: labels for one in told.people if (labels := _named(one, gone))}


def _named(restriction: Restriction, labels: frozenset[str]) -> list[str]:
    return [one.text for one in restriction.labels if not labels.isdisjoint(one.readings)]
