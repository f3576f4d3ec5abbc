"""Holds the state that entities show, and sees that one run goes on at a time."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .core.model import fold
from .issues import report_issues, unconfirmed_harm
from .options import policy_from
from .store import SyncStore
from .sync.engine import PLEX, Engine, Progress
from .sync.reads import Servers
from .sync.result import Result, Status

type SyncConfigEntry = ConfigEntry[SyncCoordinator]


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the entities show.

    `progress` (percent) is None when no full sync runs; `duration` is in seconds. What comes
    from the last sync is None before the first one.
    """

    labelled_items: int
    labels: int
    users: int
    progress: float | None = None
    last_sync: datetime | None = None
    last_result: str | None = None
    duration: float | None = None
    queue_size: int | None = None
    failed_items: int | None = None


class SyncCoordinator(DataUpdateCoordinator[SyncState]):
    """Runs syncs of one Plex server. Nothing polls: runs push what they find."""

    config_entry: SyncConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: SyncConfigEntry, servers: Servers, store: SyncStore
    ) -> None:
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN)
        self.store = store
        self._engine = Engine(
            servers,
            policy_from(entry.options),
            store,
            now=lambda: dt_util.utcnow().isoformat(timespec="seconds"),
        )
        self._runs: dict[bool, asyncio.Task[Result]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._logged = ""
        self.data = self._state()

    @override
    async def _async_update_data(self) -> SyncState:
        """Give the state as it is: HA asks for it with its action to update an entity."""
        return self.data

    async def async_sync(self, *, dry_run: bool = False) -> Result:
        """Run a full sync, or join the one that runs, and give its result.

        Raises `HomeAssistantError` when the run is cancelled, as it is for a reload.
        """
        run = self.start_sync(dry_run=dry_run)
        await asyncio.wait([run])
        if run.cancelled():
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="sync_cancelled")
        return run.result()

    @callback
    def start_sync(self, *, dry_run: bool = False) -> asyncio.Task[Result]:
        """Start a full sync, unless one of its kind runs; give its task."""
        if (running := self._runs.get(dry_run)) and not running.done():
            return running
        self._runs[dry_run] = self.config_entry.async_create_background_task(
            self.hass, self._run(dry_run=dry_run), f"{DOMAIN} sync"
        )
        return self._runs[dry_run]

    async def _run(self, *, dry_run: bool) -> Result:
        async with self._one_at_a_time:
            if dry_run:
                return await self._engine_run(dry_run=True, progress=lambda _: None)
            if harm := unconfirmed_harm(self.hass, self.config_entry.entry_id):
                result = Result(Status.STOPPED, sources={PLEX: harm})
            else:
                try:
                    result = await self._engine_run(dry_run=False, progress=self._show_progress)
                finally:
                    self.data = replace(self.data, progress=None)
            await self._finish(result)
            return result

    async def _engine_run(self, *, dry_run: bool, progress: Progress) -> Result:
        try:
            return await self._engine.sync(dry_run=dry_run, progress=progress)
        except Exception:  # noqa: BLE001 - a fault of ours must show in the result, too
            LOGGER.exception("Unexpected error in a sync")
            return Result(Status.FAILED, sources={DOMAIN: "unexpected error, see the log"})

    def _show_progress(self, percent: float) -> None:
        self.async_set_updated_data(replace(self.data, progress=round(percent)))

    async def _finish(self, result: Result) -> None:
        """Keep and show a finished run."""
        last: dict[str, Any] = {
            **self.store.last,
            "ended": dt_util.utcnow().isoformat(),
            "status": result.status.value,
            "duration": round(result.duration, 3),
        }
        if result.status in {Status.OK, Status.PARTIAL}:
            last |= {"queued": result.queued, "failed": result.failed}
        await self.store.save_last(last)
        report_issues(self.hass, self.config_entry.entry_id, result)
        self._log(result)
        self.async_set_updated_data(self._state())

    def _log(self, result: Result) -> None:
        """Log a trouble once, not in each run that meets it again."""
        LOGGER.debug("Sync ended: %s", result)
        trouble = result.trouble
        if trouble and trouble != self._logged:
            LOGGER.warning("Sync ended %s. %s", result.status.value, trouble)
        self._logged = trouble

    def _state(self) -> SyncState:
        last = self.store.last
        return SyncState(
            labelled_items=len(self.store.ledger.entries),
            labels=len({fold(record.label) for _, record in self.store.ledger}),
            users=len(self.store.memory.people),
            last_sync=dt_util.parse_datetime(last.get("ended", "")),
            last_result=last.get("status"),
            duration=last.get("duration"),
            queue_size=last.get("queued"),
            failed_items=last.get("failed"),
        )
