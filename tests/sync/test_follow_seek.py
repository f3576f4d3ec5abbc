"""Looking for what came into Plex without being told: by the newest items of each library."""

import pytest

from custom_components.plex_label_sync.clients.errors import ServiceError
from custom_components.plex_label_sync.core.model import MediaType
from tests.lab.world_plex import PlexItem

from .conftest import Syncing
from .following import Following

NEWEST = "sort=addedAt%3Adesc"


def looks(syncing: Syncing) -> list[str]:
    """The libraries whose newest items were read."""
    paths = [logged.path for logged in syncing.town.plex.log if NEWEST in logged.path]
    return sorted(path.split("/")[3] for path in paths)


def listings(syncing: Syncing) -> list[str]:
    """The libraries that were listed whole."""
    reads = [logged.path for logged in syncing.town.plex.log if logged.method == "GET"]
    lists = [path for path in reads if "/all?type=" in path and NEWEST not in path]
    return [path.split("/")[3] for path in lists]


def scan(syncing: Syncing, name: str, *, added_at: int = 1_800_000_000) -> PlexItem:
    """Scan a title into the first library, without telling anybody."""
    plex = syncing.world.plex
    return plex.add_item(syncing.title(name), plex.sections["1"], added_at=added_at)


async def test_a_new_item_is_found_by_one_read_for_each_library(following: Following) -> None:
    item = scan(following.syncing, "The Last Ferry but One")
    result = await following.seek(MediaType.MOVIE)
    assert "Pulsarr:owner" in item.labels
    assert looks(following.syncing) == ["1", "2", "3"]
    assert listings(following.syncing) == []
    sections_and_the_run_itself = 1 + 3
    assert result.reads == sections_and_the_run_itself + 3
    assert result.writes == 1


async def test_only_libraries_of_the_media_type_are_looked_at(following: Following) -> None:
    await following.seek(MediaType.SHOW)
    assert looks(following.syncing) == ["4", "5"]


async def test_when_nothing_came_nothing_more_is_read(following: Following) -> None:
    result = await following.seek(MediaType.MOVIE)
    assert (result.items, result.reads, result.writes) == (0, 4, 0)


async def test_a_new_copy_of_a_labelled_title_is_found(following: Following) -> None:
    copy = scan(following.syncing, "Quiet Engine")
    await following.seek(MediaType.MOVIE)
    assert set(copy.labels) == {"Pulsarr:maria", "Pulsarr:uhd"}


async def test_an_item_that_went_is_found_by_a_list_of_its_library(
    following: Following,
) -> None:
    syncing = following.syncing
    gone = syncing.item("The Paper Orchard")
    syncing.world.plex.remove_item(gone)
    item = scan(syncing, "The Last Ferry but One")
    await following.seek(MediaType.MOVIE)
    assert listings(syncing) == ["1"]
    assert gone.rating_key in syncing.recorded()
    assert gone.title in syncing.waiting()
    assert "Pulsarr:owner" in item.labels


async def test_an_item_that_is_old_at_once_is_found_by_a_list_of_its_library(
    following: Following,
) -> None:
    plex = following.syncing.world.plex
    many = following.syncing.world.add_title("movie", "One of many")
    for _ in range(50):
        plex.add_item(many, plex.sections["1"])
    await following.seek(MediaType.MOVIE)
    old = scan(following.syncing, "The Last Ferry but One", added_at=1)
    await following.seek(MediaType.MOVIE)
    assert listings(following.syncing) == ["1"]
    assert "Pulsarr:owner" in old.labels


async def test_an_item_that_was_not_matched_yet_is_found_once_it_is(following: Following) -> None:
    item = scan(following.syncing, "The Last Ferry but One")
    guid, guids = item.guid, item.guids
    item.guid, item.guids = "local://4712", ()
    await following.seek(MediaType.MOVIE)
    assert item.labels == []
    item.guid, item.guids = guid, guids
    await following.seek(MediaType.MOVIE)
    assert "Pulsarr:owner" in item.labels
    assert item.title not in following.syncing.waiting()


async def test_a_library_that_cannot_be_looked_at_leaves_it_to_the_next_run(
    following: Following,
) -> None:
    item = scan(following.syncing, "The Last Ferry but One")
    await following.syncing.town.plex.stop()
    with pytest.raises(ServiceError):
        await following.seek(MediaType.MOVIE)
    port = int(following.syncing.town.plex.url.rsplit(":", 1)[1])
    await following.syncing.town.plex.start(port)
    await following.seek(MediaType.MOVIE)
    assert "Pulsarr:owner" in item.labels
