"""Holds the state that entities show, and sees that one run goes on at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .activity import tell_activity
from .const import DOMAIN, LOGGER
from .core.model import MediaType, Person, Title
from .core.people import unified
from .follow.follower import Follower
from .follow.plex_events import PlexWatch
from .follow.polls import InstanceCoordinator, SourceCoordinator
from .issues.report import report_harm, report_issues, report_removals, went_through
from .options import policy_from
from .sources.reader import Reader, Wishes
from .store import SyncStore
from .sync.engine import Engine
from .sync.ownership import Done
from .sync.reads import Servers
from .sync.report import HARM, PLEX, REMOVALS
from .sync.result import Result, Status
from .sync.scope import News
from .sync_state import SyncState, shown

type SyncConfigEntry = ConfigEntry[SyncCoordinator]


class SyncCoordinator(DataUpdateCoordinator[SyncState]):
    """Runs syncs of one Plex server. Nothing polls here: runs push what they find."""

    config_entry: SyncConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SyncConfigEntry,
        store: SyncStore,
    ) -> None:
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN)
        self.store = store
        self.follower = Follower(hass, self)
        self.sources: Sequence[SourceCoordinator] = ()
        self.plex_version: Callable[[], str] = str
        self.watch: PlexWatch | None = None
        self.results: dict[bool, Result] = {}
        self._engine: Engine
        self._plex_heard = False
        self._runs: dict[bool, asyncio.Task[Result]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._logged: dict[bool, str] = {}
        self.data = shown(self.store, plex=self._plex_heard)

    @property
    def instances(self) -> dict[str, InstanceCoordinator]:
        """The Radarrs, Sonarrs and Seerrs, by the id of their subentries."""
        return {
            source.subentry.subentry_id: source
            for source in self.sources
            if isinstance(source, InstanceCoordinator)
        }

    def connect(self, servers: Servers, sources: Sequence[SourceCoordinator]) -> None:
        """Take over the servers, before anything else is done; `sources` poll their readers."""
        self.sources = sources
        report_harm(self.hass, self.config_entry.entry_id, self.store.harm)
        self.plex_version = lambda: servers.plex.version
        self._engine = Engine(
            servers,
            policy_from(self.config_entry.options),
            self.store,
            now=dt_util.utcnow,
        )

    @override
    async def _async_update_data(self) -> SyncState:
        """Give the state as it is: HA asks for it with its action to update an entity."""
        return self.data

    async def async_sync(self, *, dry_run: bool = False, approved: str = "") -> Result:
        """Run a full sync, or join the one that runs, and give its result.

        `approved` is the mark of removals that the user has allowed beyond the limit: a run of
        its own makes them if they are still what it plans, and else holds them back again.
        Raises `HomeAssistantError` when the run is cancelled, as it is for a reload.
        """
        return await _ended(self.start_sync(dry_run=dry_run, approved=approved))

    @callback
    def start_sync(self, *, dry_run: bool = False, approved: str = "") -> asyncio.Task[Result]:
        """Start a full sync, unless one of its kind runs; give its task.

        One with approved removals waits until the one that runs has ended.
        """
        running = self._runs.get(dry_run)
        if running and not running.done() and not approved:
            return running
        self._runs[dry_run] = self.config_entry.async_create_background_task(
            self.hass, self._run(dry_run=dry_run, approved=approved), f"{DOMAIN} sync"
        )
        return self._runs[dry_run]

    async def async_act(
        self, act: Callable[[Engine], Awaitable[Done]], *, dry_run: bool = False
    ) -> Done:
        """Have the engine do what an action asks for, once no run goes on; give what came of it.

        Raises whatever `act` raises, and `HomeAssistantError` when it is cancelled, as it is for a
        reload, and while Plex is not to be written to.
        """
        return await _ended(
            self.config_entry.async_create_background_task(
                self.hass, self._act(act, dry_run=dry_run), f"{DOMAIN} action"
            )
        )

    async def async_explain(self, news: News) -> dict[str, Any]:
        """Say why the labels of the title that the news name are there (see `Engine.explain`)."""
        return await self._engine.explain(news)

    @property
    def may_follow(self) -> bool:
        """Whether labels may change without an action."""
        return self.store.enabled and not self.store.harm

    async def async_follow(self, follower: Follower) -> bool:
        """Bring the titles that the follower collected in step; give whether that is done.

        Where labels may not be changed now, the titles are remembered for later.
        """
        async with self._one_at_a_time:
            news, wishes = follower.collect()
            for said in wishes:
                await self._engine.take(said, as_baseline=not self.store.has_synced)
            if not self.may_follow:
                self._engine.set_aside(news.titles)
                result = None
            elif news or self.store.memory.pending:
                result = self._answered(await self._guarded(self._engine.follow(news)))
            else:
                result = None
        done = result is None or result.status in {Status.OK, Status.STOPPED}
        if result:
            await self._tell(result)
        if not done:
            follower.keep(news)
        self.refresh_state()
        return done

    async def async_keep_labels(self, mark: str) -> None:
        """Leave the labels of some removals, known by their mark, and ask about these no more.

        As long as these are what a full sync would remove, it removes nothing and ends as if
        there were nothing to remove: the user has said what is right. It asks again when it would
        remove anything else beyond the limit, and also when one has kept to the limit meanwhile.
        Who wants them removed after all raises the limit in the options.
        """
        await self.store.save_last({**self.store.last, "kept": mark})

    async def async_confirm_harm(self) -> None:
        """Take in that what Plex dropped is mended: the next run writes again."""
        last = {key: value for key, value in self.store.last.items() if key != "harm"}
        await self.store.save_last(last)

    async def async_set_enabled(self, enabled: bool) -> None:
        """Let labels follow what happens, what was missed included; or leave that to actions."""
        await self.store.save_last({**self.store.last, "enabled": enabled})
        self.refresh_state()
        self.follower.hear(News(seek=frozenset(MediaType)))

    def knows_item(self, rating_key: int) -> bool:
        """Whether an item of Plex is known already."""
        return self._engine.knows(rating_key)

    def is_wanted(self, title: int | Title, person: Person | None) -> bool:
        """Whether a person, or anybody, wants a title (see `Engine.wishers`).

        Raises `UnknownTitleError`.
        """
        wanting = self._engine.wishers(title)
        if person is None:
            return bool(wanting)
        meant = unified(self.store.people.values())
        return person.id in {meant[one].id for one in wanting & meant.keys()}

    @callback
    def note_plex(self, heard: bool) -> None:
        """Show whether Plex's notifications are heard."""
        self._plex_heard = heard
        self.refresh_state()

    @callback
    def refresh_state(self) -> None:
        """Show the state as it is now, if it is another one."""
        state = replace(shown(self.store, plex=self._plex_heard), progress=self.data.progress)
        if state != self.data:
            self.async_set_updated_data(state)

    async def _run(self, *, dry_run: bool, approved: str) -> Result:
        async with self._one_at_a_time:
            if dry_run:
                return self._answered(
                    await self._guarded(self._engine.sync(dry_run=True, progress=lambda _: None))
                )
            if harm := self.store.harm:
                result = Result(Status.STOPPED, sources={PLEX: harm}, discreet=HARM)
            else:
                try:
                    result = await self._guarded(
                        self._engine.sync(
                            dry_run=False,
                            progress=self._show_progress,
                            ask=self._ask,
                            approved=approved,
                        )
                    )
                finally:
                    self.data = replace(self.data, progress=None)
            return await self._finish(result)

    async def _act(self, act: Callable[[Engine], Awaitable[Done]], *, dry_run: bool) -> Done:
        async with self._one_at_a_time:
            if not dry_run and (harm := self.store.harm):
                raise HomeAssistantError(
                    translation_domain=DOMAIN,
                    translation_key="sync_stopped",
                    translation_placeholders={"error": harm},
                )
            done = await act(self._engine)
        done = replace(done, result=self._answered(done.result))
        if not dry_run:
            await self._tell(done.result)
            self.follower.watch_queue()
            self.refresh_state()
        return done

    async def _ask(self, reader: Reader) -> Wishes:
        """Ask a source so that its coordinator knows, too."""
        return await next(one for one in self.sources if one.reader is reader).read()

    async def _guarded(self, run: Awaitable[Result]) -> Result:
        try:
            return await run
        except Exception:  # noqa: BLE001 - a fault of ours must show in the result, too
            LOGGER.exception("Unexpected error in a sync")
            return Result(Status.FAILED, sources={DOMAIN: "unexpected error, see the log"})

    def _show_progress(self, percent: float) -> None:
        self.async_set_updated_data(replace(self.data, progress=round(percent)))

    def _answered(self, result: Result) -> Result:
        """Give the result of a run, without the question that the user has answered."""
        if result.held is None or result.held.mark != self.store.kept:
            return result
        sources = {name: said for name, said in result.sources.items() if name != REMOVALS}
        result = replace(result, held=None, sources=sources)
        if result.status is not Status.STOPPED:
            return result
        return replace(result, status=Status.PARTIAL if result.trouble else Status.OK)

    async def _tell(self, result: Result) -> None:
        """Tell what a run did that was no full sync."""
        await self._keep_harm(result)
        report_removals(self.hass, self.config_entry.entry_id, result)
        self._log(result, full=False)
        tell_activity(self.hass, self.config_entry.entry_id, result, full=False)

    async def _finish(self, run: Result) -> Result:
        """Keep and show a finished run; give what is shown."""
        result = self._answered(run)
        await self._keep_harm(result)
        last: dict[str, Any] = {
            **self.store.last,
            "ended": dt_util.utcnow().isoformat(),
            "status": result.status.value,
            "duration": round(result.duration, 3),
        }
        if went_through(result):
            last |= {"queued": result.queued, "failed": result.failed}
            if run.held is None:
                last.pop("kept", None)
        await self.store.save_last(last)
        report_issues(self.hass, self.config_entry.entry_id, result)
        self._log(result, full=True)
        tell_activity(self.hass, self.config_entry.entry_id, result, full=True)
        self.follower.watch_queue()
        self.async_set_updated_data(shown(self.store, plex=self._plex_heard))
        return result

    async def _keep_harm(self, result: Result) -> None:
        """Remember that a run met a Plex that drops labels, until somebody confirms that."""
        if result.is_harmed and not self.store.harm:
            await self.store.save_last({**self.store.last, "harm": result.sources[PLEX]})
        report_harm(self.hass, self.config_entry.entry_id, self.store.harm)

    def _log(self, result: Result, *, full: bool) -> None:
        """Log a trouble once, not in each run that meets it again, and without naming people."""
        LOGGER.debug("Sync ended: %s", result.summary)
        self.results[full] = result
        trouble = result.discreet_trouble
        if trouble and trouble != self._logged.get(full):
            LOGGER.warning("Sync ended %s. %s", result.status.value, trouble)
        self._logged[full] = trouble


async def _ended[T](run: asyncio.Task[T]) -> T:
    """Give what a run came to. Raises `HomeAssistantError` when it was cancelled."""
    await asyncio.wait([run])
    if run.cancelled():
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="sync_cancelled")
    return run.result()
