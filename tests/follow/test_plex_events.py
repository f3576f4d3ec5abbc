"""Plex's notifications: what comes, goes and comes back, and a connection that breaks."""

from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.follow import plex_events
from tests.database import has_item, ledger_of, queue_of
from tests.hearing import SOCKET, asked, calm, deafen, follow, labels_on, scan, title
from tests.lab.fill import big_world, small_world
from tests.lab.plex_events import created
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import end, labels, until

FERRY, CHIMNEYS, ORCHARD = "The Last Ferry but One", "Eleven Chimneys", "The Paper Orchard"
PAUSES = [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The small world, or a larger one for those who ask for it."""
    return big_world(300, 20, 3, tags=4) if hasattr(request, "param") else small_world()


@pytest.fixture
async def following(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """A config entry of which labels follow what happens."""
    await follow(hass, loaded, town)
    return loaded


async def test_a_title_that_waits_is_labelled_when_plex_has_it(
    following: MockConfigEntry, town: Town
) -> None:
    """With three reads at most, and one write."""
    assert FERRY in queue_of(following)

    await town.plex.announce(scan(town, title(town, FERRY)))

    await until(lambda: labels_on(town, FERRY) == {"pulsarr:owner", "pulsarr:holiday"})
    await calm(town)
    assert town.plex.reads <= 3
    assert town.plex.writes == 1
    assert FERRY not in queue_of(following)


async def test_an_item_that_nobody_wants_is_read_and_left_alone(
    following: MockConfigEntry, town: Town
) -> None:
    added = town.world.add_title("movie", "Nobody's Film", imdb="tt9000097", tmdb=900_097)
    item = scan(town, added)

    await town.plex.announce(item)

    await until(lambda: has_item(following, item.rating_key))
    await calm(town)
    assert town.plex.writes == 0
    assert not item.labels


async def test_an_item_that_plex_makes_anew_gets_its_labels_back(
    following: MockConfigEntry, town: Town
) -> None:
    """As after an upgrade: it has another rating key, and the old one is forgotten."""
    item = next(one for one in town.world.plex.items() if one.title == ORCHARD)
    had = {label.casefold() for label in item.labels} - {"pulsarr:grandma"}
    assert had

    again = await town.plex.recreate(item)

    await until(lambda: labels(town)[again.rating_key] == had)
    await calm(town)
    ledger = ledger_of(following).entries
    assert item.rating_key not in ledger
    assert set(ledger[again.rating_key].records) == had


async def test_an_item_that_is_gone_is_forgotten(following: MockConfigEntry, town: Town) -> None:
    """Its labels went with it. The title waits again."""
    item = next(one for one in town.world.plex.items() if one.title == ORCHARD)
    town.world.plex.remove_item(item)

    await town.plex.announce_deleted(item)

    await until(lambda: item.rating_key not in ledger_of(following).entries)
    await until(lambda: ORCHARD in queue_of(following))


async def test_an_episode_of_a_known_show_is_no_news(
    following: MockConfigEntry, town: Town
) -> None:
    """A new episode changes nothing about its show."""
    show = next(one for one in town.world.plex.items() if one.title == "Low Tide Radio")

    for _ in range(20):
        await town.plex.announce_episode(show)
    await calm(town)

    assert not [one for one in town.plex.log if "/library/metadata/" in one.path]
    assert town.plex.writes == 0


async def test_an_episode_tells_of_a_show_that_is_new(
    following: MockConfigEntry, town: Town
) -> None:
    """Plex may tell of nothing but the episode."""
    show = scan(town, title(town, CHIMNEYS), "TV Shows")

    await town.plex.announce_episode(show)

    await until(lambda: "pulsarr:john" in labels_on(town, CHIMNEYS))


@pytest.mark.parametrize("world", ["large"], indirect=True)
async def test_a_burst_of_refreshed_items_is_read_in_batches(
    following: MockConfigEntry, town: Town
) -> None:
    """Fifty in a request, once each, and nothing is written."""
    items = town.world.plex.items()
    assert len(items) == 320

    for _ in range(3):
        await town.plex.announce_refreshed(items)
    await calm(town, 0.6)

    assert asked(town.plex.log, "/library/metadata/") <= 2 * (len(items) // 50 + 1)
    assert town.plex.writes == 0


async def test_an_item_of_which_plex_says_no_more_is_looked_at_all_the_same(
    following: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while: the last word of it was missed."""
    monkeypatch.setattr(plex_events, "_UNDER_WAY", 0.3)
    item = scan(town, title(town, FERRY))

    await town.plex.notify(next(created(item)))

    await until(lambda: "pulsarr:owner" in labels_on(town, FERRY))


async def test_what_came_while_nobody_listened_is_caught_up(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """One look at the newest of each library tells."""
    await town.plex.listeners.hang_up()
    await until(lambda: not following.runtime_data.coordinator.data.plex)
    item = scan(town, title(town, FERRY))
    gone = next(one for one in town.world.plex.items() if one.title == ORCHARD)
    town.world.plex.remove_item(gone)
    town.forget()

    _pass(hass, 3)

    await until(lambda: following.runtime_data.coordinator.data.plex)
    await until(lambda: "pulsarr:owner" in labels(town)[item.rating_key])
    await until(lambda: ORCHARD in queue_of(following))
    assert not has_item(following, gone.rating_key)
    await calm(town)
    assert town.plex.reads <= 12


async def test_it_connects_again_for_ever_after_growing_pauses(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """From seconds to five minutes."""
    await deafen(following, town)
    _pass(hass, 3)
    await until(lambda: asked(town.plex.log, SOCKET) == 2)

    for tries, pause in enumerate(PAUSES, start=3):
        await hass.async_block_till_done()
        _pass(hass, pause - 1.5)
        await calm(town, 0.02)
        assert asked(town.plex.log, SOCKET) == tries - 1
        _pass(hass, pause + 1)
        await _connects(town, tries)
        await calm(town, 0.02)


async def test_a_lost_connection_is_logged_once(
    hass: HomeAssistant,
    following: MockConfigEntry,
    town: Town,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """And that it is back."""
    caplog.set_level("INFO")
    await deafen(following, town)
    for tries, pause in ((2, 3), (3, 5), (4, 9)):
        _pass(hass, pause)
        await _connects(town, tries)
        await calm(town, 0.02)
    town.plex.faults.clear()
    _pass(hass, 17)
    await until(lambda: following.runtime_data.coordinator.data.plex)

    assert caplog.text.count("Cannot receive events from Plex") >= 1
    told = [one.getMessage() for one in caplog.records if "events from Plex" in one.getMessage()]
    assert len(told) == 2
    assert told[0].startswith("Cannot receive events from Plex, trying again: ")
    assert told[1] == "Receiving events from Plex again"


async def test_set_up_without_plex_connects_once_it_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> None:
    port = int(town.plex.url.rpartition(":")[2])
    await town.plex.stop()
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert not entry.runtime_data.coordinator.data.plex

    await town.plex.start(port)
    await calm(town, 0.1)
    _pass(hass, 3)

    await until(lambda: entry.runtime_data.coordinator.data.plex)
    await end(hass, entry)


async def test_it_hangs_up_when_the_entry_is_unloaded(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """Once: nobody listens on."""
    await town.plex.listeners.wait_for(1)

    await hass.config_entries.async_unload(following.entry_id)

    await town.plex.listeners.wait_for(0)


async def _connects(town: Town, times: int) -> None:
    """Wait until somebody has tried to connect so often."""
    await until(lambda: asked(town.plex.log, SOCKET) == times)


def _pass(hass: HomeAssistant, seconds: float) -> None:
    """Let what waits so long at most happen now."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
