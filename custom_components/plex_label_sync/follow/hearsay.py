"""What an instance's webhooks told of: asked anew from the instance, so that bursts merge."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant, callback

from ..coordinator import SyncConfigEntry
from ..sync.scope import News
from ..webhooks.payloads import tells_of_requests, title_told_of
from .errand import Errand
from .polls import ArrCoordinator, InstanceCoordinator

_WAIT = 0.15

type Hear = Callable[[dict[str, Any]], None]
"""Takes in a webhook's payload. Raises `NoEventError` when it names no event."""


def hearsay_of(hass: HomeAssistant, entry: SyncConfigEntry, instance: InstanceCoordinator) -> Hear:
    """Give what takes in the webhooks of an instance."""
    if isinstance(instance, ArrCoordinator):
        return TitlesTold(hass, entry, instance).hear
    return RequestsTold(hass, entry, instance).hear


class TitlesTold:
    """Collects the titles that a Radarr's or Sonarr's webhooks told of, and asks about them."""

    def __init__(
        self, hass: HomeAssistant, entry: SyncConfigEntry, instance: ArrCoordinator
    ) -> None:
        self._follower = entry.runtime_data.follower
        self._instance = instance
        self._ids: set[int] = set()
        name = f"webhooks of {instance.subentry.title}"
        self._errand = Errand(hass, entry, name, self._ask, wait=_WAIT)

    @callback
    def hear(self, payload: dict[str, Any]) -> None:
        """Take in an event."""
        if title := title_told_of(self._instance.subentry.subentry_type, payload):
            self._ids.add(title)
            self._errand.ask()

    async def _ask(self) -> bool:
        """Ask about all that was told of; what the instance could not answer is kept."""
        ids, self._ids = frozenset(self._ids), set()
        rereading = await self._instance.reread(ids)
        if rereading.wishes.failure:
            self._ids |= ids
            return False
        self._follower.hear(News(titles=rereading.titles, imported=rereading.imported))
        return True


class RequestsTold:
    """Asks a Seerr for its requests when a webhook told of one."""

    def __init__(
        self, hass: HomeAssistant, entry: SyncConfigEntry, instance: InstanceCoordinator
    ) -> None:
        self._instance = instance
        name = f"webhooks of {instance.subentry.title}"
        self._errand = Errand(hass, entry, name, self._ask, wait=_WAIT)

    @callback
    def hear(self, payload: dict[str, Any]) -> None:
        """Take in a notification."""
        if tells_of_requests(payload):
            self._errand.ask()

    async def _ask(self) -> bool:
        await self._instance.async_refresh()
        return self._instance.last_update_success
