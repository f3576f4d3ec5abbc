"""Instances that import while no webhook of theirs comes: noticed within two hours, and told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.webhooks.received import received_by
from tests.hearing import Client, asked, calm, standing_clock, tell, with_seerr
from tests.lab.fill import small_world
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.registering import IDS, NOWHERE, issues, keeping, update
from tests.running import end, start, until
from tests.steps import instance

HISTORY = "/api/v3/history/since"
SILENT = {"webhook_silent": {"name": "Radarr"}}


@pytest.fixture
def world() -> World:
    """The small world with a Seerr, and with nobody's list private."""
    world = small_world()
    world.add_seerr()
    for person in world.people:
        person.private = False
    return world


@pytest.fixture(autouse=True)
def clock(town: Town) -> Iterator[FrozenDateTimeFactory]:
    """The time of day, which stands still unless a test lets it pass."""
    with standing_clock() as clock:
        yield clock


class Radarr:
    """The town's first Radarr, as time passes."""

    def __init__(self, hass: HomeAssistant, town: Town, clock: FrozenDateTimeFactory) -> None:
        self._hass = hass
        self._town = town
        self._clock = clock

    def wait(self, **time: float) -> None:
        """Let time pass, in which nothing is due."""
        self._clock.tick(timedelta(**time))

    async def look(self, **time: float) -> None:
        """Let time pass after which it is time to look: the event loop has a clock of its own."""
        self._clock.tick(timedelta(**time))
        async_fire_time_changed(self._hass, dt_util.utcnow() + timedelta(hours=1, seconds=1))
        await calm(self._town)

    def imports(self, event: str = "downloadFolderImported", *, at: datetime | None = None) -> None:
        """Import something now, or at a time."""
        state = self._town.world.arrs[0]
        film = next(iter(state.titles.values()))
        state.history.append((event, film, at or dt_util.utcnow()))


@pytest.fixture
def radarr(hass: HomeAssistant, town: Town, clock: FrozenDateTimeFactory) -> Radarr:
    """The Radarr that may be silent."""
    return Radarr(hass, town, clock)


async def test_an_import_without_a_webhook_is_told(
    hass: HomeAssistant, client: Client, radarr: Radarr
) -> None:
    """Of this instance alone, and not before there was time for the webhook."""
    radarr.wait(minutes=30)
    radarr.imports()
    await radarr.look(minutes=5)
    assert issues(hass) == {}

    await radarr.look(minutes=30)

    assert issues(hass) == SILENT


async def test_an_import_of_just_now_is_left_to_the_next_look(
    hass: HomeAssistant, client: Client, radarr: Radarr
) -> None:
    radarr.wait(minutes=55)
    radarr.imports()
    await radarr.look(minutes=6)
    assert issues(hass) == {}

    await radarr.look(hours=1)

    assert issues(hass) == SILENT


async def test_it_goes_when_a_webhook_comes(
    hass: HomeAssistant, client: Client, radarr: Radarr, town: Town
) -> None:
    """A test does."""
    await _be_silent(hass, radarr)

    await tell(client, town, 0, "Test")

    assert issues(hass) == {}
    await radarr.look(hours=1)
    assert issues(hass) == {}


async def test_a_webhook_of_another_instance_is_none(
    hass: HomeAssistant, client: Client, radarr: Radarr, town: Town
) -> None:
    await _be_silent(hass, radarr)

    await tell(client, town, 1, "Test")

    assert issues(hass) == SILENT


async def test_it_goes_with_the_instance(
    hass: HomeAssistant, loaded: MockConfigEntry, client: Client, radarr: Radarr
) -> None:
    await _be_silent(hass, radarr)

    hass.config_entries.async_remove_subentry(loaded, instance(loaded, "Radarr").subentry_id)
    await hass.async_block_till_done()

    assert issues(hass) == {}


async def test_it_goes_with_the_plex_server(
    hass: HomeAssistant, loaded: MockConfigEntry, client: Client, radarr: Radarr
) -> None:
    await _be_silent(hass, radarr)

    await hass.config_entries.async_remove(loaded.entry_id)

    assert issues(hass) == {}


async def test_an_import_whose_webhook_came_is_none(
    hass: HomeAssistant, client: Client, radarr: Radarr, town: Town
) -> None:
    """Then the instance is not even asked."""
    radarr.wait(minutes=30)
    radarr.imports()
    radarr.wait(minutes=1)
    await tell(client, town, 0, "Test")
    await calm(town)
    town.forget()

    await radarr.look(hours=1)

    assert issues(hass) == {}
    assert asked(town.arrs[0].log, HISTORY) == 0


async def test_one_lost_webhook_is_no_trouble_when_another_follows(
    hass: HomeAssistant, client: Client, radarr: Radarr, town: Town
) -> None:
    radarr.wait(minutes=30)
    radarr.imports()
    radarr.wait(minutes=20)
    await tell(client, town, 0, "Test")

    await radarr.look(minutes=30)

    assert issues(hass) == {}


