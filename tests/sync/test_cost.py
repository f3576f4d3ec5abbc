"""What syncs cost, counted in requests: `scripts/bench` measures the same on a larger world."""

from pathlib import Path

from aiohttp import ClientSession
import pytest

from tests.lab.fill import big_world
from tests.lab.plextv_addresses import plextv_at
from tests.lab.town import Town
from tests.lab.world import World

from .conftest import Syncing
from .disk import Disk

USERS = 20
TAGS = 40


def world_of(size: int) -> World:
    """A world of `size` hundreds of films and a fifth as many series, in five libraries."""
    return big_world(
        100 * size,
        20 * size,
        USERS,
        wanted=50 * size,
        wanted_titles=40 * size,
        tags=TAGS,
        tagged_titles=30 * size,
        movie_libraries=3,
        show_libraries=2,
    )


@pytest.fixture
def world() -> World:
    """A thousand films and two hundred series."""
    return world_of(10)


async def test_an_unchanged_sync_reads_each_list_and_each_label_once(synced: Syncing) -> None:
    result = await synced.sync()
    plex = synced.world.plex
    pages = sum(-(-len(section.items) // 500) for section in plex.sections.values())
    labels = {label for entry in synced.ledger().entries.values() for label in entry.records}
    identity_sections_and_choices = 2 + len(plex.sections)
    assert result.reads <= pages + 2 * len(labels) + identity_sections_and_choices
    assert result.writes == 0


async def test_an_unchanged_sync_stays_below_150_requests(synced: Syncing) -> None:
    result = await synced.sync()
    assert result.reads + result.writes <= 150


async def test_a_first_sync_stays_below_320_requests_and_200_writes(syncing: Syncing) -> None:
    result = await syncing.sync()
    assert result.reads + result.writes <= 320
    assert result.writes <= 200


async def test_one_write_serves_a_hundred_items_with_one_label(syncing: Syncing) -> None:
    result = await syncing.sync()
    labelled = {
        (item.section, label): 0 for item, record in syncing.ledger() for label in [record.label]
    }
    for item, record in syncing.ledger():
        labelled[item.section, record.label] += 1
    the_first_one_alone = 1
    assert result.writes == sum(-(-count // 100) for count in labelled.values()) + (
        the_first_one_alone
    )


async def test_twice_the_items_cost_at_most_twice_the_requests(
    synced: Syncing, tmp_path: Path
) -> None:
    once = await synced.sync()
    other = Disk(tmp_path / "other.db")
    await other.open()
    async with Town(world_of(20)) as town, ClientSession() as session:
        twice = Syncing(town, session, other)
        with plextv_at(town.plextv.url):
            await twice.sync()
            result = await twice.sync()
    await other.close()
    assert result.items == 2 * once.items
    assert result.unchanged > once.unchanged
    assert result.reads <= 2 * once.reads
