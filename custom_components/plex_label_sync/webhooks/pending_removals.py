"""Webhooks that are still to be taken out of instances which are gone here: kept, and tried again.

They outlive their config entry and a restart, in a file of their own: a repair issue alone would
wait for somebody to press its button, and what it holds is shown in Home Assistant's diagnostics,
where no key may be. A key is kept as long as it can be of use: until the webhook is gone, somebody
says that it is, or thirty days have passed. Home Assistant loads nothing of ours while no server is
set up; then the issue, which lasts, says what to do by hand.
"""

from asyncio import Lock, gather
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL, CONF_WEBHOOK_ID
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..clients.errors import ServiceError
from ..const import DOMAIN, LOGGER
from ..core.pauses import pause_after
from ..issues.left_webhooks import report_left, report_removed
from .instance_webhook import Instance, instances_of
from .removal import has_webhook, remove_webhook
from .way import WebhookWay, way_of

REMOVED_LATE = f"{DOMAIN}_webhook_removed_late"
"""Tells, with its id, of a webhook that was taken out of an instance some time after it left."""

_KEY = f"{DOMAIN}.webhooks_to_remove"
_VERSION = 1
_NEEDED = (CONF_URL, CONF_API_KEY, CONF_VERIFY_SSL, CONF_WEBHOOK_ID)

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 60.0, 3600.0, 3
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A webhook that is to be removed: `since` is when that failed first."""

    instance: Instance = field(repr=False)
    since: str

    @property
    def mark(self) -> str:
        """What tells it from others and names nobody: an instance may leave several addresses."""
        data = self.instance.data
        return sha256(f"{data[CONF_URL]} {data[CONF_WEBHOOK_ID]}".encode()).hexdigest()[:16]

    @property
    def is_stale(self) -> bool:
        """Whether it was tried for long enough."""
        since = dt_util.parse_datetime(self.since)
        return since is None or dt_util.utcnow() - since > _KEPT


class PendingRemovals:
    """The webhooks that are to be removed, by mark."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._store = Store[dict[str, Any]](hass, _VERSION, _KEY, private=True, atomic_writes=True)
        self._pending: dict[str, _Pending] = {}
        self._tries = 0
        self._cancel: CALLBACK_TYPE | None = None
        self._saving = Lock()
        self._job = HassJob(self._again, "webhooks to remove", cancel_on_shutdown=True)

    async def load(self) -> None:
        """Read what is left to do; it is tried once Home Assistant runs."""
        stored = await self._store.async_load() or {}
        for one in stored.get("webhooks", ()):
            try:
                pending = _Pending(Instance(**one["instance"]), one["since"])
                self._pending[pending.mark] = pending
            except (KeyError, TypeError) as err:
                LOGGER.warning("Cannot read the stored data of a webhook to remove: %s", err)
        if self._pending:
            async_at_started(self._hass, self._started)

    async def remove(
        self, instances: Iterable[Instance], now: Mapping[str, Instance] | None = None
    ) -> None:
        """Remove the webhooks that we keep in these instances, within ten seconds in all.

        What fails is told, and tried again; but not where the instance, as it is `now`, is the same
        one under another address and has the webhook along.
        """
        kept = [one for one in instances if way_of(one.kind, one.data) is WebhookWay.AUTOMATIC]
        errors = await gather(*(remove_webhook(self._hass, one) for one in kept))
        failed = [
            (one, error)
            for one, error in zip(kept, errors, strict=True)
            if error and not await self._moved(one, now or {})
        ]
        for instance, error in failed:
            data = {key: instance.data[key] for key in _NEEDED}
            bare = Instance(instance.id, instance.kind, instance.title, data)
            pending = _Pending(bare, dt_util.utcnow().isoformat())
            self._pending[pending.mark] = pending
            self._tell(pending, error)
            LOGGER.warning(
                "The webhook in %s could not be removed (%s). Trying again later",
                instance.title,
                error.plain,
            )
        if failed:
            await self._save()
            self._tries = 1
            self._wait()

    def knows(self, mark: str) -> bool:
        """Whether this webhook can still be removed from here."""
        return mark in self._pending

    async def try_now(self, mark: str) -> ServiceError | None:
        """Try a single one; gives what went wrong, or None when it is gone."""
        if (pending := self._pending.get(mark)) is None:
            return None
        error = None if self._is_back(pending) else await self._removed(pending)
        if not error:
            await self.forget(mark)
        elif mark in self._pending:
            self._tell(pending, error)
        return error

    async def forget(self, mark: str) -> None:
        """Do no more about a webhook, and keep nothing of its instance."""
        if self._pending.pop(mark, None):
            await self._save()
        report_removed(self._hass, mark)

    async def _started(self, _hass: HomeAssistant) -> None:
        await self._again(dt_util.utcnow())

    async def _again(self, _now: datetime) -> None:
        """Try all; each pause is longer than the one before."""
        stale = [mark for mark, pending in self._pending.items() if pending.is_stale]
        for mark in stale:
            del self._pending[mark]
        try:
            if stale:
                await self._save()
            await gather(*(self.try_now(mark) for mark in list(self._pending)))
        finally:
            if self._pending:
                self._tries += 1
                self._wait()

    @callback
    def _wait(self) -> None:
        if self._cancel:
            self._cancel()
        pause = pause_after(self._tries, first=_FIRST_PAUSE, longest=_LONGEST_PAUSE, growth=_GROWTH)
        self._cancel = async_call_later(self._hass, pause, self._job)

    async def _moved(self, instance: Instance, now: Mapping[str, Instance]) -> bool:
        after = now.get(instance.id)
        return after is not None and await has_webhook(self._hass, after)

    async def _removed(self, pending: _Pending) -> ServiceError | None:
        error = await remove_webhook(self._hass, pending.instance)
        if not error:
            webhook_id = pending.instance.data[CONF_WEBHOOK_ID]
            async_dispatcher_send(self._hass, REMOVED_LATE, webhook_id)
        return error

    def _is_back(self, pending: _Pending) -> bool:
        """Whether the instance is here again under the address that it had left."""
        data = pending.instance.data
        return any(
            all(one.data[key] == data[key] for key in (CONF_URL, CONF_WEBHOOK_ID))
            for entry in self._hass.config_entries.async_entries(DOMAIN)
            for one in instances_of(entry).values()
        )

    @callback
    def _tell(self, pending: _Pending, error: ServiceError) -> None:
        report_left(self._hass, pending.mark, pending.instance.title, error.why)

    async def _save(self) -> None:
        async with self._saving:
            await self._write()

    async def _write(self) -> None:
        if not self._pending:
            await self._store.async_remove()
            return
        webhooks = [asdict(one) for one in self._pending.values()]
        await self._store.async_save({"webhooks": webhooks})


_REMOVALS: HassKey[PendingRemovals] = HassKey(f"{DOMAIN}_webhooks_to_remove")


@singleton(_REMOVALS, async_=True)
async def pending_removals_of(hass: HomeAssistant) -> PendingRemovals:
    """Give the webhooks that are to be removed, read once in a run of Home Assistant."""
    removals = PendingRemovals(hass)
    await removals.load()
    return removals
