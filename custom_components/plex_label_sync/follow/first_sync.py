"""Reminds of the first sync: while none has gone through, a repair issue says what it would do."""

from collections.abc import Callable
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started

from ..const import DOMAIN
from ..issues.first_sync import report_first_sync
from .runtime import SyncConfigEntry

_EVERY = timedelta(minutes=10)
"""The time in which whoever just set all up may begin the sync without being reminded of it."""


@callback
def remind_of_first_sync(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """See now and then whether there was a sync, until there was, or it is known what it would do.

    A server that is down is asked again the next time.
    """
    if entry.runtime_data.coordinator.data.synced:
        return
    reminder = _Reminder(entry)
    entry.async_on_unload(async_at_started(hass, reminder.begin))
    entry.async_on_unload(reminder.stop)


class _Reminder:
    """Looks whether there was a sync."""

    def __init__(self, entry: SyncConfigEntry) -> None:
        self._entry = entry
        self._cancel: Callable[[], None] | None = None

    @callback
    def begin(self, hass: HomeAssistant) -> None:
        """Begin to look."""

        @callback
        def look(_now: datetime) -> None:
            if self._is_over():
                self.stop()
            else:
                self._entry.async_create_background_task(
                    hass, self._remind(hass), f"{DOMAIN} looks at a first sync"
                )

        self._cancel = async_track_time_interval(hass, look, _EVERY)

    @callback
    def stop(self) -> None:
        """Look no more."""
        if self._cancel:
            self._cancel()
            self._cancel = None

    async def _remind(self, hass: HomeAssistant) -> None:
        outcome = await self._entry.runtime_data.worker.sync(dry_run=True)
        if outcome.preview and not self._is_over():
            report_first_sync(hass, self._entry.entry_id, outcome.preview)
            self.stop()

    def _is_over(self) -> bool:
        return self._entry.runtime_data.coordinator.data.synced
