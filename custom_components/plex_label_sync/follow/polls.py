"""One coordinator for each source: it polls, and what it hears goes on at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from ..clients.errors import AuthError, BusyError
from ..const import DOMAIN, LOGGER
from ..core.model import Source
from ..issues.private_lists import report_private
from ..issues.report import report_access, report_silence
from ..sources.reader import Reader, Wishes
from ..sources.tags import Rereading, TagReader

type Hear = Callable[[Wishes], None]
"""Whoever wants to know what a source said, whenever it was asked."""


class SourceCoordinator(DataUpdateCoordinator[Wishes]):
    """Polls one source; a full sync asks through it at once, so that all hear the answer."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        reader: Reader,
        *,
        name: str,
        every: timedelta | None,
        hear: Hear,
    ) -> None:
        """`every` is the time between polls, None for a source that tells itself when it changes.

        `hear` is told of every answer, failures included. `said` is the last one, `asked` when
        that was.
        """
        super().__init__(
            hass, LOGGER, config_entry=entry, name=f"{DOMAIN} {name}", update_interval=every
        )
        self.reader = reader
        self._hear = hear
        self.said: Wishes | None = None
        self.asked: datetime | None = None
        self._latest: Wishes | None = None

    @property
    def source(self) -> Source:
        """The source, or the one above all that this reads."""
        return self.reader.source

    async def read(self) -> Wishes:
        """Read all of it now. A server that fails is told in the answer."""
        self._latest = None
        await self.async_refresh()
        return self._latest or await self.reader.read()

    @override
    async def _async_update_data(self) -> Wishes:
        wishes = await self.reader.read()
        self._take(wishes)
        if failure := wishes.failure:
            pause = failure.retry_after if isinstance(failure, BusyError) else None
            raise UpdateFailed(failure.plain, retry_after=pause) from failure
        return wishes

    @callback
    def _take(self, wishes: Wishes) -> None:
        self._latest = self.said = wishes
        self.asked = dt_util.utcnow()
        self._hear(wishes)


class FriendsCoordinator(SourceCoordinator):
    """Polls the watchlists of all friends, and tells who hides theirs."""

    config_entry: ConfigEntry

    @callback
    @override
    def _take(self, wishes: Wishes) -> None:
        if wishes.failure is None:
            report_private(self.hass, self.config_entry.entry_id, wishes.troubles)
        super()._take(wishes)


class InstanceCoordinator(SourceCoordinator):
    """Polls a Radarr, Sonarr or Seerr; its webhooks come here, too."""

    config_entry: ConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        subentry: ConfigSubentry,
        reader: Reader,
        *,
        every: timedelta,
        hear: Hear,
    ) -> None:
        super().__init__(hass, entry, reader, name=subentry.title, every=every, hear=hear)
        self.subentry = subentry
        self.last_webhook: datetime | None = None

    @callback
    def note_webhook(self) -> None:
        """Remember that a webhook came."""
        self.last_webhook = dt_util.utcnow()
        report_silence(self.hass, self.config_entry.entry_id, self.subentry, silent=False)
        self.async_update_listeners()

    @callback
    @override
    def _take(self, wishes: Wishes) -> None:
        rejected = isinstance(wishes.failure, AuthError)
        if rejected or wishes.failure is None:
            report_access(self.hass, self.config_entry, self.subentry, rejected=rejected)
        super()._take(wishes)


class ArrCoordinator(InstanceCoordinator):
    """Polls a Radarr or Sonarr, and asks it about single titles."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        subentry: ConfigSubentry,
        reader: TagReader,
        *,
        every: timedelta,
        hear: Hear,
    ) -> None:
        super().__init__(hass, entry, subentry, reader, every=every, hear=hear)
        self._tags = reader

    @property
    def version(self) -> str:
        """The application's version as it said last, or empty."""
        return self._tags.arr.version

    async def imports(self, since: datetime) -> tuple[datetime, ...]:
        """Give when the instance imported something since a time. Raises a `ServiceError`."""
        return await self._tags.arr.imports(since)

    async def reread(self, ids: frozenset[int]) -> Rereading:
        """Read some titles anew, by the instance's own ids."""
        rereading = await self._tags.reread(ids)
        self._take(rereading.wishes)
        if rereading.wishes.failure is None:
            self.async_set_updated_data(rereading.wishes)
        return rereading
