"""The question about held removals stays true while titles change, and is answered once."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

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

from .answering import open_question, question, reply


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
