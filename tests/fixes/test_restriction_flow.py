"""The issue of a sharing restriction that names a label on no title: look again at once."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.state import restrictions
from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.restricting import restrict
from tests.running import sync, until

BROKEN = "restriction_broken"


@pytest.fixture
async def broken(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """A config entry where somebody may see only a label that went."""
    assert await async_setup_component(hass, "repairs", {})
    restrict(town, "ines", "", "label=Pulsarr%3Akids")
    restrict(town, "john", "label!=pulsarr:kids")
    await sync(hass)
    for poll in loaded.runtime_data.polls:
        if poll.source == "watchlist/own":
            await poll.async_refresh()
    await until(lambda: _is_known(loaded))
    for arr in town.world.arrs:
        for title in arr.titles.values():
            title.tags -= {number for number, name in arr.tags.items() if name == "kids"}
    await sync(hass)
    await until(lambda: bool(issues_of(hass, BROKEN)))
    return loaded


def _is_known(entry: MockConfigEntry) -> bool:
    """Whether it is known that the label was ours."""
    return "pulsarr:kids" in entry.runtime_data.database.look(restrictions.ours)[1]


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    (issue,) = issues_of(hass, BROKEN)
    assert issue.is_fixable
    return await open_fix(hass, issue.issue_id)


async def test_what_was_mended_in_plex_is_seen_at_once(
    hass: HomeAssistant, broken: MockConfigEntry, town: Town
) -> None:
    """And what is still wrong is told."""
    form = await _open(hass)
    assert (form["type"], form["step_id"], form["errors"]) == (FlowResultType.FORM, "confirm", {})
    restrict(town, "john")

    form = await send_fix(hass, form, {})

    assert form["errors"] == {"base": "still_broken"}
    assert form["description_placeholders"]
    assert form["description_placeholders"]["restrictions"] == r"- ines: Pulsarr\:kids"
    restrict(town, "ines")
    assert (await send_fix(hass, form, {}))["type"] is FlowResultType.CREATE_ENTRY
    assert issues_of(hass, BROKEN) == []


@pytest.mark.parametrize("server", ["plextv", "plex"])
async def test_that_it_cannot_be_known_is_told(
    hass: HomeAssistant, broken: MockConfigEntry, town: Town, server: str
) -> None:
    form = await _open(hass)
    getattr(town, server).faults.append(Fault("status", status=500))

    form = await send_fix(hass, form, {})

    assert form["errors"] == {"base": "not_read"}
    assert form["description_placeholders"]
    assert form["description_placeholders"]["reason"]


async def test_while_the_server_is_not_set_up_nobody_can_look(
    hass: HomeAssistant, broken: MockConfigEntry
) -> None:
    form = await _open(hass)
    await hass.config_entries.async_unload(broken.entry_id)

    end = await send_fix(hass, form, {})

    assert (end["type"], end["reason"]) == (FlowResultType.ABORT, "not_set_up")


async def test_without_the_server_there_is_nothing_to_do(
    hass: HomeAssistant, broken: MockConfigEntry
) -> None:
    form = await _open(hass)
    await hass.config_entries.async_remove(broken.entry_id)

    assert (await send_fix(hass, form, {}))["type"] is FlowResultType.CREATE_ENTRY
