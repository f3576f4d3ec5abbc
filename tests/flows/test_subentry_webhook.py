"""The flows of Radarr and Sonarr: the webhook, and its address where the user sets it up."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.lab.town import Town
from tests.steps import (
    add,
    change,
    complete,
    entered_for,
    error,
    instance,
    saved,
    send_instance,
    shown,
)

MANUAL = {"webhook": "manual"}
"""The choice of a user who sets up the webhook."""


async def test_each_instance_has_a_webhook_of_its_own(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """Which nobody can guess."""
    for server in town.arrs[:2]:
        await complete(hass, await add(hass, bare, "radarr"), entered_for(server))

    first, second = (one.data["webhook_id"] for one in bare.subentries.values())
    assert first != second
    assert len(first) == len(second) == 64


async def test_a_changed_instance_keeps_its_webhook(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Else what the user pasted would be of no use any more."""
    off = entered_for(town.arrs[0]) | {"sync_tags": False}

    await complete(hass, await change(hass, loaded, "Radarr"), off)

    assert instance(loaded, "Radarr").data["webhook_id"] == "webhook-of-Radarr"


@pytest.mark.parametrize("home", ["http://10.0.0.5:8123", " http://10.0.0.5:8123/ "])
async def test_the_address_to_paste_is_shown(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town, home: str
) -> None:
    """Before anything is saved."""
    entered = entered_for(town.arrs[0]) | MANUAL | {"home_assistant_url": home}

    form = await send_instance(hass, await add(hass, bare, "radarr"), entered)

    assert (form["step_id"], error(form), bare.subentries) == ("webhook", None, {})
    await send_instance(hass, form, shown(form))
    webhook_id = instance(bare, "Radarr").data["webhook_id"]
    assert form["description_placeholders"] == {"name": "Radarr"}
    assert shown(form) == {"webhook_url": f"http://10.0.0.5:8123/api/webhook/{webhook_id}"}
    assert "webhook_url" not in instance(bare, "Radarr").data


async def test_the_address_to_paste_is_shown_after_a_change(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """By default it begins with Home Assistant's internal URL."""
    await hass.config.async_update(internal_url="http://home.lan:8123")

    form = await send_instance(
        hass, await change(hass, loaded, "Radarr"), entered_for(town.arrs[0]) | MANUAL
    )

    assert shown(form) == {"webhook_url": "http://home.lan:8123/api/webhook/webhook-of-Radarr"}
    assert error(form) is None


async def test_an_unknown_address_of_home_assistant_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The rest of the address is shown, and the flow can go on."""
    hass.config.api = None

    form = await send_instance(
        hass, await change(hass, loaded, "Radarr"), entered_for(town.arrs[0]) | MANUAL
    )

    assert error(form) == "no_home_assistant_url"
    assert shown(form) == {"webhook_url": "/api/webhook/webhook-of-Radarr"}
    assert _abort(await send_instance(hass, form, {})) == "reconfigure_successful"


async def test_no_address_is_shown_where_no_webhook_is_wanted(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """There is nothing to do."""
    entered = entered_for(town.arrs[0]) | {"webhook": "none"}

    result = await send_instance(hass, await add(hass, bare, "radarr"), entered)

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_address_of_home_assistant_can_be_taken_back(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """An emptied field is not sent."""
    good = entered_for(town.arrs[0])
    entered = good | {"home_assistant_url": "http://10.0.0.5:8123"}
    await complete(hass, await change(hass, loaded, "Radarr"), entered)
    del entered["home_assistant_url"]

    await complete(hass, await change(hass, loaded, "Radarr"), entered)

    assert saved(instance(loaded, "Radarr")) == good


def _abort(result: Any) -> str:
    assert result["type"] is FlowResultType.ABORT
    reason: str = result["reason"]
    return reason
