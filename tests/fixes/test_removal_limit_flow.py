"""The flow behind the button of held removals: they are approved, or the labels are kept."""

import asyncio
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.fixes import held_labels as held_labels_module
from custom_components.plex_label_sync.fixes.held_labels import HeldLabels, held_text
from custom_components.plex_label_sync.state import decisions
from custom_components.plex_label_sync.state.errors import NotReadError
from custom_components.plex_label_sync.sync.preview import Why, bearer_of
from tests.database import ledger_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_titles import Title
from tests.running import labels, ours, sync, until
from tests.texts import TEXTS, placeholders

from .answering import empty_others, labels_held, open_question, question, reply

JOHN = "John from upstairs"
FRIENDS = {"pulsarr:john", "pulsarr:maria"}
STRAY = [(987_654, "pulsarr:john"), (1, "pulsarr:nobody")]


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
    menu = await open_question(hass)

    assert _is_asked(menu, "init")
    assert menu["menu_options"] == ["approve", "keep"]
    numbers = menu["description_placeholders"]
    assert numbers
    assert (numbers["count"], numbers["owned"]) == ("12", "34")


async def test_it_shows_whose_labels_would_go_why_and_some_titles(
    hass: HomeAssistant, held: MockConfigEntry
) -> None:
    """That is the one thing needed to decide: both lists are empty now."""
    menu = await open_question(hass)

    maria, john = _shown(menu)
    assert maria.startswith("- **maria's labels: 7** (now without titles: watchlist of maria): ")
    assert maria.endswith(", …")
    assert john.startswith(f"- **{JOHN}'s labels: 5** (now without titles: watchlist of {JOHN}): ")
    assert r"The Glass Harbour \(2011\)" in john


