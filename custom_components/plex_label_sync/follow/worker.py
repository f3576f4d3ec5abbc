"""The one worker of a Plex server: takes what is due off the work list, each kind in its lane.

Instances are asked, labels brought in step and full syncs run side by side, so that nobody holds up
anybody else; what writes labels does so one after the other (`Engine.writing`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from sqlite3 import Connection
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from ..coordinator import SyncCoordinator
from ..core.cause import Cause
from ..core.model import MediaType
from ..core.work import LONGEST_PAUSE, WorkKind
from ..sources.reader import Wishes
from ..state import choices, settings, work
from ..state.database import Database, DatabaseError
from ..sync.engine import Engine
from ..sync.new_work import SOON
from ..sync.outcome import Outcome
from . import full_sync, label_work, look_up_work
from .full_sync import FullSync
from .instance_work import InstanceTitleWork, RequestsWork, key_of
from .item_sync import ItemSync
from .label_work import LabelWork, keep_items
from .lane import Handle, Lane
from .look_up_work import LookUpWork
from .notes import Notes
from .polls import ArrPoll, Poll, RequestPoll
from .telling import Teller

_MOST_TITLES = 20_000
"""Titles about which an instance is asked in one go: it gives its list for many as for all."""


class Worker:
    """Does the work on the labels of one Plex server, and what actions ask for."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        database: Database,
        engine: Engine,
        coordinator: SyncCoordinator,
        polls: Sequence[Poll],
        terms: str,
    ) -> None:
        """`terms` are the options and sources that labels depend on."""
        self._hass = hass
        self._entry = entry
        self._database = database
        self._coordinator = coordinator
        self.engine = engine
        self.teller = Teller(hass, entry, database, coordinator)
        self.notes = Notes(hass, entry, database, self.wake)
        self.full_sync = FullSync(
            hass,
            entry,
            database=database,
            engine=engine,
            coordinator=coordinator,
            teller=self.teller,
            polls=polls,
            terms=terms,
            noted=self.wake_at_once,
        )
        self.item_sync = ItemSync(database, engine, self.full_sync, polls)
        self._lanes = [
            self._labels(),
            self._look_ups(),
            self._full_syncs(),
            *map(self._instance, _instances(polls)),
        ]

    @callback
    def start(self) -> None:
        """Work until the entry is unloaded; what was left when it was last loaded comes first."""
        for lane in self._lanes:
            self._entry.async_create_background_task(
                self._hass, lane.run(), f"{DOMAIN} worker", eager_start=False
            )

    @callback
    def wake(self) -> None:
        """See whether there is more to do."""
        for lane in self._lanes:
            lane.wake()

    @callback
    def wake_at_once(self) -> None:
        """See whether there is more to do, though a server was down: it may be there again."""
        for lane in self._lanes:
            lane.wake(at_once=True)

    async def take(self, wishes: Wishes) -> None:
        """Take in what a source says. Raises `DatabaseError`."""
        wait = LONGEST_PAUSE if self.full_sync.is_reading else SOON
        baseline = not self._coordinator.data.synced
        if await self.engine.take(wishes, baseline=baseline, wait=wait):
            await self._coordinator.refresh()
        self.wake()

    @callback
    def seek(self) -> None:
        """See what came to Plex and went while nobody listened; it answers again."""
        for media_type in MediaType:
            self.notes.note(WorkKind.SEEK, media_type.value, {"media_type": media_type.value})
        self.wake_at_once()

    async def sync(self, *, dry_run: bool = False) -> Outcome:
        """Run a full sync or a dry run, or join the one that runs.

        Raises `HomeAssistantError` when it is broken off, as it is for a reload.
        """
        if dry_run:
            return await outcome_of_run(self.full_sync.dry_run())
        return await outcome_of_run(self.full_sync.start())

    async def sync_anew(self) -> Outcome:
        """Run a full sync that begins now: one that runs already is waited for first.

        Raises what `sync` raises.
        """
        if self.full_sync.is_awaited:
            await self.sync()
        return await self.sync()

    async def apply(self, mark: str) -> Outcome:
        """Do what the preview with this mark showed, or nothing (see `FullSync.apply`).

        A full sync that runs is waited for first. Raises what `sync` raises.
        """
        if self.full_sync.is_awaited:
            await self.sync()
        return await self.act(lambda: self.full_sync.apply(mark))

    async def tell(self, outcome: Outcome) -> None:
        """Tell of what an action did; items that Plex refused something for are tried again."""
        now = _time()
        try:
            await self._database.write(lambda connection: keep_items(connection, outcome, now))
        except DatabaseError as err:
            LOGGER.debug("What an action left cannot be noted: %s", err)
        await self.teller.tell(outcome, full=False, by=Cause.ASKED)
        self.wake()

    async def act[T](self, act: Callable[[], Awaitable[T]]) -> T:
        """Do what an action asks for in the background, so that a reload can break it off.

        Raises what `act` raises, and `HomeAssistantError` when it is broken off.
        """

        async def run() -> T:
            return await act()

        return await outcome_of_run(
            self._entry.async_create_background_task(self._hass, run(), f"{DOMAIN} action")
        )

    async def set_enabled(self, enabled: bool) -> None:
        """Let labels follow what happens, what was missed included; or leave that to actions.

        Raises `DatabaseError`.
        """
        await self._database.write(
            lambda connection: settings.put(connection, settings.ENABLED, enabled)
        )
        await self._coordinator.refresh()
        if enabled and self._coordinator.data.synced:
            self.notes.note(WorkKind.FULL_SYNC, "", {"by": Cause.OPTIONS.value})
        if enabled:
            self.seek()

    async def choose(
        self, person: str, *, labels: bool | None = None, name: str | None = None
    ) -> None:
        """Choose whether a person gets labels, or their name in these; labels follow at once.

        Raises `DatabaseError`.
        """
        now = _time()

        def choose(connection: Connection) -> None:
            choices.put(connection, person, labels=labels, name=name)
            if settings.get(connection, settings.SYNCED):
                # As for changed options: whoever is silent now owes what this means for them.
                settings.put(connection, settings.TERMS, "")
                work.add_full_sync(connection, Cause.OPTIONS, now, at_once=True)

        await self._database.write(choose, durable=True)
        await self._coordinator.refresh()
        if self.full_sync.is_awaited and self._coordinator.data.may_follow:
            # One that runs may have read the sources by what was chosen before.
            self._entry.async_create_background_task(
                self._hass, self._sync_anew(), f"{DOMAIN} syncs anew"
            )
        self.wake_at_once()

    async def confirm_harm(self) -> None:
        """Take in that what Plex dropped is mended: it is written to again.

        Raises `DatabaseError`.
        """
        now = _time()

        def confirm(connection: Connection) -> None:
            settings.put(connection, settings.HARM, None)
            work.hasten_full_sync(connection, now)

        await self._database.write(confirm)
        await self._coordinator.refresh()
        self.seek()

    async def _sync_anew(self) -> None:
        try:
            await self.sync_anew()
        except HomeAssistantError as err:
            LOGGER.debug("A sync by what was chosen goes on later: %s", err)

    def _labels(self) -> Lane:
        labels = LabelWork(self._database, self.engine, self.teller, _time, self.wake)
        return self._lane(label_work.KINDS, labels.handle)

    def _look_ups(self) -> Lane:
        look_ups = LookUpWork(self._database, self.engine, _time, self.wake)
        return self._lane(look_up_work.KINDS, look_ups.handle)

    def _full_syncs(self) -> Lane:
        return Lane(
            self._hass,
            self._database,
            full_sync.KINDS,
            self.full_sync.handle,
            may_work=lambda: self._coordinator.data.may_follow or self.full_sync.is_awaited,
        )

    def _instance(self, poll: ArrPoll | RequestPoll) -> Lane:
        key = key_of(poll.subentry.subentry_id)
        if isinstance(poll, ArrPoll):
            titles = InstanceTitleWork(self._database, poll, _time)
            return self._lane([WorkKind.INSTANCE_TITLE], titles.handle, key=key, most=_MOST_TITLES)
        requests = RequestsWork(self._database, poll, _time, self.wake)
        return self._lane([WorkKind.REQUESTS], requests.handle, key=key)

    def _lane(self, kinds: Iterable[WorkKind], handle: Handle, **more: Any) -> Lane:
        return Lane(
            self._hass,
            self._database,
            kinds,
            handle,
            may_work=lambda: self._coordinator.data.may_follow,
            **more,
        )


async def outcome_of_run[T](run: Awaitable[T]) -> T:
    """Give what a run comes to. Raises `HomeAssistantError` when it is broken off."""
    try:
        return await asyncio.shield(run)
    except asyncio.CancelledError as err:
        task = asyncio.current_task()
        if task and task.cancelling():
            raise
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="sync_cancelled"
        ) from err


def _instances(polls: Sequence[Poll]) -> list[ArrPoll | RequestPoll]:
    return [poll for poll in polls if isinstance(poll, ArrPoll | RequestPoll)]


def _time() -> float:
    return dt_util.utcnow().timestamp()
