"""Asks each Seerr for its version, once it answers and then each day.

A Radarr or Sonarr tells its version whenever it is polled. A release of Seerr asks GitHub first, as
long as that takes, so no poll waits for it, and that it does not answer is nobody's trouble.
"""

from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..clients.errors import ServiceError
from ..const import DOMAIN, LOGGER
from .polls import RequestPoll
from .runtime import SyncConfigEntry

_EVERY = timedelta(days=1)


@callback
def watch_versions(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Begin: who is not reached by a poll is not asked."""
    for poll in entry.runtime_data.polls:
        if isinstance(poll, RequestPoll):
            entry.async_on_unload(poll.async_add_listener(_Watch(hass, entry, poll).follow))


class _Watch:
    """Follows the polls of one Seerr."""

    def __init__(self, hass: HomeAssistant, entry: SyncConfigEntry, poll: RequestPoll) -> None:
        self._hass = hass
        self._entry = entry
        self._poll = poll
        self._asked: datetime | None = None

    @callback
    def follow(self) -> None:
        """Ask where it is time and the Seerr answers."""
        now = dt_util.utcnow()
        if not self._poll.last_update_success or (self._asked and now < self._asked + _EVERY):
            return
        self._asked = now
        self._entry.async_create_background_task(
            self._hass, self._ask(), f"{DOMAIN} version of {self._poll.source}"
        )

    async def _ask(self) -> None:
        try:
            await self._poll.ask_version()
        except ServiceError as err:
            title = self._poll.subentry.title
            LOGGER.debug("The version of %s could not be asked: %s", title, err.plain)
