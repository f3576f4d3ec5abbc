"""Repair issues that follow from a sync, and go when the trouble is gone."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.phrase import PhraseKind
from custom_components.plex_label_sync.state.errors import NotSavedError
from tests.fixing import open_fix, send_fix
from tests.issues.raised import issues_of_entry, text_of
from tests.lab.fill import small_world
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.people import call, leave_out
from tests.running import labels, sync
from tests.steps import save_options

CHOSEN = {"libraries": ["1", "2", "4"]}


@pytest.fixture
def world() -> World:
    """The small world with nobody's list private."""
    world = small_world()
    for person in world.people:
        person.private = False
    return world


async def test_an_ordinary_sync_raises_none(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await sync(hass)

    assert issues_of_entry(hass, loaded) == set()


async def test_a_chosen_library_that_is_gone_is_named(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The others are kept in step."""
    await _delete_chosen_libraries(hass, loaded, town)

    answer = await sync(hass)

    assert (answer["status"], answer["added"]) == ("partial", 18)
    assert issues_of_entry(hass, loaded) == {"library_gone"}
    text = await text_of(hass, loaded, "library_gone", "fix_flow.step.choose.description")
    assert "by their numbers in Plex: 2, 4." in text


async def test_it_is_forgotten_when_the_options_are_mended(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await _delete_chosen_libraries(hass, loaded, town)
    await sync(hass)
    await save_options(hass, loaded, scope={"libraries": ["1"]})

    await sync(hass)

    assert issues_of_entry(hass, loaded) == set()


async def test_it_stays_while_nothing_is_known(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """A failed sync tells nothing of it."""
    await _delete_chosen_libraries(hass, loaded, town)
    await sync(hass)
    town.plex.faults.append(Fault("status"))

    await sync(hass)

    assert issues_of_entry(hass, loaded) == {"library_gone"}


async def test_a_dry_run_raises_none(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await _delete_chosen_libraries(hass, loaded, town)

    await sync(hass, dry_run=True)

    assert issues_of_entry(hass, loaded) == set()


async def test_people_who_share_a_label_are_named(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """When it happens after the options were saved."""
    await _share_a_name(hass, loaded, town)

    assert issues_of_entry(hass, loaded) == {"label_collision"}
    text = await text_of(hass, loaded, "label_collision", "fix_flow.step.rename.description")
    assert "pulsarr:The Neighbour (The Neighbour (john), the neighbour (maria))." in text


@pytest.mark.parametrize("is_renamed", [False, True])
async def test_the_collision_is_forgotten_when_it_is_gone(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, *, is_renamed: bool
) -> None:
    """One of them has another name, or gets no labels."""
    await _share_a_name(hass, loaded, town)
    await (call(loaded, john="John") if is_renamed else leave_out(loaded, "john"))

    await sync(hass)

    assert issues_of_entry(hass, loaded) == set()


async def test_people_who_want_nothing_share_no_label(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """They have none."""
    town.world.people[1].watchlist.clear()

    await _share_a_name(hass, loaded, town)

    assert issues_of_entry(hass, loaded) == set()


async def test_labels_that_plex_dropped_are_named(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """After a second item that lost labels the sync stops."""
    before = labels(town)
    town.plex.edits_replace = True

    answer = await sync(hass)

    after = labels(town)
    harmed = [key for key in before if not before[key] <= after[key]]
    assert answer["status"] == "stopped"
    assert town.plex.writes == len(harmed) == 2
    assert issues_of_entry(hass, loaded) == {"labels_lost"}
    text = await text_of(hass, loaded, "labels_lost", "fix_flow.step.confirm.description")
    for key in harmed:
        assert all(label in text for label in before[key])
        item = town.world.plex.item(key)
        assert item
        assert item.title in text


async def test_nothing_is_written_until_somebody_confirms(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Else each sync would harm more items, and its text would hide what was lost first."""
    town.plex.edits_replace = True
    first = await sync(hass)
    town.forget()

    second = await sync(hass)

    assert second["status"] == "stopped"
    assert second["sources"]["Plex"] == first["sources"]["Plex"]
    assert town.plex.log == []
    assert (await sync(hass, dry_run=True))["status"] == "ok"


async def test_once_confirmed_the_next_sync_works(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Where Plex does as it should again."""
    town.plex.edits_replace = True
    await sync(hass)
    town.plex.edits_replace = False

    await _confirm(hass, loaded, "labels_lost")

    assert issues_of_entry(hass, loaded) == set()
    assert (await sync(hass))["added"] > 0


async def test_what_was_lost_is_known_after_a_restart(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """And nothing is written before somebody confirms, however the flow was opened."""
    town.plex.edits_replace = True
    first = await sync(hass)
    ir.async_delete_issue(hass, DOMAIN, f"labels_lost_{loaded.entry_id}")

    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()

    assert issues_of_entry(hass, loaded) == {"labels_lost"}
    assert (await sync(hass))["sources"]["Plex"] == first["sources"]["Plex"]
    await _confirm(hass, loaded, "labels_lost")
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert issues_of_entry(hass, loaded) == set()


async def test_a_confirmation_that_cannot_be_kept_is_asked_for_again(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The server was not set up at that moment."""
    town.plex.edits_replace = True
    await sync(hass)
    await hass.config_entries.async_unload(loaded.entry_id)

    await _confirm(hass, loaded, "labels_lost")

    assert issues_of_entry(hass, loaded) == set()
    await hass.config_entries.async_setup(loaded.entry_id)
    assert issues_of_entry(hass, loaded) == {"labels_lost"}


async def test_a_confirmation_that_cannot_be_saved_says_so(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The issue stays."""
    town.plex.edits_replace = True
    await sync(hass)
    assert await async_setup_component(hass, "repairs", {})
    form = await open_fix(hass, f"labels_lost_{loaded.entry_id}")
    full = NotSavedError("no space left on the disk", PhraseKind.DISK_FULL)

    with patch.object(loaded.runtime_data.database, "write", side_effect=full):
        result = await send_fix(hass, form, {})

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_saved")
    assert result["description_placeholders"] == {"error": "no space is left on the disk"}
    assert issues_of_entry(hass, loaded) == {"labels_lost"}


async def test_issues_of_two_servers_do_not_mix(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    other = MockConfigEntry(
        domain=DOMAIN, unique_id=loaded.unique_id, data=dict(loaded.data), options={}
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await _delete_chosen_libraries(hass, loaded, town)
    await sync(hass, config_entry_id=loaded.entry_id)

    await sync(hass, config_entry_id=other.entry_id)

    assert issues_of_entry(hass, loaded) == {"library_gone"}
    assert issues_of_entry(hass, other) == set()


async def _confirm(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> None:
    """Open the issue's fix flow and submit it."""
    assert await async_setup_component(hass, "repairs", {})
    form = await open_fix(hass, f"{key}_{entry.entry_id}")
    assert form["type"] is FlowResultType.FORM
    await send_fix(hass, form, {})


async def _delete_chosen_libraries(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> None:
    await save_options(hass, entry, scope=CHOSEN)
    del town.world.plex.sections["2"]
    del town.world.plex.sections["4"]


async def _share_a_name(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> None:
    await save_options(hass, entry, labels={"name_source": "title"})
    town.world.people[1].title = "The Neighbour"
    town.world.people[2].title = "the neighbour"
    await sync(hass)
