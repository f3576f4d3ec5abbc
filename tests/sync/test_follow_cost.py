"""What scoped runs cost among many items, counted in requests and in tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.state.database import Database
from tests.costs import GROWING, tables_walked
from tests.lab.fill import big_world
from tests.lab.world import World
from tests.lab.world_titles import Title

from .conftest import Syncing
from .following import Following


@pytest.fixture
def world() -> World:
    """Twelve hundred items; nobody wants anything yet."""
    return big_world(1000, 200, 5, wanted=0, wanted_titles=0, tags=0)


def films(syncing: Syncing, count: int) -> list[Title]:
    """The first films, which have no labels by hand."""
    unlabelled = [
        item.guid for item in syncing.world.plex.sections["1"].items.values() if not item.labels
    ]
    by_guid = {title.guid: title for title in syncing.world.titles.values()}
    return [by_guid[guid] for guid in unlabelled[:count]]


@asynccontextmanager
async def statements(database: Database) -> AsyncIterator[list[str]]:
    """What the database is asked meanwhile, in SQL."""
    said: list[str] = []
    await database.write(lambda connection: connection.set_trace_callback(said.append))
    yield said
    await database.write(lambda connection: connection.set_trace_callback(None))


async def test_a_hundred_wishes_of_one_person_are_one_write(following: Following) -> None:
    syncing = following.syncing
    syncing.world.owner.watchlist = films(syncing, 100)
    await following.hear("watchlist/own")
    result = await following.follow()
    identity_items_and_the_same_again = 1 + 2 + 2
    assert result.added == 100
    assert (result.reads, result.writes) == (identity_items_and_the_same_again, 1)


async def test_a_hundred_removals_are_one_write(synced: Syncing) -> None:
    syncing = synced
    syncing.policy = Policy(removal_limit=100)
    following = await Following.start(syncing)
    syncing.world.owner.watchlist = films(syncing, 100)
    await following.hear("watchlist/own")
    await following.follow()
    syncing.world.owner.watchlist = []
    await following.hear("watchlist/own")
    result = await following.follow()
    assert result.removed == 100
    assert result.writes == 1
    assert result.reads <= 5


async def test_the_number_of_items_in_plex_does_not_matter(following: Following) -> None:
    syncing = following.syncing
    (film,) = films(syncing, 1)
    syncing.world.owner.watchlist = [film]
    await following.hear("watchlist/own")
    result = await following.follow()
    assert (result.added, result.reads, result.writes) == (1, 3, 1)


async def test_no_table_is_walked_through_that_grows_with_what_is_wanted(
    following: Following,
) -> None:
    """Not to see whether the removal limit is kept either, where nothing is removed."""
    syncing = following.syncing
    (film,) = films(syncing, 1)
    syncing.world.owner.watchlist = [film]

    async with statements(syncing.database) as said:
        await following.hear("watchlist/own")
        result = await following.follow()

    assert result.added == 1
    assert len(said) > 10
    walked = await syncing.database.read(lambda connection: tables_walked(connection, said))
    assert walked.isdisjoint(GROWING)


async def test_looking_for_new_items_costs_one_read_for_each_library(following: Following) -> None:
    outcome = await following.seek()
    sections_and_one_for_each = 3
    assert (outcome.reads, outcome.writes) == (sections_and_one_for_each, 0)


async def test_the_first_run_after_a_restart_costs_as_much_as_any(following: Following) -> None:
    syncing = following.syncing
    again = await Following.start(syncing)
    await again.hear()
    (film,) = films(syncing, 1)
    syncing.world.owner.watchlist = [film]
    await again.hear("watchlist/own")
    result = await again.follow()
    assert (result.added, result.reads, result.writes) == (1, 3, 1)
