"""The blueprint that shows once a week what would be removed."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.blueprints.conftest import Phone
from tests.blueprints.instances import PHONE, comes, instantiate, notifications, ran
from tests.hearing import labels_on, title
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import labels, sync, until
from tests.steps import save_options

pytestmark = pytest.mark.usefixtures("clock")
NAME = "weekly_preview.yaml"
SUNDAY = "2030-01-06T18:00:00"


async def test_it_lists_what_would_go_and_changes_nothing(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    phone: Phone,
) -> None:
    """Nothing else does so meanwhile: what the polls of these weeks see is not followed."""
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(False)
    john, maria = town.world.people[1:3]
    john.watchlist.remove(title(town, "The Paper Orchard"))
    maria.watchlist.remove(title(town, "Low Tide Radio"))
    await instantiate(hass, NAME, notify=PHONE)
    before = labels(town)

    await comes(hass, SUNDAY)
    await until(lambda: bool(phone.told))

    ((heading, message),) = phone.told
    assert heading == "Plex labels"
    first, *rows = message.splitlines()
    assert first == "Labels that the next sync would remove:"
    assert set(rows) == {
        "- The Paper Orchard (2019): Pulsarr:john",
        "- Low Tide Radio (2020): Pulsarr:maria",
    }
    assert labels(town) == before


async def test_where_nothing_would_go_nothing_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone
) -> None:
    """Not even what would be added: a first sync is to come."""
    await instantiate(hass, NAME, notify=PHONE)

    await comes(hass, SUNDAY)
    await until(lambda: ran(hass))

    assert phone.told == []


async def test_on_other_days_it_does_not_look(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await instantiate(hass, NAME, day="wed", time="07:30:00")

    for day in range(5, 9):
        await comes(hass, f"2030-01-{day:02}T07:30:00")
    await comes(hass, "2030-01-09T07:29:59")
    assert not ran(hass)

    await comes(hass, "2030-01-09T07:30:00")
    await until(lambda: ran(hass))


async def test_a_long_list_is_cut_short(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It is for a phone. Nothing but the dry run sees what changed."""
    await save_options(hass, loaded, removal={"removal_limit": 100})
    world = town.world
    section = next(iter(world.plex.sections.values()))
    films = [world.add_title("movie", f"Film {n:02}", tmdb=950_000 + n) for n in range(23)]
    for one in films:
        world.plex.add_item(one, section)
    kept = list(world.owner.watchlist)
    world.owner.watchlist += films
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(False)
    world.owner.watchlist[:] = kept
    await instantiate(hass, NAME)

    await comes(hass, SUNDAY)
    await until(lambda: bool(notifications(hass)))

    ((_, message),) = notifications(hass)
    rows = message.splitlines()[1:]
    assert len(rows) == 21
    assert rows[0] == "- Film 00 (2001): Pulsarr:owner"
    assert rows[-1] == "- and 3 more"


async def test_it_says_when_so_many_would_go_that_the_sync_will_ask(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    phone: Phone,
) -> None:
    await sync(hass)
    for person in town.world.people:
        person.watchlist.clear()
    await instantiate(hass, NAME, notify=PHONE)

    await comes(hass, SUNDAY)
    await until(lambda: bool(phone.told))

    ((_, message),) = phone.told
    assert "Dry run: stopped." in message
    assert "more than the removal limit allows" in message
    assert "pulsarr:john" in labels_on(town, "The Paper Orchard")


async def test_it_says_when_it_cannot_tell(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    phone: Phone,
) -> None:
    await instantiate(hass, NAME, notify=PHONE)
    town.plex.faults.append(Fault("status", "/identity", status=503))

    await comes(hass, SUNDAY)
    await until(lambda: bool(phone.told))

    ((_, message),) = phone.told
    assert message.startswith("Dry run: failed. Plex: it reported an error (503)")


async def test_it_says_when_the_dry_run_could_not_be_started(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    """As while the integration is not loaded; that is what Home Assistant logs."""
    await instantiate(hass, NAME, notify=PHONE)
    await hass.config_entries.async_unload(loaded.entry_id)

    await comes(hass, SUNDAY)
    await until(lambda: bool(phone.told))

    failed = "Dry run: failed. It could not be started. See the log for details."
    assert phone.told == [("Plex labels", failed)]
    assert "is not loaded" in caplog.text
    caplog.clear()


async def test_it_says_when_the_chosen_server_is_gone(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    await instantiate(hass, NAME, notify=PHONE, server="removed")

    await comes(hass, SUNDAY)
    await until(lambda: bool(phone.told))

    failed = "Dry run: failed. It could not be started. See the log for details."
    assert phone.told == [("Plex labels", failed)]
    caplog.clear()


async def test_where_the_phone_is_gone_home_assistant_shows_it(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await instantiate(hass, NAME, notify={"entity_id": "notify.gone"})
    town.plex.faults.append(Fault("status", "/identity", status=503))

    await comes(hass, SUNDAY)
    await until(lambda: bool(notifications(hass)))


async def test_among_several_servers_one_is_chosen(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    bare: MockConfigEntry,
    town: Town,
) -> None:
    await sync(hass, config_entry_id=loaded.entry_id)
    await loaded.runtime_data.worker.set_enabled(False)
    town.world.people[1].watchlist.remove(title(town, "The Paper Orchard"))
    await instantiate(hass, NAME, server=loaded.entry_id, message="{{ preview.removed }} would go")

    await comes(hass, SUNDAY)
    await until(lambda: bool(notifications(hass)))

    assert notifications(hass) == [("Plex labels", "1 would go")]


@pytest.fixture(autouse=True)
async def _in_berlin(hass: HomeAssistant) -> None:
    """There it is another hour than in UTC."""
    await hass.config.async_set_time_zone("Europe/Berlin")
