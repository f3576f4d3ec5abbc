"""What becomes of labels whose reasons end, over full syncs and scoped runs."""

from copy import replace

import pytest

from custom_components.plex_label_sync.core.model import MediaType
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.preview import Why
from custom_components.plex_label_sync.sync.problem import Status
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following

KEEP, REMOVE, SPECIAL = RemovedMode.KEEP, RemovedMode.REMOVE, RemovedMode.SPECIAL
ORCHARD = "The Paper Orchard"
HARBOUR = "The Glass Harbour"
MARK = "pulsarr:removed"
GRANDMA = "pulsarr:grandma"


def john_leaves(syncing: Syncing, name: str = ORCHARD) -> None:
    """John takes a title off his watchlist."""
    syncing.person("john").watchlist.remove(syncing.title(name))


def john_returns(syncing: Syncing, name: str = ORCHARD) -> None:
    """John puts a title on his watchlist."""
    syncing.person("john").watchlist.append(syncing.title(name))


def ended(syncing: Syncing) -> set[tuple[str, str]]:
    """The labels that the ledger tells apart, by title."""
    return {(item.title, one.label) for item, one in syncing.ledger() if one.ended}


async def choose(syncing: Syncing, mode: RemovedMode) -> None:
    """Choose a mode, and run a full sync."""
    syncing.policy = replace(syncing.policy, removed_mode=mode)
    await syncing.sync()


async def test_a_dry_run_says_that_nobody_wants_a_title_any_more(synced: Syncing) -> None:
    john_leaves(synced)
    synced.policy = replace(synced.policy, removed_mode=SPECIAL)
    changes = (await synced.sync(dry_run=True)).changes or ()
    because = [row["because"].get(MARK) for row in changes if row["title"] == ORCHARD]
    assert because == [[Why("nobody", "", "removed")]]


async def test_a_kept_label_stays_and_is_told_apart(synced: Syncing) -> None:
    john_leaves(synced)
    await choose(synced, KEEP)
    assert synced.labels_on(ORCHARD) == {GRANDMA, "pulsarr:john"}
    assert ended(synced) == {(ORCHARD, "pulsarr:john")}
    assert synced.town.plex.writes == 0


async def test_a_kept_label_lives_again_when_its_reason_returns(synced: Syncing) -> None:
    john_leaves(synced)
    await choose(synced, KEEP)
    john_returns(synced)
    await synced.sync()
    assert ended(synced) == set()
    assert synced.town.plex.writes == 0


async def test_kept_labels_go_when_the_user_no_longer_keeps_them(synced: Syncing) -> None:
    john_leaves(synced)
    await choose(synced, KEEP)
    await choose(synced, REMOVE)
    assert synced.labels_on(ORCHARD) == {GRANDMA}
    assert ended(synced) == set()


async def test_labels_that_went_before_the_user_kept_them_stay_gone(synced: Syncing) -> None:
    john_leaves(synced)
    await choose(synced, REMOVE)
    await choose(synced, KEEP)
    assert synced.labels_on(ORCHARD) == {GRANDMA}


async def test_one_label_takes_the_place_of_people_s_on_every_copy(synced: Syncing) -> None:
    for username in ("john", "maria"):
        synced.person(username).watchlist.remove(synced.title(HARBOUR))
    synced.world.owner.watchlist.remove(synced.title(HARBOUR))
    await choose(synced, SPECIAL)
    copies = [frozenset(map(str.casefold, item.labels)) for item in synced.items(HARBOUR)]
    assert all(
        labels == {MARK, "pulsarr:classics", "pulsarr:uhd", "pulsarr:3-john"} for labels in copies
    )
    assert len(copies) == 3


async def test_while_somebody_wants_a_title_no_label_says_otherwise(synced: Syncing) -> None:
    john_leaves(synced, HARBOUR)
    await choose(synced, SPECIAL)
    assert "pulsarr:maria" in synced.labels_on(HARBOUR)
    assert not {"pulsarr:john", MARK} & synced.labels_on(HARBOUR)


async def test_the_label_goes_when_somebody_wants_the_title_again(synced: Syncing) -> None:
    john_leaves(synced)
    await choose(synced, SPECIAL)
    assert synced.labels_on(ORCHARD) == {GRANDMA, MARK}
    synced.person("maria").watchlist.append(synced.title(ORCHARD))
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, "pulsarr:maria"}


async def test_the_label_goes_though_the_label_of_who_returns_is_there_by_hand(
    synced: Syncing,
) -> None:
    john_leaves(synced)
    await choose(synced, SPECIAL)
    synced.item(ORCHARD).labels.append("Pulsarr:john")
    john_returns(synced)
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, "pulsarr:john"}


@pytest.mark.parametrize("mode", [REMOVE, KEEP])
async def test_the_label_goes_with_the_mode_that_made_it(
    synced: Syncing, mode: RemovedMode
) -> None:
    john_leaves(synced)
    await choose(synced, SPECIAL)
    await choose(synced, mode)
    assert synced.labels_on(ORCHARD) == {GRANDMA}
    assert not any(MARK in labels for labels in synced.recorded().values())


async def test_kept_labels_make_way_for_one_label_when_the_user_chooses_so(
    synced: Syncing,
) -> None:
    john_leaves(synced)
    await choose(synced, KEEP)
    await choose(synced, SPECIAL)
    assert synced.labels_on(ORCHARD) == {GRANDMA, MARK}


