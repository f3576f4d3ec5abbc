"""Cleaning up, taking over and taking back: what goes, and that nothing else does."""

from copy import replace

import pytest

from custom_components.plex_label_sync.clients.errors import ServiceError
from custom_components.plex_label_sync.core.model import NOBODY
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.clean_up import Cleanup
from custom_components.plex_label_sync.sync.problem import Status
from tests.lab.server import Fault

from .conftest import Syncing
from .owning import ADOPT, JOHN, clean_up, delete_tag, leave, lost, told, untag, without


@pytest.mark.parametrize("mode", list(RemovedMode))
async def test_the_labels_of_somebody_who_left_go_whatever_the_mode(
    done: Syncing, mode: RemovedMode
) -> None:
    done.policy = Policy(removed_mode=mode)
    before = done.labels()
    leave(done, "john")
    result = (await clean_up(done)).outcome
    assert done.labels() == without(before, JOHN)
    assert result.status is Status.OK
    assert result.removed == sum(JOHN in labels for labels in before.values())
    assert not any(JOHN in labels for labels in done.recorded().values())


async def test_labels_that_were_kept_go_with_the_person(done: Syncing) -> None:
    done.policy = Policy(removed_mode=RemovedMode.KEEP)
    before = done.labels()
    done.person("john").watchlist.clear()
    await done.sync()
    await clean_up(done)
    assert done.labels() == before
    leave(done, "john")
    await clean_up(done)
    assert done.labels() == without(before, JOHN)


async def test_the_labels_of_a_deleted_tag_go(done: Syncing) -> None:
    before = done.labels()
    delete_tag(done, "holiday")
    await clean_up(done)
    assert done.labels() == without(before, "pulsarr:holiday")


async def test_the_labels_of_a_tag_that_is_there_are_left_to_a_sync(done: Syncing) -> None:
    before = done.labels()
    untag(done, "holiday")
    assert (await clean_up(done)).outcome.removed == 0
    assert done.labels() == before


async def test_it_adds_no_label(done: Syncing) -> None:
    before = done.labels()
    done.person("john").watchlist.append(done.title("Brass Meridian"))
    await clean_up(done)
    assert done.labels() == before


async def test_while_a_source_is_silent_it_may_know_the_person(done: Syncing) -> None:
    before = done.labels()
    leave(done, "john")
    done.town.arrs[0].faults.append(Fault("status", status=500))
    result = (await clean_up(done)).outcome
    assert done.labels() == before
    assert result.status is Status.PARTIAL
    assert "500" in result.sources["Radarr"]


async def test_the_removal_limit_does_not_stop_it(done: Syncing) -> None:
    done.policy = Policy(removal_limit=1)
    for username in ("john", "maria"):
        leave(done, username)
    result = (await clean_up(done)).outcome
    assert result.status is Status.OK
    assert result.removed > 10


async def test_what_the_sources_say_new_is_left_to_whoever_follows(done: Syncing) -> None:
    """It does not bring labels in step, and must not say that they are."""
    done.person("john").watchlist.append(done.title("Brass Meridian"))
    await clean_up(done)
    assert done.pending() == {"Brass Meridian"}


async def test_the_queue_is_worked_out_anew_and_what_is_still_wanted_waits_on(
    done: Syncing,
) -> None:
    waiting = done.queue()
    done.world.owner.watchlist.clear()
    done.world.arrs[0].titles[6].tags.clear()
    assert (await clean_up(done)).cleared == 1
    assert done.queue() == tuple(one for one in waiting if "Ferry" not in one.name)


async def test_the_queue_is_left_alone_on_demand(done: Syncing) -> None:
    waiting = done.waiting()
    done.world.owner.watchlist.clear()
    assert (await clean_up(done, Cleanup(clear_queue=False))).cleared == 0
    assert done.waiting() == waiting


@pytest.mark.parametrize("order", [Cleanup(), ADOPT])
async def test_a_dry_run_says_what_the_real_one_does_and_changes_nothing(
    done: Syncing, order: Cleanup
) -> None:
    leave(done, "john")
    before, version = done.labels(), done.version()
    done.town.forget()
    dry = await clean_up(done, order, dry_run=True)
    assert done.labels() == before
    assert done.town.plex.writes == 0
    assert done.version() == version
    real = await clean_up(done, order)
    assert told(dry.outcome) == lost(before, done.labels())
    assert (dry.cleared, dry.adopted) == (real.cleared, real.adopted)
    assert dry.outcome.removed == real.outcome.removed