async def test_a_webhook_that_came_once_does_not_help_for_ever(
    hass: HomeAssistant, client: Client, radarr: Radarr, town: Town
) -> None:
    """Somebody deleted the connection since."""
    await tell(client, town, 0, "Test")
    await radarr.look(hours=1, seconds=1)
    await radarr.look(hours=1, seconds=1)
    radarr.imports()

    await radarr.look(hours=1, seconds=1)

    assert issues(hass) == SILENT


async def test_clocks_may_differ(
    hass: HomeAssistant, client: Client, radarr: Radarr, town: Town
) -> None:
    """The Radarr's is some minutes ahead."""
    await radarr.look(hours=1, seconds=1)
    await tell(client, town, 0, "Test")
    radarr.imports(at=dt_util.utcnow() + timedelta(minutes=8))
    await radarr.look(hours=1, seconds=1)

    await radarr.look(hours=1, seconds=1)

    assert issues(hass) == {}


@pytest.mark.parametrize("event", ["grabbed", "downloadFailed"])
async def test_what_is_no_import_needs_no_webhook(
    hass: HomeAssistant, client: Client, radarr: Radarr, event: str
) -> None:
    """A user may have turned that off in the connection."""
    radarr.wait(minutes=30)
    radarr.imports(event)

    await radarr.look(minutes=35)

    assert issues(hass) == {}


async def test_what_was_imported_before_it_was_set_up_is_not_missed(
    hass: HomeAssistant, client: Client, radarr: Radarr, loaded: MockConfigEntry
) -> None:
    """Nor what was while it was being set up again, or Home Assistant was down."""
    radarr.wait(minutes=30)
    await hass.config_entries.async_unload(loaded.entry_id)
    radarr.imports()
    radarr.wait(minutes=5)
    await hass.config_entries.async_setup(loaded.entry_id)
    await hass.async_block_till_done()

    await radarr.look(hours=1, seconds=1)

    assert issues(hass) == {}


async def test_while_home_assistant_starts_nothing_is_missed(
    hass: HomeAssistant, entry: MockConfigEntry, radarr: Radarr
) -> None:
    """Its web server may not be there yet."""
    hass.set_state(CoreState.starting)
    await start(hass, entry)
    radarr.wait(minutes=30)
    radarr.imports()
    radarr.wait(minutes=5)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()

    await radarr.look(hours=1, seconds=1)

    assert issues(hass) == {}
    await end(hass, entry)


async def test_a_seerr_imports_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, client: Client, radarr: Radarr, town: Town
) -> None:
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await calm(town)
    town.forget()

    await radarr.look(hours=1, seconds=1)

    assert [asked(arr.log, HISTORY) for arr in town.arrs] == [1, 1, 1]
    assert asked(town.seerrs[0].log, HISTORY) == 0


async def test_an_instance_that_is_down_is_asked_again_about_the_whole_time(
    hass: HomeAssistant, client: Client, radarr: Radarr, town: Town
) -> None:
    """That it is down is for its polls to say."""
    radarr.wait(minutes=30)
    radarr.imports()
    town.arrs[0].faults.append(Fault("status", HISTORY, status=404))
    await radarr.look(minutes=31)
    assert issues(hass) == {}
    town.arrs[0].faults.clear()

    await radarr.look(hours=1)

    assert issues(hass) == SILENT


async def test_where_the_webhook_cannot_be_kept_that_is_the_only_issue(
    hass: HomeAssistant, entry: MockConfigEntry, radarr: Radarr
) -> None:
    kept = keeping(entry, NOWHERE)
    await start(hass, kept)
    await until(lambda: "webhook_unreachable" in issues(hass))
    radarr.wait(minutes=30)
    radarr.imports()

    await radarr.look(minutes=35)

    assert set(issues(hass)) == {"webhook_unreachable"}
    await end(hass, kept)


async def test_it_is_noticed_as_well_where_the_webhook_is_kept_here(
    hass: HomeAssistant, kept: MockConfigEntry, radarr: Radarr, town: Town
) -> None:
    """Its test came when it was made; later somebody turned imports off in it."""
    await until(lambda: IDS["Radarr"] in received_by(hass).ways)
    await radarr.look(hours=1, seconds=1)
    await radarr.look(hours=1, seconds=1)
    radarr.imports()

    await radarr.look(hours=1, seconds=1)

    assert issues(hass) == SILENT


async def test_where_no_webhook_is_wanted_none_is_missed(
    hass: HomeAssistant, loaded: MockConfigEntry, client: Client, radarr: Radarr
) -> None:
    """What was told of its silence before is taken back."""
    await _be_silent(hass, radarr)

    update(hass, loaded, "Radarr", webhook="none")
    await hass.async_block_till_done()
    assert issues(hass) == {}
    radarr.wait(minutes=30)
    radarr.imports()
    await radarr.look(hours=1)

    assert issues(hass) == {}


async def _be_silent(hass: HomeAssistant, radarr: Radarr) -> None:
    """Import something of which no webhook tells, until that is noticed."""
    radarr.wait(minutes=30)
    radarr.imports()
    await radarr.look(minutes=31)
    assert issues(hass) == SILENT
