"""Another Plex server that answers at the address while work is done: it is noticed soon."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.hearing import calm, coordinator_of, labels_on, tag
from tests.lab.server import Fault
from tests.lab.town import Town

from .clock import Clock

NAMES = ("The Glass Harbour", "The Paper Orchard", "Salt and Lanterns", "The Winter Ledger")


async def test_who_plex_is_counts_for_seconds_alone(
    clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """Another server may answer at its address before all that is due is done."""
    refusing = Fault("status", method="PUT")
    town.plex.faults.append(refusing)
    for name in NAMES:
        tag(town, 0, name, "fresh")
    await coordinator_of(following, "Radarr").async_refresh()
    await calm(town)
    town.plex.faults.remove(refusing)

    def replace_server() -> None:
        clock.day.tick(10)
        town.world.plex.machine_identifier = "another"

    # While the first is looked at that failed before, each of which is tried for itself.
    path = "/library/metadata/"
    town.plex.faults.append(Fault("change", path, after=1, times=1, change=replace_server))
    await clock.go_on(60)
    await calm(town)

    labelled = [name for name in NAMES if "pulsarr:fresh" in labels_on(town, name)]
    assert len(labelled) == 1
