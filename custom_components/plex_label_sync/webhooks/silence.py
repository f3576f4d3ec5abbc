"""Notices that an instance imports and its webhook does not come, by asking it once an hour.

Asked is only who sent no webhook since the last time; where webhooks come, this costs nothing.
"""

from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..clients.errors import ServiceError
from ..const import LOGGER
from ..follow.polls import ArrPoll
from ..follow.runtime import SyncConfigEntry
from ..issues.report import report_silence
from .way import wants_webhook

_EVERY = timedelta(hours=1)

_AROUND = timedelta(minutes=10)
"""How far a webhook may be from its import: it may be late, and clocks may differ."""


@callback
def watch_for_silence(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Begin once Home Assistant runs: what was imported before is not missed.

    A Seerr imports nothing, and where no webhook is wanted none is missed.
    """

    @callback
    def start(hass: HomeAssistant) -> None:
        for instance in entry.runtime_data.instances.values():
            if not isinstance(instance, ArrPoll):
                continue
            if wants_webhook(instance.subentry):
                _start(hass, entry, instance)
            else:
                report_silence(hass, entry.entry_id, instance.subentry, silent=False)

    entry.async_on_unload(async_at_started(hass, start))


@callback
def _start(hass: HomeAssistant, entry: SyncConfigEntry, instance: ArrPoll) -> None:
    listening = Listening(hass, entry, instance)

    async def ask(_: object) -> None:
        await listening.check()

    entry.async_on_unload(async_track_time_interval(hass, ask, _EVERY))


class Listening:
    """Compares what an instance imported with the webhooks that came since this began."""

    def __init__(self, hass: HomeAssistant, entry: SyncConfigEntry, instance: ArrPoll) -> None:
        self._hass = hass
        self._entry_id = entry.entry_id
        self._instance = instance
        self._since = dt_util.utcnow() + _AROUND

    async def check(self) -> None:
        """Raise the issue where a webhook is missing.

        One webhook after an import is enough: that a single one was lost is no trouble. Where the
        instance does not answer, the next look goes back as far as this one.
        """
        since, until = self._since, dt_util.utcnow() - _AROUND
        if self._heard(since):
            self._since = until
            return
        try:
            times = await self._instance.imports(since)
        except ServiceError as err:
            title = self._instance.subentry.title
            LOGGER.debug("What %s imported could not be asked: %s", title, err.plain)
            return
        self._since = until
        imports = [time for time in times if since <= time <= until]
        if imports and not self._heard(max(imports) - _AROUND):
            report_silence(self._hass, self._entry_id, self._instance.subentry, silent=True)

    def _heard(self, since: datetime) -> bool:
        last = self._instance.last_webhook
        return last is not None and last >= since
