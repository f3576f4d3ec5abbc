"""Where benchmarks take place: houses of a size, and a Home Assistant that is ready in them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from copy import replace
from dataclasses import dataclass
import socket
from typing import Any

from custom_components.plex_label_sync.const import DOMAIN
from tests.demo.home import Home
from tests.lab.arr import ArrServer
from tests.lab.fill import big_world
from tests.lab.town import Town

READ_SECONDS = 0.005
WRITE_SECONDS = 0.02

_LEFT_OUT = frozenset(
    {
        "Media",
        "Image",
        "UltraBlurColors",
        "Genre",
        "Country",
        "Collection",
        "Director",
        "Writer",
        "Role",
        "summary",
        "tagline",
    }
)
"""What the integration asks Plex to leave out of lists."""


@dataclass(frozen=True)
class Size:
    """How large a house is. `wishes` are on `wanted_titles`, and `tags` on `tagged_titles`."""

    movies: int
    shows: int
    users: int
    wishes: int
    wanted_titles: int
    tags: int
    tagged_titles: int
    movie_libraries: int = 1
    show_libraries: int = 1

    @property
    def name(self) -> str:
        """What tables call it."""
        return f"{self.movies + self.shows:,} items"

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

    def divided(self, by: int) -> Size:
        """A part of it, in as many libraries; enough to see that everything runs."""
        return replace(
            self,
            movies=self.movies // by,
            shows=self.shows // by,
            users=max(self.users // by, 4),
            wishes=self.wishes // by,
            wanted_titles=self.wanted_titles // by,
            tags=max(self.tags // by, 4),
            tagged_titles=self.tagged_titles // by,
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
                movie_libraries=self.movie_libraries,
                show_libraries=self.show_libraries,
            )
        )


SMALL = Size(
    movies=1_700,
    shows=300,
    users=8,
    wishes=700,
    wanted_titles=600,
    tags=12,
    tagged_titles=500,
)
USUAL = Size(
    movies=10_000,
    shows=2_000,
    users=20,
    wishes=5_000,
    wanted_titles=4_000,
    tags=40,
    tagged_titles=3_000,
    movie_libraries=3,
    show_libraries=2,
)
LARGE = Size(
    movies=80_000,
    shows=20_000,
    users=200,
    wishes=67_000,
    wanted_titles=50_000,
    tags=500,
    tagged_titles=30_000,
    movie_libraries=5,
    show_libraries=3,
)
"""100,000 wanted labels, for a tenth of the tagged titles has two tags."""


@dataclass(frozen=True)
class Effort:
    """How thoroughly is measured; sizes are divided by `divisor`.

    The large house takes seven minutes, so that nobody would measure it five times.
    """

    divisor: int = 1
    runs: int = 5
    large_runs: int = 1
    trials: int = 50
    tag_trials: int = 5
    disk_trials: int = 5
    start_rounds: int = 7
    idle_seconds: int = 240
    troubled_seconds: int = 600
    page_loads: int = 5

    def size(self, size: Size) -> Size:
        """A house as it is measured."""
        return size if self.divisor == 1 else size.divided(self.divisor)


FULL = Effort()
QUICK = Effort(
    divisor=20,
    runs=1,
    trials=3,
    tag_trials=1,
    disk_trials=1,
    start_rounds=1,
    idle_seconds=130,
    troubled_seconds=60,
    page_loads=1,
)


@dataclass(frozen=True)
class Place:
    """A town with a Home Assistant in it that has the integration and all instances."""

    town: Town
    home: Home
    entry_id: str

    def arr(self, kind: str) -> ArrServer:
        """The town's first instance of a kind, "radarr" or "sonarr"."""
        return next(server for server in self.town.arrs if server.state.kind == kind)

    async def sync(self, *expected: str, dry_run: bool = False) -> dict[str, Any]:
        """Run a full sync and give what it answers.

        It must end in one of the expected states; without any, it must be "ok".
        """
        result = await self.home.action(DOMAIN, "sync", dry_run=dry_run)
        if result["status"] not in (expected or ("ok",)):
            raise SystemExit(f"a sync ended {result['status']}: {result['sources']}")
        return result

    async def remove_all(self) -> dict[str, Any]:
        """Remove every label that the integration wrote, and give what it answers."""
        result = await self.home.action(DOMAIN, "remove_all", dry_run=False)
        if result["status"] != "ok":
            raise SystemExit(f"the removal ended {result['status']}: {result['sources']}")
        return result


@asynccontextmanager
async def at(town: Town, also: Sequence[str] = ()) -> AsyncIterator[Place]:
    """Set a Home Assistant up in a town that runs; its servers then take their usual time.

    Home Assistant is as a start leaves it: nothing is collected and nothing was tried before.
    `also`: more of its own integrations to set up.
    """
    prepare(town)
    async with Home.open(town, port=_free_port(), probe=True, also=also) as home:
        entry_id = await home.add_integration(town)
        await home.add_instances(entry_id, town.arrs)
        town.plex.read_seconds, town.plex.write_seconds = READ_SECONDS, WRITE_SECONDS
        for server in town.arrs:
            server.read_seconds = READ_SECONDS
        yield Place(town, home, entry_id)


def prepare(town: Town) -> None:
    """Let the stand-ins write their answers down, which real servers have at hand."""
    for across in (False, True):
        town.plex.prepare(guids=not across, across=across, without=_LEFT_OUT)
    for server in town.arrs:
        server.prepare()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
