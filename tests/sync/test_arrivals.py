"""Which titles count as arrived: those that somebody waited for, each once for all who did."""

from typing import Any

import pytest

from custom_components.plex_label_sync.state import arrivals
from tests.lab.world_plex import PlexItem

from .conftest import Syncing
from .following import Following
from .owning import clean_up

FERRY, ORCHARD, ENGINE = "The Last Ferry but One", "The Paper Orchard", "Quiet Engine"
FRIENDS = "watchlist/friend"


def scan(following: Following, name: str, section: str = "1") -> PlexItem:
    """Scan a title into a library, without telling anybody."""
    plex = following.syncing.world.plex
    title = following.syncing.title(name)
    return plex.add_item(title, plex.sections[section], added_at=1_800_000_000)


async def arrived(syncing: Syncing) -> list[dict[str, Any]]:
    """Give what arrived and was not told yet, as if it was told."""
    return await syncing.database.write(arrivals.take)


def remove(following: Following, name: str) -> PlexItem:
    """Take a title's one item out of Plex."""
    item = following.syncing.item(name)
    following.syncing.world.plex.remove_item(item)
    return item


async def test_what_was_waited_for_is_told_with_who_waited(following: Following) -> None:
    item = scan(following, FERRY)

    await following.seek()

    assert await arrived(following.syncing) == [
        {
            "title": FERRY,
            "year": following.syncing.title(FERRY).year,
            "media_type": "movie",
            "rating_key": item.rating_key,
            "users": ["owner"],
            "labels": ["pulsarr:owner"],
        }
    ]


async def test_a_full_sync_tells_of_it_too(following: Following) -> None:
    scan(following, FERRY)

    await following.sync()

    assert [one["title"] for one in await arrived(following.syncing)] == [FERRY]


async def test_a_cleanup_that_empties_the_queue_tells_of_it_too(following: Following) -> None:
    scan(following, FERRY)

    await clean_up(following.syncing)

    assert [one["title"] for one in await arrived(following.syncing)] == [FERRY]


async def test_it_is_told_once_for_all_who_waited_and_all_copies(following: Following) -> None:
    """Though sources know it by different ids, and it comes to two libraries."""
    syncing = following.syncing
    ran = syncing.world.add_title("movie", "Ran", imdb="tt0089881", tmdb=11645)
    for name in ("john", "maria"):
        syncing.person(name).watchlist.append(ran)
    await following.hear(FRIENDS)
    await following.follow()
    scan(following, "Ran")
    scan(following, "Ran", "2")

    await following.seek()
    await following.sync()

    (told,) = await arrived(syncing)
    assert sorted(told["users"]) == ["john", "maria"]
    assert sorted(told["labels"]) == ["pulsarr:john", "pulsarr:maria"]


async def test_another_copy_of_what_is_there_is_not_told(following: Following) -> None:
    scan(following, ORCHARD, "2")

    await following.seek()

    assert await arrived(following.syncing) == []


async def test_a_wish_for_what_is_there_is_not_told(following: Following) -> None:
    syncing = following.syncing
    syncing.person("maria").watchlist.append(syncing.title(ORCHARD))

    await following.hear(FRIENDS)
    await following.follow()

    assert "pulsarr:maria" in syncing.labels_on(ORCHARD)
    assert await arrived(syncing) == []


async def test_a_wish_that_was_taken_back_is_not_told(following: Following) -> None:
    syncing = following.syncing
    syncing.world.owner.watchlist.remove(syncing.title(FERRY))
    await following.hear("watchlist/own")
    await following.follow()

    scan(following, FERRY)
    await following.seek()

    assert await arrived(syncing) == []


async def test_nobody_waits_for_a_tag(following: Following) -> None:
    """Though a title that an instance has imported is in the queue."""
    syncing = following.syncing
    syncing.world.owner.watchlist.clear()
    for person in syncing.world.people:
        person.watchlist.clear()
    item = remove(following, "Salt and Lanterns")
    await following.hear()
    await following.tell(item.rating_key)
    assert "Salt and Lanterns" in syncing.waiting()

    scan(following, "Salt and Lanterns")
    await following.seek()

    assert await arrived(syncing) == []


@pytest.mark.parametrize("how", ["told", "seen", "full"])
async def test_what_plex_made_anew_is_not_told(following: Following, how: str) -> None:
    """As it does when a file is replaced: the old item goes, and a while later the new one comes.

    Whoever saw it go.
    """
    syncing = following.syncing
    item = remove(following, ORCHARD)
    if how == "told":
        await following.tell(item.rating_key)
    elif how == "seen":
        await following.seek()
    else:
        await following.sync()
    assert ORCHARD in syncing.waiting()

    scan(following, ORCHARD)
    await following.seek()

    assert ORCHARD not in syncing.waiting()
    assert "pulsarr:john" in syncing.labels_on(ORCHARD)
    assert await arrived(syncing) == []


async def test_what_was_made_anew_is_told_to_who_came_meanwhile(following: Following) -> None:
    """John had it before, Maria wants it since it is gone."""
    syncing = following.syncing
    item = remove(following, ORCHARD)
    await following.tell(item.rating_key)
    syncing.person("maria").watchlist.append(syncing.title(ORCHARD))
    await following.hear(FRIENDS)
    await following.follow()

    scan(following, ORCHARD)
    await following.seek()

    (told,) = await arrived(syncing)
    assert (told["users"], told["labels"]) == (["maria"], ["pulsarr:maria"])


async def test_what_was_lost_while_nobody_wanted_it_is_told_when_it_comes(
    following: Following,
) -> None:
    syncing = following.syncing
    john = syncing.person("john")
    john.watchlist.remove(syncing.title(ORCHARD))
    await following.hear(FRIENDS)
    await following.follow()
    item = remove(following, ORCHARD)
    await following.tell(item.rating_key)
    john.watchlist.append(syncing.title(ORCHARD))
    await following.hear(FRIENDS)
    await following.follow()
    assert ORCHARD in syncing.waiting()

    scan(following, ORCHARD)
    await following.seek()

    assert [one["users"] for one in await arrived(syncing)] == [["john"]]


async def test_what_was_lost_long_ago_and_is_wanted_anew_is_told(following: Following) -> None:
    """The wish of then is over."""
    syncing = following.syncing
    john = syncing.person("john")
    item = remove(following, ORCHARD)
    await following.tell(item.rating_key)
    john.watchlist.remove(syncing.title(ORCHARD))
    await following.hear(FRIENDS)
    await following.follow()
    john.watchlist.append(syncing.title(ORCHARD))
    await following.hear(FRIENDS)
    await following.follow()

    scan(following, ORCHARD)
    await following.seek()

    assert [one["users"] for one in await arrived(syncing)] == [["john"]]


async def test_a_run_that_is_repeated_tells_nothing_more(following: Following) -> None:
    scan(following, FERRY)
    await following.seek()
    await arrived(following.syncing)

    await following.sync()
    await following.follow()

    assert await arrived(following.syncing) == []


async def test_a_dry_run_tells_nothing(following: Following) -> None:
    scan(following, FERRY)

    await following.sync(dry_run=True)

    assert await arrived(following.syncing) == []
