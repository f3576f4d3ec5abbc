"""The flows that add and change a Seerr, Overseerr or Jellyseerr."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.steps import (
    add,
    change,
    complete,
    entered_for,
    entered_for_seerr,
    error,
    instance,
    reason,
    saved,
    send_instance,
    shown,
)


@pytest.fixture
def right(seerr: SeerrServer) -> dict[str, Any]:
    """What a user enters who makes no mistake."""
    return entered_for_seerr(seerr)


async def test_it_is_called_by_its_own_name(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any]
) -> None:
    """It is known by kind and address, and has a webhook of its own."""
    result = await complete(hass, await add(hass, bare, "seerr"), right)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (added,) = bare.subentries.values()
    assert (added.title, added.subentry_type) == ("Wishes", "seerr")
    assert added.unique_id == f"seerr_{right['url']}"
    assert saved(added) == right
    assert len(added.data["webhook_id"]) == 64


async def test_its_webhook_is_left_alone_unless_the_user_wants_it(
    hass: HomeAssistant, bare: MockConfigEntry
) -> None:
    """There is but one, and another may hold it."""
    assert shown(await add(hass, bare, "seerr")) == {
        "verify_ssl": True,
        "webhook": "none",
        "home_assistant_url": "",
    }


async def test_the_address_to_paste_is_shown(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any]
) -> None:
    """The user may have a use for the webhook."""
    entered = right | {"webhook": "manual", "home_assistant_url": "http://10.0.0.5:8123"}

    form = await send_instance(hass, await add(hass, bare, "seerr"), entered)

    assert form["step_id"] == "webhook"
    await send_instance(hass, form, {})
    webhook_id = instance(bare, "Wishes").data["webhook_id"]
    assert shown(form) == {"webhook_url": f"http://10.0.0.5:8123/api/webhook/{webhook_id}"}


async def test_it_is_added_once(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any]
) -> None:
    await complete(hass, await add(hass, bare, "seerr"), right)

    again = await send_instance(hass, await add(hass, bare, "seerr"), right)

    assert (again["type"], again["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_a_changed_seerr_stays_the_same_one(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any], seerr: SeerrServer
) -> None:
    """With the webhook that it has."""
    await complete(hass, await add(hass, bare, "seerr"), right)
    before = instance(bare, "Wishes")
    webhook_id = before.data["webhook_id"]
    await hass.async_block_till_done()
    seerr.state.api_key = "another-key"
    form = await change(hass, bare, "Wishes")
    assert shown(form) == {key: value for key, value in right.items() if key != "api_key"}

    result = await complete(hass, form, entered_for_seerr(seerr))

    assert result["reason"] == "reconfigure_successful"
    after = instance(bare, "Wishes")
    assert after.subentry_id == before.subentry_id
    assert dict(after.data) == right | {"api_key": "another-key", "webhook_id": webhook_id}


async def test_a_wrong_key(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any]
) -> None:
    form = await add(hass, bare, "seerr")

    assert error(await send_instance(hass, form, right | {"api_key": "wrong"})) == "invalid_auth"

    assert (await complete(hass, form, right))["type"] is FlowResultType.CREATE_ENTRY


async def test_another_application(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town, right: dict[str, Any]
) -> None:
    """A Radarr where a Seerr was meant."""
    form = await add(hass, bare, "seerr")
    other = {key: value for key, value in entered_for(town.arrs[0]).items() if key in right}

    assert error(await send_instance(hass, form, other)) == "wrong_app"

    assert (await complete(hass, form, right))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_seerr_where_a_radarr_was_meant(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town, seerr: SeerrServer
) -> None:
    form = await add(hass, bare, "radarr")
    wrong = entered_for(town.arrs[0]) | {"url": seerr.url, "api_key": seerr.state.api_key}

    assert error(await send_instance(hass, form, wrong)) in {"wrong_app", "cannot_connect"}

    right = entered_for(town.arrs[0])
    assert (await complete(hass, form, right))["type"] is FlowResultType.CREATE_ENTRY


async def test_it_is_out_of_order(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any], seerr: SeerrServer
) -> None:
    seerr.faults.append(Fault("status", status=502))
    form = await add(hass, bare, "seerr")

    assert error(await send_instance(hass, form, right)) == "cannot_connect"

    seerr.faults.clear()
    assert (await complete(hass, form, right))["type"] is FlowResultType.CREATE_ENTRY


async def test_an_address_that_leads_elsewhere(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any], seerr: SeerrServer
) -> None:
    """A proxy sends from http to https: that is no other application."""
    headers = {"Location": "https://127.0.0.1:8443/api/v1/status"}
    seerr.faults.append(Fault("status", status=301, headers=headers))
    form = await add(hass, bare, "seerr")

    form = await send_instance(hass, form, right)

    assert error(form) == "cannot_connect"
    assert "redirected to https://127.0.0.1:8443" in reason(form)
    seerr.faults.clear()
    assert (await complete(hass, form, right))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_user_name_and_a_password_in_the_address(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any]
) -> None:
    form = await add(hass, bare, "seerr")
    url = right["url"].replace("http://", "http://john:secret@")

    form = await send_instance(hass, form, right | {"url": url})

    assert error(form) == "unsupported_credentials"
    assert shown(form)["url"] == url


async def test_nobody_has_set_it_up(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any], seerr: SeerrServer
) -> None:
    """Its key is right, and rejected all the same."""
    seerr.state.is_set_up = False
    form = await add(hass, bare, "seerr")

    assert error(await send_instance(hass, form, right)) == "not_set_up"

    seerr.state.is_set_up = True
    assert (await complete(hass, form, right))["type"] is FlowResultType.CREATE_ENTRY


async def test_it_is_added_though_its_status_hangs(
    hass: HomeAssistant, bare: MockConfigEntry, right: dict[str, Any], seerr: SeerrServer
) -> None:
    """As that of a release does while GitHub does not answer."""
    seerr.faults.append(Fault("hang", "/api/v1/status"))

    result = await complete(hass, await add(hass, bare, "seerr"), right)

    assert result["type"] is FlowResultType.CREATE_ENTRY
