"""Where benchmarks take place: worlds of a size, and a Home Assistant that is ready in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import replace
from dataclasses import dataclass
import socket
from typing import Any

from aiohttp import ClientSession

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.const import DOMAIN
from tests.demo.home import Home
from tests.lab.fill import big_world
from tests.lab.town import Town

READ_SECONDS = 0.005
WRITE_SECONDS = 0.02


@dataclass(frozen=True)
class Size:
    """How large a world is."""

    movies: int = 10_000
    shows: int = 2_000
    users: int = 20
    wishes: int = 5_000
    wanted_titles: int = 4_000
    tags: int = 40
    tagged_titles: int = 3_000

    def doubled(self) -> Size:
        """Twice the items, with as many people and tags."""
        return replace(
            self,
            movies=2 * self.movies,
            shows=2 * self.shows,
            wishes=2 * self.wishes,
            wanted_titles=2 * self.wanted_titles,
            tagged_titles=2 * self.tagged_titles,
        )

    def town(self) -> Town:
        """A town of this size."""
        return Town(
            big_world(
                self.movies,
                self.shows,
                self.users,
                wanted=self.wishes,
                wanted_titles=self.wanted_titles,
                tags=self.tags,
                tagged_titles=self.tagged_titles,
            )
        )


@dataclass(frozen=True)
class Place:
    """A town with a Home Assistant in it that has the integration and all instances."""

    town: Town
    home: Home
    entry_id: str

    async def sync(self) -> dict[str, Any]:
        """Run a full sync, which must go well; give what it answers."""
        result = await self.home.action(DOMAIN, "sync")
        if result["status"] != "ok":
            raise SystemExit(f"a sync ended {result['status']}: {result['sources']}")
        return result


@asynccontextmanager
async def at(town: Town) -> AsyncIterator[Place]:
    """Set a Home Assistant up in a town that runs; its servers then take their usual time."""
    async with Home.open(town, port=_free_port(), probe=True) as home:
        entry_id = await home.add_integration(town)
        await home.add_instances(entry_id, town.arrs)
        town.plex.read_seconds, town.plex.write_seconds = READ_SECONDS, WRITE_SECONDS
        for server in town.arrs:
            server.read_seconds = READ_SECONDS
        await _warm(town)
        yield Place(town, home, entry_id)


async def _warm(town: Town) -> None:
    """Let the stand-ins build their answers, which real servers have at hand."""
    async with ClientSession() as session:
        plex = PlexServer(session, town.plex.url, town.world.owner.token, client_id="bench")
        for section in await plex.sections():
            await plex.items(section)
        for server in town.arrs:
            arr = Arr(session, ArrKind(server.state.kind), server.base_url, server.state.api_key)
            await arr.titles(frozenset({1}), started="")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
