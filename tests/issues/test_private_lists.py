"""Repair issues of friends who hide their watchlist: one for each, with a way out."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.markdown import escaped
from custom_components.plex_label_sync.state import choices
from custom_components.plex_label_sync.state.errors import NotSavedError
from tests.database import database_of
from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.town import Town
from tests.lab.world import Person
from tests.people import leave_out
from tests.running import ours, sync, until
from tests.steps import save_options

KEY = "watchlist_private"


@pytest.fixture
async def private(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry, once it is known that Ines hides her list."""
    assert await async_setup_component(hass, "repairs", {})
    await until(lambda: bool(_names(hass)))
    return loaded


async def test_a_private_list_is_told_at_the_first_look(
    hass: HomeAssistant, private: MockConfigEntry
) -> None:
    """Before any sync."""
    (issue,) = _issues(hass)

    assert issue.translation_placeholders == {"name": "ines"}
    assert (issue.is_fixable, issue.severity) == (True, ir.IssueSeverity.WARNING)


async def test_its_id_tells_nobody_who_it_is(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    """It is shown in diagnostics."""
    (issue,) = _issues(hass)
    ines = _person(town, "ines")

    assert issue.issue_id.endswith(f"_{private.entry_id}")
    assert not [one for one in (str(ines.id), ines.uuid, "ines") if one in issue.issue_id]


async def test_friends_who_are_called_alike_are_told_apart(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    for name in ("ines", "maria"):
        person = _person(town, name)
        person.title, person.private = "The Neighbour", True
    await sync(hass)

    assert _names(hass) == {"The Neighbour (ines)", "The Neighbour (maria)"}


async def test_of_an_account_without_a_username_no_e_mail_address_is_shown(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    ines = _person(town, "ines")
    ines.nameless, ines.email = True, "ines.b@example.com"
    await sync(hass)

    assert _names(hass) == {"ines.b"}
    (issue,) = _issues(hass)
    assert "example.com" not in str(issue)
    await _answer(hass, await _open(hass), "leave_out")
    assert _left_out(private) == {str(ines.id)}
    await until(lambda: _names(hass) == set())


async def test_everybody_who_hides_a_list_has_an_issue_of_their_own(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    _person(town, "john").private = True

    await sync(hass)

    assert _names(hass) == {"ines", "John from upstairs"}


async def test_it_goes_when_the_list_can_be_read(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    _person(town, "ines").private = False

    await sync(hass)

    assert _names(hass) == set()


async def test_it_goes_with_the_friendship(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    _person(town, "ines").friend = False

    await sync(hass)

    assert _names(hass) == set()


async def test_it_goes_when_the_person_is_left_out(
    hass: HomeAssistant, private: MockConfigEntry
) -> None:
    await sync(hass)

    await leave_out(private, "ines")

    await until(lambda: _names(hass) == set())


async def test_it_goes_when_friends_lists_are_not_wanted(
    hass: HomeAssistant, private: MockConfigEntry
) -> None:
    await save_options(hass, private, sources={"friends_watchlists": False})

    assert _names(hass) == set()


async def test_it_goes_with_the_plex_server(hass: HomeAssistant, private: MockConfigEntry) -> None:
    await hass.config_entries.async_remove(private.entry_id)

    assert _issues(hass) == []


async def test_a_list_that_fails_otherwise_changes_nothing(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    """Whether Ines still hides hers is not known, and nobody says that John does."""
    town.plextv.graphql_errors |= {_person(town, "ines").uuid, _person(town, "john").uuid}

    await sync(hass)

    assert _names(hass) == {"ines"}


async def test_a_service_that_fails_changes_nothing(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    await town.plextv.stop()

    await sync(hass)

    assert _names(hass) == {"ines"}


async def test_the_person_can_be_left_out(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    """Beside those who are left out already; nothing of the options changes."""
    await sync(hass)
    await leave_out(private, "guest")

    result = await _answer(hass, await _open(hass), "leave_out")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    people = frozenset(str(_person(town, name).id) for name in ("guest", "ines"))
    assert (_left_out(private), private.options) == (people, {})
    coordinator = private.runtime_data.coordinator
    await until(lambda: (coordinator.data.last_result, _names(hass)) == ("ok", set()))


async def test_the_labels_of_a_person_who_is_left_out_go(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    """Those of the others stay."""
    ines = _person(town, "ines")
    ines.private = False
    await sync(hass)
    assert "pulsarr:ines" in ours(town)
    ines.private = True
    await sync(hass)

    await _answer(hass, await _open(hass), "leave_out")

    await until(lambda: "pulsarr:ines" not in ours(town))
    assert "pulsarr:john" in ours(town)


async def test_while_the_server_is_not_set_up_nobody_is_left_out(
    hass: HomeAssistant, private: MockConfigEntry
) -> None:
    """The issue stands."""
    menu = await _open(hass)
    await hass.config_entries.async_unload(private.entry_id)

    result = await _answer(hass, menu, "leave_out")

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_set_up")
    assert _names(hass) == {"ines"}


async def test_what_cannot_be_saved_is_told(hass: HomeAssistant, private: MockConfigEntry) -> None:
    menu = await _open(hass)
    error = NotSavedError("the disk is full")

    with patch.object(private.runtime_data.database, "write", side_effect=error):
        result = await _answer(hass, menu, "leave_out")

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_saved")
    assert result["description_placeholders"] == {"error": "the disk is full"}


async def test_the_issue_can_be_silenced_for_good(
    hass: HomeAssistant, private: MockConfigEntry
) -> None:
    """The next look finds the list private again, and says nothing."""
    result = await _answer(hass, await _open(hass), "ignore")
    await sync(hass)

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "ignored")
    (issue,) = _issues(hass)
    assert issue.dismissed_version
    assert private.options == {}


async def test_a_list_that_is_ignored_is_no_trouble(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    """Another one is, and so is another error of this one."""
    await _answer(hass, await _open(hass), "ignore")

    assert (await sync(hass))["status"] == "ok"
    assert (await sync(hass, dry_run=True))["status"] == "ok"

    town.plextv.graphql_errors.add(_person(town, "ines").uuid)
    assert (await sync(hass))["status"] == "partial"
    town.plextv.graphql_errors.clear()

    _person(town, "john").private = True
    assert (await sync(hass))["status"] == "partial"


@pytest.mark.parametrize("answer", ["leave_out", "ignore"])
async def test_a_server_that_was_removed_meanwhile(
    hass: HomeAssistant, private: MockConfigEntry, answer: str
) -> None:
    """The flow ends."""
    form = await _open(hass)
    await hass.config_entries.async_remove(private.entry_id)

    result = await _answer(hass, form, answer)

    assert result["type"] in {FlowResultType.CREATE_ENTRY, FlowResultType.ABORT}
    assert _issues(hass) == []


def _person(town: Town, username: str) -> Person:
    return next(one for one in town.world.people if one.username == username)


def _left_out(entry: MockConfigEntry) -> frozenset[str]:
    chosen: Choices = database_of(entry).look(choices.of)
    return chosen.left_out


def _issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return issues_of(hass, KEY)


def _names(hass: HomeAssistant) -> set[str]:
    return {(issue.translation_placeholders or {})["name"] for issue in _issues(hass)}


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    """Open the issue's fix flow; gives the menu."""
    (issue,) = _issues(hass)
    menu = await open_fix(hass, issue.issue_id)
    assert menu["type"] is FlowResultType.MENU
    assert menu["menu_options"] == ["leave_out", "ignore"]
    assert issue.translation_placeholders
    name = issue.translation_placeholders["name"]
    assert menu["description_placeholders"] == {"name": name, "shown": escaped(name)}
    return menu


async def _answer(hass: HomeAssistant, menu: RepairsFlowResult, answer: str) -> RepairsFlowResult:
    return await send_fix(hass, menu, {"next_step_id": answer})


async def test_a_list_that_is_told_to_be_private_by_an_error_has_an_issue(
    hass: HomeAssistant, private: MockConfigEntry, town: Town
) -> None:
    """As one that is told by nothing."""
    _person(town, "john").private = True
    town.plextv.private_as_error = True

    await sync(hass)

    assert _names(hass) == {"ines", "John from upstairs"}
