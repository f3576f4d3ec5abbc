"""After a restart: what came, went or was left over meanwhile."""

import pytest

from custom_components.plex_label_sync.state import claims
from custom_components.plex_label_sync.sync.problem import Status
from tests.lab.world_plex import PlexItem

from .conftest import Syncing
from .following import Following

FRIENDS = "watchlist/friend"
NEWEST = "sort=addedAt%3Adesc"


async def restarted(following: Following) -> Following:
    """The engine after a restart, once it has heard all sources."""
    again = await Following.start(following.syncing)
    await again.hear()
    return again


def scan(syncing: Syncing, name: str) -> PlexItem:
    """Scan a title into the first library."""
    plex = syncing.world.plex
    return plex.add_item(syncing.title(name), plex.sections["1"], added_at=1_800_000_000)


async def test_an_unchanged_world_is_left_as_it_is(following: Following) -> None:
    """Looking for what came and went costs one read for each library, and one for all."""
    before, version = following.syncing.labels(), following.syncing.version()
    again = await restarted(following)
    outcome = await again.follow()
    assert (outcome.status, outcome.writes, outcome.items) == (Status.OK, 0, 0)
    outcome = await again.seek()
    assert (outcome.status, outcome.reads, outcome.writes) == (Status.OK, 6, 0)
    assert (following.syncing.labels(), following.syncing.version()) == (before, version)


async def test_a_queued_title_that_came_is_labelled(following: Following) -> None:
    item = scan(following.syncing, "The Last Ferry but One")
    await (await restarted(following)).seek()
    assert set(item.labels) == {"Pulsarr:owner", "Pulsarr:holiday"}
    assert item.title not in following.syncing.waiting()


async def test_what_was_to_be_done_is_done(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.append(syncing.title("Brass Meridian"))
    await following.hear(FRIENDS)
    assert syncing.pending() == {"Brass Meridian"}
    await (await Following.start(syncing)).follow()
    assert "pulsarr:john" in syncing.labels_on("Brass Meridian")
    assert syncing.pending() == set()


async def test_what_changed_meanwhile_is_done(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.append(syncing.title("Brass Meridian"))
    syncing.person("john").watchlist.remove(syncing.title("The Paper Orchard"))
    again = await restarted(following)
    assert syncing.pending() == {"Brass Meridian", "The Paper Orchard"}
    await again.follow()
    assert "pulsarr:john" in syncing.labels_on("Brass Meridian")
    assert "pulsarr:john" not in syncing.labels_on("The Paper Orchard")


async def test_an_item_that_was_made_anew_gets_its_labels_back(following: Following) -> None:
    new = following.syncing.world.plex.recreate_item(following.syncing.item("The Paper Orchard"))
    await (await restarted(following)).seek()
    assert new.labels == ["Pulsarr:john"]


async def test_an_item_that_went_waits_and_its_records_are_kept_for_a_day(
    following: Following,
) -> None:
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    syncing.world.plex.remove_item(item)
    await (await restarted(following)).seek()
    assert item.title in syncing.waiting()
    assert item.rating_key in syncing.recorded()
    syncing.pass_days(1)
    await syncing.sync()
    assert item.rating_key not in syncing.recorded()


async def test_another_title_under_a_key_of_ours_owns_nothing(following: Following) -> None:
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    other = scan(syncing, "Unlisted Reel")
    syncing.world.plex.remove_item(other)
    item.title, item.guid, item.guids, item.added_at = other.title, other.guid, (), 1_800_000_000
    await (await restarted(following)).seek()
    assert item.rating_key not in syncing.recorded()
    assert "Pulsarr:john" in item.labels


@pytest.mark.parametrize("lost", [False, True])
async def test_before_a_source_is_heard_nothing_of_it_is_removed(
    following: Following, lost: bool
) -> None:
    """Neither when its claims of before are lost."""
    syncing = following.syncing
    orchard = syncing.item("The Paper Orchard")
    syncing.person("john").watchlist.clear()
    again = await Following.start(syncing)
    if lost:
        await syncing.database.write(lambda connection: claims.limit(connection, frozenset()))
    await again.follow(orchard.rating_key)
    assert "Pulsarr:john" in orchard.labels
    await again.hear("watchlist/own", "tags")
    await again.follow(orchard.rating_key)
    assert "Pulsarr:john" in orchard.labels
    await again.hear(FRIENDS)
    await again.follow(orchard.rating_key)
    assert "Pulsarr:john" not in orchard.labels


async def test_a_source_that_was_taken_out_leaves_no_label(following: Following) -> None:
    syncing = following.syncing
    syncing.policy = type(syncing.policy)(friends_watchlists=False, removal_limit=100)
    again = await restarted(following)
    await again.follow()
    left = frozenset[str]().union(*syncing.recorded().values())
    assert not left & {"pulsarr:john", "pulsarr:maria"}
    assert "pulsarr:owner" in left
