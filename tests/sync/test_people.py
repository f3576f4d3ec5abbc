"""An outage of plex.tv changes nobody's name: who is known stays known."""

from dataclasses import dataclass, field

import pytest

from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.problem import ProblemKind
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following


@dataclass(frozen=True)
class Chosen:
    """What is chosen: for all, and for John."""

    policy: Policy = field(default_factory=Policy)
    left_out: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


CHOSEN = {
    "another name": Chosen(names={"john": "Johnny"}),
    "display names": Chosen(Policy(naming=Naming(name_source="title"))),
    "a person left out": Chosen(left_out=("john",)),
}

WITH_EACH = pytest.mark.parametrize("chosen", CHOSEN.values(), ids=CHOSEN)


async def known_by_tag_alone(syncing: Syncing, chosen: Chosen) -> None:
    """Let a tag be all that asks for John's titles, and sync."""
    syncing.policy, syncing.requester_tags = chosen.policy, True
    await syncing.choose(*chosen.left_out, **chosen.names)
    syncing.person("john").watchlist.clear()
    await syncing.sync()


@WITH_EACH
@pytest.mark.parametrize("path", ["", "/community", "/api", "/discover"])
async def test_an_outage_in_a_full_sync_renames_nobody(
    syncing: Syncing, chosen: Chosen, path: str
) -> None:
    await known_by_tag_alone(syncing, chosen)
    before = syncing.labels()
    syncing.town.plextv.faults.append(Fault("status", path, status=503))
    outcome = await syncing.sync()
    assert outcome.has(ProblemKind.SOURCE)
    assert syncing.labels() == before
    assert outcome.writes == 0


@WITH_EACH
async def test_an_outage_renames_nobody_in_scoped_runs(syncing: Syncing, chosen: Chosen) -> None:
    await known_by_tag_alone(syncing, chosen)
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
    chosen = Chosen(Policy(removed_mode=mode), names={"john": "Johnny"})
    await known_by_tag_alone(syncing, chosen)
    before = syncing.labels()
    syncing.person("john").private = True
    await syncing.sync()
    assert syncing.labels() == before
    assert "pulsarr:johnny" in syncing.labels_on("The Glass Harbour")


async def test_who_is_gone_for_good_is_known_no_more(syncing: Syncing) -> None:
    """A complete answer without them says so; what named them is a tag like any other."""
    await known_by_tag_alone(syncing, CHOSEN["another name"])
    syncing.world.people.remove(syncing.person("john"))
    await syncing.sync()
    assert "pulsarr:3-john" in syncing.labels_on("The Glass Harbour")
    assert "pulsarr:johnny" not in syncing.labels_on("The Glass Harbour")
