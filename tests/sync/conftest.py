"""What the tests of the engine share: an engine for a town, with a store in memory."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr import Arr, ArrKind
from custom_components.plex_label_sync.clients.plex import PlexServer
from custom_components.plex_label_sync.clients.plextv import PlexTv
from custom_components.plex_label_sync.core.claims import Memory
from custom_components.plex_label_sync.core.ledger import Ledger
from custom_components.plex_label_sync.core.model import fold
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.sources.reader import Reader
from custom_components.plex_label_sync.sources.tags import TagReader
from custom_components.plex_label_sync.sources.watchlists import FriendsWatchlists, OwnWatchlist
from custom_components.plex_label_sync.sync.engine import Engine
from custom_components.plex_label_sync.sync.reads import Servers
from custom_components.plex_label_sync.sync.result import Result
from custom_components.plex_label_sync.sync.storing import NotSavedError
from tests.lab.expected import LabelSets, labels_of
from tests.lab.town import Town
from tests.lab.world import Title, World

NOW = "2026-11-22T10:00:00+00:00"


@dataclass
class KeptInMemory:
    """A store that lives as long as a test; `broken` names what cannot be saved."""

    ledger: Ledger = field(default_factory=Ledger)
    memory: Memory = field(default_factory=Memory)
    saves: list[str] = field(default_factory=list)
    broken: Iterable[str] = ()
    queue: tuple[Waiting, ...] | None = None

    def keep_memory(self, memory: Memory) -> None:
        """Keep the memory."""
        self.memory = memory

    def keep_queue(self, queue: tuple[Waiting, ...]) -> None:
        """Keep the queue."""
        self.queue = queue

    async def save_ledger(self, ledger: Ledger) -> None:
        """Keep the ledger."""
        self._saving("ledger")
        self.ledger = ledger

    async def save_memory(self, memory: Memory) -> None:
        """Keep the memory."""
        self._saving("memory")
        self.memory = memory

    def _saving(self, what: str) -> None:
        if what in self.broken:
            raise NotSavedError(f"the {what} could not be saved: no space left")
        self.saves.append(what)


@dataclass
class Syncing:
    """A town and the engine that labels it; each sync uses a new engine, as after a restart."""

    town: Town
    session: ClientSession
    store: KeptInMemory = field(default_factory=KeptInMemory)
    policy: Policy = field(default_factory=Policy)
    at_once: int = 5
    machine_identifier: str = ""
    now: str = NOW
    progress: list[float] = field(default_factory=list)

    @property
    def world(self) -> World:
        """The town's world."""
        return self.town.world

    def engine(self) -> Engine:
        """A new engine for the town."""
        token = self.world.owner.token
        plextv = PlexTv(self.session, token, client_id="tests")
        return Engine(
            Servers(
                plex=PlexServer(
                    self.session,
                    self.town.plex.url,
                    token,
                    client_id="tests",
                    at_once=self.at_once,
                ),
                machine_identifier=self.machine_identifier or self.world.plex.machine_identifier,
                plextv=plextv,
                readers=self.readers(plextv),
            ),
            self.policy,
            self.store,
            now=lambda: self.now,
        )

    def readers(self, plextv: PlexTv) -> list[Reader]:
        """All sources that the policy asks for, and the town's instances."""
        readers: list[Reader] = []
        if self.policy.own_watchlist:
            readers.append(OwnWatchlist(plextv, self.policy.excludes))
        if self.policy.friends_watchlists:
            readers.append(FriendsWatchlists(plextv, self.policy.excludes))
        for number, arr in enumerate(self.town.arrs):
            kind = ArrKind(arr.state.kind)
            client = Arr(self.session, kind, arr.base_url, arr.state.api_key)
            readers.append(TagReader(client, f"tags/{number}", arr.state.name))
        return readers

    async def sync(self, *, dry_run: bool = False) -> Result:
        """Run one sync with a request log of its own."""
        self.town.forget()
        return await self.engine().sync(dry_run=dry_run, progress=self.progress.append)

    def labels(self) -> LabelSets:
        """The labels that are in Plex now."""
        return labels_of(self.world)

    def labels_on(self, name: str) -> frozenset[str]:
        """The folded labels of the title's items together."""
        return frozenset(
            fold(label)
            for item in self.world.plex.items()
            if item.title == name
            for label in item.labels
        )

    def title(self, name: str) -> Title:
        """A title of the world's catalogues, by its name."""
        return next(title for title in self.world.titles.values() if title.name == name)

    def recorded(self) -> LabelSets:
        """The labels that the ledger says are ours."""
        return {key: frozenset(entry.records) for key, entry in self.store.ledger.entries.items()}


@pytest.fixture
async def syncing(town: Town) -> AsyncIterator[Syncing]:
    """The small world's town, not synced yet."""
    async with ClientSession() as session:
        yield Syncing(town, session)


@pytest.fixture
async def synced(syncing: Syncing) -> Syncing:
    """The small world's town, after a first sync."""
    await syncing.sync()
    return syncing
