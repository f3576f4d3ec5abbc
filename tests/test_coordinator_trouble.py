"""Runs that meet trouble: what shows, and what is logged."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.sync import planning
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import state_of, sync

PRIVATE = "a friend's watchlist: the watchlist is private"


async def test_a_fault_of_ours_shows_as_failed(
    hass: HomeAssistant, loaded: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells what went wrong, and the next run works."""
    with patch.object(planning, "make_plan", side_effect=RuntimeError("a fault of ours")):
        answer = await sync(hass)

    assert answer["status"] == "failed"
    assert answer["sources"] == {"sync": "unexpected error, see the log"}
    assert "RuntimeError" in caplog.text
    assert state_of(hass, "sensor", f"{loaded.entry_id}_last_sync_result").state == "failed"
    assert state_of(hass, "binary_sensor", f"{loaded.entry_id}_syncing").state == "off"
    assert (await sync(hass))["added"] == 34


async def test_a_fault_of_ours_in_a_dry_run_shows_in_its_result(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The next run works."""
    with patch.object(planning, "make_plan", side_effect=RuntimeError("a fault of ours")):
        answer = await sync(hass, dry_run=True)

    assert answer["status"] == "failed"

    assert len((await sync(hass, dry_run=True))["changes"]) == 11


async def test_a_failed_sync_leaves_the_counts_of_the_one_before(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It learned nothing new."""
    await sync(hass)
    town.plex.faults.append(Fault("status"))

    await sync(hass)

    data = loaded.runtime_data.coordinator.data
    assert (data.last_result, data.queue_size, data.labels) == ("failed", 3, 9)


async def test_the_same_trouble_is_logged_once(
    hass: HomeAssistant, loaded: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await sync(hass)

    assert _warnings(caplog) == [f"Sync ended partial. {PRIVATE}"]


async def test_new_trouble_is_logged(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await sync(hass)
    await town.arrs[2].stop()
    await sync(hass)

    first, second = _warnings(caplog)
    assert first == f"Sync ended partial. {PRIVATE}"
    assert second.startswith(f"Sync ended partial. {PRIVATE}; Sonarr: ")


async def test_trouble_that_comes_back_is_logged_again(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    for private in (True, False, True):
        town.world.people[3].private = private
        await sync(hass)

    assert _warnings(caplog) == [f"Sync ended partial. {PRIVATE}"] * 2


async def test_no_secret_is_logged(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even when all is logged and much goes wrong."""
    caplog.set_level("DEBUG")
    town.plex.faults = [Fault("status", every=7)]
    town.arrs[0].faults = [Fault("drop")]
    town.plextv.faults = [Fault("garbage")]
    await sync(hass)
    town.plex.faults = []
    town.plextv.faults = []
    await sync(hass)

    assert "Sync ended" in caplog.text
    secrets = [town.world.owner.token, *(arr.state.api_key for arr in town.arrs)]
    assert not [secret for secret in secrets if secret in caplog.text]


def _warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelname == "WARNING" and record.getMessage().startswith("Sync ended")
    ]
