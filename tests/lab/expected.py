"""Which labels each Plex item should carry, worked out from the world alone.

Written without the integration's code, so that the demo and the benchmark can judge it by this.
It knows the default options, and items of Plex's new agents.
"""

from collections.abc import Mapping

from tests.lab.world import Person, World

PREFIX = "pulsarr"

type Labels = dict[int, frozenset[str]]
"""The labels of each item, by rating key, folded: Plex may change the case of a label."""


def labels_of(world: World) -> Labels:
    """The labels that the items carry now."""
    return {item.rating_key: _folded(item.labels) for item in world.plex.items()}


def expected_labels(world: World, before: Mapping[int, frozenset[str]]) -> Labels:
    """The labels that the items should carry after a sync: those from before, and ours."""
    wanted = _wanted(world)
    return {
        item.rating_key: before[item.rating_key] | _folded(wanted.get(item.guid, ()))
        for item in world.plex.items()
    }


def _wanted(world: World) -> dict[str, set[str]]:
    """What stands behind each title, by guid: who wants it, and how instances tag it."""
    wanted: dict[str, set[str]] = {}
    for person in filter(lambda person: _readable(world, person), world.people):
        for title in person.watchlist:
            wanted.setdefault(title.guid, set()).add(f"{PREFIX}:{person.username}")
    for arr in world.arrs:
        for entry in arr.titles.values():
            labels = {f"{PREFIX}:{arr.tags[tag]}" for tag in entry.tags}
            wanted.setdefault(entry.title.guid, set()).update(labels)
    return wanted


def _readable(world: World, person: Person) -> bool:
    """Whether the owner of the Plex server may read this watchlist."""
    return person is world.owner or (person.friend and not person.private)


def _folded(labels: list[str] | set[str] | tuple[str, ...]) -> frozenset[str]:
    return frozenset(label.casefold() for label in labels)
