"""When the user is asked for a new token, and when not: other troubles have their own ways."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import ours, sync, until
from tests.signing_in import asked_for_token, issues


async def test_plex_rejects_the_token_in_a_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The user is asked once, however often it is rejected."""
    town.plex.faults = [Fault("status", "/library/sections", status=401)]

    for _ in range(2):
        assert (await sync(hass))["status"] == "failed"
    await hass.async_block_till_done()

    assert len(asked_for_token(hass)) == 1
    assert f"config_entry_reauth_{DOMAIN}_{loaded.entry_id}" in issues(hass)


@pytest.mark.parametrize("status", [401, 403])
async def test_plex_rejects_the_token_in_a_write(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, status: int
) -> None:
    """As it does when the server has another owner by now."""
    town.plex.faults = [Fault("status", method="PUT", status=status)]

    await sync(hass)
    await hass.async_block_till_done()

    assert len(asked_for_token(hass)) == 1


async def test_plex_rejects_whoever_listens(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It is heard of at once, without any sync."""
    town.plex.faults = [Fault("status", "/:/websockets", status=401)]

    await until(lambda: len(asked_for_token(hass)) == 1)


@pytest.mark.parametrize("path", ["/api/v2/user", "/discover", "/community"])
async def test_plextv_rejects_the_token(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, path: str
) -> None:
    """All else is synced."""
    town.plextv.faults = [Fault("status", path, status=401)]

    answer = await sync(hass)
    await hass.async_block_till_done()

    assert answer["status"] == "partial"
    assert "pulsarr:holiday" in ours(town)
    assert len(asked_for_token(hass)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", "/discover", status=403),
        Fault("status", "/community", status=403),
        Fault("status", "/community", status=503),
        Fault("drop", "/api/"),
    ],
)
async def test_what_plextv_does_not_show_is_no_rejected_token(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, fault: Fault
) -> None:
    """Nor is a private watchlist, of which the town has one."""
    town.plextv.faults = [fault]

    await sync(hass)
    await hass.async_block_till_done()

    assert asked_for_token(hass) == []


async def test_an_instances_rejected_key_is_its_own_affair(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """That is another issue, with another button."""
    town.arrs[0].faults = [Fault("status", status=401)]

    await sync(hass)
    await hass.async_block_till_done()

    assert asked_for_token(hass) == []
    assert any(one.startswith("instance_auth_") for one in issues(hass))
