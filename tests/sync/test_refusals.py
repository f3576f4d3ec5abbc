"""An item whose edit Plex refuses, whichever it is, keeps no other from being labelled."""

import pytest

from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from tests.expected import wanted_labels
from tests.lab.fill import small_world
from tests.lab.server import Fault

from .conftest import Syncing, right_labels


@pytest.fixture(params=[400, 500])
def status(request: pytest.FixtureRequest) -> int:
    """How Plex refuses."""
    code: int = request.param
    return code


def refuse(syncing: Syncing, rating_key: int, status: int) -> None:
    """Let Plex refuse all edits of one item, alone or among others."""
    syncing.town.plex.faults[:] = [Fault("status", method="PUT", item=rating_key, status=status)]


WORLD = small_world()
WANTED = sorted(key for key, labels in wanted_labels(WORLD).items() if labels)


@pytest.mark.parametrize("refused", WANTED)
async def test_all_others_get_their_labels(open_lists: Syncing, status: int, refused: int) -> None:
    """At once, other copies of the same title among them; and the next sync does the rest."""
    by_hand = open_lists.labels()
    right = right_labels(open_lists, by_hand)
    refuse(open_lists, refused, status)

    result = await open_lists.sync()

    assert result.status is Status.PARTIAL
    assert result.failed_keys == {refused}
    assert open_lists.labels() == {**right, refused: by_hand[refused]}

    open_lists.town.plex.faults.clear()
    assert (await open_lists.sync()).status is Status.OK
    assert open_lists.labels() == right


async def test_all_others_lose_what_nobody_wants(synced: Syncing, status: int) -> None:
    synced.policy = Policy(removal_limit=100, naming=Naming())
    before = synced.labels()
    owned = synced.recorded()
    for person in synced.world.people:
        person.watchlist.clear()
    for arr in synced.world.arrs:
        for title in arr.titles.values():
            title.tags.clear()
    refused = min(owned)
    refuse(synced, refused, status)

    result = await synced.sync()

    assert result.failed_keys == {refused}
    assert synced.labels() == {
        key: labels if key == refused else labels - owned.get(key, frozenset())
        for key, labels in before.items()
    }


async def test_a_plex_that_refuses_all_is_left_in_peace_soon(
    open_lists: Syncing, status: int
) -> None:
    """After three items, each tried three times."""
    before = open_lists.labels()
    open_lists.town.plex.faults.append(Fault("status", method="PUT", status=status))

    result = await open_lists.sync()

    assert result.status is Status.FAILED
    assert result.has(ProblemKind.PLEX)
    assert sum(one.method == "PUT" for one in open_lists.town.plex.log) <= 9
    assert open_lists.labels() == before
