"""The webhook as one instance keeps it: what is done there to have it, and to be rid of it.

When this is done, and what becomes of a failure, is in `registration.py` and `removal.py`; whether
it arrives, in `delivery.py`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from re import compile as pattern
from typing import Any, Protocol, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from ..clients.arr.connections import ArrConnections
from ..clients.errors import CannotConnectError, RejectedError, ServiceError
from ..clients.http import Patience
from ..clients.seerr.webhook import SeerrWebhook, SlotTakenError
from ..clients.seerr.webhook_slot import is_same_webhook, is_written_by_us
from ..const import SUBENTRY_SEERR
from ..core.phrase import Phrase
from ..servers import arr_for, seerr_for
from .home_address import webhook_path

CONNECTION = "Home Assistant: Plex Label Sync"
"""What connections are called that we make; where that is taken, a number follows."""

_OURS = pattern(rf"{CONNECTION}( \d+)?")


class UnreachableError(ServiceError):
    """An instance cannot reach Home Assistant. The message is the instance's own words."""

    def __init__(self, cause: ServiceError) -> None:
        super().__init__(cause.words or cause.plain)
        self._why = Phrase.said(cause.words) if cause.words else cause.why

    @property
    @override
    def why(self) -> Phrase:
        """What the instance says, or else why its test failed."""
        return self._why


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance as its subentry describes it now: Home Assistant changes subentries in place."""

    id: str
    kind: str
    title: str
    data: Mapping[str, Any] = field(repr=False)


class Hook(Protocol):
    """The webhook of one instance."""

    async def keep(self, url: str) -> None:
        """Have events posted to `url`, once; nothing is written where that is so.

        Raises `UnreachableError` when the instance cannot reach that address, `SlotTakenError`
        when its only place for a webhook is in use, `SettingsRefusedError` when that may not be
        changed, else a `ServiceError`.
        """

    async def test(self, url: str) -> None:
        """Have a test posted to `url`, and keep nothing of that; raises as `keep`."""

    async def is_there(self) -> bool:
        """Whether anything leads to this webhook. Raises a `ServiceError`."""

    async def wake(self) -> None:
        """Have events posted again to where the user has them posted; raises as `test`."""

    async def withdraw(self) -> None:
        """Remove what we made, and leave what the user did. Raises a `ServiceError`."""

    async def remove(self) -> None:
        """Remove all that leads to this webhook. Raises a `ServiceError`."""


def instances_of(entry: ConfigEntry[Any]) -> dict[str, Instance]:
    """Give the instances of a config entry as they are now, by the id of their subentries."""
    return {
        key: Instance(key, one.subentry_type, one.title, one.data)
        for key, one in entry.subentries.items()
    }


def hook_of(hass: HomeAssistant, instance: Instance, patience: Patience) -> Hook:
    """Give the webhook of an instance."""
    data = instance.data
    if instance.kind == SUBENTRY_SEERR:
        return _SeerrHook(seerr_for(hass, data, patience=patience).webhook, webhook_path(data))
    arr = arr_for(hass, instance.kind, data, patience=patience)
    return _ArrHook(arr.connections, data[CONF_WEBHOOK_ID])


class _ArrHook:
    """A connection in a Radarr or Sonarr."""

    def __init__(self, connections: ArrConnections, webhook_id: str) -> None:
        self._connections = connections
        self._webhook_id = webhook_id

    async def keep(self, url: str) -> None:
        found = sorted(
            await self._connections.find(self._webhook_id),
            key=lambda one: not self._connections.is_right(one, url),
        )
        for double in found[1:]:
            await self._connections.remove(double.id)
        with _unreachable(RejectedError):
            if not found:
                await self._connections.create(CONNECTION, url)
            elif not self._connections.is_right(found[0], url):
                await self._connections.mend(found[0], url)

    async def test(self, url: str) -> None:
        found = await self._connections.find(self._webhook_id)
        with _unreachable(RejectedError, CannotConnectError):
            await self._connections.test(CONNECTION, url, next(iter(found), None))

    async def is_there(self) -> bool:
        return bool(await self._connections.find(self._webhook_id))

    async def wake(self) -> None:
        failed: UnreachableError | None = None
        for one in await self._connections.find(self._webhook_id):
            try:
                with _unreachable(RejectedError, CannotConnectError):
                    await self._connections.test(CONNECTION, one.url, one)
            except UnreachableError as err:
                failed = failed or err
        if failed:
            raise failed

    async def withdraw(self) -> None:
        for one in await self._connections.find(self._webhook_id):
            if _OURS.fullmatch(str(one.raw.get("name"))):
                await self._connections.remove(one.id)

    async def remove(self) -> None:
        for one in await self._connections.find(self._webhook_id):
            await self._connections.remove(one.id)


class _SeerrHook:
    """The one slot of a Seerr."""

    def __init__(self, slot: SeerrWebhook, path: str) -> None:
        self._slot = slot
        self._path = path

    async def keep(self, url: str) -> None:
        await self._slot.set_up(url)

    async def test(self, url: str) -> None:
        slot = await self._slot.read()
        ours = is_same_webhook(slot.url, self._path)
        if slot.url and not ours:
            raise SlotTakenError("its webhook slot is in use")
        with _unreachable(RejectedError, CannotConnectError):
            await self._slot.test(url, slot, ours=ours)

    async def is_there(self) -> bool:
        return is_same_webhook((await self._slot.read()).url, self._path)

    async def wake(self) -> None:
        """Do nothing: a Seerr sends whatever failed before."""

    async def withdraw(self) -> None:
        slot = await self._slot.read()
        if is_same_webhook(slot.url, self._path) and is_written_by_us(slot):
            await self._slot.clear(self._path)

    async def remove(self) -> None:
        await self._slot.clear(self._path)


@contextmanager
def _unreachable(*errors: type[ServiceError]) -> Iterator[None]:
    """Take these errors for a test that failed.

    An instance that answered a moment ago and gives no answer now waits for one to its test.
    """
    try:
        yield
    except errors as err:
        raise UnreachableError(err) from err
