"""What ten minutes of trouble cost the other servers: `scripts/bench troubled`.

In a house a library of TV shows always answers 500, Plex refuses every edit of one movie, and
Radarr answers 500 for another one; beside it stands the same house without trouble. In both, all
requests to all servers are counted for ten minutes after the same full sync; so in the usual and
the large house.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from custom_components.plex_label_sync.core.model import MediaType
from tests.bench.table import Findings, not_kept, table
from tests.bench.world import LARGE, USUAL, Effort, Place, Size, at
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_arr import ArrTitle

_MOST = 60
_TAG = "troubled"

type Counts = dict[str, int]
"""Requests by server."""


@dataclass(frozen=True)
class Results:
    """The requests of both houses; `size` names them."""

    size: str
    idle: Counts
    troubled: Counts

    @property
    def more(self) -> int:
        """How many requests the trouble cost."""
        return sum(self.troubled.values()) - sum(self.idle.values())


async def bench(effort: Effort) -> Findings:
    """Measure the usual and the large house."""
    results = [await _measure(effort.size(size), effort) for size in (USUAL, LARGE)]
    broken = [promise for one in results for promise in broken_promises(one)]
    return Findings(shown(results), broken)


async def _measure(size: Size, effort: Effort) -> Results:
    """Measure both houses at the same time, so that polls fall into the same moments."""
    async with (
        size.town() as quiet,
        size.town() as bad,
        at(quiet) as quiet_place,
        at(bad) as bad_place,
    ):
        await quiet_place.sync()
        await bad_place.sync()
        await _make_trouble(bad_place)
        await quiet_place.sync()
        for town in (quiet, bad):
            town.forget()
        await _tell_of_the_bad_film(bad_place)
        await asyncio.sleep(effort.troubled_seconds)
        return Results(size.name, counts(quiet), counts(bad))


async def _make_trouble(place: Place) -> None:
    """Break a library and the edits of a film for good, and let a full sync come upon both."""
    world, radarr = place.town.world, place.arr("radarr")
    film, _ = _films(place)
    film.tags.add(radarr.state.tag(_TAG))
    item = next(item for item in world.plex.items() if item.guid == film.title.guid)
    # The bad movie is not in it: else Plex would refuse its edits, too, in some houses.
    section = next(
        key for key, one in world.plex.sections.items() if one.media_type == MediaType.SHOW
    )
    place.town.plex.faults += [
        Fault("status", f"/library/sections/{section}/all"),
        Fault("status", method="PUT", item=item.rating_key),
    ]
    await place.sync("partial", "failed")


async def _tell_of_the_bad_film(place: Place) -> None:
    """Let Radarr tell of a film which it cannot give."""
    radarr = place.arr("radarr")
    _, film = _films(place)
    film.tags.add(radarr.state.tag(_TAG))
    radarr.faults.append(Fault("status", "/api/v3/movie/", item=film.id))
    await radarr.send("Download", film, is_upgrade=True)


def _films(place: Place) -> tuple[ArrTitle, ArrTitle]:
    """Give a film for Plex to refuse, and one that Radarr cannot give; both have no other tag."""
    state = place.arr("radarr").state
    tags = {state.tag(_TAG)}
    refused, bad, *_ = (film for film in state.titles.values() if film.tags <= tags)
    return refused, bad


def counts(town: Town) -> Counts:
    """Give the requests that each server of a town has logged."""
    instances = {server.state.name: len(server.log) for server in town.arrs}
    return {"Plex": len(town.plex.log), "plex.tv": len(town.plextv.log)} | instances


def broken_promises(results: Results) -> list[str]:
    """What is not as it should be, in words."""
    return not_kept(
        {
            f"ten troubled minutes, {results.size}: at most {_MOST} requests, not {results.more}": (
                results.more <= _MOST
            )
        }
    )


def shown(results: Sequence[Results]) -> str:
    """The table."""
    rows = [
        (what, *(f"{number:,}" for number in numbers.values()), f"{sum(numbers.values()):,}")
        for one in results
        for what, numbers in (
            (f"ten idle minutes, {one.size}", one.idle),
            (f"ten troubled minutes, {one.size}", one.troubled),
        )
    ]
    return table(("requests in", *results[0].idle, "in all"), rows)
