"""The scheduled full sync, at the user's time on the user's days; one that was missed is made up.

It is work like any other, which stays in the list until it is done. When one was put there last is
remembered, so that none is forgotten while Home Assistant is off, and none comes twice.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from sqlite3 import Connection

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from ..core.cause import Cause
from ..core.schedule import Schedule
from ..options import has_schedule, schedule_from
from ..state import settings, work
from ..state.database import DatabaseError
from .runtime import SyncConfigEntry

_LONGEST = timedelta(minutes=15)
"""The time until the clock is looked at again: it may have been set, or the computer have slept."""


@callback
def start_schedule(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Start the schedule if there is one; it ends when the entry is unloaded."""
    time, days = schedule_from(entry.options)
    at = dt_util.parse_time(time) if time else None
    if at is None:
        return
    clock = _Clock(hass, entry, Schedule(at, days))
    clock.show()
    entry.async_on_unload(async_at_started(hass, clock.begin))
    entry.async_on_unload(clock.stop)


class _Clock:
    """Looks at the time, and has a full sync done whenever one is due."""

    def __init__(self, hass: HomeAssistant, entry: SyncConfigEntry, schedule: Schedule) -> None:
        self._hass = hass
        self._entry = entry
        self._schedule = schedule
        self._since = dt_util.utcnow()
        self._timer: Callable[[], None] | None = None

    @callback
    def begin(self, _hass: HomeAssistant) -> None:
        """Look now, and each time that one is due."""
        self._entry.async_on_unload(
            self._hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._look)
        )
        self._look()

    @callback
    def show(self) -> datetime | None:
        """Show when one is due next, and give that."""
        due = self._schedule.next(dt_util.now())
        coordinator = self._entry.runtime_data.coordinator
        coordinator.show_scheduled(due, is_saved=has_schedule(self._entry.options))
        return due

    @callback
    def stop(self) -> None:
        """Look no more."""
        if self._timer:
            self._timer()
            self._timer = None

    @callback
    def _look(self, _: object = None) -> None:
        self.stop()
        self._entry.async_create_task(
            self._hass, self._see(), f"{DOMAIN} schedule", eager_start=False
        )
        due = self.show()
        if due is not None:
            at = min(due, dt_util.utcnow() + _LONGEST)
            self._timer = async_track_point_in_utc_time(self._hass, self._look, at)

    async def _see(self) -> None:
        """Note a full sync if one is due."""
        now = dt_util.now()
        # A clock that was ahead leaves nothing to wait for.
        self._since = min(self._since, dt_util.as_utc(now))
        last = self._schedule.last(now)
        if last is None:
            return
        try:
            noted = await self._entry.runtime_data.database.write(
                lambda connection: self._note(connection, last, now)
            )
        except DatabaseError as err:
            # The next look tries it again; the repair issue tells that nothing can be saved.
            LOGGER.debug("The scheduled sync cannot be noted: %s", err)
            return
        if noted:
            self._entry.runtime_data.worker.wake()

    def _note(self, connection: Connection, last: datetime, now: datetime) -> bool:
        """Note what is due since the last time, by this schedule; another one begins now."""
        schedule = [self._schedule.at.isoformat(), sorted(self._schedule.days)]
        before = settings.get(connection, settings.SCHEDULED, {})
        if before.get("schedule") == schedule:
            noted = datetime.fromisoformat(before["noted"])
            since = noted if noted <= now else self._since
        else:
            since = dt_util.as_utc(now)
        is_due = since < last
        # The usual schedule makes no first sync: the user is asked about that.
        is_wanted = has_schedule(self._entry.options) or settings.get(connection, settings.SYNCED)
        if is_due and is_wanted and settings.get(connection, settings.ENABLED, default=True):
            work.add_full_sync(connection, Cause.SCHEDULE, now.timestamp())
        if is_due or before.get("schedule") != schedule:
            noted = last if is_due else since
            settings.put(
                connection,
                settings.SCHEDULED,
                {"schedule": schedule, "noted": noted.isoformat()},
            )
        return is_due
