"""Following: what is heard becomes one run soon, and titles that wait are looked for."""

from collections.abc import Iterator
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.core.model import MediaType
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.sync.scope import News
from tests.hearing import (
    Client,
    asked,
    calm,
    coordinator_of,
    film,
    follow,
    labels_on,
    scan,
    standing_clock,
    tag,
    tell,
    title,
)
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import labels, ours, until

FERRY, ORCHARD = "The Last Ferry but One", "The Paper Orchard"
SOCKET = "/:/websockets/notifications"


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    """The time of day, which stands still unless a test lets it pass."""
    with standing_clock() as clock:
        yield clock


@pytest.fixture
async def following(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """A config entry of which labels follow what happens."""
    await follow(hass, loaded, town)
    return loaded


@pytest.fixture
async def deaf(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    following: MockConfigEntry,
    town: Town,
    hass_client_no_auth: ClientSessionGenerator,
) -> Client:
    """Whoever posts to a Home Assistant that hears nothing of Plex; its clock stands still.

    Radarr has just got the file of a title that is not in Plex yet.
    """
    town.plex.faults.append(Fault("status", SOCKET, status=503))
    await town.plex.listeners.hang_up()
    await until(lambda: not following.runtime_data.data.plex)
    client: Client = await hass_client_no_auth()
    ferry = film(town, 0, FERRY)
    ferry.has_file = True
    await tell(client, town, 0, "Download", ferry)
    await until(lambda: _waiting(following, FERRY).imported)
    await calm(town)
    town.forget()
    return client


async def test_all_that_is_heard_in_a_moment_is_one_run(
    following: MockConfigEntry, town: Town
) -> None:
    """From several instances, about several titles."""
    tag(town, 0, ORCHARD, "fresh")
    tag(town, 1, "Quiet Engine", "fresh")
    tag(town, 2, "Low Tide Radio", "fresh")

    for name in ("Radarr", "Radarr 4K", "Sonarr"):
        await coordinator_of(following, name).async_refresh()
    for item in town.world.plex.items():
        following.runtime_data.follower.hear(News(keys=frozenset({item.rating_key})))
    titles = (ORCHARD, "Quiet Engine", "Low Tide Radio")
    await until(lambda: all("pulsarr:fresh" in labels_on(town, name) for name in titles))
    await calm(town)

    assert asked(town.plex.log, "/identity") == 1


async def test_of_a_sources_answers_the_newest_counts(
    following: MockConfigEntry, town: Town
) -> None:
    """What was said for a moment only is never written."""
    orchard = tag(town, 0, ORCHARD, "fresh")
    await coordinator_of(following, "Radarr").async_refresh()
    orchard.tags.clear()
    await coordinator_of(following, "Radarr").async_refresh()
    await calm(town)

    assert town.plex.writes == 0


async def test_a_poll_without_news_asks_plex_nothing(
    following: MockConfigEntry, town: Town
) -> None:
    for source in following.runtime_data.sources:
        await source.async_refresh()
    await calm(town)

    assert not town.plex.log


async def test_news_of_nothing_asks_plex_nothing(following: MockConfigEntry, town: Town) -> None:
    following.runtime_data.follower.hear(News())
    await calm(town)

    assert not town.plex.log


async def test_an_import_is_found_without_any_notification(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    following: MockConfigEntry,
    town: Town,
    deaf: Client,
) -> None:
    """Five seconds later, by a look at what is new in Plex."""
    scan(town, title(town, FERRY))

    await _tick(hass, clock, 6)

    await until(lambda: {"pulsarr:owner", "pulsarr:holiday"} <= labels_on(town, FERRY))
    await until(lambda: FERRY not in {one.name for one in following.runtime_data.store.queue})


async def test_looks_in_vain_become_rarer(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    following: MockConfigEntry,
    town: Town,
    deaf: Client,
) -> None:
    """From five seconds to ten minutes; a minute after an import there were five at least."""
    pauses: list[float] = []
    minute = 0
    while len(pauses) < 16:
        waiting = _waiting(following, FERRY)
        assert waiting.next_attempt
        pause = waiting.next_attempt - dt_util.utcnow().timestamp()
        pauses.append(pause)
        minute += sum(pauses) <= 60
        await _tick(hass, clock, pause + 0.001)
        await _looked_for(following, waiting.attempts + 1)

    assert pauses[0] <= 5
    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(600, abs=0.1)
    assert minute >= 4


async def test_a_plex_that_is_down_is_not_asked_in_a_loop(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    following: MockConfigEntry,
    town: Town,
    deaf: Client,
) -> None:
    """Though an imported title waits whose time has come."""
    down = Fault("status", status=503)
    town.plex.faults.append(down)
    await _tick(hass, clock, 6)
    await calm(town)
    once = asked(town.plex.log, "/identity")
    assert 0 < once <= 3, "the tries of one run"

    scan(town, title(town, FERRY))
    town.plex.faults.remove(down)
    await _tick(hass, clock, 6)

    await until(lambda: "pulsarr:owner" in labels_on(town, FERRY))


async def test_another_import_of_a_title_begins_the_pauses_anew(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    following: MockConfigEntry,
    town: Town,
    deaf: Client,
) -> None:
    for attempts in range(1, 6):
        due = _waiting(following, FERRY).next_attempt
        assert due
        await _tick(hass, clock, due - dt_util.utcnow().timestamp() + 0.001)
        await _looked_for(following, attempts)

    await tell(deaf, town, 0, "Download", film(town, 0, FERRY))

    await until(lambda: _waiting(following, FERRY).attempts == 0)
    due = _waiting(following, FERRY).next_attempt
    assert due
    assert due - dt_util.utcnow().timestamp() <= 5


async def test_a_title_that_nobody_imported_waits_without_looks(
    following: MockConfigEntry,
) -> None:
    """Plex tells when it comes."""
    waiting = _waiting(following, FERRY)

    assert not waiting.imported
    assert waiting.next_attempt is None


async def test_a_title_that_nobody_wants_any_more_waits_no_longer(
    following: MockConfigEntry, town: Town
) -> None:
    town.world.owner.watchlist.remove(title(town, FERRY))

    await next(
        one for one in following.runtime_data.sources if one.source == "watchlist/own"
    ).async_refresh()

    await until(lambda: FERRY not in {one.name for one in following.runtime_data.store.queue})


async def test_what_waits_waits_on_after_a_restart(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """Since when is not forgotten. What came meanwhile is labelled then."""
    before = {one.marks: one.since for one in following.runtime_data.store.queue}
    await hass.config_entries.async_unload(following.entry_id)
    scan(town, title(town, FERRY))

    assert await hass.config_entries.async_setup(following.entry_id)
    assert {one.marks: one.since for one in following.runtime_data.store.queue} == before

    await until(lambda: "pulsarr:owner" in labels_on(town, FERRY))


async def test_switched_off_nothing_follows(
    hass: HomeAssistant,
    following: MockConfigEntry,
    town: Town,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """No poll, webhook or notification changes a label, or asks Plex for any."""
    client: Client = await hass_client_no_auth()
    await following.runtime_data.async_set_enabled(False)
    await calm(town)
    town.forget()
    before = labels(town)

    await tell(client, town, 0, "Download", tag(town, 0, ORCHARD, "fresh"))
    tag(town, 1, "Quiet Engine", "fresh")
    await coordinator_of(following, "Radarr 4K").async_refresh()
    item = scan(town, title(town, FERRY))
    await town.plex.announce(item)
    await calm(town, 0.5)

    assert labels(town) == before | {item.rating_key: set()}
    assert not town.plex.log


async def test_switched_on_again_all_that_was_missed_is_made_up_for(
    following: MockConfigEntry, town: Town
) -> None:
    """Tags that changed, and a title that waited and came."""
    await following.runtime_data.async_set_enabled(False)
    await calm(town)
    tag(town, 0, ORCHARD, "fresh")
    await coordinator_of(following, "Radarr").async_refresh()
    await town.plex.announce(scan(town, title(town, FERRY)))
    await calm(town, 0.5)
    assert "pulsarr:fresh" not in ours(town)

    await following.runtime_data.async_set_enabled(True)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await until(lambda: "pulsarr:owner" in labels_on(town, FERRY))


async def test_switched_off_a_title_that_is_due_is_not_looked_for(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    following: MockConfigEntry,
    town: Town,
    deaf: Client,
) -> None:
    """Nor does its clock run in a loop."""
    await following.runtime_data.async_set_enabled(False)
    await calm(town)
    town.forget()

    await _tick(hass, clock, 60)
    await calm(town)

    assert not [one for one in town.plex.log if not one.path.startswith(SOCKET)]


async def test_a_look_for_everything_costs_one_request_for_each_library(
    following: MockConfigEntry, town: Town
) -> None:
    """And one to see that it is the same Plex."""
    following.runtime_data.follower.hear(News(seek=frozenset(MediaType)))
    await until(lambda: asked(town.plex.log, "/library/sections/") == 5)
    await calm(town)

    assert len(town.plex.log) == 6


def _waiting(entry: MockConfigEntry, name: str) -> Waiting:
    queue: tuple[Waiting, ...] = entry.runtime_data.store.queue
    return next(one for one in queue if one.name == name)


async def _looked_for(entry: MockConfigEntry, times: int) -> None:
    """Wait until the ferry was looked for so often."""
    await until(lambda: _waiting(entry, FERRY).attempts == times)


async def _tick(hass: HomeAssistant, clock: FrozenDateTimeFactory, seconds: float) -> None:
    """Let time pass, and what waited for it begin."""
    clock.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
    await hass.async_block_till_done()
