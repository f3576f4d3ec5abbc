"""An outage of plex.tv changes nobody's name: who is known stays known."""

import pytest

from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.outcome import ProblemKind
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following

POLICIES = {
    "an alias": Policy(naming=Naming(aliases={"john": "Johnny"})),
    "display names": Policy(naming=Naming(name_source="title")),
    "an excluded person": Policy(exclude_users=frozenset({"john"})),
}

WITH_EACH = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)


async def known_by_tag_alone(syncing: Syncing, policy: Policy) -> None:
    """Let a tag be all that asks for John's titles, and sync."""
    syncing.policy, syncing.requester_tags = policy, True
    syncing.person("john").watchlist.clear()
    await syncing.sync()


@WITH_EACH
@pytest.mark.parametrize("path", ["", "/community", "/api", "/discover"])
async def test_an_outage_in_a_full_sync_renames_nobody(
    syncing: Syncing, policy: Policy, path: str
) -> None:
    await known_by_tag_alone(syncing, policy)
    before = syncing.labels()
    syncing.town.plextv.faults.append(Fault("status", path, status=503))
    outcome = await syncing.sync()
    assert outcome.has(ProblemKind.SOURCE)
    assert syncing.labels() == before
    assert outcome.writes == 0


@WITH_EACH
async def test_an_outage_renames_nobody_in_scoped_runs(syncing: Syncing, policy: Policy) -> None:
    await known_by_tag_alone(syncing, policy)
    before = syncing.labels()
    syncing.town.plextv.faults.append(Fault("status", status=503))
    following = await Following.start(syncing)
    await following.hear()
    await following.follow(*(item.rating_key for item in syncing.world.plex.items()))
    assert syncing.labels() == before


@pytest.mark.parametrize("mode", list(RemovedMode))
async def test_a_list_that_turns_private_renames_nobody(
    syncing: Syncing, mode: RemovedMode
) -> None:
    naming = Naming(aliases={"john": "Johnny"})
    await known_by_tag_alone(syncing, Policy(naming=naming, removed_mode=mode))
    before = syncing.labels()
    syncing.person("john").private = True
    await syncing.sync()
    assert syncing.labels() == before
    assert "pulsarr:johnny" in syncing.labels_on("The Glass Harbour")


async def test_who_is_gone_for_good_is_known_no_more(syncing: Syncing) -> None:
    """A complete answer without them says so; what named them is a tag like any other."""
    await known_by_tag_alone(syncing, POLICIES["an alias"])
    syncing.world.people.remove(syncing.person("john"))
    await syncing.sync()
    assert "pulsarr:3-john" in syncing.labels_on("The Glass Harbour")
    assert "pulsarr:johnny" not in syncing.labels_on("The Glass Harbour")
