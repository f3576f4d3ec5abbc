"""What scoped runs cost among many items, counted in requests."""

import pytest

from custom_components.plex_label_sync.core.model import MediaType
from custom_components.plex_label_sync.core.policy import Policy
from tests.lab.fill import big_world
from tests.lab.world import Title, World

from .conftest import Following, Syncing


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


async def test_a_hundred_wishes_of_one_person_are_one_write(following: Following) -> None:
    syncing = following.syncing
    syncing.world.owner.watchlist = films(syncing, 100)
    await following.hear("watchlist/own")
    result = await following.follow()
    identity_items_and_members = 1 + 2 + 1
    assert result.added == 100
    assert (result.reads, result.writes) == (identity_items_and_members, 1)


async def test_a_hundred_removals_are_one_write(synced: Syncing) -> None:
    syncing = synced
    syncing.policy = Policy(removal_limit=100)
    following = Following.start(syncing)
    syncing.world.owner.watchlist = films(syncing, 100)
    await following.hear("watchlist/own")
    await following.follow()
    syncing.world.owner.watchlist = []
    await following.hear("watchlist/own")
    result = await following.follow()
    assert result.removed == 100
    assert result.writes == 1
    assert result.reads <= 4


async def test_the_number_of_items_in_plex_does_not_matter(following: Following) -> None:
    syncing = following.syncing
    (film,) = films(syncing, 1)
    syncing.world.owner.watchlist = [film]
    await following.hear("watchlist/own")
    result = await following.follow()
    assert (result.added, result.reads, result.writes) == (1, 3, 1)


async def test_looking_for_new_items_costs_one_read_for_each_library(following: Following) -> None:
    result = await following.follow(seek=MediaType)
    assert (result.reads, result.writes) == (3, 0)


async def test_the_first_run_after_a_restart_lists_plex_and_no_label(following: Following) -> None:
    syncing = following.syncing
    again = Following.start(syncing)
    await again.hear()
    result = await again.follow()
    identity_twice_and_sections, choices = 3, 2
    pages = sum(-(-len(section.items) // 500) for section in syncing.world.plex.sections.values())
    assert result.reads == identity_twice_and_sections + choices + pages
