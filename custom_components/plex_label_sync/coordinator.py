"""Holds the state that entities show. It runs nothing: whoever does something has it read anew."""

import asyncio
from copy import replace
from datetime import datetime
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import DOMAIN, LOGGER
from .people_coordinator import People
from .state.database import Database, DatabaseError
from .sync.carry_out import READ
from .sync.outcome import Outcome
from .sync_state import Step, SyncState, merged, stored_state


class SyncCoordinator(DataUpdateCoordinator[SyncState]):
    """The state of one Plex server and of its `people`. Nothing polls: runs push what they find."""

    config_entry: ConfigEntry[Any]

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], database: Database) -> None:
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN)
        self._database = database
        self.people = People(database)
        self.data = SyncState()
        self._followers: list[CALLBACK_TYPE] = []
        self._reading = asyncio.Lock()

    @override
    async def _async_update_data(self) -> SyncState:
        """Give the state as it is: HA asks for it with its action to update an entity."""
        return await self._stored()

    async def begin(self) -> None:
        """Show what is stored, before anything else: in doubt nothing may follow.

        Raises `DatabaseError`.
        """
        self.data = await self._database.read(stored_state)

    async def refresh(self) -> None:
        """Show what is stored now, if it is another state; what cannot be read changes nothing."""
        try:
            state = await self._stored()
        except DatabaseError as err:
            LOGGER.debug("The state cannot be read: %s", err)
            return
        self._show(state)
        await self.people.refresh()
        for follow in tuple(self._followers):
            follow()

    async def _stored(self) -> SyncState:
        """Read one after the other: what was read first must not be shown last."""
        async with self._reading:
            return merged(await self._database.read(stored_state), self.data)

    @callback
    def on_refresh(self, follow: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call when anything may be stored that was not before; gives what ends that."""
        self._followers.append(follow)
        return lambda: self._followers.remove(follow)

    @callback
    def show_plex(self, connected: bool) -> None:
        """Show whether Plex's notifications are heard."""
        self._show(replace(self.data, plex=connected))

    @callback
    def show_progress(self, percent: float | None, step: Step | None = None) -> None:
        """Show how far a full sync is, and what it does; None when it has ended."""
        if percent is None:
            self._show(replace(self.data, progress=None, step=None))
            return
        step = step or (Step.PLEX if percent < READ else Step.LABELS)
        self._show(replace(self.data, progress=round(percent), step=step))

    @callback
    def show_scheduled(self, due: datetime | None, *, is_saved: bool) -> None:
        """Show when the schedule, which the user may have saved, has the next full sync done."""
        self._show(replace(self.data, scheduled=due, schedule_is_saved=is_saved))

    @callback
    def show_unsaved(self, outcome: Outcome, ended: datetime) -> None:
        """Show how a full sync ended of which nothing could be kept."""
        self._show(
            replace(
                self.data,
                last_result=outcome.status.value,
                problems=outcome.troubles,
                last_sync=ended,
                duration=round(outcome.duration, 3),
            )
        )

    @callback
    def _show(self, state: SyncState) -> None:
        if state != self.data:
            self.async_set_updated_data(state)
