"""The first scoped run after a restart: what came, went or was left over meanwhile."""

from custom_components.plex_label_sync.sync.result import Status
from tests.lab.world import PlexItem

from .conftest import Following, Syncing

FRIENDS = "watchlist/friend"
LISTING = "/all?type="


def listings(syncing: Syncing) -> list[str]:
    """The requests that listed a library."""
    return [logged.path for logged in syncing.town.plex.log if LISTING in logged.path]


async def restarted(following: Following) -> Following:
    """The engine after a restart, once it has heard all sources."""
    again = Following.start(following.syncing)
    await again.hear()
    return again


def scan(syncing: Syncing, name: str) -> PlexItem:
    """Scan a title into the first library."""
    plex = syncing.world.plex
    return plex.add_item(syncing.title(name), plex.sections["1"])


async def test_it_lists_each_library_once(following: Following) -> None:
    again = await restarted(following)
    await again.follow()
    assert len(listings(following.syncing)) == 5
    await again.follow()
    assert listings(following.syncing) == []


async def test_an_unchanged_world_is_left_as_it_is(following: Following) -> None:
    before, ledger = following.syncing.labels(), following.syncing.store.ledger
    result = await (await restarted(following)).follow()
    assert (result.status, result.writes, result.items) == (Status.OK, 0, 0)
    assert (following.syncing.labels(), following.syncing.store.ledger) == (before, ledger)


async def test_a_queued_title_that_came_is_labelled(following: Following) -> None:
    item = scan(following.syncing, "The Last Ferry but One")
    await (await restarted(following)).follow()
    assert set(item.labels) == {"Pulsarr:owner", "Pulsarr:holiday"}
    assert item.title not in following.syncing.waiting()


async def test_what_was_pending_is_done(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.append(syncing.title("Brass Meridian"))
    await following.hear(FRIENDS)
    assert syncing.store.memory.pending
    await Following.start(syncing).follow()
    assert "pulsarr:john" in syncing.labels_on("Brass Meridian")
    assert syncing.store.memory.pending == frozenset()


async def test_an_item_that_was_made_anew_gets_its_labels_back(following: Following) -> None:
    syncing = following.syncing
    old = syncing.item("The Paper Orchard")
    new = syncing.world.plex.recreate_item(old)
    await (await restarted(following)).follow()
    assert new.labels == ["Pulsarr:john"]
    assert old.rating_key not in syncing.recorded()


async def test_an_item_that_went_is_forgotten_and_its_title_waits(following: Following) -> None:
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    syncing.world.plex.remove_item(item)
    await (await restarted(following)).follow()
    assert item.rating_key not in syncing.recorded()
    assert item.title in syncing.waiting()


async def test_another_title_under_a_key_of_ours_owns_nothing(following: Following) -> None:
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    other = scan(syncing, "Unlisted Reel")
    syncing.world.plex.remove_item(other)
    item.title, item.guid, item.guids, item.added_at = other.title, other.guid, (), 1_800_000_000
    await (await restarted(following)).follow()
    assert item.rating_key not in syncing.recorded()
    assert "Pulsarr:john" in item.labels


async def test_before_a_source_is_heard_nothing_of_it_is_removed(following: Following) -> None:
    syncing = following.syncing
    orchard = syncing.item("The Paper Orchard")
    syncing.person("john").watchlist.clear()
    again = Following.start(syncing)
    syncing.store.memory = type(syncing.store.memory)()
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
    again = Following.start(syncing)
    await again.hear()
    await again.follow()
    left = frozenset[str]().union(*syncing.recorded().values())
    assert not left & {"pulsarr:john", "pulsarr:maria"}
    assert "pulsarr:owner" in left


async def test_titles_that_were_set_aside_are_done_later(following: Following) -> None:
    syncing = following.syncing
    copy = scan(syncing, "The Paper Orchard")
    (orchard,) = [
        claim.title
        for claims in syncing.store.memory.claims.values()
        for claim in claims
        if claim.title.name == copy.title
    ]
    following.engine.set_aside([orchard])
    assert copy.labels == []
    await following.follow()
    assert copy.labels == ["Pulsarr:john"]


async def test_while_titles_are_set_aside_nobody_watches_plex(following: Following) -> None:
    ferry = scan(following.syncing, "The Last Ferry but One")
    following.engine.set_aside([])
    await following.follow()
    assert "Pulsarr:owner" in ferry.labels
