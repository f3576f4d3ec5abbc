"""Who may call which action: as with Home Assistant's own entities, and what takes all back."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from homeassistant.auth.const import GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized

from custom_components.plex_label_sync.const import DOMAIN
from tests.asking import ENGINE, add
from tests.lab.town import Town
from tests.running import labels, sync

CHANGING: dict[str, dict[str, Any]] = {
    "sync": {},
    "cleanup": {},
    "sync_item": {"rating_key": 107},
    "add_request": {"user": "john", "guid": ENGINE, "media_type": "movie"},
    "remove_request": {"user": "john", "guid": ENGINE, "media_type": "movie"},
}
"""The actions that a user may call who may press the buttons."""

FOR_ADMINISTRATORS: dict[str, dict[str, Any]] = {
    "remove_all": {"dry_run": False},
    "get_restrictions": {},
}
LOOKING: dict[str, dict[str, Any]] = {
    "explain": {"rating_key": 107},
    "get_history": {},
    "get_queue": {},
}


async def call_as(hass: HomeAssistant, group: str, action: str) -> None:
    """Call an action as a user of this group."""
    group_of_user = await hass.auth.async_get_group(group)
    assert group_of_user
    user = MockUser(groups=[group_of_user]).add_to_hass(hass)
    await hass.services.async_call(
        DOMAIN,
        action,
        (CHANGING | FOR_ADMINISTRATORS | LOOKING)[action],
        blocking=True,
        return_response=True,
        context=Context(user_id=user.id),
    )


async def test_who_may_not_call_an_action_changes_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, subtests: pytest.Subtests
) -> None:
    await sync(hass)
    before = labels(town)

    for group, action in (
        *((GROUP_ID_READ_ONLY, action) for action in (*CHANGING, *FOR_ADMINISTRATORS)),
        *((GROUP_ID_USER, action) for action in FOR_ADMINISTRATORS),
    ):
        with subtests.test(group=group, action=action):
            with pytest.raises(Unauthorized):
                await call_as(hass, group, action)

            assert labels(town) == before


@pytest.mark.parametrize("action", CHANGING)
async def test_who_may_press_the_buttons_may_do_the_rest(
    hass: HomeAssistant, loaded: MockConfigEntry, action: str
) -> None:
    await sync(hass)
    await add(hass, "john", ENGINE)

    await call_as(hass, GROUP_ID_USER, action)


@pytest.mark.parametrize("action", LOOKING)
async def test_everybody_may_look(
    hass: HomeAssistant, loaded: MockConfigEntry, action: str
) -> None:
    await sync(hass)

    await call_as(hass, GROUP_ID_READ_ONLY, action)
