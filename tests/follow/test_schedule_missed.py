"""A scheduled full sync that meets a Plex that is down: it is tried until it is done."""

from datetime import timedelta

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.core.work import WorkKind
from tests.database import work_of
from tests.hearing import asked, labels_on
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import until

from .clock import Clock

ORCHARD = "The Paper Orchard"


async def test_it_stays_work_while_plex_is_down(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """Also over a restart, and it does what was to be done."""
    down = Fault("drop")
    town.plex.faults.append(down)
    at = dt_util.now() + timedelta(minutes=1)
    hass.config_entries.async_update_entry(
        following, options={"schedule": {"schedule_time": f"{at:%H:%M:%S}"}}
    )
    await hass.async_block_till_done()
    for item in town.world.plex.items():
        town.world.plex.remove_label(item, "pulsarr:john")

    await clock.go_on(64)
    await clock.until(lambda: bool(work_of(following, WorkKind.FULL_SYNC)))
    await clock.until(lambda: work_of(following, WorkKind.FULL_SYNC)[0].attempts > 0)
    await hass.config_entries.async_reload(following.entry_id)
    assert work_of(following, WorkKind.FULL_SYNC)
    town.plex.faults.remove(down)
    await clock.go_on(60, step=10)

    await clock.until(lambda: "pulsarr:john" in labels_on(town, ORCHARD))
    await clock.until(lambda: work_of(following, WorkKind.FULL_SYNC) == [])


async def test_meanwhile_the_sources_are_left_in_peace(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """Only the first try asks them; polls go on in their own time."""
    town.plex.faults.append(Fault("drop"))
    following.runtime_data.worker.notes.note(WorkKind.FULL_SYNC, "")
    await until(lambda: bool(work_of(following, WorkKind.FULL_SYNC)))
    await until(lambda: work_of(following, WorkKind.FULL_SYNC)[0].attempts == 1)
    town.forget()

    await clock.go_on(30)

    await clock.until(lambda: work_of(following, WorkKind.FULL_SYNC)[0].attempts >= 2)
    assert asked(town.plextv.log, "/") == 0
