"""What the tests of the engine share: an engine for a town, with a database in a folder."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
import sqlite3
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.core.ledger import Ledger
from custom_components.plex_label_sync.core.model import Person as KnownPerson, fold
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.core.work import Work, WorkKind
from custom_components.plex_label_sync.sources.reader import Reader
from custom_components.plex_label_sync.sources.requests import RequestReader
from custom_components.plex_label_sync.sources.tags import TagReader
from custom_components.plex_label_sync.sources.watchlists import FriendsWatchlists, OwnWatchlist
from custom_components.plex_label_sync.state import choices, ledger, waiting, work
from custom_components.plex_label_sync.sync.context import Context
from custom_components.plex_label_sync.sync.labels import LabelReader
from custom_components.plex_label_sync.sync.new_work import title_of_work
from custom_components.plex_label_sync.sync.outcome import Outcome
from custom_components.plex_label_sync.sync.servers import Servers
from tests.expected import LabelSets, labels_of, wanted_labels
from tests.lab.town import Town
from tests.lab.world import Person, World
from tests.lab.world_plex import PlexItem
from tests.lab.world_titles import Title

from .disk import Disk, rows
from .following import Following

NOW = "2026-11-22T10:00:00+00:00"


@dataclass
class Syncing:
    """A town and the engine that labels it; each sync uses a new engine, as after a restart."""

    town: Town
    session: ClientSession
    database: Disk
    policy: Policy = field(default_factory=Policy)
    at_once: int = 5
    machine_identifier: str = ""
    requester_tags: bool = False
    now: datetime = field(default_factory=lambda: datetime.fromisoformat(NOW))
    progress: list[float] = field(default_factory=list)

    @property
    def world(self) -> World:
        """The town's world."""
        return self.town.world

    def pass_days(self, days: float) -> None:
        """Let time pass."""
        self.now += timedelta(days=days)

    def servers(self) -> Servers:
        """New clients for Plex and plex.tv."""
        token = self.world.owner.token
        return Servers(
            plex=PlexServer(
                self.session, self.town.plex.url, token, client_id="tests", at_once=self.at_once
            ),
            machine_identifier=self.machine_identifier or self.world.plex.machine_identifier,
            plextv=PlexTv(self.session, token, client_id="tests"),
        )

    def context(self, servers: Servers | None = None) -> Context:
        """What a new engine works with."""
        servers = servers or self.servers()
        return Context(
            servers, self.policy, self.database, LabelReader(servers.plex), lambda: self.now
        )

    def readers(self, plextv: PlexTv) -> list[Reader]:
        """All sources that the policy asks for, and the town's instances."""
        readers: list[Reader] = []
        if self.policy.own_watchlist:
            readers.append(OwnWatchlist(plextv, self.is_left_out))
        if self.policy.friends_watchlists:
            readers.append(FriendsWatchlists(plextv, self.is_left_out))
        for number, arr in enumerate(self.town.arrs):
            kind = ArrKind(arr.state.kind)
            client = Arr(self.session, kind, arr.base_url, arr.state.api_key)
            tags = TagReader(
                client, f"tags/{number}", arr.state.name, requester_tags=self.requester_tags
            )
            readers.append(tags)
        for number, seerr in enumerate(self.town.seerrs):
            requests = Seerr(self.session, seerr.url, seerr.state.api_key)
            readers.append(RequestReader(requests, f"requests/{number}", seerr.state.name))
        return readers

    def is_left_out(self, person: KnownPerson) -> bool:
        """Whether a person gets no labels."""
        return person.id in self.database.look(choices.of).left_out

    async def choose(self, *left_out: str, **names: str) -> None:
        """Leave people out, and give others names for their labels, all by username."""

        def choose(connection: sqlite3.Connection) -> None:
            choices.put_by_name(connection, left_out, names)
            choices.settle(connection, label_new=True)

        await self.database.write(choose)

    async def sync(self, *, dry_run: bool = False) -> Outcome:
        """Run one full sync with a request log of its own."""
        self.town.forget()
        following = await Following.start(self)
        return await following.sync(dry_run=dry_run)

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

    def queue(self) -> tuple[Waiting, ...]:
        """The queue, by name."""
        return self.database.look(waiting.everything)

    def waiting(self) -> list[str]:
        """The titles in the queue, by name."""
        return [title.name for title in self.queue()]

    def ledger(self) -> Ledger:
        """The whole ledger."""
        return self.database.look(lambda connection: ledger.of(connection, ledger.keys(connection)))

    def recorded(self) -> LabelSets:
        """The labels that the ledger says are ours."""
        return {key: frozenset(entry.records) for key, entry in self.ledger().entries.items()}

    def work(self, kind: WorkKind = WorkKind.TITLE) -> list[Work]:
        """What of a kind is to be done."""
        return self.database.look(lambda connection: work.all_of(connection, kind))

    def pending(self) -> set[str]:
        """The titles that are to be brought in step, by name."""
        return {title_of_work(entry).name for entry in self.work()}

    def stored(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the database holds."""
        return self.database.look(rows)

    def version(self) -> int:
        """A number that changes whenever anything is saved."""

        def version(connection: sqlite3.Connection) -> int:
            number: int = connection.execute("PRAGMA data_version").fetchone()[0]
            return number

        return self.database.look(version)


def right_labels(syncing: Syncing, by_hand: LabelSets) -> LabelSets:
    """The labels that Plex should show in the end."""
    wanted = wanted_labels(syncing.world)
    return {key: by_hand[key] | wanted[key] for key in by_hand}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Disk]:
    """An open database without anything."""
    database = Disk(tmp_path / "plex_label_sync.entry.db")
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def syncing(town: Town, database: Disk) -> AsyncIterator[Syncing]:
    """The small world's town, not synced yet."""
    async with ClientSession() as session:
        yield Syncing(town, session, database)


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


@pytest.fixture
async def following(syncing: Syncing) -> Following:
    """An engine that has run one full sync of the small world, and goes on."""
    following = await Following.start(syncing)
    await following.sync()
    return following


@pytest.fixture
async def done(open_lists: Syncing) -> Syncing:
    """The town with nobody's list private, after a first sync."""
    await open_lists.sync()
    return open_lists
