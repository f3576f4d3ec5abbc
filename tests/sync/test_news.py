"""What is seen in Plex for the first time is seen to, whoever saw it and whatever fails then."""

import asyncio
from collections.abc import Awaitable, Callable
from unittest.mock import patch

import pytest

from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.sync import scoped
from custom_components.plex_label_sync.sync.library import list_libraries
from custom_components.plex_label_sync.sync.problem import ProblemKind
from custom_components.plex_label_sync.sync.scope import Scope
from tests.lab.server import Fault
from tests.lab.world_plex import PlexItem

from .following import Following
from .owning import clean_up

FERRY, ORCHARD = "The Last Ferry but One", "The Paper Orchard"

type Sees = Callable[[Following, PlexItem], Awaitable[object]]


def scan(following: Following, name: str) -> PlexItem:
    """Scan a title into the first library, without telling anybody."""
    plex = following.syncing.world.plex
    title = following.syncing.title(name)
    return plex.add_item(title, plex.sections["1"], added_at=1_800_000_000)


def delete(following: Following, name: str) -> int:
    """Delete a title's one item from Plex; gives its rating key."""
    item = following.syncing.item(name)
    following.syncing.world.plex.remove_item(item)
    return item.rating_key


async def explain(following: Following, item: PlexItem) -> object:
    """Ask why an item has its labels."""
    return await following.engine.explain(Scope(keys=frozenset({item.rating_key})))


async def try_item(following: Following, item: PlexItem) -> object:
    """Ask what a sync of an item would change."""
    scope = Scope(keys=frozenset({item.rating_key}))
    return await following.engine.sync_item(scope, dry_run=True)


async def clean(following: Following, _item: PlexItem) -> object:
    """Clean up, which brings nothing in step."""
    return await clean_up(following.syncing)


async def list_all(following: Following, _item: PlexItem) -> object:
    """List the libraries for something else than a full sync."""
    context = following.context
    return await list_libraries(
        context.servers.plex, context.database, None, context.time, news=True
    )


async def look_in_vain(following: Following, _item: PlexItem) -> object:
    """See what came, while Plex gives no item by itself."""
    plex = following.syncing.town.plex
    fault = Fault("status", "/library/metadata", status=500)
    plex.faults.append(fault)
    outcome = await following.seek()
    plex.faults.remove(fault)
    assert outcome.has(ProblemKind.PLEX)
    return outcome


@pytest.mark.parametrize("see", [explain, try_item, clean, list_all, look_in_vain])
async def test_a_new_item_gets_its_labels(following: Following, see: Sees) -> None:
    item = scan(following, FERRY)
    await see(following, item)
    assert item.labels == []

    await following.seek()

    assert "Pulsarr:owner" in item.labels


@pytest.mark.parametrize("see", [explain, try_item])
async def test_what_is_seen_to_already_is_not_work_again(following: Following, see: Sees) -> None:
    await see(following, following.syncing.item(ORCHARD))

    assert following.syncing.work(WorkKind.ITEM) == []


@pytest.mark.parametrize("see", [clean, list_all])
async def test_a_title_that_went_waits_again(following: Following, see: Sees) -> None:
    item = following.syncing.item(ORCHARD)
    delete(following, ORCHARD)
    await see(following, item)

    await following.seek()

    assert ORCHARD in following.syncing.waiting()


async def test_a_title_that_went_waits_again_though_the_run_broke_off(
    following: Following,
) -> None:
    key = delete(following, ORCHARD)
    with (
        patch.object(scoped, "read_terms", side_effect=asyncio.CancelledError),
        pytest.raises(asyncio.CancelledError),
    ):
        await following.follow(deleted=[key])

    await following.follow()

    assert ORCHARD in following.syncing.waiting()


async def test_more_than_a_few_hundred_new_items_are_left_to_a_full_sync(
    following: Following,
) -> None:
    scan(following, FERRY)
    scan(following, "Quiet Engine")
    with patch("custom_components.plex_label_sync.sync.new_work.MOST_TITLES", 1):
        await following.seek()

    assert following.syncing.work(WorkKind.ITEM) == []
    assert following.syncing.work(WorkKind.FULL_SYNC)
