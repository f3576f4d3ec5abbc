"""Signing in at plex.tv: a browser's way there and back, and what the flow makes of it."""

import asyncio
from typing import Any
from unittest.mock import patch

from aiohttp import ClientSession
from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.flows import sign_in as module
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import until
from tests.signing_in import is_away, leave, reading, returned, sign_in
from tests.steps import made, send

PINS = "/api/v2/pins"
FLOWS = "/api/config/config_entries/flow"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask plex.tv more often than it would bear."""
    monkeypatch.setattr(module, "_PAUSE", 0.01)
    monkeypatch.setattr(module, "_LONGEST_PAUSE", 0.02)


@pytest.fixture
async def frontend(
    hass: HomeAssistant, town: Town, hass_client: ClientSessionGenerator
) -> TestClient[Any, Any]:
    """Home Assistant's user interface in a browser, signed in.

    Unlike Home Assistant's own web server, the test kit's takes no more pages once it runs.
    """
    for component in ("config", DOMAIN):
        assert await async_setup_component(hass, component, {})
    hass.config_entries.flow.async_abort((await leave(hass))["flow_id"])
    town.plextv.pins.expire()
    town.forget()
    client: TestClient[Any, Any] = await hass_client()
    return client


async def test_the_browser_is_sent_to_plextv(hass: HomeAssistant, town: Town) -> None:
    """With a PIN of its own; the flow waits."""
    form = await leave(hass)

    (pin,) = town.plextv.pins.pins.values()
    assert form["type"] is FlowResultType.EXTERNAL_STEP
    assert form["step_id"] == "sign_in"
    assert form["url"].startswith(f"{town.plextv.url}/auth/#!?")
    assert f"code={pin.code}" in form["url"]
    assert is_away(hass, form)
    hass.config_entries.flow.async_abort(form["flow_id"])


async def test_signing_in_adds_the_only_server(hass: HomeAssistant, town: Town) -> None:
    """There is nothing to choose."""
    entry = await made(hass, await sign_in(hass, town))

    plex = town.world.plex
    assert (entry.title, entry.unique_id) == (plex.friendly_name, plex.machine_identifier)
    assert dict(entry.data) == {
        "url": town.plex.url,
        "token": town.world.owner.token,
        "verify_ssl": True,
    }


async def test_the_flow_goes_on_although_the_browser_does_not_come_back(
    hass: HomeAssistant, town: Town
) -> None:
    """It may have been another device's."""
    form = await leave(hass)
    await until(lambda: _questions(town) > 3)
    assert is_away(hass, form)

    town.plextv.pins.allow()

    await made(hass, await returned(hass, form))


async def test_asking_where_the_flow_stands_does_not_end_it(
    hass: HomeAssistant, town: Town
) -> None:
    """Nor does it ask for another PIN."""
    form = await leave(hass)

    again = await hass.config_entries.flow.async_configure(form["flow_id"])

    assert (again["type"], again["url"]) == (FlowResultType.EXTERNAL_STEP, form["url"])
    assert len(town.plextv.pins.pins) == 1
    hass.config_entries.flow.async_abort(form["flow_id"])


