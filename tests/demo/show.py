"""What the demo shows: the world, titles with their labels, results and requests."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice, zip_longest

from tests.demo.home import Json
from tests.demo.screen import Screen
from tests.lab.arr import ArrServer
from tests.lab.plextv import PlexTvServer
from tests.lab.server import LabServer
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_plex import PlexItem

_MOST_TITLES = 12
_MOST_SOURCES = 15
_TITLE_WIDTH = 38
_NUMBERS = ("items", "added", "removed", "unchanged", "queued", "failed")

type Spelled = Mapping[int, tuple[str, ...]]
"""The labels of each item, by rating key, as Plex spells them."""


def counted(number: int, noun: str) -> str:
    """Give a number with what is counted, such as "1 tag" or "2 tags"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def show_world(screen: Screen, town: Town) -> None:
    """Say what the stand-in servers hold."""
    world = town.world
    screen.title("The world")
    for section in world.plex.sections.values():
        screen.line(f"Plex library {section.title}: {len(section.items)}")
    for arr in world.arrs:
        titles, tags = counted(len(arr.titles), "title"), counted(len(arr.tags), "tag")
        screen.line(f"{arr.name}: {titles}, {tags}")
    for seerr in world.seerrs:
        screen.line(f"{seerr.name}: {counted(len(seerr.requests), 'request')}")
    names = [f"{person.username} ({len(person.watchlist)})" for person in world.people]
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    screen.line(f"Watchlists: {', '.join(names[:10])}{more}")
    screen.line()


def show_titles(screen: Screen, world: World, before: Spelled, changes: list[Json]) -> None:
    """Show a dozen of the changed titles, of as many kinds as there are, with the reasons."""
    screen.title("Titles")
    items = {item.rating_key: item for item in world.plex.items()}
    picked = list(islice(_varied(changes, before), _MOST_TITLES))
    rows = [
        row
        for change in picked
        for row in _rows(items[change["rating_key"]], before[change["rating_key"]], change)
    ]
    if rows:
        screen.table(("Title", "Labels before", "Labels after", "Because"), rows)
    if more := len(changes) - len(picked):
        screen.line(f"... and {counted(more, 'more title')}")


def show_results(screen: Screen, first: Json, second: Json) -> None:
    """Show what both syncs answered, and the state of each source."""
    screen.title("Results")
    rows: list[tuple[str | int, ...]] = [
        (name, *(result[key] for key in _NUMBERS), f"{result['duration']:.2f} s", result["status"])
        for name, result in (("1st sync", first), ("2nd sync", second))
    ]
    screen.table(("", *_NUMBERS, "duration", "status"), rows)
    screen.title("Sources")
    sources = sorted(first["sources"].items(), key=lambda source: source[1] == "ok")
    screen.table(("Source", "State"), sources[:_MOST_SOURCES])
    if len(sources) > _MOST_SOURCES:
        screen.line(f"... and {len(sources) - _MOST_SOURCES} more")


def show_furnished(screen: Screen, spare: ArrServer) -> None:
    """Say what there is to try, with what is to be entered for the Radarr that nobody has added."""
    screen.title("What to try")
    screen.line("Wait for a minute: when a title is there that somebody waited for, an automation")
    screen.line("tells so in Home Assistant's notifications. Or add another Radarr on the page of")
    screen.line("the integration, and see its tag become a label in Plex:")
    screen.line(f"Address:  {spare.base_url}")
    screen.line(f"API key:  {spare.state.api_key}")


def requests_of(town: Town) -> list[tuple[int, int]]:
    """Give the numbers of reads and writes of each server. A GraphQL question is a read."""
    return [_reads_and_writes(server) for server in town.servers]


def show_requests(
    screen: Screen, town: Town, first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    """Show how often each server was asked."""
    screen.title("Requests")
    names = ["Plex", "plex.tv", *(arr.name for arr in town.world.arrs)]
    names += [seerr.name for seerr in town.world.seerrs]
    rows: list[tuple[str | int, ...]] = [
        (name, *before, *after) for name, before, after in zip(names, first, second, strict=True)
    ]
    heads = ("Server", "1st sync: reads", "writes", "2nd sync: reads", "writes")
    screen.table(heads, rows)


def _reads_and_writes(server: LabServer) -> tuple[int, int]:
    if isinstance(server, PlexTvServer):
        return len(server.log), 0
    return server.reads, server.writes


def _varied(changes: Iterable[Json], before: Spelled) -> Iterator[Json]:
    """Give the changes so that their kinds take turns, those with most to see first."""
    kinds: dict[tuple[int, ...], list[Json]] = {}
    for change in changes:
        kinds.setdefault(_kind(change, before), []).append(change)
    turns = zip_longest(*(kinds[kind] for kind in sorted(kinds, reverse=True)))
    return (change for change in chain.from_iterable(turns) if change)


def _kind(change: Json, before: Spelled) -> tuple[int, ...]:
    """What there is to see: labels from before, people's labels, tags' labels."""
    reasons = [reason for because in change["because"].values() for reason in because]
    tags = sum(reason.startswith("tag ") for reason in reasons)
    return (
        bool(before[change["rating_key"]]) + bool(tags) + bool(len(reasons) - tags),
        min(len(reasons), 3),
        bool(before[change["rating_key"]]),
        bool(tags),
    )


def _rows(item: PlexItem, before: tuple[str, ...], change: Json) -> Iterator[tuple[str, ...]]:
    """One line for each label; the title stands in the first."""
    because = {label.casefold(): ", ".join(why) for label, why in change["because"].items()}
    name = f"{item.title} ({item.year})"[:_TITLE_WIDTH]
    for number, (old, new) in enumerate(zip_longest(before, item.labels, fillvalue="")):
        yield (name if not number else "", old, new, because.get(new.casefold(), "there before"))
