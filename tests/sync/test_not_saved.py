"""What a sync does when it cannot save what it must remember: it writes no label without it."""

from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.sync.problem import Status
from tests.expected import wanted_labels
from tests.lab.server import Fault

from .conftest import Syncing, right_labels
from .following import Following


async def test_a_ledger_that_cannot_be_saved_ends_the_run_before_it_writes(
    open_lists: Syncing,
) -> None:
    by_hand = open_lists.labels()
    open_lists.database.full_for_records = True
    result = await open_lists.sync()
    assert result.status is Status.FAILED
    assert "no space left" in result.sources["storage"]
    assert open_lists.labels() == by_hand
    open_lists.database.full_for_records = False
    assert (await open_lists.sync()).status is Status.OK
    assert open_lists.labels() == right_labels(open_lists, by_hand)


async def test_a_ledger_that_cannot_be_saved_after_the_writes_tells_what_was_written(
    open_lists: Syncing,
) -> None:
    open_lists.policy = Policy(removal_limit=100)
    await open_lists.sync()
    for person in open_lists.world.people:
        person.watchlist.clear()
    full = Fault("change", "tag.tag-", method="PUT", change=open_lists.database.fill)
    open_lists.town.plex.faults.append(full)
    result = await open_lists.sync()
    open_lists.town.plex.faults.remove(full)
    assert result.status is Status.FAILED
    assert result.removed > 0
    open_lists.database.full_for_records = False
    assert (await open_lists.sync()).status is Status.OK
    open_lists.pass_days(1)
    assert (await open_lists.sync()).status is Status.OK
    owned = {key: labels for key, labels in wanted_labels(open_lists.world).items() if labels}
    assert open_lists.recorded() == owned


async def test_items_that_cannot_be_saved_end_the_run_before_it_writes(
    open_lists: Syncing,
) -> None:
    by_hand = open_lists.labels()
    following = await Following.start(open_lists)
    wishes = await following.read()
    open_lists.database.full = True
    result = await following.engine.full(wishes)
    assert result.status is Status.FAILED
    assert "no space left" in result.sources["storage"]
    assert (result.added, result.removed) == (0, 0)
    assert open_lists.labels() == by_hand