async def test_the_browser_finds_its_way_back(
    hass: HomeAssistant, town: Town, frontend: TestClient[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the name by which it knows Home Assistant; plex.tv is asked at once then."""
    monkeypatch.setattr(module, "_PAUSE", 100)
    form = await _leave_from(frontend)

    status, text = await _press(town, form, "allow")

    assert status == 200
    assert "window.close()" in text
    await until(lambda: not is_away(hass, form))
    assert _questions(town) == 1
    result = await (await frontend.post(f"{FLOWS}/{form['flow_id']}", json={})).json()
    assert (result["type"], result["step_id"]) == ("menu", "instances")


async def test_a_browser_that_comes_back_without_signing_in_is_offered_other_ways(
    hass: HomeAssistant, town: Town, frontend: TestClient[Any, Any]
) -> None:
    """After a moment in which plex.tv might still get to know of it."""
    form = await _leave_from(frontend)
    status, _ = await _press(town, form, "deny")
    assert status == 200

    menu = await returned(hass, form)

    assert reading(menu) == (FlowResultType.MENU, "not_signed_in")
    assert menu["menu_options"] == ["sign_in", "manual"]


async def test_plextv_may_take_a_moment_to_know(
    hass: HomeAssistant, town: Town, frontend: TestClient[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser may be quicker."""
    monkeypatch.setattr(module, "_PAUSE", 0.2)
    form = await _leave_from(frontend)
    await _press(town, form, "deny")
    await until(lambda: _questions(town) == 1)
    town.plextv.pins.allow()

    await made(hass, await returned(hass, form))


async def test_signing_in_can_be_tried_again(hass: HomeAssistant, town: Town) -> None:
    """With a new PIN."""
    form = await leave(hass)
    town.plextv.pins.expire()
    menu = await returned(hass, form)
    assert reading(menu) == (FlowResultType.MENU, "not_signed_in")

    form = await send(hass, menu, {"next_step_id": "sign_in"})
    assert form["type"] is FlowResultType.EXTERNAL_STEP
    town.plextv.pins.allow()

    await made(hass, await returned(hass, form))


async def test_who_does_not_sign_in_may_enter_a_token(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    form = await leave(hass)
    town.plextv.pins.expire()

    form = await send(hass, await returned(hass, form), {"next_step_id": "manual"})

    await made(hass, await send(hass, form, good))


async def test_a_pin_of_which_nothing_is_heard_ends_in_time(
    hass: HomeAssistant, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when plex.tv never answers any more."""
    monkeypatch.setattr(module, "PIN_SECONDS", 0.2)
    form = await leave(hass)
    town.plextv.faults = [Fault("status", f"{PINS}/", status=503)]

    menu = await returned(hass, form)

    assert reading(menu) == (FlowResultType.MENU, "not_signed_in")


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", f"{PINS}/", status=429, times=3),
        Fault("status", f"{PINS}/", status=503, times=3),
        Fault("drop", f"{PINS}/", times=3),
        Fault("garbage", f"{PINS}/", times=3),
    ],
)
async def test_a_plextv_that_fails_meanwhile_is_asked_again(
    hass: HomeAssistant, town: Town, fault: Fault
) -> None:
    """The PIN is still good."""
    form = await leave(hass)
    town.plextv.faults = [fault]
    town.plextv.pins.allow()

    await made(hass, await returned(hass, form))


async def test_a_busy_plextv_is_left_in_peace_as_long_as_it_asks(
    hass: HomeAssistant, town: Town, frontend: TestClient[Any, Any]
) -> None:
    """Even when the browser is back."""
    headers = {"Retry-After": "1"}
    form = await _leave_from(frontend)
    town.plextv.faults = [Fault("status", f"{PINS}/", status=429, headers=headers, times=1)]
    await until(lambda: bool(town.plextv.faults[0].times == 0))

    await _press(town, form, "allow")
    await returned(hass, form)

    told = [one for one in town.plextv.log if one.path.startswith(f"{PINS}/")]
    busy = next(number for number, one in enumerate(told) if one.status == 429)
    assert told[busy + 1].started - told[busy].ended >= 1


async def test_without_plextv_there_are_other_ways(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    """And it can be tried again."""
    town.plextv.faults = [Fault("status", PINS, status=503)]
    menu = await leave(hass)
    assert reading(menu) == (FlowResultType.MENU, "plextv_failed")
    assert menu["menu_options"] == ["sign_in", "manual"]
    menu = await send(hass, menu, {"next_step_id": "sign_in"})
    assert reading(menu) == (FlowResultType.MENU, "plextv_failed")

    town.plextv.faults.clear()
    form = await send(hass, menu, {"next_step_id": "sign_in"})
    town.plextv.pins.allow()

    await made(hass, await returned(hass, form))


async def test_a_flow_that_is_closed_asks_no_more(hass: HomeAssistant, town: Town) -> None:
    form = await leave(hass)
    await until(lambda: _questions(town) > 0)

    hass.config_entries.flow.async_abort(form["flow_id"])
    await asyncio.sleep(0.05)
    asked = _questions(town)
    await asyncio.sleep(0.1)

    assert _questions(town) == asked


async def test_only_who_knows_the_sign_in_may_hurry_it(
    hass: HomeAssistant, town: Town, frontend: TestClient[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is open to everybody."""
    monkeypatch.setattr(module, "_PAUSE", 100)
    form = await _leave_from(frontend)
    back = frontend.make_url(f"/auth/{DOMAIN}/callback")

    for state in ({}, {"state": ""}, {"state": form["flow_id"]}):
        async with ClientSession() as session, session.get(back, params=state) as answer:
            assert answer.status == 404
            assert "over" in await answer.text()

    assert is_away(hass, form)
    assert _questions(town) == 0
    hass.config_entries.flow.async_abort(form["flow_id"])


async def test_the_way_back_is_closed_once_the_sign_in_is_over(
    hass: HomeAssistant, town: Town, frontend: TestClient[Any, Any]
) -> None:
    """Whoever presses the browser's button for it learns so."""
    form = await _leave_from(frontend)
    await _press(town, form, "allow")
    await until(lambda: not is_away(hass, form))

    status, _ = await _press(town, form, "allow")

    assert status == 404


async def test_neither_token_nor_pin_is_logged(
    hass: HomeAssistant, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even when all is logged, and something goes wrong."""
    caplog.set_level("DEBUG")
    form = await leave(hass)
    (pin,) = town.plextv.pins.pins.values()
    town.plextv.faults = [
        Fault("status", f"{PINS}/", status=429, times=1),
        Fault("garbage", f"{PINS}/", times=1),
    ]
    town.plextv.pins.allow()
    with patch.object(town.plextv, "ways", ()):
        await made(hass, await returned(hass, form))
    await hass.async_block_till_done()

    assert "plex.tv does not tell" in caplog.text
    assert pin.code not in caplog.text
    assert town.world.owner.token not in caplog.text


def _questions(town: Town) -> int:
    """How often plex.tv was asked whether somebody signed in."""
    return sum(one.path.startswith(f"{PINS}/") for one in town.plextv.log)


async def _leave_from(frontend: TestClient[Any, Any]) -> ConfigFlowResult:
    """Begin to sign in as the frontend does, which tells its address."""
    headers = {"HA-Frontend-Base": str(frontend.make_url("")).rstrip("/")}
    menu = await (await frontend.post(FLOWS, json={"handler": DOMAIN}, headers=headers)).json()
    chosen = {"next_step_id": "sign_in"}
    answer = await frontend.post(f"{FLOWS}/{menu['flow_id']}", json=chosen, headers=headers)
    form: ConfigFlowResult = await answer.json()
    assert form["type"] == "external"
    return form


async def _press(town: Town, form: ConfigFlowResult, button: str) -> tuple[int, str]:
    """Press a button of the page at plex.tv, and go where that leads."""
    address = f"{town.plextv.url}/auth/{button}?{form['url'].partition('?')[2]}"
    async with ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()