async def test_reasons_that_still_have_other_titles_are_told_apart(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    town.world.people[1].watchlist.append(town.world.title("The Last Ferry but One"))
    await sync(hass)

    _, john = _shown(await open_question(hass))

    assert f"(no longer wanted: watchlist of {JOHN})" in john


async def test_labels_of_tags_are_shown_with_their_tag(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """And of many only some."""
    empty_others(town)
    await sync(hass)

    lines = _shown(await open_question(hass))

    assert any(
        line.startswith("- **labels of the tag slow: 2** (now without titles: tag slow in S")
        for line in lines
    )
    owned = await labels_held(held)
    with patch.object(held_labels_module, "_MOST_BEARERS", 3):
        text = await held_text(hass, owned)
    assert text.splitlines()[3:] == [f"- and {len(owned) - 3} more"]


async def test_a_label_that_nobody_stands_behind_is_shown_so(
    hass: HomeAssistant, held: MockConfigEntry
) -> None:
    """It said so of titles that nobody wants."""
    nobody = HeldLabels(1, {Why("nobody", "", ""): "ended"}, {"Heat": None})

    text = await held_text(hass, {bearer_of(Why("nobody", "", "x")): nobody})

    assert text == "- **nobody wants it: 1** (no longer wanted: nobody wants it): Heat"


async def test_a_label_that_is_forgotten_meanwhile_is_not_shown(
    hass: HomeAssistant, held: MockConfigEntry
) -> None:
    await held.runtime_data.database.write(lambda connection: decisions.ask(connection, STRAY))

    shown = await labels_held(held)

    assert sum(labels.count for labels in shown.values()) == 12


async def test_where_it_cannot_be_read_some_titles_are_shown(
    hass: HomeAssistant, held: MockConfigEntry
) -> None:
    """Or while the server is not set up."""
    with patch.object(held.runtime_data.database, "read", side_effect=NotReadError("no disk")):
        menu = await open_question(hass)
    assert _shown(menu)[0].startswith("Among the titles are: ")

    await hass.config_entries.async_unload(held.entry_id)
    assert _shown(await open_question(hass)) == _shown(menu)


async def test_every_step_has_its_texts(hass: HomeAssistant, held: MockConfigEntry) -> None:
    """With all that they need filled in."""
    numbers = (await open_question(hass))["description_placeholders"]
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
    recorded = len(ledger_of(held))

    result = await reply(hass, await open_question(hass), "approve")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert labels(town) == {key: carried - FRIENDS for key, carried in before.items()}
    assert len(ledger_of(held)) == recorded - 12
    assert held.runtime_data.coordinator.data.last_result == "partial"
    assert question(hass) is None


async def test_exactly_what_was_shown_is_removed(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """What else would go by then is asked about, with its own numbers."""
    before = labels(town)
    menu = await open_question(hass)
    empty_others(town)

    again = await reply(hass, menu, "approve")

    assert _is_asked(again, "changed")
    assert again["description_placeholders"]
    assert again["description_placeholders"]["count"] == "22"
    assert labels(town) == {key: carried - FRIENDS for key, carried in before.items()}
    result = await reply(hass, again, "approve")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert ours(town) == set()
    assert question(hass) is None


@pytest.mark.parametrize("answer", ["approve", "keep"])
async def test_an_answer_is_about_what_was_shown(
    hass: HomeAssistant, held: MockConfigEntry, town: Town, answer: str
) -> None:
    """Another run may have asked about more since the question was opened."""
    menu = await open_question(hass)
    empty_others(town)
    await sync(hass)

    again = await reply(hass, menu, answer)

    assert _is_asked(again, "changed")


async def test_nothing_is_removed_when_the_watchlists_are_back(
    hass: HomeAssistant, held: MockConfigEntry, town: Town, wishes: list[list[Title]]
) -> None:
    """There is nothing left to fix then."""
    menu = await open_question(hass)
    before = labels(town)
    for friend, wished in zip(town.world.people[1:3], wishes, strict=True):
        friend.watchlist.extend(wished)

    result = await reply(hass, menu, "approve")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert labels(town) == before
    assert question(hass) is None


async def test_kept_labels_stay(hass: HomeAssistant, held: MockConfigEntry, town: Town) -> None:
    """And the next sync does not ask about them."""
    before = labels(town)

    result = await reply(hass, await open_question(hass), "keep")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert question(hass) is None
    assert (await sync(hass))["status"] == "partial"
    assert question(hass) is None
    assert labels(town) == before


async def test_changed_removals_can_be_kept_as_well(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """It is the new ones that are asked about no more."""
    menu = await open_question(hass)
    empty_others(town)
    again = await reply(hass, menu, "approve")

    await reply(hass, again, "keep")

    assert (await sync(hass))["status"] == "partial"
    assert question(hass) is None


async def test_a_failed_sync_says_so_and_asks_again(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    menu = await open_question(hass)
    town.plex.faults.append(Fault("status"))

    again = await reply(hass, menu, "approve")

    assert _is_asked(again, "failed")
    assert again["description_placeholders"]
    assert "Plex" in again["description_placeholders"]["error"]
    assert labels(town) == before
    assert question(hass)
    town.plex.faults.clear()
    result = await reply(hass, again, "approve")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not FRIENDS & set().union(*labels(town).values())


@pytest.mark.parametrize("answer", ["approve", "keep"])
async def test_a_server_that_is_not_set_up_can_be_answered_later(
    hass: HomeAssistant, held: MockConfigEntry, answer: str
) -> None:
    menu = await open_question(hass)
    await hass.config_entries.async_unload(held.entry_id)

    again = await reply(hass, menu, answer)

    assert _is_asked(again, "failed")
    assert await hass.config_entries.async_setup(held.entry_id)
    result = await reply(hass, again, answer)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_server_that_was_removed_meanwhile(
    hass: HomeAssistant, held: MockConfigEntry
) -> None:
    """Its issues go with it, and the flow ends."""
    menu = await open_question(hass)
    await hass.config_entries.async_remove(held.entry_id)

    result = await reply(hass, menu, "approve")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert question(hass) is None


async def test_approved_removals_wait_for_the_sync_that_runs(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """That one may have planned before."""
    menu = await open_question(hass)
    town.plex.read_seconds = 0.01
    running = held.runtime_data.worker.full_sync.start()

    result = await reply(hass, menu, "approve")
    town.plex.read_seconds = 0

    assert running.done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not FRIENDS & set().union(*labels(town).values())


async def test_an_approval_that_a_reload_cuts_off_stands(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """It is carried out by itself."""
    menu = await open_question(hass)
    town.plex.read_seconds = 0.1
    town.forget()
    answering = asyncio.create_task(reply(hass, menu, "approve"))
    await until(lambda: town.plex.reads > 0)

    await hass.config_entries.async_reload(held.entry_id)

    town.plex.read_seconds = 0
    assert (await answering)["type"] is FlowResultType.CREATE_ENTRY
    await until(lambda: not FRIENDS & set().union(*labels(town).values()))
    await until(lambda: question(hass) is None)


def _shown(menu: RepairsFlowResult) -> list[str]:
    """Give what is shown of the labels, line by line."""
    shown = menu["description_placeholders"]
    assert shown
    return shown["labels"].splitlines()


def _is_asked(result: RepairsFlowResult, step: str) -> bool:
    return (result["type"], result.get("step_id")) == (FlowResultType.MENU, step)
