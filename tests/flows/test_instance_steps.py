"""Adding Radarrs, Sonarrs and Seerrs in the dialog that adds their Plex server."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.town import Town
from tests.registering import NOWHERE, registered
from tests.running import end
from tests.steps import (
    choose,
    entered_for,
    entered_for_seerr,
    error,
    finish,
    made,
    saved,
    send,
    shown,
    told_above,
)


@pytest.fixture
async def menu(hass: HomeAssistant, good: dict[str, Any]) -> ConfigFlowResult:
    """The menu that is shown once the Plex server was found."""
    return await send(hass, await choose(hass, "manual"), good)


async def test_the_menu_says_which_server_was_found(
    hass: HomeAssistant, town: Town, menu: ConfigFlowResult
) -> None:
    """Nothing is added before the user is done."""
    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "instances")
    assert menu["menu_options"] == ["radarr", "sonarr", "seerr", "done"]
    assert menu["description_placeholders"] == {
        "server": town.world.plex.friendly_name,
        "added": "—",
    }
    assert hass.config_entries.async_entries(DOMAIN) == []


async def test_instances_of_every_kind_are_added_with_their_server(
    hass: HomeAssistant, town: Town, menu: ConfigFlowResult
) -> None:
    """The menu says what was added so far."""
    sonarr = entered_for(town.arrs[2]) | {"requester_tags": True}
    for kind, entered in (
        ("radarr", entered_for(town.arrs[0])),
        ("radarr", entered_for(town.arrs[1])),
        ("sonarr", sonarr),
        ("seerr", entered_for_seerr(town.seerrs[0])),
    ):
        menu = await _add(hass, menu, kind, entered)
    assert _about(menu)["added"] == "Radarr, Radarr 4K, Sonarr, Wishes"

    entry = await made(hass, menu)

    added = {one.title: one for one in entry.subentries.values()}
    assert {name: one.subentry_type for name, one in added.items()} == {
        "Radarr": "radarr",
        "Radarr 4K": "radarr",
        "Sonarr": "sonarr",
        "Wishes": "seerr",
    }
    assert added["Sonarr"].unique_id == f"sonarr_{town.arrs[2].url}"
    assert saved(added["Sonarr"]) == sonarr
    assert len({one.data["webhook_id"] for one in added.values()}) == 4
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await end(hass, entry)


async def test_the_form_is_that_of_a_subentry(hass: HomeAssistant, menu: ConfigFlowResult) -> None:
    """With its defaults."""
    form = await _open(hass, menu, "radarr")

    assert form["step_id"] == "radarr"
    assert shown(form) == {
        "verify_ssl": True,
        "sync_tags": True,
        "requester_tags": False,
        "webhook": "automatic",
        "home_assistant_url": "",
    }


async def test_what_is_wrong_is_told_in_the_form(
    hass: HomeAssistant, town: Town, menu: ConfigFlowResult
) -> None:
    """What was typed stays, and it can be mended."""
    wrong = entered_for(town.arrs[0]) | {"api_key": "wrong"}

    form = await send(hass, await _open(hass, menu, "radarr"), wrong)

    assert error(form) == "invalid_auth"
    assert shown(form) == wrong
    menu = await send(hass, form, entered_for(town.arrs[0]))
    assert _about(menu)["added"] == "Radarr"


async def test_another_application(hass: HomeAssistant, town: Town, menu: ConfigFlowResult) -> None:
    """The form says which port is the usual one."""
    form = await send(hass, await _open(hass, menu, "sonarr"), entered_for(town.arrs[0]))

    assert error(form) == "wrong_app"
    assert _about(form).items() >= {"app": "Sonarr", "port": "8989"}.items()


async def test_an_instance_is_added_once(
    hass: HomeAssistant, town: Town, menu: ConfigFlowResult
) -> None:
    """The second time is told, and loses nothing of what was added."""
    menu = await _add(hass, menu, "radarr", entered_for(town.arrs[0]))

    form = await send(hass, await _open(hass, menu, "radarr"), entered_for(town.arrs[0]))
    assert form["errors"] == {"url": "already_added"}

    menu = await send(hass, form, entered_for(town.arrs[1]))
    assert _about(menu)["added"] == "Radarr, Radarr 4K"


async def test_an_empty_form_leads_back(
    hass: HomeAssistant, town: Town, menu: ConfigFlowResult
) -> None:
    """Who chose the wrong kind, or has no key at hand, need not begin anew."""
    form = await _open(hass, menu, "radarr")
    entered = {key: value for key, value in shown(form).items() if key not in {"url", "api_key"}}

    menu = await send(hass, form, entered)

    assert (menu["step_id"], _about(menu)["added"]) == ("instances", "—")
    menu = await _add(hass, menu, "sonarr", entered_for(town.arrs[2]))
    assert _about(menu)["added"] == "Sonarr"


@pytest.mark.parametrize("missing", ["url", "api_key"])
async def test_half_a_form_is_refused(
    hass: HomeAssistant, town: Town, menu: ConfigFlowResult, missing: str
) -> None:
    entered = entered_for(town.arrs[0])
    del entered[missing]

    form = await send(hass, await _open(hass, menu, "radarr"), entered)

    assert error(form) == {"url": "invalid_url", "api_key": "invalid_auth"}[missing]


async def test_the_address_to_paste_is_shown(
    hass: HomeAssistant, town: Town, menu: ConfigFlowResult
) -> None:
    """With what is to be done in that application; the menu follows."""
    entered = entered_for_seerr(town.seerrs[0])
    entered |= {"webhook": "manual", "home_assistant_url": "http://10.0.0.5:8123"}

    page = await send(hass, await _open(hass, menu, "seerr"), entered)

    assert (page["type"], page["step_id"]) == (FlowResultType.FORM, "webhook")
    assert _about(page)["name"] == "Wishes"
    assert "In Wishes, open Settings > Notifications > Webhook" in _about(page)["how"]
    entry = await made(hass, await send(hass, page, shown(page)))
    (added,) = entry.subentries.values()
    assert shown(page) == {
        "webhook_url": f"http://10.0.0.5:8123/api/webhook/{added.data['webhook_id']}"
    }
    await hass.async_block_till_done()
    await end(hass, entry)


async def test_a_webhook_that_arrives_is_set_up_with_the_entry(
    hass: HomeAssistant, town: Town, home: str, menu: ConfigFlowResult
) -> None:
    """It was tried before."""
    entered = entered_for(town.arrs[0]) | {"webhook": "automatic", "home_assistant_url": home}

    menu = await _add(hass, menu, "radarr", entered)
    assert town.world.arrs[0].connections == {}

    entry = await made(hass, menu)
    await hass.async_block_till_done()
    await registered(town.world.arrs[0])
    await end(hass, entry)


async def test_a_webhook_that_cannot_arrive_is_told_in_the_form(
    hass: HomeAssistant, town: Town, home: str, menu: ConfigFlowResult
) -> None:
    """At the address, which can be mended there."""
    entered = entered_for(town.arrs[0]) | {"webhook": "automatic", "home_assistant_url": NOWHERE}

    form = await send(hass, await _open(hass, menu, "radarr"), entered)
    assert form["errors"] == told_above("home_assistant_url", "webhook_failed")
    assert shown(form) == entered

    menu = await send(hass, form, entered | {"home_assistant_url": home})
    assert _about(menu)["added"] == "Radarr"


async def test_a_server_that_was_added_in_another_window_meanwhile(
    hass: HomeAssistant, menu: ConfigFlowResult, entry: MockConfigEntry
) -> None:
    entry.add_to_hass(hass)

    result = await finish(hass, menu)

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def _open(hass: HomeAssistant, menu: ConfigFlowResult, kind: str) -> ConfigFlowResult:
    """Choose a kind of instance; gives its form."""
    return await send(hass, menu, {"next_step_id": kind})


async def _add(
    hass: HomeAssistant, menu: ConfigFlowResult, kind: str, entered: dict[str, Any]
) -> ConfigFlowResult:
    """Add an instance; gives the menu that follows."""
    menu = await send(hass, await _open(hass, menu, kind), entered)
    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "instances")
    return menu


def _about(form: ConfigFlowResult) -> dict[str, str]:
    return dict(form["description_placeholders"] or {})
