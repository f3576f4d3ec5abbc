"""Removing all labels of ours: what was there before us is left, and nothing else."""

from collections.abc import Callable
from copy import replace

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import ServiceError
from custom_components.plex_label_sync.clients.plex.client import WrongServerError
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.problem import Status
from tests.holding import held
from tests.lab.fill import big_world
from tests.lab.town import Town

from .conftest import Syncing
from .disk import Disk
from .owning import JOHN, lost, remove_all, told, untag

LONGEST = 0.06
"""Seconds of work on the event loop in one piece: the aim for a usual house."""


async def test_removing_all_leaves_what_was_there_before_us(
    open_lists: Syncing,
) -> None:
    """Also where a label made by hand has the text of one of ours."""
    for name in ("The Paper Orchard", "The Winter Ledger"):
        open_lists.world.plex.add_label(open_lists.item(name), JOHN)
    by_hand = open_lists.labels()
    await open_lists.sync()
    assert open_lists.labels() != by_hand
    gone = await remove_all(open_lists)
    assert open_lists.labels() == by_hand
    assert open_lists.recorded() == {}
    assert (gone.outcome.status, gone.left) == (Status.OK, ())


def change_much(syncing: Syncing) -> None:
    """Wishes end, tags are taken off, an item is scanned in anew."""
    syncing.person("maria").watchlist.clear()
    untag(syncing, "classics")
    syncing.world.plex.recreate_item(syncing.item("The Winter Ledger"))


def rename(syncing: Syncing) -> None:
    """Words labels in another way."""
    naming = replace(Policy().naming, prefix="sync", user_label="{prefix}:{source}:{user}")
    syncing.policy = replace(syncing.policy, naming=naming)


@pytest.mark.parametrize("mode", list(RemovedMode))
@pytest.mark.parametrize("change", [change_much, rename, lambda _: None])
async def test_whatever_happened_since_only_that_is_left(
    open_lists: Syncing, mode: RemovedMode, change: Callable[[Syncing], None]
) -> None:
    open_lists.policy = Policy(removed_mode=mode, removal_limit=100)
    by_hand = open_lists.labels()
    await open_lists.sync()
    change(open_lists)
    await open_lists.sync()
    await remove_all(open_lists)
    after = open_lists.labels()
    assert after == {key: by_hand.get(key, frozenset()) for key in after}
    assert open_lists.recorded().keys() <= by_hand.keys() - after.keys()


async def test_labels_in_libraries_that_are_left_out_by_now_go_too(done: Syncing) -> None:
    done.policy = Policy(libraries=frozenset({"1"}))
    await remove_all(done)
    assert done.recorded() == {}
    assert not any(JOHN in labels for labels in done.labels().values())


async def test_an_item_to_ignore_keeps_our_labels_and_is_named(done: Syncing) -> None:
    item = done.item("The Paper Orchard")
    done.world.plex.add_label(item, "pulsarr:ignore")
    gone = await remove_all(done)
    assert JOHN in done.labels()[item.rating_key]
    assert [(one.title, labels) for one, labels in gone.left] == [("The Paper Orchard", (JOHN,))]
    assert done.recorded() == {item.rating_key: {JOHN}}


async def test_what_could_not_be_removed_stays_ours_and_is_named(done: Syncing) -> None:
    recorded = done.recorded()
    done.town.plex.edits_lost = True
    gone = await remove_all(done)
    assert gone.outcome.status is Status.PARTIAL
    assert done.recorded() == recorded
    assert {item.rating_key for item, _ in gone.left} == recorded.keys()
    done.town.plex.edits_lost = False
    assert (await remove_all(done)).left == ()


async def test_labels_of_items_that_are_gone_are_not_left(done: Syncing) -> None:
    """Their records stay until two lists, a day apart, missed them."""
    item = done.item("The Paper Orchard")
    done.world.plex.remove_item(item)
    assert (await remove_all(done)).left == ()
    assert done.recorded() == {item.rating_key: {JOHN}}


async def test_the_limit_does_not_stop_the_removal_of_all(done: Syncing) -> None:
    done.policy = Policy(removal_limit=1)
    assert (await remove_all(done)).outcome.removed > 10


async def test_a_dry_removal_of_all_says_what_the_real_one_does(done: Syncing) -> None:
    done.world.plex.add_label(done.item("The Paper Orchard"), "pulsarr:ignore")
    before, version = done.labels(), done.version()
    done.town.forget()
    dry = await remove_all(done, dry_run=True)
    assert done.labels() == before
    assert done.town.plex.writes == 0
    assert done.version() == version
    real = await remove_all(done)
    assert told(dry.outcome) == lost(before, done.labels())
    assert dry.left == real.left


async def test_all_labels_stay_ours_while_plex_is_down(done: Syncing) -> None:
    recorded = done.recorded()
    await done.town.plex.stop()
    with pytest.raises(ServiceError):
        await remove_all(done)
    assert done.recorded() == recorded


async def test_another_plex_loses_no_label(done: Syncing) -> None:
    before, done.machine_identifier = done.labels(), "another"
    with pytest.raises(WrongServerError):
        await remove_all(done)
    assert done.labels() == before


async def test_thousands_of_labels_go_without_holding_the_loop(
    town: Town, session: ClientSession, database: Disk
) -> None:
    """What is left of it there is short."""
    world = big_world(4_000, 0, 2, wanted=4_000, wanted_titles=4_000, tags=0)
    town.world.plex.sections, town.world.plex.label_tags = world.plex.sections, {}
    town.world.owner.watchlist = [title for one in world.people for title in one.watchlist]
    syncing = Syncing(town, session, database)
    by_hand = syncing.labels()
    assert (await syncing.sync()).added == 4_000
    with held() as found:
        assert (await remove_all(syncing)).outcome.removed == 4_000
    assert syncing.labels() == by_hand
    assert found.longest < LONGEST, found.what
