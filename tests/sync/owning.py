"""Short ways to clean up, to remove all, and to see what came of it."""

from custom_components.plex_label_sync.sync.clean_up import CleanedUp, Cleanup, clean_up as clean
from custom_components.plex_label_sync.sync.dry_run import dry_run_engine
from custom_components.plex_label_sync.sync.outcome import Outcome
from custom_components.plex_label_sync.sync.remove_all import TakenBack, remove_all as take_back
from tests.expected import LabelSets

from .conftest import Syncing
from .following import Following

ADOPT = Cleanup(adopt=True)
JOHN = "pulsarr:john"


async def clean_up(
    syncing: Syncing, order: Cleanup | None = None, *, dry_run: bool = False
) -> CleanedUp:
    """Clean up after a restart, by what the sources say now."""
    following = await Following.start(syncing)
    order, wishes = order or Cleanup(), await following.read()
    readings = [reading for part in wishes for reading in part.readings]
    if dry_run:
        async with dry_run_engine(following.engine, wishes) as trial:
            return await clean(trial.context, readings, order, writing=None)
    for part in wishes:
        await following.engine.take(part, baseline=False)
    return await clean(following.context, readings, order, writing=following.engine.writing)


async def remove_all(syncing: Syncing, *, dry_run: bool = False) -> TakenBack:
    """Remove all labels after a restart."""
    return await take_back(syncing.context(), dry_run=dry_run)


def without(labels: LabelSets, *gone: str) -> LabelSets:
    """The labels of all items, some left out."""
    return {key: found - set(gone) for key, found in labels.items()}


def told(outcome: Outcome) -> LabelSets:
    """What a dry run says that would go, folded."""
    return {
        change["rating_key"]: frozenset(label.casefold() for label in change["remove"])
        for change in outcome.changes or ()
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
