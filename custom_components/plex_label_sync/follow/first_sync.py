"""Reminds of the first sync: while none has gone through, a repair issue says what it would do."""

from collections.abc import Callable
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started

from ..const import DOMAIN
from ..issues.first_sync import is_first_sync_reported, report_first_sync
from ..sync.preview import Preview
from .runtime import SyncConfigEntry
from .worker import outcome_of_run

_SOON = timedelta(minutes=1)
"""The time in which whoever just set all up may begin the sync without being reminded of it."""

_AGAIN = timedelta(minutes=10)


@callback
def remind_of_first_sync(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """See what the first sync would do while there was none, soon after Home Assistant runs.

    What changes that is an option or an instance, which sets the entry up again: so it is seen anew
    then.
    """
    if entry.runtime_data.coordinator.data.synced:
        return
    reminder = _Reminder(hass, entry)
    entry.async_on_unload(async_at_started(hass, reminder.begin))
    entry.async_on_unload(reminder.stop)


class _Reminder:
    """Looks until it is known what the first sync would do, or there was one."""

    def __init__(self, hass: HomeAssistant, entry: SyncConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._cancel: Callable[[], None] | None = None

    @callback
    def begin(self, hass: HomeAssistant) -> None:
        """Begin to look: at once where the issue stands, of which the number may be old."""
        is_reported = is_first_sync_reported(hass, self._entry.entry_id)
        self._look_after(timedelta() if is_reported else _SOON)

    @callback
    def stop(self) -> None:
        """Look no more."""
        if self._cancel:
            self._cancel()
            self._cancel = None

    @callback
    def _look_after(self, time: timedelta) -> None:
        self._cancel = async_call_later(self._hass, time, self._look)

    @callback
    def _look(self, _now: datetime) -> None:
        self._cancel = None
        self._entry.async_create_background_task(
            self._hass, self._remind(), f"{DOMAIN} looks at a first sync"
        )

    async def _remind(self) -> None:
        preview = None if self._is_over() else await self._preview()
        if self._is_over():
            return
        if preview:
            report_first_sync(self._hass, self._entry.entry_id, preview)
        else:
            self._look_after(_AGAIN)

    async def _preview(self) -> Preview | None:
        """Give what the sync would do; None while a server is down or somebody syncs."""
        syncs = self._entry.runtime_data.worker.full_sync
        if syncs.is_awaited:
            return None
        try:
            outcome = await outcome_of_run(syncs.dry_run(gives_way=True))
        except HomeAssistantError:
            return None
        return outcome.preview

    def _is_over(self) -> bool:
        return self._entry.runtime_data.coordinator.data.synced
