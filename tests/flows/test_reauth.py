"""A token that is rejected: the user is asked for a new one, and all goes on after that."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.flows import sign_in as module
from tests.hearing import follow
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import sync, until
from tests.signing_in import asked_for_token, issues, reading, returned
from tests.steps import error, save_options, send, shown
from tests.texts import TEXTS

NEW = "the-owners-new-token"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask plex.tv more often than it would bear."""
    monkeypatch.setattr(module, "_PAUSE", 0.01)


@pytest.fixture
def rejected(town: Town) -> Town:
    """The town, where the owner's token is another one by now."""
    town.world.owner.token = NEW
    return town


async def test_the_menu_offers_to_sign_in_and_a_token(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    """It says whose token it is about."""
    menu = await _menu(hass)

    assert reading(menu) == (FlowResultType.MENU, "reauth_confirm")
    assert menu["menu_options"] == ["sign_in", "reauth_token"]
    assert menu["description_placeholders"] == {"name": loaded.title}


async def test_a_token_mends_all(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, rejected: Town
) -> None:
    """Labels follow what happened meanwhile, and what will."""
    form = await _ask(hass)
    assert reading(form) == (FlowResultType.FORM, "reauth_token")
    assert form["description_placeholders"]
    assert form["description_placeholders"]["name"] == loaded.title

    result = await send(hass, form, {"token": f" {NEW} "})

    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")
    await hass.async_block_till_done()
    assert loaded.state is ConfigEntryState.LOADED
    assert loaded.data["token"] == NEW
    assert loaded.data["url"] == town.plex.url
    assert asked_for_token(hass) == []
    assert issues(hass) == []
    assert (await sync(hass))["sources"]["watchlist of owner"] == "ok"
    await follow(hass, loaded, town)


async def test_signing_in_mends_all(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, rejected: Town
) -> None:
    form = await _sign_in(hass, await _menu(hass))
    assert reading(form) == (FlowResultType.EXTERNAL_STEP, "sign_in")
    town.plextv.pins.allow()

    result = await returned(hass, form)

    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")
    assert loaded.data["token"] == NEW


async def test_signing_in_that_fails_leads_back(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, rejected: Town
) -> None:
    """Both ways are still open."""
    form = await _sign_in(hass, await _menu(hass))
    town.plextv.pins.expire()
    menu = await returned(hass, form)
    assert reading(menu) == (FlowResultType.MENU, "not_signed_in")
    assert menu["menu_options"] == ["sign_in", "reauth_token"]

    form = await send(hass, menu, {"next_step_id": "reauth_token"})
    assert reading(form) == (FlowResultType.FORM, "reauth_token")

    result = await send(hass, form, {"token": NEW})
    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")


async def test_another_account_signs_in(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, rejected: Town
) -> None:
    """It is a friend's, and the menu says what is wrong. The owner can sign in after that."""
    town.plextv.pins.person = town.world.people[1]
    form = await _sign_in(hass, await _menu(hass))
    town.plextv.pins.allow()
    menu = await returned(hass, form)
    assert reading(menu) == (FlowResultType.MENU, "signed_in_again")
    assert menu["menu_options"] == ["sign_in", "reauth_token"]
    assert menu["description_placeholders"] == {
        "name": loaded.title,
        "problem": TEXTS["config"]["error"]["not_owner"],
    }

    town.plextv.pins.person = town.world.owner
    form = await _sign_in(hass, menu)
    town.plextv.pins.allow()
    result = await returned(hass, form)

    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")


async def test_the_server_is_off_while_somebody_signs_in(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, rejected: Town
) -> None:
    """The menu says so, with the reason filled in."""
    form = await _sign_in(hass, await _menu(hass))
    town.plex.faults = [Fault("drop")]
    town.plextv.pins.allow()

    menu = await returned(hass, form)

    assert reading(menu) == (FlowResultType.MENU, "signed_in_again")
    assert (menu["description_placeholders"] or {})["problem"].startswith(
        "Cannot connect to Plex: the connection was interrupted."
    )


async def test_a_wrong_token(hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town) -> None:
    await _expect(hass, {"token": "wrong"}, "invalid_auth")


@pytest.mark.parametrize("wrong", ["plex:32400", "john@example.com", "https://app.plex.tv/desktop"])
async def test_what_cannot_be_a_token(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town, wrong: str
) -> None:
    """The form says so at its field, and Plex is not asked."""
    form = await _ask(hass)
    rejected.plex.forget()

    form = await send(hass, form, {"token": wrong})

    assert form["errors"] == {"token": "invalid_token"}
    assert rejected.plex.log == []
    result = await send(hass, form, {"token": NEW})
    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")


@pytest.mark.parametrize("around", ["({})", "Bearer {}", "token: {}.", "\ufeff{}\u200b"])
async def test_a_token_that_was_copied_with_more(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town, around: str
) -> None:
    """The token alone is kept."""
    result = await send(hass, await _ask(hass), {"token": around.format(NEW)})

    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")
    assert loaded.data["token"] == NEW


async def test_what_was_typed_stays_after_an_error(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    form = await send(hass, await _ask(hass), {"token": " wrong"})

    assert error(form) == "invalid_auth"
    assert shown(form) == {"token": " wrong"}


async def test_a_friends_token(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    await _expect(hass, {"token": rejected.world.people[1].token}, "not_owner")


async def test_plex_is_off_meanwhile(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    form = await _ask(hass)
    rejected.plex.faults = [Fault("drop")]
    form = await send(hass, form, {"token": NEW})
    assert error(form) == "cannot_connect"

    rejected.plex.faults.clear()
    result = await send(hass, form, {"token": NEW})
    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")


async def test_a_token_that_plextv_rejects(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    """The server may know it still; the watchlists need one that is good."""
    form = await _ask(hass)
    rejected.plextv.faults = [Fault("status", "/api/v2/user", status=401)]
    form = await send(hass, form, {"token": NEW})
    assert error(form) == "invalid_auth"

    rejected.plextv.faults.clear()
    result = await send(hass, form, {"token": NEW})
    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")


@pytest.mark.parametrize("source", ["own_watchlist", "friends_watchlists"])
async def test_one_kind_of_watchlist_needs_plextv(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town, source: str
) -> None:
    """Whichever it is."""
    await save_options(hass, loaded, sources={source: False})
    form = await _ask(hass)
    rejected.plextv.faults = [Fault("status", "/api/v2/user", status=401)]

    assert error(await send(hass, form, {"token": NEW})) == "invalid_auth"


async def test_without_watchlists_plextv_is_not_asked(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    """The server's word is enough."""
    wanted = {"own_watchlist": False, "friends_watchlists": False}
    await save_options(hass, loaded, sources=wanted)
    form = await _ask(hass)
    rejected.plextv.faults = [Fault("status", status=401)]

    result = await send(hass, form, {"token": NEW})

    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")


async def test_a_plextv_that_is_off_rejects_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    form = await _ask(hass)
    rejected.plextv.faults = [Fault("drop")]

    result = await send(hass, form, {"token": NEW})

    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")


async def test_another_server_answers(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    """Nothing is changed."""
    before = dict(loaded.data)
    form = await _ask(hass)
    rejected.world.plex.machine_identifier = "another"

    result = await send(hass, form, {"token": NEW})

    assert reading(result) == (FlowResultType.ABORT, "wrong_server")
    assert dict(loaded.data) == before


async def test_a_question_that_is_dismissed_comes_again(
    hass: HomeAssistant, loaded: MockConfigEntry, rejected: Town
) -> None:
    """As long as there is reason to ask."""
    form = await _ask(hass)
    hass.config_entries.flow.async_abort(form["flow_id"])
    assert issues(hass) == []

    again = await _ask(hass)

    assert again["flow_id"] != form["flow_id"]


async def test_the_sources_go_on_by_themselves(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Instances were asked all the while; with a new token watchlists are, too."""
    town.plextv.faults = [Fault("status", "/discover", status=401)]
    await sync(hass)
    town.arrs[0].forget()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=2))
    await until(lambda: town.arrs[0].reads > 0)

    town.plextv.faults.clear()
    town.plextv.forget()
    await send(hass, await _ask(hass), {"token": town.world.owner.token})
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=30))

    await until(lambda: any("/watchlist/all" in one.path for one in town.plextv.log))


async def test_no_token_is_logged(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    rejected: Town,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither the old one nor the new one, whatever is logged."""
    caplog.set_level("DEBUG")
    old = loaded.data["token"]
    form = await send(hass, await _ask(hass), {"token": "a wrong one"})
    rejected.plextv.faults = [Fault("drop", times=1)]
    await send(hass, form, {"token": NEW})
    await hass.async_block_till_done()

    assert "The token is rejected" in caplog.text
    for token in (old, NEW, "a wrong one"):
        assert token not in caplog.text


async def _ask(hass: HomeAssistant) -> ConfigFlowResult:
    """Have the token be rejected; gives the form that asks for another one."""
    return await send(hass, await _menu(hass), {"next_step_id": "reauth_token"})


async def _sign_in(hass: HomeAssistant, menu: ConfigFlowResult) -> ConfigFlowResult:
    """Choose to sign in; gives the step that sends the browser away."""
    return await send(hass, menu, {"next_step_id": "sign_in"})


async def _menu(hass: HomeAssistant) -> ConfigFlowResult:
    """Have the token be rejected; gives the menu of what can be done."""
    entry = hass.config_entries.async_entries(DOMAIN)[0]
    if not asked_for_token(hass):
        await sync(hass)
    if not asked_for_token(hass):
        entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    (flow,) = asked_for_token(hass)
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def _expect(hass: HomeAssistant, entered: dict[str, Any], key: str) -> None:
    """Enter what is refused with an error, then what is taken."""
    form = await send(hass, await _ask(hass), entered)
    assert error(form) == key
    result = await send(hass, form, {"token": NEW})
    assert reading(result) == (FlowResultType.ABORT, "reauth_successful")
