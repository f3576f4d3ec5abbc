"""One run, of everything or of some titles: read, plan, write the difference, record it."""

from asyncio import get_running_loop, to_thread
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..clients.errors import ServiceError
from ..core.claims import is_below, unknown_sources
from ..core.guid import usable
from ..core.limit import held, without_removals
from ..core.model import Source, Title
from ..core.orphans import orphaned
from ..core.plan import Plan, make_plan
from ..core.policy import Policy
from ..core.queue import Mark, followed, queue
from ..core.removal import Removal
from ..core.wanted import seen, wishers
from ..sources.reader import Wishes
from .carrying import READ, Progress, carry_out, not_saved
from .explain import UnknownTitleError, explained, is_known
from .look_up import is_open
from .ownership import Cleanup, Done, clean_up, remove_all
from .reads import Ask, Reads, Servers, Shown, plainly, read_all, read_shown
from .report import PLEX, STORAGE, expected, has_loose_ends, stopped
from .result import Result, Status, describe
from .scope import News, read_scope
from .storing import NotSavedError, Store


class Engine:
    """Brings the labels of one Plex server in step with its sources.

    Its owner sees to it that one run goes on at a time, and takes in nothing meanwhile.
    """

    def __init__(
        self, servers: Servers, policy: Policy, store: Store, now: Callable[[], datetime]
    ) -> None:
        """`now` gives the time, in UTC."""
        self._servers = servers
        self._policy = policy
        self._store = store
        self._now = now
        self._shown: Shown | None = None
        sources = frozenset(reader.source for reader in servers.readers)
        self._unknown: frozenset[Source] = sources
        store.keep_memory(store.memory.limited_to(sources))

    async def sync(
        self, *, dry_run: bool, progress: Progress, ask: Ask = plainly, approved: str = ""
    ) -> Result:
        """Run a full sync; `progress` is told the percentage. A dry run changes nothing.

        `ask` is how the sources are asked, `approved` the mark of removals that the user has
        allowed, should they exceed the limit. Whatever a server does is told in the result.
        Cancelled at any point the run leaves at worst a record too many, never a label that the
        ledger does not know.
        """
        progress(0)
        return await self._counted(
            self._sync(dry_run=dry_run, progress=progress, ask=ask, approved=approved)
        )

    async def follow(self, news: News) -> Result:
        """Bring some titles' labels in step: those of the news, and those that are pending.

        The first run lists Plex's libraries, and looks after what happened before. What `sync`
        promises holds here, too.
        """
        return await self._counted(self._follow(news))

    async def sync_item(self, news: News, *, dry_run: bool) -> Result:
        """Bring the labels of the one title that the news name in step, by what is known of it.

        Raises `UnknownTitleError` when neither Plex nor any source knows it. What `sync`
        promises holds here, too.
        """
        return await self._counted(self._sync_item(news, dry_run=dry_run))

    async def explain(self, news: News) -> dict[str, Any]:
        """Say which labels the title that the news name has, and why, as the action answers it.

        Raises `UnknownTitleError`, and a `ServiceError` when Plex cannot be read.
        """
        reads = await self._read_one(news)
        return await to_thread(explained, reads, self._store.ledger, self._policy, news)

    async def clean_up(self, order: Cleanup, *, dry_run: bool) -> Done:
        """Remove what nothing stands behind (see `ownership.clean_up`)."""
        counted, known = self._counter(), (self._servers, self._policy, self._store)
        done = await clean_up(*known, order, now=self._now(), dry_run=dry_run)
        return replace(done, result=counted(done.result))

    async def remove_all(self, *, dry_run: bool) -> Done:
        """Remove every label of ours (see `ownership.remove_all`)."""
        counted, known = self._counter(), (self._servers, self._policy, self._store)
        done = await remove_all(*known, now=self._now(), dry_run=dry_run)
        return replace(done, result=counted(done.result))

    async def take(self, wishes: Wishes, *, as_baseline: bool) -> None:
        """Take in what a source says; the titles of which it says something new are pending.

        As a baseline nothing that a source says for the first time is pending.
        """
        before = self._store.memory
        memory = await to_thread(
            before.updated,
            wishes.readings,
            wishes.people,
            wishes.others,
            within=wishes.source,
        )
        elsewhere = {
            source for source in self._unknown if not is_below(source, frozenset({wishes.source}))
        }
        self._unknown = unknown_sources(wishes.readings).union(elsewhere)
        changed = await to_thread(memory.changed_from, before, by_new_sources=not as_baseline)
        memory = memory.with_pending(changed)
        if memory != before:
            self._store.keep_memory(memory)

    def knows(self, rating_key: int) -> bool:
        """Whether Plex is known to have this item."""
        return self._shown is not None and rating_key in self._shown.index.items

    def wishers(self, asked: int | Title) -> frozenset[str]:
        """Give the ids of the people who want a title, by what the sources said last.

        `asked` is a rating key, or a title with an id. Raises `UnknownTitleError` for a rating
        key that Plex was not seen to have.
        """
        index = (self._shown or Shown()).index
        title = seen(asked, index, self._store.ledger) if isinstance(asked, int) else asked
        if title is None:
            raise UnknownTitleError
        return wishers(title, index, self._store.memory)

    async def _counted(self, run: Awaitable[Result]) -> Result:
        counted = self._counter()
        return counted(await run)

    def _counter(self) -> Callable[[Result], Result]:
        """Begin to count; gives what gives a result with the requests and the time since."""
        caller = self._servers.plex.caller
        reads, writes, started = caller.reads, caller.writes, get_running_loop().time()
        return lambda result: replace(
            result,
            reads=caller.reads - reads,
            writes=caller.writes - writes,
            duration=get_running_loop().time() - started,
        )

    def set_aside(self, titles: Iterable[Title]) -> None:
        """Remember titles for a later run, and that nobody watched Plex meanwhile."""
        self._store.keep_memory(self._store.memory.with_pending(titles))
        self._shown = None

    async def _sync(self, *, dry_run: bool, progress: Progress, ask: Ask, approved: str) -> Result:
        store = self._store
        try:
            reads = await read_all(self._servers, self._policy, store.memory, store.ledger, ask)
        except ServiceError as err:
            return Result(Status.FAILED, sources={PLEX: str(err)})
        progress(READ)
        plan, result = await self._planned(reads, approved)
        if dry_run:
            return replace(result, changes=await to_thread(describe, plan, reads.memory))
        self._unknown = reads.unknown
        try:
            if reads.memory != store.memory:
                await store.save_memory(reads.memory)
        except NotSavedError as err:
            return not_saved(replace(result, added=0, removed=0), err)
        result = await self._carry_out(reads, plan, result, progress)
        progress(100)
        return result

    async def _follow(self, news: News) -> Result:
        self._store.keep_memory(self._store.memory.with_pending(news.titles))
        memory = self._store.memory
        try:
            shown = self._shown
            if shown is None:
                shown = await read_shown(self._servers, self._policy)
                news = replace(news, seek=frozenset()) | await to_thread(self._missed, shown)
            news |= News(titles=memory.pending)
            reads = await read_scope(
                self._servers, self._policy, memory, shown, news, unknown=self._unknown
            )
        except ServiceError as err:
            return Result(Status.FAILED, sources={PLEX: str(err)})
        plan, result = await self._planned(reads)
        return await self._carry_out(reads, plan, result, lambda _: None, news)

    async def _sync_item(self, news: News, *, dry_run: bool) -> Result:
        try:
            reads = await self._read_one(news)
        except ServiceError as err:
            return Result(Status.FAILED, sources={PLEX: str(err)})
        plan, result = await self._planned(reads)
        if dry_run:
            return replace(result, changes=await to_thread(describe, plan, reads.memory))
        # What else is pending, or was missed, is left to whoever follows.
        pending, unwatched = self._store.memory.pending, self._shown is None
        result = await self._carry_out(reads, plan, result, lambda _: None)
        self._store.keep_memory(self._store.memory.with_pending(pending))
        self._shown = None if unwatched else self._shown
        return result

    async def _read_one(self, news: News) -> Reads:
        """Read the items of one title. Raises a `ServiceError`, and `UnknownTitleError`."""
        shown = self._shown or await read_shown(self._servers, self._policy)
        memory = self._store.memory
        reads = await read_scope(
            self._servers, self._policy, memory, shown, news, unknown=self._unknown
        )
        if not await to_thread(is_known, reads, news):
            raise UnknownTitleError
        return reads

    def _missed(self, shown: Shown) -> News:
        """Look after what happened while nobody watched.

        Titles that came, items that went, and copies that we have not labelled like the others.
        """
        index = shown.index
        queued = (waiting.title for waiting in self._store.queue or ())
        came = (title for title in queued if index.match(title))
        lost = [
            entry.item
            for key, entry in self._store.ledger.entries.items()
            if entry.item.section in shown.library.shelves
            and (key not in index.items or not entry.belongs_to(index.items[key]))
        ]
        went = (Title(item.media_type, usable((item.guid,)), item.title) for item in lost)
        ours = self._store.ledger.entries.keys()
        return News(
            titles=frozenset((*came, *went)),
            keys=frozenset(item.rating_key for item in lost) | (index.copies(ours) - ours),
        )

    async def _planned(self, reads: Reads, approved: str = "") -> tuple[Plan, Result]:
        """Plan, without the removals where these are so many that the user is to be asked."""
        plan = await to_thread(self._plan, reads)
        # Whether Plex lacks a title is known once it is known by all its ids.
        sure = tuple(one for one in plan.waiting if not is_open(reads.memory, one.title))
        plan = replace(plan, waiting=sure)
        result = await to_thread(expected, reads, plan, self._policy.naming)
        owned, percent = len(self._store.ledger), self._policy.removal_limit
        waits = held(plan, owned=owned, percent=percent)
        if waits is None or waits.mark == approved:
            return plan, result
        plan = without_removals(plan)
        return plan, stopped(replace(result, added=len(plan.additions)), waits)

    def _plan(self, reads: Reads) -> Plan:
        whole = frozenset(reads.shown.library.shelves) if reads.scope is None else frozenset[str]()
        return make_plan(
            reads.memory.standing(),
            reads.shown.index,
            reads.labels,
            self._store.ledger,
            worded=self._policy.wording(reads.memory),
            unknown=reads.unknown,
            removal=self._removal(reads),
            sections=whole,
            scope=reads.scope,
            gone=reads.gone,
        )

    async def _carry_out(
        self,
        reads: Reads,
        plan: Plan,
        result: Result,
        progress: Progress,
        news: News | None = None,
    ) -> Result:
        """Write what was planned, and remember what came of it."""
        result = await carry_out(
            self._servers.plex,
            self._store,
            reads,
            plan,
            result,
            ledger=self._store.ledger,
            now=self._now(),
            progress=progress,
        )
        if STORAGE in result.sources:
            return result
        return self._remember(reads, plan, result, news or News())

    def _remember(self, reads: Reads, plan: Plan, result: Result, news: News) -> Result:
        """Remember what Plex shows, what waits, and which titles are in step now."""
        self._shown = None if reads.shown.library.problems else reads.shown
        now = self._now().timestamp()
        before = self._store.queue or ()
        waiting = followed(queue(plan.waiting), before, imported=news.imported, now=now)
        if news.seek:
            waiting = tuple(
                one.tried(now) if one.media_type in news.seek and one.is_due(now) else one
                for one in waiting
            )
        self._store.keep_queue(waiting)
        settled = frozenset[Title]() if has_loose_ends(reads, result) else reads.memory.pending
        self._store.keep_memory(reads.memory.without_pending(settled))
        known = frozenset[Mark]().union(*(one.marks for one in before))
        return replace(
            result,
            queued=len(waiting),
            newly_queued=tuple(one for one in waiting if known.isdisjoint(one.marks)),
        )

    def _removal(self, reads: Reads) -> Removal:
        """Give the user's rules; orphans are known for sure only once all sources were asked."""
        rules = Removal(self._policy.removed_mode, self._policy.removed_label)
        if not self._policy.cleanup_orphans or reads.scope is not None:
            return rules
        orphan = orphaned(reads.readings, reads.memory.people.keys(), reads.unknown)
        return replace(rules, orphaned=orphan)
