"""Brings one title in step for who asks for it, after asking the sources again about it."""

from asyncio import gather
from collections.abc import Sequence
from sqlite3 import Connection

from ..core.model import Reading, Title
from ..state import items
from ..state.database import Database
from ..state.same_title import with_all_ids
from ..sync.dry_run import dry_run_engine
from ..sync.engine import Engine
from ..sync.outcome import Outcome
from ..sync.scope import Scope
from .full_sync import FullSync
from .polls import Poll


class ItemSync:
    """Syncs of one title."""

    def __init__(
        self, database: Database, engine: Engine, full_sync: FullSync, polls: Sequence[Poll]
    ) -> None:
        self._database = database
        self._engine = engine
        self._full_sync = full_sync
        self._polls = polls

    async def run(self, scope: Scope, *, dry_run: bool) -> tuple[Outcome, tuple[Reading, ...]]:
        """Give what came of the title that the scope names, and what the sources said.

        Raises `UnknownTitleError` and `DatabaseError`.
        """
        titles = await self._database.read(lambda connection: _titles(connection, scope))
        return await (self._try(scope, titles) if dry_run else self._sync(scope, titles))

    async def _sync(
        self, scope: Scope, titles: frozenset[Title]
    ) -> tuple[Outcome, tuple[Reading, ...]]:
        try:
            wishes = await self._full_sync.read_sources(titles)
            outcome = await self._engine.sync_item(scope, dry_run=False)
        finally:
            await self._full_sync.release()
        return outcome, tuple(reading for part in wishes for reading in part.readings)

    async def _try(
        self, scope: Scope, titles: frozenset[Title]
    ) -> tuple[Outcome, tuple[Reading, ...]]:
        """Run on a copy of the database."""
        wishes = await gather(*(poll.try_about(titles) for poll in self._polls))
        async with dry_run_engine(self._engine, wishes) as trial:
            outcome = await trial.sync_item(scope, dry_run=True)
        return outcome, tuple(reading for part in wishes for reading in part.readings)


def _titles(connection: Connection, scope: Scope) -> frozenset[Title]:
    """Give what the sources may know the title by that a scope names."""
    there = items.copies(connection, scope.keys).values()
    named = [*scope.titles, *(one.as_title() for one in there)]
    return frozenset(with_all_ids(connection, title) for title in named)