async def test_without_plex_nothing_is_done(done: Syncing) -> None:
    waiting = done.waiting()
    await done.town.plex.stop()
    with pytest.raises(ServiceError):
        await clean_up(done)
    assert done.waiting() == waiting


async def test_a_label_that_cannot_be_removed_stays_ours(done: Syncing) -> None:
    leave(done, "john")
    done.town.plex.edits_lost = True
    assert (await clean_up(done)).outcome.status is Status.PARTIAL
    assert any(JOHN in labels for labels in done.recorded().values())
    done.town.plex.edits_lost = False
    assert (await clean_up(done)).outcome.status is Status.OK
    assert not any(JOHN in labels for labels in done.labels().values())


async def test_a_cleanup_that_cannot_be_saved_leaves_the_queue(done: Syncing) -> None:
    waiting = done.waiting()
    leave(done, "john")
    done.database.full_for_records = True
    cleaned = await clean_up(done)
    assert (cleaned.outcome.status, cleaned.cleared) == (Status.FAILED, 0)
    assert done.waiting() == waiting


async def test_unasked_a_label_that_looks_like_ours_is_left_alone(done: Syncing) -> None:
    await clean_up(done)
    assert "pulsarr:grandma" in done.labels_on("The Paper Orchard")


async def test_an_adopted_label_without_a_reason_goes(done: Syncing) -> None:
    before = done.labels()
    cleaned = await clean_up(done, ADOPT)
    assert cleaned.adopted == 1
    assert done.labels() == without(before, "pulsarr:grandma")


async def test_an_adopted_label_with_a_reason_stays_and_is_ours(open_lists: Syncing) -> None:
    """So does whoever comes from Pulsarr keep what is right."""
    item = open_lists.item("The Paper Orchard")
    open_lists.world.plex.add_label(item, JOHN)
    await open_lists.sync()
    assert JOHN not in open_lists.recorded().get(item.rating_key, ())
    await clean_up(open_lists, ADOPT)
    assert JOHN in open_lists.labels()[item.rating_key]
    (record,) = open_lists.ledger().entries[item.rating_key].records.values()
    assert {reason.subject for reason in record.because} == {str(open_lists.person("john").id)}
    open_lists.person("john").watchlist.remove(open_lists.title("The Paper Orchard"))
    await open_lists.sync()
    assert JOHN not in open_lists.labels()[item.rating_key]


async def test_a_label_of_a_known_person_is_adopted_without_our_prefix(
    open_lists: Syncing,
) -> None:
    """And that of a known tag; the words of others are none of ours."""
    naming = replace(Policy().naming, user_label="for {user}", tag_label="tag {tag}")
    open_lists.policy = Policy(naming=naming)
    item = open_lists.item("Brass Meridian")
    for label in ("for john", "tag unused", "for grandpa", "pulsarrish"):
        open_lists.world.plex.add_label(item, label)
    await open_lists.sync()
    await clean_up(open_lists, ADOPT)
    labels = open_lists.labels()[item.rating_key]
    assert labels >= {"for grandpa", "pulsarrish", "kids"}
    assert labels.isdisjoint({"for john", "tag unused"})


async def test_while_a_source_is_silent_an_adopted_label_stays_until_it_speaks(
    done: Syncing,
) -> None:
    done.person("ines").private = True
    await clean_up(done, ADOPT)
    assert "pulsarr:grandma" in done.labels_on("The Paper Orchard")
    done.person("ines").private = False
    await clean_up(done)
    assert "pulsarr:grandma" not in done.labels_on("The Paper Orchard")


async def test_an_item_to_ignore_keeps_what_looks_like_ours(done: Syncing) -> None:
    """The label that says so has our prefix, too."""
    item = done.item("The Paper Orchard")
    done.world.plex.add_label(item, "pulsarr:ignore")
    before = done.labels()
    assert (await clean_up(done, ADOPT)).adopted == 0
    assert done.labels() == before


async def test_the_label_for_what_nobody_wants_is_adopted_where_it_is_in_use(
    done: Syncing,
) -> None:
    done.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    item = done.item("Summer at the Lake")
    done.world.plex.add_label(item, "pulsarr:removed")
    await clean_up(done, ADOPT)
    assert done.labels()[item.rating_key] == {"pulsarr:removed"}
    (record,) = done.ledger().entries[item.rating_key].records.values()
    assert record.because == {NOBODY}
