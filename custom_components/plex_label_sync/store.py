"""Keeps what is known and what was asked for in Home Assistant's storage."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson

from homeassistant.core import HomeAssistant

from .const import LOGGER
from .core import memory_json, queue_json, requests_json
from .core.claims import Memory
from .core.ledger import Ledger
from .core.model import Person
from .core.queue import Waiting
from .core.requests import Request, remembered
from .durable_store import DAMAGE, DurableStore
from .sync.result import Status

_DELAY = 30
"""Seconds until what the sources would say again is written: a burst is written once."""

type ChangeRequests = Callable[[tuple[Request, ...]], tuple[Request, ...]]


class SyncStore:
    """The storage of one config entry. Loaded once; after that the attributes are what is saved."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._hass = hass
        self._ledger_store = DurableStore(hass, entry_id, "ledger")
        self._memory_store = DurableStore(hass, entry_id, "memory")
        self._queue_store = DurableStore(hass, entry_id, "queue")
        self._requests_store = DurableStore(hass, entry_id, "requests")
        self._last_store = DurableStore(hass, entry_id, "last")
        self._one_request_at_a_time = asyncio.Lock()
        self._flushed = False
        self.ledger = Ledger()
        self.memory = Memory()
        self.queue: tuple[Waiting, ...] | None = None
        self.requests: tuple[Request, ...] = ()
        self.last: dict[str, Any] = {}

    async def async_load(self) -> None:
        """Load everything; a damaged file is set aside, with a repair issue that says so."""
        self.ledger = await self._ledger_store.async_parsed(Ledger.load, self.ledger)
        self.memory = await self._memory_store.async_parsed(memory_json.load, self.memory)
        self.requests = await self._requests_store.async_parsed(
            requests_json.load, remembered(self.memory)
        )
        try:
            self.last = _load_last(await self._last_store.async_load())
        except DAMAGE as err:
            LOGGER.warning("What was kept of the last sync is damaged, and forgotten: %r", err)
        try:
            self.queue = queue_json.load(await self._queue_store.async_load())
        except DAMAGE as err:
            LOGGER.warning("What was kept of the queue is damaged, and derived anew: %r", err)

    @property
    def enabled(self) -> bool:
        """Whether labels follow what happens; else only actions change them."""
        return bool(self.last.get("enabled", True))

    @property
    def people(self) -> dict[str, Person]:
        """All who are known, by id: to the sources, and for requests that were made here."""
        here = {request.person.id: request.person for request in self.requests}
        return {**here, **self.memory.people}

    @property
    def kept(self) -> str | None:
        """The mark of the removals that the user does not want, if there are any."""
        mark: str | None = self.last.get("kept")
        return mark

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
        if memory is self.memory:
            return
        self.memory = memory
        if not self._flushed:
            self._memory_store.async_delay_save(
                lambda: memory_json.dump(self.memory, _packed), _DELAY
            )

    def keep_queue(self, queue: tuple[Waiting, ...]) -> None:
        """Keep the queue; it is on disk before long, and when Home Assistant stops."""
        if queue == self.queue:
            return
        self.queue = queue
        if not self._flushed:
            self._queue_store.async_delay_save(lambda: queue_json.dump(self.queue or ()), _DELAY)

    async def change_requests(self, change: ChangeRequests) -> None:
        """Keep the requests made here as `change` gives them; on return they are on disk.

        Raises `NotSavedError`, and whatever `change` raises; nothing has changed then.
        """
        async with self._one_request_at_a_time:
            requests = change(self.requests)
            if requests != self.requests:
                await self._requests_store.async_save_now(lambda: requests_json.dump(requests))
                self.requests = requests

    async def async_flush(self) -> None:
        """Write at once what was to be written before long, as the entry is unloaded.

        What a run keeps after that is not written any more: it would come long after the next
        one has loaded the files. The sources, and Plex, say it again.
        Requests that are being saved are waited for: the next one to load the file needs them.
        """
        self._flushed = True
        await self._memory_store.async_save(await self._dumped_memory())
        if self.queue is not None:
            await self._queue_store.async_save(queue_json.dump(self.queue))
        async with self._one_request_at_a_time:
            pass

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
            self._requests_store,
            self._last_store,
        ):
            await store.async_remove()


def _packed(part: Any) -> orjson.Fragment:
    """Make a part into text at once: thousands of small objects would burden the collector."""
    return orjson.Fragment(orjson.dumps(part))


def _load_last(data: Any) -> dict[str, Any]:
    if data is None:
        return {}
    last: dict[str, Any] = {
        key: kind(data[key]) for key, kind in (("enabled", bool), ("kept", str)) if key in data
    }
    if "ended" in data:
        last |= {
            "ended": datetime.fromisoformat(data["ended"]).astimezone(UTC).isoformat(),
            "status": Status(data["status"]).value,
            "duration": float(data["duration"]),
            **{key: int(data[key]) for key in ("queued", "failed") if key in data},
        }
    return last
