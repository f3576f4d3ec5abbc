"""What the tests of the engine share: an engine for a town, with a store in memory."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.core.claims import Memory
from custom_components.plex_label_sync.core.ledger import Ledger
from custom_components.plex_label_sync.core.model import MediaType, Title as CoreTitle, fold
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.sources.reader import Reader
from custom_components.plex_label_sync.sources.tags import TagReader
from custom_components.plex_label_sync.sources.watchlists import FriendsWatchlists, OwnWatchlist
from custom_components.plex_label_sync.sync.engine import Engine
from custom_components.plex_label_sync.sync.reads import Servers
from custom_components.plex_label_sync.sync.result import Result
from custom_components.plex_label_sync.sync.scope import News
from custom_components.plex_label_sync.sync.storing import NotSavedError
from tests.expected import LabelSets, labels_of, wanted_labels
from tests.lab.town import Town
from tests.lab.world import Person, PlexItem, Title, World

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

    def servers(self) -> Servers:
        """New clients for all servers of the town."""
        token = self.world.owner.token
        plextv = PlexTv(self.session, token, client_id="tests")
        return Servers(
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
        )

    def engine(self, servers: Servers | None = None) -> Engine:
        """A new engine for the town."""
        return Engine(
            servers or self.servers(),
            self.policy,
            self.store,
            now=lambda: datetime.fromisoformat(self.now),
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
        return self.world.title(name)

    def person(self, username: str) -> Person:
        """A person of the world, by username."""
        return self.world.person(username)

    def items(self, name: str) -> list[PlexItem]:
        """The title's items in Plex."""
        return [item for item in self.world.plex.items() if item.title == name]

    def item(self, name: str) -> PlexItem:
        """The title's one item in Plex."""
        (item,) = self.items(name)
        return item

    def waiting(self) -> list[str]:
        """The titles in the queue, by name."""
        return [waiting.name for waiting in self.store.queue or ()]

    def recorded(self) -> LabelSets:
        """The labels that the ledger says are ours."""
        return {key: frozenset(entry.records) for key, entry in self.store.ledger.entries.items()}


def right_labels(syncing: Syncing, by_hand: LabelSets) -> LabelSets:
    """The labels that Plex should show in the end."""
    wanted = wanted_labels(syncing.world)
    return {key: by_hand[key] | wanted[key] for key in by_hand}


@pytest.fixture
async def syncing(town: Town) -> AsyncIterator[Syncing]:
    """The small world's town, not synced yet."""
    async with ClientSession() as session:
        yield Syncing(town, session)


@pytest.fixture
def open_lists(syncing: Syncing) -> Syncing:
    """The town with nobody's watchlist private, so that a faultless sync is `ok`."""
    for person in syncing.world.people:
        person.private = False
    return syncing


@pytest.fixture
async def synced(syncing: Syncing) -> Syncing:
    """The small world's town, after a first sync."""
    await syncing.sync()
    return syncing


@dataclass
class Following:
    """One engine that follows what happens in a town, as long as Home Assistant runs."""

    syncing: Syncing
    servers: Servers
    engine: Engine

    @classmethod
    def start(cls, syncing: Syncing) -> Following:
        """Start an engine, as Home Assistant does."""
        servers = syncing.servers()
        return cls(syncing, servers, syncing.engine(servers))

    async def hear(self, *sources: str, as_baseline: bool = False) -> None:
        """Let the engine take in what these sources say now, by how their ids begin; or all."""
        for reader in self.servers.readers:
            if not sources or reader.source.startswith(sources):
                await self.engine.take(await reader.read(), as_baseline=as_baseline)

    async def follow(
        self,
        *keys: int,
        titles: Iterable[CoreTitle] = (),
        imported: Iterable[CoreTitle] = (),
        seek: Iterable[MediaType] = (),
    ) -> Result:
        """Run the engine on some news, with a request log of its own."""
        self.syncing.town.forget()
        news = News(frozenset(titles), frozenset(keys), frozenset(imported), frozenset(seek))
        return await self.engine.follow(news)


@pytest.fixture
async def following(syncing: Syncing) -> Following:
    """An engine that has run one full sync of the small world, and goes on."""
    following = Following.start(syncing)
    await following.engine.sync(dry_run=False, progress=syncing.progress.append)
    return following


@pytest.fixture
async def done(open_lists: Syncing) -> Syncing:
    """The town with nobody's list private, after a first sync."""
    await open_lists.sync()
    return open_lists
