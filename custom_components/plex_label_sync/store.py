"""Keeps the ledger, the memory, the queue and the last result in Home Assistant's storage."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, override

import orjson

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError
from homeassistant.util.json import SerializationError

from .const import DOMAIN, LOGGER
from .core import memory_json, queue_json
from .core.claims import Memory
from .core.ledger import Ledger
from .core.queue import Waiting
from .sync.result import Status
from .sync.storing import NotSavedError

_VERSION = 1
_DELAY = 30
"""Seconds until what the sources would say again is written: a burst is written once."""

_DAMAGE = (AttributeError, KeyError, TypeError, ValueError)


class SyncStore:
    """The storage of one config entry. Loaded once; after that the attributes are what is saved."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._hass = hass
        self._entry_id = entry_id
        self._ledger_store = _DurableStore(hass, entry_id, "ledger")
        self._memory_store = _DurableStore(hass, entry_id, "memory")
        self._queue_store = _DurableStore(hass, entry_id, "queue")
        self._last_store = _DurableStore(hass, entry_id, "last")
        self.ledger = Ledger()
        self.memory = Memory()
        self.queue: tuple[Waiting, ...] | None = None
        self.last: dict[str, Any] = {}

    async def async_load(self) -> None:
        """Load everything; a damaged file is set aside, with a repair issue that says so."""
        self.ledger = await self._load(self._ledger_store, Ledger.load, self.ledger)
        self.memory = await self._load(self._memory_store, memory_json.load, self.memory)
        try:
            self.last = _load_last(await self._last_store.async_load())
        except _DAMAGE as err:
            LOGGER.warning("What was kept of the last sync is damaged, and forgotten: %r", err)
        try:
            self.queue = queue_json.load(await self._queue_store.async_load())
        except _DAMAGE as err:
            LOGGER.warning("What was kept of the queue is damaged, and derived anew: %r", err)

    @property
    def enabled(self) -> bool:
        """Whether labels follow what happens; else only actions change them."""
        return bool(self.last.get("enabled", True))

    @property
    def has_synced(self) -> bool:
        """Whether a full sync has ever gone through."""
        return "queued" in self.last

    async def save_ledger(self, ledger: Ledger) -> None:
        """Keep the ledger; on return it is on disk. Raises `NotSavedError`."""
        await self._ledger_store.async_save_now(lambda: ledger.dump(_packed))
        self.ledger = ledger

    async def save_memory(self, memory: Memory) -> None:
        """Keep the memory; on return it is on disk. Raises `NotSavedError`."""
        await self._memory_store.async_save_now(lambda: memory_json.dump(memory, _packed))
        self.memory = memory

    def keep_memory(self, memory: Memory) -> None:
        """Keep the memory; it is on disk before long, and when Home Assistant stops."""
        if memory is not self.memory:
            self.memory = memory
            self._memory_store.async_delay_save(
                lambda: memory_json.dump(self.memory, _packed), _DELAY
            )

    def keep_queue(self, queue: tuple[Waiting, ...]) -> None:
        """Keep the queue; it is on disk before long, and when Home Assistant stops."""
        if queue != self.queue:
            self.queue = queue
            self._queue_store.async_delay_save(lambda: queue_json.dump(self.queue or ()), _DELAY)

    async def async_flush(self) -> None:
        """Write at once what was to be written before long, as the entry is unloaded."""
        await self._memory_store.async_save(await self._dumped_memory())
        if self.queue is not None:
            await self._queue_store.async_save(queue_json.dump(self.queue))

    async def _dumped_memory(self) -> Any:
        return await self._hass.async_add_executor_job(memory_json.dump, self.memory, _packed)

    async def save_last(self, last: dict[str, Any]) -> None:
        """Keep what the entities show of the last run. That it could not be saved is only logged.

        At once: a delayed write would miss a reload, and come after the removal of the entry.
        """
        self.last = last
        await self._last_store.async_save(last)

    async def async_remove(self) -> None:
        """Delete the files, when the config entry is removed."""
        for store in (
            self._ledger_store,
            self._memory_store,
            self._queue_store,
            self._last_store,
        ):
            await store.async_remove()

    async def _load[T](self, store: _DurableStore, parse: Callable[[Any], T], empty: T) -> T:
        path = Path(store.path)
        if not await self._hass.async_add_executor_job(path.exists):
            return empty
        try:
            data = await store.async_load()
            return await self._hass.async_add_executor_job(parse, data)
        except _DAMAGE as err:
            await self._set_aside(store, path, err)
            return empty

    async def _set_aside(self, store: _DurableStore, path: Path, err: Exception) -> None:
        """Move a damaged file out of the way (HA itself has done so where it is no JSON)."""
        aside = path.with_name(f"{path.name}.damaged.{dt_util.utcnow():%Y%m%dT%H%M%S}")
        if await self._hass.async_add_executor_job(path.exists):
            await self._hass.async_add_executor_job(path.rename, aside)
        LOGGER.error("The file %s is damaged and was set aside: %s", path, err)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            f"{store.kind}_damaged_{self._entry_id}",
            is_fixable=False,
            is_persistent=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=f"{store.kind}_damaged",
            translation_placeholders={"folder": str(path.parent), "file": path.name},
        )


def _packed(part: Any) -> orjson.Fragment:
    """Make a part into text at once: thousands of small objects would burden the collector."""
    return orjson.Fragment(orjson.dumps(part))


def _load_last(data: Any) -> dict[str, Any]:
    if data is None:
        return {}
    last: dict[str, Any] = {key: bool(data[key]) for key in ("enabled",) if key in data}
    if "ended" in data:
        last |= {
            "ended": datetime.fromisoformat(data["ended"]).astimezone(UTC).isoformat(),
            "status": Status(data["status"]).value,
            "duration": float(data["duration"]),
            **{key: int(data[key]) for key in ("queued", "failed") if key in data},
        }
    return last


class _DurableStore(Store[Any]):
    """A store that tells when it could not write: HA's own one only logs it."""

    def __init__(self, hass: HomeAssistant, entry_id: str, kind: str) -> None:
        super().__init__(
            hass,
            _VERSION,
            f"{DOMAIN}.{entry_id}.{kind}",
            atomic_writes=True,
            serialize_in_event_loop=False,
        )
        self.kind = kind
        self._failure: Exception | None = None

    async def async_save_now(self, dump: Callable[[], Any]) -> None:
        """Write what `dump` gives in the executor; on return it is on disk.

        Raises `NotSavedError`. While HA stops, stores write at the very end, which is too late
        for whoever must not go on before.
        """
        if self.hass.is_stopping:
            raise NotSavedError("Home Assistant is stopping")
        self._failure = None
        await self.async_save(await self.hass.async_add_executor_job(dump))
        if self._failure:
            raise NotSavedError(f"the {self.kind} could not be saved: {self._failure}")

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        try:
            await super()._async_write_data(data)
        except (OSError, SerializationError, WriteError) as err:
            self._failure = err
            raise WriteError(str(err)) from err
