"""The question about held removals stays true while titles change, and is answered once."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.sources.watchlists import FRIENDS
from custom_components.plex_label_sync.state import decisions
from tests.database import database_of
from tests.hearing import follow, poll_of
from tests.lab.town import Town
from tests.lab.world_titles import Title
from tests.running import labels, sync, until

from .answering import labels_held, open_question, question, reply


@pytest.fixture
async def held(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, wishes: list[list[Title]]
) -> MockConfigEntry:
    """The config entry of which labels follow, after two watchlists were seen empty."""
    assert await async_setup_component(hass, "repairs", {})
    await follow(hass, loaded, town)
    for friend in town.world.people[1:3]:
        friend.watchlist.clear()
    await poll_of(loaded, FRIENDS).async_refresh()
    await until(lambda: question(hass) is not None)
    return loaded


def count(hass: HomeAssistant) -> str | None:
    """Give how many labels the question is about."""
    issue = question(hass)
    return (issue.translation_placeholders or {})["count"] if issue else None


def shown(menu: RepairsFlowResult) -> dict[str, str]:
    """Give what the fix flow shows."""
    placeholders = menu["description_placeholders"]
    assert placeholders
    return dict(placeholders)


async def numbers_agree(hass: HomeAssistant, entry: MockConfigEntry) -> int:
    """See that the issue and the fix flow that it opens tell the same numbers; gives how many."""
    issue = question(hass)
    assert issue
    assert issue.translation_placeholders
    before = dict(issue.translation_placeholders)
    told = shown(await open_question(hass))
    assert {key: told[key] for key in ("count", "owned")} == {
        key: before[key] for key in ("count", "owned")
    }
    by_bearer = [labels.count for labels in (await labels_held(entry)).values()]
    assert before["count"] == str(sum(by_bearer))
    assert all(f": {number}** (" in told["labels"] for number in by_bearer)
    return sum(by_bearer)


async def test_the_issue_and_its_fix_flow_tell_the_same_numbers_while_a_library_is_away(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """What is away is in neither, and in both when it is back."""
    assert await numbers_agree(hass, held) == 12
    section = town.world.plex.sections.pop("1")
    await sync(hass)
    assert 0 < await numbers_agree(hass, held) < 12

    town.world.plex.sections["1"] = section
    await sync(hass)
    assert await numbers_agree(hass, held) == 12


async def test_labels_of_items_that_are_away_stay_with_what_is_kept(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """Back again they are not asked about, nor do they go."""
    before = labels(town)
    section = town.world.plex.sections.pop("1")
    await sync(hass)
    await reply(hass, await open_question(hass), "keep")
    assert question(hass) is None
    town.world.plex.sections["1"] = section

    assert (await sync(hass))["removed"] == 0

    assert question(hass) is None
    assert labels(town) == before


async def test_labels_of_items_that_are_away_do_not_go_with_what_goes(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """They were not shown: once Plex tells that one is back, its labels are asked about."""
    (key,) = {key for key, _ in database_of(held).look(decisions.asked)[:1]}
    item = town.world.plex.item(key)
    assert item
    before = labels(town)[key]
    town.world.plex.remove_item(item)
    await sync(hass)
    await reply(hass, await open_question(hass), "approve")
    assert question(hass) is None
    town.world.plex.sections[item.section].items[key] = item

    await town.plex.announce_refreshed([item])

    await until(lambda: question(hass) is not None)
    asked = database_of(held).look(decisions.asked)
    assert {one for one, _ in asked} == {key}
    assert await numbers_agree(hass, held) == len(asked)
    assert labels(town)[key] == before


async def test_an_item_that_plex_made_anew_has_nothing_to_be_asked_about(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    """It has no labels but those that are wanted, whatever was kept on the one before."""
    await reply(hass, await open_question(hass), "keep")
    for item in town.world.plex.items():
        town.world.plex.recreate_item(item)

    answer = await sync(hass)

    assert (answer["removed"], question(hass)) == (0, None)
    assert not {"pulsarr:john", "pulsarr:maria"} & set().union(*labels(town).values())


async def test_an_item_that_left_plex_is_not_asked_about(
    hass: HomeAssistant, held: MockConfigEntry, town: Town
) -> None:
    asked = database_of(held).look(decisions.asked)
    assert count(hass) == str(len(asked)) == "12"
    key = asked[0][0]
    item = town.world.plex.item(key)
    assert item
    town.world.plex.remove_item(item)

    await town.plex.announce_deleted(item)

    left = [one for one in asked if one[0] != key]
    await until(lambda: database_of(held).look(decisions.asked) == left)
    await until(lambda: count(hass) == str(len(left)))
    answered = await reply(hass, await open_question(hass), "approve")
    assert answered["type"] is FlowResultType.CREATE_ENTRY
    assert question(hass) is None


@pytest.mark.parametrize("first", ["keep", "approve"])
@pytest.mark.parametrize("second", ["keep", "approve"])
async def test_a_question_that_was_answered_in_another_window_says_so(
    hass: HomeAssistant, held: MockConfigEntry, town: Town, first: str, second: str
) -> None:
    """It ended as if the labels had been removed, or kept."""
    here, there = await open_question(hass), await open_question(hass)
    await reply(hass, there, first)
    before = labels(town)

    result = await reply(hass, here, second)

    assert (result["type"], result.get("reason")) == (FlowResultType.ABORT, "answered")
    assert labels(town) == before
    assert question(hass) is None


async def test_a_question_that_settled_itself_meanwhile_says_so(
    hass: HomeAssistant, held: MockConfigEntry, town: Town, wishes: list[list[Title]]
) -> None:
    """The titles are wanted again."""
    menu = await open_question(hass)
    before = labels(town)
    for person, wished in zip(town.world.people[1:3], wishes, strict=True):
        person.watchlist.extend(wished)
    await sync(hass)

    result = await reply(hass, menu, "approve")

    assert (result["type"], result.get("reason")) == (FlowResultType.ABORT, "answered")
    assert labels(town) == before
