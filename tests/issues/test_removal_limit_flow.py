"""The flow behind the button of held removals: they are approved, or the labels are kept."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import Title
from tests.running import labels, sync, until
from tests.texts import TEXTS, placeholders

FRIENDS = {"pulsarr:john", "pulsarr:maria"}


@pytest.fixture
def wishes(town: Town) -> list[list[Title]]:
    """What the two friends wished at first."""
    return [list(friend.watchlist) for friend in town.world.people[1:3]]


@pytest.fixture
async def held(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, wishes: list[list[Title]]
) -> MockConfigEntry:
    """The config entry after a sync that removed nothing: two watchlists were suddenly empty."""
    assert await async_setup_component(hass, "repairs", {})
    await sync(hass)
    for friend in town.world.people[1:3]:
        friend.watchlist.clear()
    await sync(hass)
    return loaded


async def test_it_shows_the_numbers_and_both_answers(
    hass: HomeAssistant, held: MockConfigEntry
) -> None:
    menu = await _open(hass)

    assert _is_asked(menu, "init")
    assert menu["menu_options"] == ["approve", "keep"]
    numbers = menu["description_placeholders"]
    assert numbers
    assert (numbers["count"], numbers["owned"]) == ("12", "34")


async def test_every_step_has_its_texts(hass: HomeAssistant, held: MockConfigEntry) -> None:
    """With all that they need filled in."""
    numbers = (await _open(hass))["description_placeholders"]
    assert numbers
    steps = TEXTS["issues"]["removal_limit"]["fix_flow"]["step"]

    assert {step: placeholders(text) for step, text in steps.items()} == {
        "init": set(numbers),
        "changed": set(numbers),
        "failed": {*numbers, "error"},
    }
    for text in steps.values():
        assert set(text) == {"title", "description", "menu_options"}
        assert set(text["menu_options"]) == {"approve", "keep"}


async def test_approved_removals_are_made(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """These and no others."""
    before = labels(town)
    recorded = len(held.runtime_data.store.ledger)

    result = await _answer(hass, await _open(hass), "approve")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert labels(town) == {key: carried - FRIENDS for key, carried in before.items()}
    assert len(held.runtime_data.store.ledger) == recorded - 12
    assert held.runtime_data.data.last_result == "partial"
    assert _issue(hass) is None


async def test_who_approves_what_has_changed_is_asked_again(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """The new numbers are shown, and nothing was removed until these are approved."""
    before = labels(town)
    menu = await _open(hass)
    town.world.owner.watchlist.clear()

    again = await _answer(hass, menu, "approve")

    assert _is_asked(again, "changed")
    assert again["description_placeholders"]
    assert again["description_placeholders"]["count"] == "16"
    assert labels(town) == before
    result = await _answer(hass, again, "approve")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert {key: carried - FRIENDS - {"pulsarr:owner"} for key, carried in before.items()} == (
        labels(town)
    )
    assert _issue(hass) is None


@pytest.mark.parametrize("answer", ["approve", "keep"])
async def test_an_answer_is_about_what_was_shown(
    hass: HomeAssistant, held: MockConfigEntry, town: Town, answer: str
) -> None:
    """Another run may have asked about more since the question was opened."""
    menu = await _open(hass)
    town.world.owner.watchlist.clear()
    await sync(hass)

    again = await _answer(hass, menu, answer)

    assert _is_asked(again, "changed")


async def test_nothing_is_removed_when_the_watchlists_are_back(
    hass: HomeAssistant, held: MockConfigEntry, town: Town, wishes: list[list[Title]]
) -> None:
    """There is nothing left to fix then."""
    menu = await _open(hass)
    before = labels(town)
    for friend, wished in zip(town.world.people[1:3], wishes, strict=True):
        friend.watchlist.extend(wished)

    result = await _answer(hass, menu, "approve")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert labels(town) == before
    assert _issue(hass) is None


async def test_kept_labels_stay(hass: HomeAssistant, held: MockConfigEntry, town: Town) -> None:
    """And the next sync does not ask about them."""
    before = labels(town)

    result = await _answer(hass, await _open(hass), "keep")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert _issue(hass) is None
    assert (await sync(hass))["status"] == "partial"
    assert _issue(hass) is None
    assert labels(town) == before


async def test_changed_removals_can_be_kept_as_well(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """It is the new ones that are asked about no more."""
    menu = await _open(hass)
    town.world.owner.watchlist.clear()
    again = await _answer(hass, menu, "approve")

    await _answer(hass, again, "keep")

    assert (await sync(hass))["status"] == "partial"
    assert _issue(hass) is None


async def test_a_failed_sync_says_so_and_asks_again(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    menu = await _open(hass)
    town.plex.faults.append(Fault("status"))

    again = await _answer(hass, menu, "approve")

    assert _is_asked(again, "failed")
    assert again["description_placeholders"]
    assert "Plex" in again["description_placeholders"]["error"]
    assert labels(town) == before
    assert _issue(hass)
    town.plex.faults.clear()
    result = await _answer(hass, again, "approve")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not FRIENDS & set().union(*labels(town).values())


@pytest.mark.parametrize("answer", ["approve", "keep"])
async def test_a_server_that_is_not_set_up_can_be_answered_later(
    hass: HomeAssistant, held: MockConfigEntry, answer: str
) -> None:
    menu = await _open(hass)
    await hass.config_entries.async_unload(held.entry_id)

    again = await _answer(hass, menu, answer)

    assert _is_asked(again, "failed")
    assert await hass.config_entries.async_setup(held.entry_id)
    result = await _answer(hass, again, answer)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_server_that_was_removed_meanwhile(
    hass: HomeAssistant, held: MockConfigEntry
) -> None:
    """Its issues go with it, and the flow ends."""
    menu = await _open(hass)
    await hass.config_entries.async_remove(held.entry_id)

    result = await _answer(hass, menu, "approve")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert _issue(hass) is None


async def test_approved_removals_wait_for_the_sync_that_runs(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """That one was not told of the approval, and holds them back."""
    menu = await _open(hass)
    town.plex.read_seconds = 0.01
    running = held.runtime_data.start_sync()

    result = await _answer(hass, menu, "approve")
    town.plex.read_seconds = 0

    assert (await running).held
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not FRIENDS & set().union(*labels(town).values())


async def test_an_approval_that_a_reload_cuts_off_can_be_given_again(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    menu = await _open(hass)
    town.plex.read_seconds = 0.1
    town.forget()
    answering = asyncio.create_task(_answer(hass, menu, "approve"))
    await until(lambda: town.plex.reads > 0)

    await hass.config_entries.async_reload(held.entry_id)

    again = await answering
    assert _is_asked(again, "failed")
    assert again["description_placeholders"]
    assert "was cancelled" in again["description_placeholders"]["error"]
    town.plex.read_seconds = 0
    result = await _answer(hass, again, "approve")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not FRIENDS & set().union(*labels(town).values())


def _is_asked(result: RepairsFlowResult, step: str) -> bool:
    return (result["type"], result.get("step_id")) == (FlowResultType.MENU, step)


def _issue(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Give the question about held removals, if it is asked."""
    issues = ir.async_get(hass).issues.values()
    return next((one for one in issues if one.translation_key == "removal_limit"), None)


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    """Open the issue's fix flow, as the button in Home Assistant does; gives the menu."""
    flows, issue = repairs_flow_manager(hass), _issue(hass)
    assert flows
    assert issue
    return await flows.async_init(DOMAIN, data={"issue_id": issue.issue_id})


async def _answer(hass: HomeAssistant, menu: RepairsFlowResult, answer: str) -> RepairsFlowResult:
    flows = repairs_flow_manager(hass)
    assert flows
    return await flows.async_configure(menu["flow_id"], {"next_step_id": answer})
