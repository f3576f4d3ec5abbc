"""What the clients' tests share: sessions, a bare server, and clients of the town's servers."""

from asyncio import sleep
from collections.abc import AsyncIterator
from typing import Protocol
from unittest.mock import Mock

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients import http
from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.arr.connections import ArrConnections, Connection
from custom_components.plex_label_sync.clients.http import Caller, Patience
from custom_components.plex_label_sync.clients.plex.client import PlexServer, Section
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from tests.clients.bare import BareServer
from tests.clients.connecting import HOOK
from tests.lab.arr import ArrServer
from tests.lab.plextv_addresses import plextv_at
from tests.lab.town import Town

SECRET = "k3y-that-nobody-may-read"
THREE_TRIES = Patience(tries=3)
CALM = Patience(tries=4, pause=1, longest_pause=30)


class CallerFor(Protocol):
    """Makes callers of the bare server."""

    def __call__(self, patience: Patience = ..., *, at_once: int = ..., base: str = ...) -> Caller:
        """Give a caller; `base` is the path that follows the server's address."""


@pytest.fixture
async def bare(socket_enabled: None) -> AsyncIterator[BareServer]:
    """A bare server, listening."""
    async with BareServer() as server:
        yield server


@pytest.fixture
def caller_for(session: ClientSession, bare: BareServer) -> CallerFor:
    """Makes callers of the bare server, which send a secret."""

    def make(patience: Patience = THREE_TRIES, *, at_once: int = 5, base: str = "") -> Caller:
        headers = {"X-Plex-Token": SECRET}
        return Caller(session, bare.url + base, headers=headers, at_once=at_once, patience=patience)

    return make


@pytest.fixture
def caller(caller_for: CallerFor) -> Caller:
    """A caller of the bare server."""
    return caller_for()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made; none takes any time, and none is shortened or lengthened."""
    made: list[float] = []

    async def pause(seconds: float) -> None:
        made.append(seconds)
        await sleep(0)

    monkeypatch.setattr("asyncio.sleep", pause)
    monkeypatch.setattr(http, "_random", Mock(uniform=lambda *_: 1.0))
    return made


@pytest.fixture
def plex(session: ClientSession, town: Town) -> PlexServer:
    """The town's Plex server, asked with its owner's token."""
    return PlexServer(session, town.plex.url, town.world.owner.token, client_id="test")


@pytest.fixture
def plextv(session: ClientSession, town: Town) -> PlexTv:
    """plex.tv, asked with the owner's token."""
    return PlexTv(session, town.world.owner.token, client_id="test")


@pytest.fixture
def plextv_at_bare(session: ClientSession, bare: BareServer) -> PlexTv:
    """The bare server, taken for plex.tv."""
    with plextv_at(bare.url):
        return PlexTv(session, "token", client_id="test")


@pytest.fixture
async def sections(plex: PlexServer) -> dict[str, Section]:
    """The town's libraries by title."""
    return {section.title: section for section in (await plex.sections()).entries}


@pytest.fixture
def movies(sections: dict[str, Section]) -> Section:
    """The library of films that has the most."""
    return sections["Movies"]


@pytest.fixture(params=["radarr", "sonarr"])
def instance(request: pytest.FixtureRequest, town: Town) -> ArrServer:
    """An instance: what holds for the one holds for the other."""
    return next(arr for arr in town.arrs if arr.state.kind == request.param)


@pytest.fixture
def connections(session: ClientSession, instance: ArrServer) -> ArrConnections:
    """Its connections."""
    kind = ArrKind(instance.state.kind)
    return Arr(session, kind, instance.base_url, instance.state.api_key).connections


@pytest.fixture
def hook_url(bare: BareServer) -> str:
    """The address of our webhook."""
    return f"{bare.url}/api/webhook/{HOOK}"


@pytest.fixture
async def made(connections: ArrConnections, instance: ArrServer, hook_url: str) -> Connection:
    """A connection that we made, after which nothing is in the log."""
    made = await connections.create("Plex labels", hook_url)
    instance.forget()
    return made
