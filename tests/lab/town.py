"""All stand-in servers of one world, started and stopped together.

Tests, the demo and the benchmark all begin here.
"""

from asyncio import gather
from dataclasses import dataclass, field
from typing import Self

from tests.lab.arr import ArrServer
from tests.lab.plex import PlexServer
from tests.lab.plextv import PlexTvServer
from tests.lab.seerr import SeerrServer
from tests.lab.server import LabServer
from tests.lab.world import World


@dataclass
class Town:
    """The servers of a world: Plex, plex.tv, and its Radarrs, Sonarrs and Seerrs in order."""

    world: World
    plex: PlexServer = field(init=False)
    plextv: PlexTvServer = field(init=False)
    arrs: list[ArrServer] = field(init=False)
    seerrs: list[SeerrServer] = field(init=False)

    def __post_init__(self) -> None:
        self.plex = PlexServer(self.world)
        self.plextv = PlexTvServer(self.world)
        self.arrs = [ArrServer(state) for state in self.world.arrs]
        self.seerrs = [SeerrServer(state) for state in self.world.seerrs]

    @property
    def servers(self) -> tuple[LabServer, ...]:
        """All servers."""
        return (self.plex, self.plextv, *self.arrs, *self.seerrs)

    async def __aenter__(self) -> Self:
        """Start all servers on ports of their own."""
        await gather(*(server.start() for server in self.servers))
        self.plextv.plex_url = self.plex.url
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop them, if they have not been stopped."""
        await self.stop()

    async def stop(self) -> None:
        """Stop all servers."""
        await gather(*(server.stop() for server in self.servers))

    def forget(self) -> None:
        """Empty all request logs."""
        for server in self.servers:
            server.forget()
