"""How fast labels follow what happens, and what that costs: `scripts/bench realtime`.

A real Home Assistant process in the house of 12,000 items and in the large one, after the first
full sync. All is measured from outside: at the stand-in servers, and in what the system tells of
the process.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from random import Random
from statistics import median
import sys

from tests.bench.idle import idle
from tests.bench.storm import ROUNDS, TITLES, Storm, storm
from tests.bench.table import Findings, not_kept, table
from tests.bench.trial import Trial, Trials, quiet, tried
from tests.bench.world import LARGE, USUAL, Effort, Place, Size, at
from tests.demo.new_titles import new_title
from tests.lab.plex_events import created
from tests.lab.world_arr import ArrTitle
from tests.lab.world_plex import PlexItem

_TAG_PAUSE_SECONDS = 13
_LOOK_SECONDS = 0.05
_NO_TROUBLE_SECONDS = 60
_SAVED_SECONDS = 15
"""How long Home Assistant may take until all that it puts off is saved."""

_TAGS_AT_A_TIME, _TAGS_REST_SECONDS = 16, 75
"""How many tags come one right after the other, and the rest that lets as many come again."""

_KIBIBYTE = 1024

type Titles = Iterator[tuple[ArrTitle, PlexItem]]
"""Titles of an instance with their items."""


@dataclass(frozen=True)
class House:
    """What was measured in a house: labels that came, and the bytes that one wrote to the disk."""

    size: Size
    webhook: Trials
    ready: Trials
    disk_bytes: float
    troubles: list[str]


@dataclass(frozen=True)
class Other:
    """What was measured in the usual house besides."""

    storm: Storm
    tag: Trials
    idle: dict[str, float]
    heard: Trials


async def bench(effort: Effort) -> Findings:
    """Measure everything."""
    size = effort.size(USUAL)
    async with size.town() as town, at(town) as place:
        await place.sync()
        films, series = _untouched(place, "radarr"), _untouched(place, "sonarr")
        usual = await _house(place, size, effort, films)
        other = await _other(place, effort, films, series)
    size = effort.size(LARGE)
    async with size.town() as town, at(town) as place:
        await place.sync()
        large = await _house(place, size, effort, _untouched(place, "radarr"))
    return Findings(_shown(usual, large, other), broken_promises(usual, large, other))


async def _house(place: Place, size: Size, effort: Effort, films: Titles) -> House:
    webhook = Trials(
        "webhook of a title in Plex to label", await _webhooks(place, films, effort.trials)
    )
    _say(f"{size.name}: webhooks: {webhook.median:.2f} s")
    ready = Trials('Plex\'s "ready" of a queued title to label', await _ready(place, effort.trials))
    _say(f"{size.name}: Plex's events: {ready.median:.2f} s")
    disk_bytes = await _disk_bytes(place, films, effort.disk_trials)
    _say(f"{size.name}: a new label writes {disk_bytes / _KIBIBYTE:.0f} KiB")
    return House(size, webhook, ready, disk_bytes, place.home.process.troubles())


async def _other(place: Place, effort: Effort, films: Titles, series: Titles) -> Other:
    many = await storm(place, place.arr("radarr"), list(islice(films, TITLES)), "storm")
    _say(f"{TITLES * ROUNDS} webhooks: {many.median_ms:.0f} ms")
    tag = Trials(
        "tag in Sonarr, without a webhook, to label",
        await _tags(place, series, effort.tag_trials),
    )
    _say(f"tags: {tag.median:.0f} s")
    cost = await idle(place, effort)
    heard = Trials(
        "tag in Sonarr, told by its live channel, to label",
        await _heard_tags(place, series, effort.trials),
    )
    _say(f"live channel: {heard.median:.2f} s")
    return Other(many, tag, cost, heard)


def _untouched(place: Place, kind: str) -> Titles:
    """Give the titles of an instance that have no tag, with their items."""
    items = {item.guid: item for item in place.town.world.plex.items()}
    return (
        (entry, items[entry.title.guid])
        for entry in list(place.arr(kind).state.titles.values())
        if not entry.tags
    )


async def _webhooks(place: Place, films: Titles, trials: int) -> list[Trial]:
    return [await _webhook(place, *film) for film in islice(films, trials)]


async def _webhook(place: Place, film: ArrTitle, item: PlexItem) -> Trial:
    """An upgrade is imported of a film that has just got a tag."""
    radarr = place.arr("radarr")
    film.tags.add(radarr.state.tag("bench"))
    cause = partial(radarr.send, "Download", film, is_upgrade=True)
    return await tried(place.town.plex, cause, item, "pulsarr:bench")


async def _disk_bytes(place: Place, films: Titles, trials: int) -> float:
    """Give what the process writes into files for one new label, at the median.

    All that it writes counts until nothing is put off any more, whoever wants it written.
    """
    process = place.home.process
    await asyncio.sleep(_SAVED_SECONDS)
    written = []
    for film in islice(films, trials):
        before = process.bytes_written
        await _webhook(place, *film)
        await asyncio.sleep(_SAVED_SECONDS)
        written.append(process.bytes_written - before)
    return median(written)


async def _ready(place: Place, count: int) -> list[Trial]:
    """A film is imported that Plex does not have yet; then Plex scans it."""
    radarr = place.arr("radarr")
    town, queue_size = place.town, await place.home.entity_id(f"{place.entry_id}_queue_size")
    sections = town.world.plex.sections.values()
    section = next(section for section in sections if section.media_type == "movie")
    random = Random(1)
    trials = []
    for number in range(count):
        film = radarr.state.add_title(new_title(town.world, "movie", random), "bench")
        await radarr.send("Download", film)
        await _until_waiting(place, queue_size)
        # What begins to wait is looked for in Plex.
        await quiet(town.plex)
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


async def _tags(place: Place, series: Titles, trials: int) -> list[Trial]:
    """Tags are added to series at different moments between two polls."""
    sonarr = place.arr("sonarr")

    async def trial(number: int, show: ArrTitle, item: PlexItem) -> Trial:
        await asyncio.sleep(number * _TAG_PAUSE_SECONDS)

        async def cause() -> None:
            show.tags.add(sonarr.state.tag(f"bench{number}"))

        return await tried(place.town.plex, cause, item, f"pulsarr:bench{number}")

    picked = enumerate(islice(series, trials))
    return list(await asyncio.gather(*(trial(number, *title) for number, title in picked)))


async def _heard_tags(place: Place, series: Titles, trials: int) -> list[Trial]:
    """Tags are added to series while the live channel is open, which there was none of before.

    Some come one right after the other, a few more than are asked about at once.
    """
    sonarr = place.arr("sonarr")
    sonarr.live.is_offered = True
    await place.home.reload(place.entry_id)
    await sonarr.live.wait_for(1)
    await asyncio.sleep(_SAVED_SECONDS)
    heard = []
    for number, (show, item) in enumerate(islice(series, trials)):
        if number and number % _TAGS_AT_A_TIME == 0:
            await asyncio.sleep(_TAGS_REST_SECONDS)
        show.tags.add(sonarr.state.tag("heard"))
        cause = partial(sonarr.tell, show)
        heard.append(await tried(place.town.plex, cause, item, "pulsarr:heard"))
    return heard


def broken_promises(usual: House, large: House, other: Other) -> list[str]:
    """What is not as it should be, in words."""
    many, tag = other.storm, other.tag
    promises = {
        "many webhooks: all are answered with 200": many.all_taken,
        "many webhooks: answered within 50 ms at the median": many.median_ms <= 50,
        "many webhooks: answered within 250 ms": many.worst_ms <= 250,
        "many webhooks: the event loop is never held up for more than 100 ms": (
            many.delay_ms <= 100
        ),
        "many webhooks: at most 3 writes for a title": many.writes <= 3,
        "a tag to label: at most 70 s": tag.worst <= 70,
        "a tag by the live channel to label: at most 2 s at the median": other.heard.median <= 2,
        "idle: Plex is not asked": not other.idle["Plex"],
    }
    for house, seconds in ((usual, 0.4), (large, 0.5)):
        webhook, ready = house.webhook, house.ready
        promises |= {
            f"{house.size.name}: {promise}": kept
            for promise, kept in {
                f"webhook to label: at most {seconds} s at the median": webhook.median <= seconds,
                "webhook to label: at most 1 s": webhook.worst <= 1,
                "ready to label: at most 1.5 s at the median": ready.median <= 1.5,
                "ready to label: at most 3 s": ready.worst <= 3,
                "a label by webhook or event: at most 3 reads": (
                    max(webhook.reads, ready.reads) <= 3
                ),
                "a label by webhook or event: 1 write": max(webhook.writes, ready.writes) <= 1,
                "a new label: at most 64 KiB are written": house.disk_bytes <= 64 * _KIBIBYTE,
                **{f"no complaint in the log: {line}": False for line in house.troubles},
            }.items()
        }
    return not_kept(promises)


def _shown(usual: House, large: House, other: Other) -> str:
    many = other.storm
    times = [
        row
        for house in (usual, large)
        for row in (_times(house.webhook, house.size.name), _times(house.ready, house.size.name))
    ]
    what = f"{TITLES * ROUNDS:,} webhooks for {TITLES} titles in ten seconds"
    cost = [f"{requests:,.0f}" for requests in other.idle.values()]
    return "\n\n".join(
        (
            table(
                ("", "median", "worst", "reads at most", "writes at most"),
                [*times, _times(other.heard, usual.size.name), _slow_times(other.tag)],
            ),
            table(
                ("", "median answer", "slowest answer", "longest delay", "writes to a title"),
                [
                    (
                        what,
                        f"{many.median_ms:.0f} ms",
                        f"{many.worst_ms:.0f} ms",
                        f"{many.delay_ms:.0f} ms",
                        f"{many.writes}",
                    )
                ],
            ),
            table(
                ("", *(house.size.name for house in (usual, large))),
                [
                    (
                        "written to files for one new label",
                        *(f"{house.disk_bytes / _KIBIBYTE:,.0f} KiB" for house in (usual, large)),
                    )
                ],
            ),
            table(("", *other.idle), [("requests an hour when nothing happens", *cost)]),
        )
    )


def _times(trials: Trials, where: str) -> tuple[str, ...]:
    seconds = (f"{trials.median:.2f} s", f"{trials.worst:.2f} s")
    return (f"{trials.name}, {where}", *seconds, f"{trials.reads}", f"{trials.writes}")


def _slow_times(trials: Trials) -> tuple[str, ...]:
    return (trials.name, f"{trials.median:.0f} s", f"{trials.worst:.0f} s", "", "")


def _say(text: str) -> None:
    """Tell those who wait how far it is."""
    sys.stderr.write(f"{text}\n")
