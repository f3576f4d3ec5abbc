"""The flow behind the button of chosen libraries that are gone: which ones count from now on."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_plex import Section
from tests.running import sync
from tests.steps import save_options
from tests.texts import TEXTS, placeholders

SCOPE = {"libraries": ["1", "2", "4"], "exclude_tags": ["slow"]}
type Sections = dict[str, Section]


@pytest.fixture
def deleted() -> Sections:
    """The libraries that are gone, to be put back."""
    return {}


@pytest.fixture
async def gone(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, deleted: Sections
) -> MockConfigEntry:
    """The config entry after a sync that missed two of the three chosen libraries."""
    assert await async_setup_component(hass, "repairs", {})
    await save_options(hass, loaded, scope=SCOPE)
    for key in ("2", "4"):
        deleted[key] = town.world.plex.sections.pop(key)
    await sync(hass)
    return loaded


async def test_it_offers_what_plex_has_with_what_is_still_chosen(
    hass: HomeAssistant, gone: MockConfigEntry
) -> None:
    """And names those that are gone."""
    form = await _open(hass)

    assert (form["step_id"], form["description_placeholders"]) == ("choose", {"libraries": "2, 4"})
    assert _offered(form) == {"1": "Movies", "3": "Old Movies", "5": "Old TV Shows"}
    assert _chosen(form) == ["1"]


async def test_the_choice_is_kept_and_followed(hass: HomeAssistant, gone: MockConfigEntry) -> None:
    """The other options stay, and the issue is gone."""
    result = await send_fix(hass, await _open(hass), {"libraries": ["1", "5"]})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert gone.options["scope"]["libraries"] == ["1", "5"]
    assert gone.options["scope"]["exclude_tags"] == ["slow"]
    await hass.async_block_till_done()
    assert not issues_of(hass, "library_gone")
    answer = await sync(hass)
    assert not [name for name in answer["sources"] if name.startswith("library")]
    assert not issues_of(hass, "library_gone")


async def test_no_library_is_no_answer(hass: HomeAssistant, gone: MockConfigEntry) -> None:
    """It would mean all."""
    form = await send_fix(hass, await _open(hass), {"libraries": []})

    assert form["errors"] == {"libraries": "none_chosen"}
    assert gone.options["scope"]["libraries"] == ["1", "2", "4"]
    assert issues_of(hass, "library_gone")


async def test_libraries_that_are_back_need_no_answer(
    hass: HomeAssistant, gone: MockConfigEntry, town: Town, deleted: Sections
) -> None:
    town.world.plex.sections.update(deleted)

    result = await _open(hass)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert gone.options["scope"]["libraries"] == ["1", "2", "4"]


async def test_a_plex_that_does_not_answer_is_told(
    hass: HomeAssistant, gone: MockConfigEntry, town: Town
) -> None:
    """The issue stays."""
    town.plex.faults = [Fault("drop")]

    result = await _open(hass)

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "cannot_connect")
    assert result["description_placeholders"]
    assert result["description_placeholders"]["reason"]
    assert issues_of(hass, "library_gone")


async def test_without_the_server_nothing_is_left_to_fix(
    hass: HomeAssistant, gone: MockConfigEntry
) -> None:
    form = await _open(hass)
    await hass.config_entries.async_remove(gone.entry_id)

    result = await send_fix(hass, form, {"libraries": ["1"]})

    assert result["type"] is FlowResultType.CREATE_ENTRY


def test_every_text_has_what_it_needs() -> None:
    flow = TEXTS["issues"]["library_gone"]["fix_flow"]

    assert placeholders(flow["step"]) == {"libraries"}
    assert set(flow["step"]["choose"]["data"]) == {"libraries"}
    assert placeholders(flow["abort"]) == {"reason"}
    assert set(flow["error"]) == {"none_chosen"}


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    (issue,) = issues_of(hass, "library_gone")
    return await open_fix(hass, issue.issue_id)


def _offered(form: RepairsFlowResult) -> dict[str, str]:
    options = _field(form)[1].config["options"]
    return {option["value"]: option["label"] for option in options}


def _chosen(form: RepairsFlowResult) -> list[str]:
    chosen: list[str] = _field(form)[0].default()
    return chosen


def _field(form: RepairsFlowResult) -> tuple[Any, Any]:
    schema = form["data_schema"]
    assert schema
    ((marker, selector),) = schema.schema.items()
    return marker, selector