async def test_a_silent_source_never_says_that_nobody_wants_a_title(synced: Syncing) -> None:
    john_leaves(synced)
    synced.person("john").private = True
    await choose(synced, SPECIAL)
    assert synced.labels_on(ORCHARD) == {GRANDMA, "pulsarr:john"}


async def test_people_s_labels_stay_until_the_one_in_their_place_is_there(
    synced: Syncing,
) -> None:
    john_leaves(synced)
    synced.policy = replace(synced.policy, removed_mode=SPECIAL)
    synced.town.plex.edits_lost = True
    lost = await synced.sync()
    assert lost.status is Status.PARTIAL
    assert lost.removed == 0
    synced.town.plex.edits_lost = False
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, MARK}


async def test_the_label_comes_back_though_plex_refused_it_once(synced: Syncing) -> None:
    """Somebody took it off, and nothing but its record says that it belongs there."""
    john_leaves(synced)
    await choose(synced, SPECIAL)
    (orchard,) = synced.items(ORCHARD)
    orchard.labels = [label for label in orchard.labels if label.casefold() != MARK]
    synced.town.plex.edits_lost = True
    assert (await synced.sync()).failed == 1
    synced.town.plex.edits_lost = False

    await synced.sync()

    assert synced.labels_on(ORCHARD) == {GRANDMA, MARK}


async def test_a_refused_addition_keeps_what_was_to_go_from_its_item_alone(
    synced: Syncing,
) -> None:
    john_leaves(synced)
    synced.person("maria").watchlist.clear()
    synced.person("john").watchlist.append(synced.title("Quiet Engine"))
    synced.town.plex.faults = [Fault("status", path="tag.tag=pulsarr%3Ajohn", after=1)]
    result = await synced.sync()
    assert result.failed == 1
    people = {"Pulsarr:john", "Pulsarr:maria"}
    copies = [people.intersection(item.labels) for item in synced.items("Quiet Engine")]
    assert sorted(copies, key=sorted) == [{"Pulsarr:john"}, {"Pulsarr:maria"}]
    assert "pulsarr:maria" not in synced.labels_on("The Long Causeway")
    synced.town.plex.faults.clear()
    await synced.sync()
    assert "pulsarr:maria" not in synced.labels_on("Quiet Engine")


@pytest.mark.parametrize(
    ("mode", "labels"),
    [
        (REMOVE, {GRANDMA}),
        (KEEP, {GRANDMA, "pulsarr:john"}),
        (SPECIAL, {GRANDMA, MARK}),
    ],
)
async def test_a_scoped_run_knows_the_mode(
    syncing: Syncing, mode: RemovedMode, labels: set[str]
) -> None:
    syncing.policy = Policy(removed_mode=mode)
    following = await Following.start(syncing)
    await following.sync()
    john_leaves(syncing)
    await following.hear()
    await following.follow()
    assert syncing.labels_on(ORCHARD) == labels
    john_returns(syncing)
    await following.hear()
    await following.follow()
    assert syncing.labels_on(ORCHARD) == {GRANDMA, "pulsarr:john"}
    assert ended(syncing) == set()
    result = await syncing.sync()
    assert (result.added, result.removed, result.writes) == (0, 0, 0)


async def test_a_scoped_run_of_other_titles_leaves_kept_labels_alone(synced: Syncing) -> None:
    john_leaves(synced)
    await choose(synced, KEEP)
    synced.policy = replace(synced.policy, removed_mode=REMOVE)
    following = await Following.start(synced)
    await following.follow(synced.item("Salt and Lanterns").rating_key)
    await following.seek(MediaType.SHOW)
    assert synced.labels_on(ORCHARD) == {GRANDMA, "pulsarr:john"}


async def test_an_item_with_the_ignore_label_is_left_alone_in_every_mode(
    synced: Syncing,
) -> None:
    item = synced.item(ORCHARD)
    synced.world.plex.add_label(item, "pulsarr:ignore")
    before = list(item.labels)
    john_leaves(synced)
    for mode in (KEEP, SPECIAL, REMOVE):
        await choose(synced, mode)
        assert item.labels == before
        assert ended(synced) == set()


@pytest.mark.parametrize("mode", list(RemovedMode))
async def test_a_label_by_hand_that_equals_a_wanted_one_stays_theirs(
    syncing: Syncing, mode: RemovedMode
) -> None:
    syncing.world.plex.add_label(syncing.item(ORCHARD), "pulsarr:john")
    await choose(syncing, mode)
    john_leaves(syncing)
    await syncing.sync()
    await choose(syncing, REMOVE)
    assert syncing.labels_on(ORCHARD) == {GRANDMA, "pulsarr:john"}
    assert syncing.item(ORCHARD).rating_key not in syncing.recorded()


async def test_a_label_by_hand_with_the_text_of_the_mark_stays_theirs(synced: Syncing) -> None:
    synced.world.plex.add_label(synced.item(ORCHARD), MARK)
    john_leaves(synced)
    await choose(synced, SPECIAL)
    john_returns(synced)
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, MARK, "pulsarr:john"}


@pytest.mark.parametrize("mode", list(RemovedMode))
async def test_a_label_of_ours_removed_by_hand_stays_gone_once_its_reason_ended(
    synced: Syncing, mode: RemovedMode
) -> None:
    await choose(synced, mode)
    synced.world.plex.remove_label(synced.item(ORCHARD), "pulsarr:john")
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, "pulsarr:john"}
    synced.world.plex.remove_label(synced.item(ORCHARD), "pulsarr:john")
    john_leaves(synced)
    await synced.sync()
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA}
