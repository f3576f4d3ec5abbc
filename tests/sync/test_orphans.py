"""What becomes of the labels of people who left, and of tags that were deleted."""

from copy import replace

import pytest

from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.lab.server import Fault

from .conftest import Syncing
from .owning import delete_tag, leave

KEEP, REMOVE, SPECIAL = RemovedMode.KEEP, RemovedMode.REMOVE, RemovedMode.SPECIAL


async def choose(syncing: Syncing, mode: RemovedMode) -> None:
    """Choose a mode, and run a full sync."""
    syncing.policy = replace(syncing.policy, removed_mode=mode)
    await syncing.sync()


@pytest.mark.parametrize("cleanup", [False, True])
async def test_where_labels_go_those_of_whoever_left_go_anyway(
    open_lists: Syncing, cleanup: bool
) -> None:
    """And those of a deleted tag: to clean up is about the modes that keep labels."""
    open_lists.policy = Policy(removed_mode=REMOVE, cleanup_orphans=cleanup)
    await open_lists.sync()
    leave(open_lists, "maria")
    delete_tag(open_lists, "holiday")

    await open_lists.sync()

    carried = frozenset[str]().union(*open_lists.labels().values())
    assert not {"pulsarr:maria", "pulsarr:holiday"} & carried


async def test_where_labels_stay_those_of_whoever_left_stay_without_cleaning_up(
    open_lists: Syncing,
) -> None:
    await choose(open_lists, KEEP)
    leave(open_lists, "maria")
    delete_tag(open_lists, "holiday")

    await open_lists.sync()

    assert "pulsarr:maria" in open_lists.labels_on("Quiet Engine")
    assert "pulsarr:holiday" in open_lists.labels_on("Salt and Lanterns")


async def test_whoever_is_a_friend_no_more_but_known_is_no_orphan(open_lists: Syncing) -> None:
    """Where labels stay, what the person wanted stays."""
    open_lists.policy = Policy(removed_mode=KEEP, cleanup_orphans=True)
    await open_lists.sync()
    open_lists.person("maria").friend = False

    await open_lists.sync()

    assert "pulsarr:maria" in open_lists.labels_on("Quiet Engine")


async def test_whoever_left_keeps_no_label_when_orphans_go(open_lists: Syncing) -> None:
    await choose(open_lists, KEEP)
    open_lists.world.people.remove(open_lists.person("maria"))
    await open_lists.sync()
    assert "pulsarr:maria" in open_lists.labels_on("Quiet Engine")
    open_lists.policy = replace(open_lists.policy, cleanup_orphans=True)
    await open_lists.sync()
    carried = frozenset[str]().union(*open_lists.labels().values())
    assert "pulsarr:maria" not in carried
    assert "pulsarr:john" in carried


async def test_a_deleted_tag_s_labels_go_when_orphans_go(open_lists: Syncing) -> None:
    await choose(open_lists, KEEP)
    radarr = open_lists.world.arrs[0]
    holiday, classics = radarr.tag("holiday"), radarr.tag("classics")
    for tagged in radarr.titles.values():
        tagged.tags -= {holiday, classics}
    del radarr.tags[holiday]
    open_lists.policy = replace(open_lists.policy, cleanup_orphans=True)
    await open_lists.sync()
    assert open_lists.labels_on("Salt and Lanterns") >= {"pulsarr:classics"}
    assert "pulsarr:holiday" not in open_lists.labels_on("Salt and Lanterns")


async def test_no_person_is_an_orphan_while_a_source_is_silent(synced: Syncing) -> None:
    """It may know them; the private list of somebody else cannot."""
    synced.policy = Policy(removed_mode=KEEP, cleanup_orphans=True)
    synced.world.people.remove(synced.person("maria"))
    assert synced.person("ines").private
    radarr = synced.town.arrs[0]
    radarr.faults.append(Fault("status"))
    await synced.sync()
    assert "pulsarr:maria" in synced.labels_on("Quiet Engine")
    radarr.faults.clear()
    await synced.sync()
    assert "pulsarr:maria" not in synced.labels_on("Quiet Engine")
