"""The reminder of the first sync: a repair issue, while none has gone through."""

import asyncio
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import HomeAssistant
from homeassistant.helpers.issue_registry import IssueSeverity

from tests.fixing import issues_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import end, labels, sync

TEN_MINUTES = timedelta(minutes=10, seconds=1)


async def test_it_says_how_many_labels_would_come(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, freezer: FrozenDateTimeFactory
) -> None:
    """After ten minutes in which nobody has synced; it changes nothing."""
    before = labels(town)
    assert not issues_of(hass, "first_sync")

    await _wait(hass, freezer)

    (issue,) = issues_of(hass, "first_sync")
    assert issue.translation_placeholders == {"labels": "34", "titles": "11"}
    assert (issue.is_fixable, issue.severity) == (True, IssueSeverity.WARNING)
    assert labels(town) == before


async def test_a_sync_takes_it_back(
    hass: HomeAssistant, loaded: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await _wait(hass, freezer)

    await sync(hass)

    assert not issues_of(hass, "first_sync")


async def test_nobody_who_has_synced_is_reminded(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, freezer: FrozenDateTimeFactory
) -> None:
    """Nor after a restart."""
    await sync(hass)
    await _wait(hass, freezer)
    await hass.config_entries.async_reload(loaded.entry_id)

    await _wait(hass, freezer)

    assert not issues_of(hass, "first_sync")


async def test_a_plex_that_is_down_is_asked_again(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, freezer: FrozenDateTimeFactory
) -> None:
    """What the sync would do is not known before."""
    town.plex.faults = [Fault("drop")]
    await _wait(hass, freezer)
    assert not issues_of(hass, "first_sync")

    town.plex.faults = []
    await _wait(hass, freezer)

    assert issues_of(hass, "first_sync")


async def test_an_entry_that_is_unloaded_meanwhile_reminds_of_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.tick(TEN_MINUTES)
    async_fire_time_changed(hass)

    await end(hass, loaded)

    assert not issues_of(hass, "first_sync")


async def _wait(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Let ten minutes pass, and what begins then end."""
    freezer.tick(TEN_MINUTES)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    await asyncio.gather(*(one for one in hass._background_tasks if "first sync" in repr(one)))
