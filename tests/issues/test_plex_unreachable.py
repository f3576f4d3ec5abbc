"""The repair issue of a Plex server that does not answer for an hour."""

from collections.abc import Iterator

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import FlowType, RepairsFlowResult
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_RECONFIGURE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from tests.fixing import issues_of, open_fix, send_fix
from tests.follow.clock import Clock, moving_clock
from tests.hearing import calm, settle
from tests.lab.town import Town
from tests.running import until
from tests.steps import send, shown


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The time, which passes when a test lets it."""
    with moving_clock() as clock:
        yield clock


@pytest.fixture
async def settled(
    hass: HomeAssistant, clock: Clock, bare: MockConfigEntry, town: Town
) -> MockConfigEntry:
    """The config entry, once Plex is heard."""
    assert await async_setup_component(hass, "repairs", {})
    await settle(bare, town)
    return bare


@pytest.fixture
async def unreachable(clock: Clock, settled: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry, when Plex has not answered for more than an hour."""
    await town.plex.stop()
    await clock.go_on(3700, step=20)
    return settled


async def test_nothing_is_said_within_an_hour(
    hass: HomeAssistant, clock: Clock, settled: MockConfigEntry, town: Town
) -> None:
    await town.plex.stop()
    await clock.go_on(3500, step=20)
    assert _issues(hass) == []


async def test_after_an_hour_it_is_said(hass: HomeAssistant, unreachable: MockConfigEntry) -> None:
    (issue,) = _issues(hass)
    assert issue.is_fixable
    assert issue.translation_placeholders == {"name": unreachable.title}
    assert not issue.is_persistent


async def test_it_goes_by_itself_when_plex_answers(
    hass: HomeAssistant, clock: Clock, unreachable: MockConfigEntry, town: Town
) -> None:
    """At the same address, within five minutes."""
    await town.plex.start(_port(unreachable))
    await clock.go_on(320, step=20)
    await clock.until(lambda: _issues(hass) == [])


async def test_it_goes_by_itself_when_plex_is_found_elsewhere(
    hass: HomeAssistant, clock: Clock, unreachable: MockConfigEntry, town: Town
) -> None:
    """Within an hour: plex.tv is asked seldom by then."""
    town.plextv.plex_url = await town.plex.start()
    for _ in range(3700 // 20):
        await clock.go_on(20, step=20)
        await calm(town, 0.05)
        if unreachable.data["url"] == town.plex.url:
            break
    await until(lambda: _issues(hass) == [])


async def test_an_outage_in_pieces_is_none_of_an_hour(
    hass: HomeAssistant, clock: Clock, settled: MockConfigEntry, town: Town
) -> None:
    for _ in range(2):
        await town.plex.stop()
        await clock.go_on(2000, step=20)
        await town.plex.start(_port(settled))
        await clock.go_on(320, step=20)
        await clock.until(lambda: settled.runtime_data.coordinator.data.plex)
    assert _issues(hass) == []


async def test_it_leads_to_the_form_for_the_address(
    hass: HomeAssistant, unreachable: MockConfigEntry, town: Town
) -> None:
    """What is entered there mends all."""
    form = await _open(hass)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "confirm")
    assert form["description_placeholders"] == {"name": unreachable.title}

    result = await send_fix(hass, form, {})

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure")
    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_FLOW
    flow = await hass.config_entries.flow.async_configure(flow_id)
    assert flow["step_id"] == "reconfigure"
    assert shown(flow)["url"] == unreachable.data["url"]
    assert len(_issues(hass)) == 1, "it is there until Plex answers"
    entered = {"url": await town.plex.start(), "verify_ssl": True}
    assert (await send(hass, flow, entered))["reason"] == "reconfigure_successful"
    await until(lambda: _issues(hass) == [])
    assert unreachable.data["url"] == town.plex.url


async def test_a_form_that_was_closed_is_used_again(
    hass: HomeAssistant, unreachable: MockConfigEntry
) -> None:
    first = await send_fix(hass, await _open(hass), {})
    again = await send_fix(hass, await _open(hass), {})
    assert again["next_flow"] == first["next_flow"]


async def test_a_form_that_was_closed_does_not_keep_a_token_from_being_asked_for(
    hass: HomeAssistant, clock: Clock, unreachable: MockConfigEntry, town: Town
) -> None:
    """Once Plex answers again."""
    await send_fix(hass, await _open(hass), {})
    assert list(unreachable.async_get_active_flows(hass, {SOURCE_RECONFIGURE}))

    town.world.owner.token = "another"
    await town.plex.start(_port(unreachable))
    await clock.go_on(320, step=20)

    await clock.until(lambda: any(unreachable.async_get_active_flows(hass, {SOURCE_REAUTH})))


async def test_a_server_that_was_removed_meanwhile(
    hass: HomeAssistant, unreachable: MockConfigEntry
) -> None:
    """Its issue goes with it, and the flow ends."""
    form = await _open(hass)
    await hass.config_entries.async_remove(unreachable.entry_id)
    assert _issues(hass) == []

    result = await send_fix(hass, form, {})

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    (issue,) = _issues(hass)
    return await open_fix(hass, issue.issue_id)


def _issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return issues_of(hass, "plex_unreachable")


def _port(entry: MockConfigEntry) -> int:
    return int(entry.data["url"].rpartition(":")[2])
