"""Short ways to clean up, to remove all, and to see what came of it."""

from custom_components.plex_label_sync.sync.ownership import Cleanup, Done
from tests.expected import LabelSets

from .conftest import Syncing

ADOPT = Cleanup(adopt=True)
JOHN = "pulsarr:john"


async def clean_up(
    syncing: Syncing, order: Cleanup | None = None, *, dry_run: bool = False
) -> Done:
    """Clean up with a new engine, as after a restart."""
    return await syncing.engine().clean_up(order or Cleanup(), dry_run=dry_run)


async def remove_all(syncing: Syncing, *, dry_run: bool = False) -> Done:
    """Remove all labels with a new engine."""
    return await syncing.engine().remove_all(dry_run=dry_run)


def without(labels: LabelSets, *gone: str) -> LabelSets:
    """The labels of all items, some left out."""
    return {key: found - set(gone) for key, found in labels.items()}


def told(done: Done) -> LabelSets:
    """What a dry run says that would go, folded."""
    return {
        change["rating_key"]: frozenset(label.casefold() for label in change["remove"])
        for change in done.result.changes or ()
    }


def lost(before: LabelSets, after: LabelSets) -> LabelSets:
    """What went between the two."""
    return {key: before[key] - after[key] for key in before if before[key] - after[key]}


def leave(syncing: Syncing, username: str) -> None:
    """Let a person leave: nobody knows them any more."""
    syncing.world.people.remove(syncing.person(username))


def delete_tag(syncing: Syncing, label: str) -> None:
    """Delete a tag of the first Radarr, which takes it off its titles."""
    untag(syncing, label)
    radarr = syncing.world.arrs[0]
    del radarr.tags[radarr.tag(label)]


def untag(syncing: Syncing, label: str) -> None:
    """Take a tag of the first Radarr off all its titles; the tag itself stays."""
    radarr = syncing.world.arrs[0]
    for title in radarr.titles.values():
        title.tags.discard(radarr.tag(label))
