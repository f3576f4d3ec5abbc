"""The scheduled full sync, at the user's time on the user's days."""

from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from ..core.work import WorkKind
from ..options import schedule_from
from .runtime import SyncConfigEntry


@callback
def start_schedule(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Start the schedule if there is one; it ends when the entry is unloaded."""
    time, days = schedule_from(entry.options)
    at = dt_util.parse_time(time) if time else None
    if at is None:
        return
    runtime = entry.runtime_data

    @callback
    def sync(now: datetime) -> None:
        if dt_util.as_local(now).weekday() in days and runtime.coordinator.data.enabled:
            runtime.worker.notes.note(WorkKind.FULL_SYNC, "")

    entry.async_on_unload(
        async_track_time_change(hass, sync, hour=at.hour, minute=at.minute, second=at.second)
    )
