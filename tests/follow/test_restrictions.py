"""Sharing restrictions are watched: one that names a label of ours which is on no title is told."""

import asyncio
import logging
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.state import restrictions
from custom_components.plex_label_sync.state.database import Database
from custom_components.plex_label_sync.state.errors import NotReadError
from tests.database import database_of
from tests.fixing import issues_of
from tests.issues.raised import text_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.restricting import restrict
from tests.running import sync, until
from tests.steps import open_page, pick, save_page, send_page

BROKEN = "restriction_broken"
OURS = "pulsarr:kids"


@pytest.fixture
async def restricted(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """A config entry after a sync; a friend may see only a label of ours, and another not."""
    restrict(town, "ines", "", "label=Pulsarr%3AKIDS")
    restrict(town, "john", "label!=pulsarr:kids,HDR")
    await sync(hass)
    await _looked(loaded)
    return loaded


async def test_while_the_label_is_on_titles_nothing_is_told(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town
) -> None:
    """And Plex is not asked, for our own records tell so."""
    town.forget()

    await _look(restricted)

    assert issues_of(hass, BROKEN) == []
    assert not [one.path for one in town.plex.log if "/label" in one.path]


async def test_a_label_that_went_is_told_with_whose_restrictions_name_it(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town
) -> None:
    _untag(town)

    await sync(hass)

    await until(lambda: bool(issues_of(hass, BROKEN)))
    text = await text_of(hass, restricted, BROKEN, "fix_flow.step.confirm.description")
    assert "- ines: Pulsarr:KIDS\n- John from upstairs: pulsarr:kids\n" in text
    assert "HDR" not in text


async def test_friends_who_are_called_alike_are_told_apart(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town
) -> None:
    for name in ("ines", "john"):
        town.world.person(name).title = "The Neighbour"
    _untag(town)

    await sync(hass)
    await _look(restricted)

    text = await text_of(hass, restricted, BROKEN, "fix_flow.step.confirm.description")
    assert "- The Neighbour (ines): Pulsarr:KIDS\n- The Neighbour (john): pulsarr:kids\n" in text


async def test_a_renamed_label_is_told(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town
) -> None:
    """Though the restriction was not changed along with it; once it is, that goes."""
    menu = await send_page(hass, await open_page(hass, restricted, "labels"), prefix="p")
    await pick(hass, menu, "confirm")
    await hass.async_block_till_done()
    await sync(hass)
    await until(lambda: bool(issues_of(hass, BROKEN)))

    restrict(town, "ines", "", "label=p:kids")
    restrict(town, "john", "label!=p:kids")
    await _look(restricted)

    assert issues_of(hass, BROKEN) == []


async def test_it_goes_when_the_label_is_on_a_title_again(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town
) -> None:
    """Whoever put it there."""
    await _break(hass, town)
    town.world.plex.add_label(next(iter(town.world.plex.items())), OURS)

    await _look(restricted)

    assert issues_of(hass, BROKEN) == []


async def test_labels_that_never_were_ours_are_not_our_business(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    restrict(town, "ines", "label=Nowhere")

    await sync(hass)
    await _looked(loaded)

    assert issues_of(hass, BROKEN) == []


@pytest.mark.parametrize("path", ["/api/v2/user", "/api/users"])
async def test_it_stays_while_plextv_cannot_tell(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town, path: str
) -> None:
    """Who is not told of is not free."""
    await _break(hass, town)
    restrict(town, "ines")
    restrict(town, "john")
    town.plextv.faults = [Fault("status", path, status=500)]

    await _look(restricted)
    await sync(hass)
    await _looked(restricted)

    assert issues_of(hass, BROKEN)


async def test_it_stays_while_somebody_cannot_be_read(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town
) -> None:
    await _break(hass, town)
    restrict(town, "ines", "", "label%3Dpulsarr:kids")
    restrict(town, "john")

    await _look(restricted)

    assert issues_of(hass, BROKEN)


async def test_it_stays_while_plex_cannot_tell_of_the_label(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town
) -> None:
    """Nor is it raised, for the label may be on a title."""
    await _break(hass, town)
    town.plex.faults = [Fault("status", "/library/sections", status=500)]

    await _look(restricted)
    assert issues_of(hass, BROKEN)

    town.plex.faults = []
    town.plex.faults = [Fault("status", "/label", status=500)]
    await _look(restricted)
    assert issues_of(hass, BROKEN)


async def test_what_was_told_before_holds_over_a_restart(
    hass: HomeAssistant, restricted: MockConfigEntry, town: Town
) -> None:
    """The label may go while plex.tv is down."""
    await hass.config_entries.async_unload(restricted.entry_id)
    town.plextv.faults = [Fault("status", status=500)]
    _untag(town)
    await hass.config_entries.async_setup(restricted.entry_id)

    await sync(hass)

    await until(lambda: bool(issues_of(hass, BROKEN)))


async def test_without_the_own_watchlist_they_are_read_after_each_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Else nobody reads the people of the account then."""
    restrict(town, "ines", "", "label=pulsarr:kids")
    await save_page(hass, loaded, "sources", own_watchlist=False)
    await sync(hass)
    await until(lambda: _is_known(loaded))
    _untag(town)

    await sync(hass)

    await until(lambda: bool(issues_of(hass, BROKEN)))


async def test_a_database_that_cannot_be_read_is_told_in_the_log(
    hass: HomeAssistant,
    restricted: MockConfigEntry,
    town: Town,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is looked again the next time."""
    caplog.set_level(logging.DEBUG)
    with patch.object(Database, "survey", side_effect=NotReadError("the disk is gone")):
        await _look(restricted)

    assert "Sharing restrictions cannot be looked at: the disk is gone" in caplog.text


def _untag(town: Town) -> None:
    """Take the tag away that stands behind our label."""
    for arr in town.world.arrs:
        for title in arr.titles.values():
            title.tags -= {number for number, name in arr.tags.items() if name == "kids"}


async def _break(hass: HomeAssistant, town: Town) -> None:
    _untag(town)
    await sync(hass)
    await until(lambda: bool(issues_of(hass, BROKEN)))


def _is_known(entry: MockConfigEntry) -> bool:
    told = database_of(entry).look(restrictions.of)
    return bool(told and told.people and OURS in database_of(entry).look(restrictions.ours)[1])


async def _look(entry: MockConfigEntry) -> None:
    """Have the people of the account read, as a poll does, and all be looked at."""
    (own,) = [poll for poll in entry.runtime_data.polls if poll.source == "watchlist/own"]
    await own.async_refresh()
    own.async_update_listeners()
    await _looked(entry)


async def _looked(entry: MockConfigEntry) -> None:
    """Wait until restrictions were looked at."""

    def is_over() -> bool:
        return not any("sharing restrictions" in task.get_name() for task in asyncio.all_tasks())

    await until(is_over)
