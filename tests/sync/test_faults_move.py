"""A move in trouble: at no moment does an item lack both labels, and the next sync ends right."""

import pytest

from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.sync.problem import Status
from tests.expected import wanted_labels

from .conftest import Syncing
from .troubles import AT_PLEX, RECORDS_LOST, Trouble, all_well, named


def moved(label: str) -> str:
    """Give a label as it is under the new prefix."""
    return label.replace("pulsarr:", "asked:")


@pytest.mark.parametrize("trouble", [*AT_PLEX, RECORDS_LOST], ids=named)
async def test_a_move_in_trouble_leaves_one_of_both_labels_and_the_next_sync_ends_right(
    open_lists: Syncing, trouble: Trouble
) -> None:
    by_hand, wanted = open_lists.labels(), wanted_labels(open_lists.world)
    await open_lists.sync()
    open_lists.policy = Policy(naming=Naming(prefix="asked"))
    await trouble.start(open_lists)
    result = await open_lists.sync()
    assert trouble.healed or result.status is not Status.OK
    for key, labels in open_lists.labels().items():
        assert by_hand[key] <= labels
        assert all({label, moved(label)} & labels for label in wanted[key])
    await all_well(open_lists)
    assert (await open_lists.sync()).status is Status.OK
    right = {key: by_hand[key] | set(map(moved, wanted[key])) for key in by_hand}
    assert open_lists.labels() == right
    open_lists.pass_days(1)
    assert (await open_lists.sync()).writes == 0
    ours = {key: labels - by_hand[key] for key, labels in right.items()}
    assert open_lists.recorded() == {key: labels for key, labels in ours.items() if labels}
