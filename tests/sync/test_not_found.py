"""Plex answers 404 for a batch of items that are there: nothing of ours is forgotten."""

import pytest

from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following
from .owning import JOHN, clean_up, leave, remove_all

IN_TURN = pytest.mark.parametrize("after", range(4))


def fault(after: int) -> Fault:
    """One answer of 404 among those that tell of items."""
    return Fault("status", "/library/metadata/", status=404, after=after, times=1)


def unforgotten(syncing: Syncing, *ours: str) -> bool:
    """Whether each of these labels that is there is still recorded as ours."""
    recorded = syncing.recorded()
    return all(
        labels.intersection(ours) <= recorded.get(key, frozenset())
        for key, labels in syncing.labels().items()
    )


@IN_TURN
async def test_a_scoped_run_forgets_nothing(following: Following, after: int) -> None:
    syncing = following.syncing
    recorded, before = syncing.recorded(), syncing.labels()
    syncing.town.plex.faults.append(fault(after))
    await following.follow(*(item.rating_key for item in syncing.world.plex.items()))
    assert (syncing.recorded(), syncing.labels()) == (recorded, before)


async def test_a_scoped_run_tells_of_items_that_it_was_not_given(following: Following) -> None:
    items = following.syncing.world.plex.items()
    following.syncing.town.plex.faults.append(fault(0))
    outcome = await following.follow(*(item.rating_key for item in items))
    assert (outcome.status, len(outcome.unread_keys)) == (Status.PARTIAL, len(items))
    assert [problem.kind for problem in outcome.problems] == [ProblemKind.ITEMS_UNREAD]
    told = f"Plex: items that were not given, and that are looked at again: {len(items)}"
    assert outcome.trouble == told


async def test_an_episode_that_a_scoped_run_is_not_given_is_no_trouble(
    following: Following,
) -> None:
    outcome = await following.follow(987_654)
    assert (outcome.status, outcome.unread_keys) == (Status.OK, frozenset({987_654}))


@IN_TURN
async def test_a_cleanup_forgets_nothing_that_is_there(done: Syncing, after: int) -> None:
    leave(done, "john")
    done.town.plex.faults.append(fault(after))
    await clean_up(done)
    assert unforgotten(done, JOHN)
    done.town.plex.faults.clear()
    await clean_up(done)
    assert not any(JOHN in labels for labels in done.labels().values())


@IN_TURN
async def test_removing_all_forgets_nothing_that_is_there(open_lists: Syncing, after: int) -> None:
    by_hand = open_lists.labels()
    await open_lists.sync()
    ours = frozenset[str]().union(*open_lists.recorded().values())
    open_lists.town.plex.faults.append(fault(after))
    await remove_all(open_lists)
    assert unforgotten(open_lists, *ours)
    open_lists.town.plex.faults.clear()
    assert (await remove_all(open_lists)).left == ()
    assert open_lists.labels() == by_hand


@IN_TURN
async def test_a_full_sync_forgets_nothing_that_is_there(done: Syncing, after: int) -> None:
    done.person("john").watchlist.clear()
    done.town.plex.faults.append(fault(after))
    await done.sync()
    assert unforgotten(done, JOHN)
    done.town.plex.faults.clear()
    await done.sync()
    assert not any(JOHN in labels for labels in done.labels().values())
