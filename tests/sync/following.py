"""One engine that follows what happens in a town."""

from collections.abc import Iterable
from dataclasses import dataclass
import sqlite3
from typing import TYPE_CHECKING

from custom_components.plex_label_sync.core.model import MediaType, Title as CoreTitle
from custom_components.plex_label_sync.core.work import LONGEST_PAUSE, Work, WorkKind
from custom_components.plex_label_sync.sources.reader import Reader, Wishes
from custom_components.plex_label_sync.state import settings, work
from custom_components.plex_label_sync.sync.context import Context
from custom_components.plex_label_sync.sync.dry_run import dry_run_engine
from custom_components.plex_label_sync.sync.engine import Engine
from custom_components.plex_label_sync.sync.library import read_sections, seek
from custom_components.plex_label_sync.sync.new_work import title_of_work
from custom_components.plex_label_sync.sync.outcome import Outcome
from custom_components.plex_label_sync.sync.problem import ProblemKind
from custom_components.plex_label_sync.sync.scope import Scope
from custom_components.plex_label_sync.sync.servers import Servers

if TYPE_CHECKING:
    from .conftest import Syncing

NOT_DONE = (
    ProblemKind.PLEX,
    ProblemKind.STORAGE,
    ProblemKind.EDITS,
    ProblemKind.LOOK_UPS,
    ProblemKind.LIBRARY,
    ProblemKind.LABELS_LOST,
)
"""Problems after which titles are to be tried again."""


@dataclass
class Following:
    """One engine that follows what happens in a town, as long as Home Assistant runs."""

    syncing: Syncing
    context: Context
    engine: Engine
    readers: list[Reader]

    @classmethod
    async def start(cls, syncing: Syncing, servers: Servers | None = None) -> Following:
        """Start an engine, as Home Assistant does."""
        context = syncing.context(servers)
        readers = syncing.readers(context.servers.plextv)
        engine = Engine(context)
        await engine.begin(frozenset(reader.source for reader in readers))
        return cls(syncing, context, engine, readers)

    async def read(self) -> list[Wishes]:
        """Read all sources."""
        return [await reader.read() for reader in self.readers]

    async def sync(self, *, dry_run: bool = False) -> Outcome:
        """Run a full sync; what was to be done before is done by it."""
        wishes = await self.read()
        if dry_run:
            async with dry_run_engine(self.engine, wishes) as trial:
                return await trial.full(wishes, dry_run=True)
        for part in wishes:
            await self.engine.take(part, baseline=not self._has_synced())
        entries = self._titles()
        outcome = await self.engine.full(wishes, progress=self.syncing.progress.append)
        if outcome.went_through:
            await self.syncing.database.write(lambda connection: _settle(connection, entries))
        return outcome

    async def hear(self, *sources: str) -> None:
        """Let the engine take in what these sources say now, by how their ids begin; or all."""
        for reader in self.readers:
            if not sources or reader.source.startswith(sources):
                await self.engine.take(await reader.read(), baseline=not self._has_synced())

    async def follow(
        self,
        *keys: int,
        titles: Iterable[CoreTitle] = (),
        imported: Iterable[CoreTitle] = (),
        deleted: Iterable[int] = (),
    ) -> Outcome:
        """Run the engine on what is to be done and on some news, with a request log of its own."""
        entries = self._titles()
        scope = Scope(
            frozenset({*titles, *map(title_of_work, entries)}),
            frozenset(keys),
            frozenset(deleted),
            frozenset(imported),
        )
        self.syncing.town.forget()
        outcome = await self.engine.scoped(scope)
        if not outcome.has(*NOT_DONE):
            await self.syncing.database.write(lambda connection: work.done(connection, entries))
        return outcome

    async def tell(self, *keys: int) -> Outcome:
        """Run the engine on what Plex tells of items: that they changed, or that they are gone."""
        gone = {key for key in keys if self.syncing.world.plex.item(key) is None}
        return await self.follow(*(set(keys) - gone), deleted=gone)

    async def seek(self, *media_types: MediaType) -> Outcome:
        """See what came to the libraries of these types, or to all, and what went; follow that."""
        self.syncing.town.forget()
        counted = self.engine.counter()
        plex, database = self.context.servers.plex, self.syncing.database
        library = await read_sections(plex, self.syncing.policy.libraries)
        for section in library.sections.values():
            if not media_types or section.media_type in media_types:
                await seek(plex, database, section, self.context.time)
        return counted(await self._follow_news())

    async def _follow_news(self) -> Outcome:
        """Do the work that looking made."""
        entries = self._work(WorkKind.TITLE, WorkKind.ITEM)
        scope = Scope(
            frozenset(title_of_work(entry) for entry in entries if entry.kind is WorkKind.TITLE),
            frozenset(int(entry.key) for entry in entries if entry.kind is WorkKind.ITEM),
            lost=frozenset(title_of_work(entry) for entry in entries if entry.about.get("lost")),
        )
        if not scope:
            return Outcome()
        outcome = await self.engine.scoped(scope)
        if not outcome.has(*NOT_DONE):
            await self.syncing.database.write(lambda connection: work.done(connection, entries))
        return outcome

    def _has_synced(self) -> bool:
        return bool(
            self.syncing.database.look(lambda connection: settings.get(connection, settings.SYNCED))
        )

    def _titles(self) -> list[Work]:
        return self._work(WorkKind.TITLE)

    def _work(self, *kinds: WorkKind) -> list[Work]:
        now = self.context.time + LONGEST_PAUSE
        return self.syncing.database.look(lambda connection: work.due(connection, kinds, now))


def _settle(connection: sqlite3.Connection, entries: list[Work]) -> None:
    work.done(connection, entries)
    if not settings.get(connection, settings.SYNCED):
        settings.put(connection, settings.SYNCED, True)
