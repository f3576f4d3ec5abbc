"""A label that says two things: that a person wants a title, and that nobody does, or hands off.

The options refuse it, yet older ones may say so, and people are renamed in Plex.
"""

import pytest

from custom_components.plex_label_sync.core.model import NOBODY
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.clean_up import Cleanup

from .conftest import Syncing
from .following import Following
from .owning import clean_up

JOHN, REMOVED = "pulsarr:john", "pulsarr:removed"
MODES = list(RemovedMode)
LANTERNS, ORCHARD = "Salt and Lanterns", "The Paper Orchard"


@pytest.mark.parametrize("mode", MODES)
async def test_nothing_of_a_person_s_goes_whose_label_is_the_removed_label(
    following: Following, mode: RemovedMode
) -> None:
    """Neither in a full run nor in one of a title, nor once the options are mended."""
    syncing = following.syncing
    before, ledger = syncing.labels(), syncing.ledger()
    syncing.policy = Policy(removed_mode=mode, removed_label="pulsarr:John", removal_limit=100)
    following = await Following.start(syncing)
    await following.hear()

    outcomes = [await following.sync()]
    outcomes += [await following.follow(one.rating_key) for one in syncing.world.plex.items()]

    assert {(one.added, one.removed, one.held) for one in outcomes} == {(0, 0, None)}
    assert outcomes[0].reserved == {JOHN: ("John from upstairs (john)",)}
    syncing.policy = Policy(removed_mode=mode)
    mended = await syncing.sync()
    assert (mended.added, mended.removed, mended.reserved) == (0, 0, {})
    assert (syncing.labels(), syncing.ledger()) == (before, ledger)


async def test_what_a_person_no_longer_wants_stays_until_it_is_settled(synced: Syncing) -> None:
    """And goes then as ever: in the place of the label comes the one that says so."""
    synced.policy = Policy(removed_mode=RemovedMode.SPECIAL, removed_label=JOHN)
    synced.person("john").watchlist.remove(synced.title(ORCHARD))

    await synced.sync()

    assert JOHN in synced.labels_on(ORCHARD)
    synced.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    await synced.sync()
    assert synced.labels_on(ORCHARD) >= {REMOVED}
    assert JOHN not in synced.labels_on(ORCHARD)


async def test_no_title_that_nobody_wants_gets_a_person_s_label(open_lists: Syncing) -> None:
    """It comes once the removed label says that alone."""
    open_lists.policy = Policy(removed_mode=RemovedMode.SPECIAL, removed_label=JOHN)
    await open_lists.sync()
    assert "pulsarr:ines" in open_lists.labels_on(LANTERNS)
    open_lists.person("ines").watchlist.remove(open_lists.title(LANTERNS))

    await open_lists.sync()

    assert not {JOHN, "pulsarr:ines"} & open_lists.labels_on(LANTERNS)
    open_lists.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    await open_lists.sync()
    assert REMOVED in open_lists.labels_on(LANTERNS)


@pytest.mark.parametrize("name", ["removed", "ignore"])
async def test_whoever_is_renamed_in_plex_to_what_is_taken_keeps_the_labels(
    open_lists: Syncing, name: str
) -> None:
    """Under the old name; nobody's mark goes for it, and the person is told."""
    john = open_lists.person("john")
    open_lists.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    await open_lists.sync()
    john.watchlist.remove(open_lists.title(ORCHARD))
    await open_lists.sync()
    before = open_lists.labels()
    assert REMOVED in open_lists.labels_on(ORCHARD)
    john.username = john.title = name

    outcome = await open_lists.sync()

    assert (outcome.added, outcome.removed) == (0, 0)
    assert open_lists.labels() == before
    assert outcome.reserved is not None
    assert set(outcome.reserved) == {f"pulsarr:{name}"}


async def test_a_person_without_wishes_who_is_called_like_the_mark_is_told(
    open_lists: Syncing,
) -> None:
    """The marks stay, and no new ones come."""
    john, orchard = open_lists.person("john"), open_lists.title(ORCHARD)
    open_lists.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    await open_lists.sync()
    john.watchlist.remove(orchard)
    await open_lists.sync()
    assert REMOVED in open_lists.labels_on(ORCHARD)
    open_lists.world.add_person("removed")

    outcome = await open_lists.sync()

    assert (outcome.added, outcome.removed) == (0, 0)
    assert outcome.reserved == {REMOVED: ("removed",)}


async def test_a_cleanup_takes_a_person_s_label_by_hand_for_no_mark(open_lists: Syncing) -> None:
    await open_lists.sync()
    item = open_lists.item(LANTERNS)
    open_lists.world.plex.add_label(item, JOHN)
    open_lists.policy = Policy(removed_mode=RemovedMode.SPECIAL, removed_label=JOHN)

    await clean_up(open_lists, Cleanup(adopt=True))

    records = open_lists.ledger().entries[item.rating_key].records.values()
    assert not any(NOBODY in record.because for record in records)
