"""How fast labels follow what happens, and what that costs: `scripts/bench realtime`.

A real Home Assistant process in a world of 12,000 items, after its first full sync. All is
measured from outside, at the stand-in servers.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from random import Random
import sys

from tests.bench.idle import idle
from tests.bench.storm import ROUNDS, TITLES, Storm, storm
from tests.bench.table import Findings, not_kept, table
from tests.bench.trial import Trial, Trials, tried
from tests.bench.world import Place, Size, at
from tests.demo.new_titles import new_title
from tests.lab.arr import ArrServer
from tests.lab.plex_events import created
from tests.lab.world import ArrTitle, PlexItem

_TRIALS = 50
_TAG_TRIALS = 5
_TAG_PAUSE_SECONDS = 13
_LOOK_SECONDS = 0.05
_NO_TROUBLE_SECONDS = 60


@dataclass(frozen=True)
class Results:
    """What was found."""

    webhook: Trials
    ready: Trials
    storm: Storm
    tag: Trials
    idle: dict[str, float]
    troubles: list[str]


async def bench() -> Findings:
    """Measure everything."""
    async with Size().town() as town, at(town) as place:
        await place.sync()
        results = await _measured(place)
    return Findings(_shown(results), broken_promises(results))


async def _measured(place: Place) -> Results:
    radarr = next(one for one in place.town.arrs if one.state.kind == "radarr")
    sonarr = next(one for one in place.town.arrs if one.state.kind == "sonarr")
    films, series = _untouched(place, radarr), _untouched(place, sonarr)
    webhook = Trials("webhook of a title in Plex to label", await _webhooks(place, radarr, films))
    _say(f"webhooks: {webhook.median:.2f} s")
    ready = Trials('Plex\'s "ready" of a queued title to label', await _ready(place, radarr))
    _say(f"Plex's events: {ready.median:.2f} s")
    wild = await storm(place, radarr, list(islice(films, TITLES)), "storm")
    _say(f"{TITLES * ROUNDS} webhooks: {wild.median_ms:.0f} ms")
    tag = Trials("tag in Sonarr, without a webhook, to label", await _tags(place, sonarr, series))
    _say(f"tags: {tag.median:.0f} s")
    cost = await idle(place)
    return Results(webhook, ready, wild, tag, cost, place.home.process.troubles())


def _untouched(place: Place, server: ArrServer) -> Iterator[tuple[ArrTitle, PlexItem]]:
    """Give the titles of an instance that have no tag, with their items."""
    items = {item.guid: item for item in place.town.world.plex.items()}
    return (
        (known, items[known.title.guid])
        for known in list(server.state.titles.values())
        if not known.tags
    )


async def _webhooks(
    place: Place, radarr: ArrServer, films: Iterator[tuple[ArrTitle, PlexItem]]
) -> list[Trial]:
    """An upgrade is imported of a film that has just got a tag."""
    trials = []
    for film, item in islice(films, _TRIALS):
        film.tags.add(radarr.state.tag("bench"))
        cause = partial(radarr.send, "Download", film, is_upgrade=True)
        trials.append(await tried(place.town.plex, cause, item, "pulsarr:bench"))
    return trials


async def _ready(place: Place, radarr: ArrServer) -> list[Trial]:
    """A film is imported that Plex does not have yet; then Plex scans it."""
    town, queue_size = place.town, await place.home.entity_id(f"{place.entry_id}_queue_size")
    section = next(one for one in town.world.plex.sections.values() if one.media_type == "movie")
    random = Random(1)
    trials = []
    for number in range(_TRIALS):
        film = radarr.state.add_title(new_title(town.world, "movie", random), "bench")
        await radarr.send("Download", film)
        await _until_waiting(place, queue_size)
        item = town.world.plex.add_item(film.title, section, added_at=1_800_000_000 + number)
        *before, last = created(item)
        await town.plex.notify(*before)
        cause = partial(town.plex.notify, last)
        trials.append(await tried(town.plex, cause, item, "pulsarr:bench"))
    return trials


async def _until_waiting(place: Place, queue_size: str) -> None:
    async with asyncio.timeout(_NO_TROUBLE_SECONDS):
        while True:
            if await place.home.state(queue_size) == "1":
                return
            await asyncio.sleep(_LOOK_SECONDS)


async def _tags(
    place: Place, sonarr: ArrServer, series: Iterator[tuple[ArrTitle, PlexItem]]
) -> list[Trial]:
    """Tags are added to series at different moments between two polls."""

    async def one(number: int, show: ArrTitle, item: PlexItem) -> Trial:
        await asyncio.sleep(number * _TAG_PAUSE_SECONDS)

        async def cause() -> None:
            show.tags.add(sonarr.state.tag(f"bench{number}"))

        return await tried(place.town.plex, cause, item, f"pulsarr:bench{number}")

    picked = enumerate(islice(series, _TAG_TRIALS))
    return list(await asyncio.gather(*(one(number, *title) for number, title in picked)))


def broken_promises(results: Results) -> list[str]:
    """What is not as it should be, in words."""
    webhook, ready, wild, tag = results.webhook, results.ready, results.storm, results.tag
    return not_kept(
        {
            "webhook to label: at most 0.5 s at the median": webhook.median <= 0.5,
            "webhook to label: at most 1 s": webhook.worst <= 1,
            "ready to label: at most 1.5 s at the median": ready.median <= 1.5,
            "ready to label: at most 3 s": ready.worst <= 3,
            "a label by webhook or event: at most 3 reads": (max(webhook.reads, ready.reads) <= 3),
            "a label by webhook or event: 1 write": max(webhook.writes, ready.writes) <= 1,
            "many webhooks: all are answered with 200": wild.all_taken,
            "many webhooks: answered within 50 ms at the median": wild.median_ms <= 50,
            "many webhooks: answered within 250 ms": wild.worst_ms <= 250,
            "many webhooks: the event loop is never held up for more than 100 ms": (
                wild.delay_ms <= 100
            ),
            "many webhooks: at most 3 writes for a title": wild.writes <= 3,
            "a tag to label: at most 70 s": tag.worst <= 70,
            "idle: Plex is not asked": not results.idle["Plex"],
            **{f"no complaint in the log: {line}": False for line in results.troubles},
        }
    )


def _shown(results: Results) -> str:
    wild = results.storm
    times = [_times(results.webhook), _times(results.ready), _slow_times(results.tag)]
    many = f"{TITLES * ROUNDS:,} webhooks for {TITLES} titles in ten seconds"
    cost = [f"{requests:,.0f}" for requests in results.idle.values()]
    return "\n\n".join(
        (
            table(("", "median", "worst", "reads at most", "writes at most"), times),
            table(
                ("", "median answer", "slowest answer", "longest delay", "writes to a title"),
                [
                    (
                        many,
                        f"{wild.median_ms:.0f} ms",
                        f"{wild.worst_ms:.0f} ms",
                        f"{wild.delay_ms:.0f} ms",
                        f"{wild.writes}",
                    )
                ],
            ),
            table(("", *results.idle), [("requests an hour when nothing happens", *cost)]),
        )
    )


def _times(trials: Trials) -> tuple[str, ...]:
    seconds = (f"{trials.median:.2f} s", f"{trials.worst:.2f} s")
    return (trials.name, *seconds, f"{trials.reads}", f"{trials.writes}")


def _slow_times(trials: Trials) -> tuple[str, ...]:
    return (trials.name, f"{trials.median:.0f} s", f"{trials.worst:.0f} s", "", "")


def _say(text: str) -> None:
    """Tell those who wait how far it is."""
    sys.stderr.write(f"{text}\n")
