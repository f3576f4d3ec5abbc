"""The fix flow of people who share a label: one of them gets another name."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.markdown import escaped
from custom_components.plex_label_sync.state.errors import NotSavedError
from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.town import Town
from tests.people import call, person_id
from tests.running import ours, sync, until

KEY = "label_collision"
SHARED, NEIGHBOUR = "pulsarr:the neighbour", "The Neighbour"


@pytest.fixture
async def sharing(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry, once John and Maria share a label."""
    assert await async_setup_component(hass, "repairs", {})
    await _by_title(hass, loaded, town, "john", "maria")
    return loaded


async def _by_title(hass: HomeAssistant, entry: MockConfigEntry, town: Town, *names: str) -> None:
    """Use display names in labels, and let people have the same."""
    for name in names:
        town.world.person(name).title = NEIGHBOUR
    hass.config_entries.async_update_entry(entry, options={"labels": {"name_source": "title"}})
    await hass.async_block_till_done()
    await sync(hass)


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    (issue,) = issues_of(hass, KEY)
    assert issue.is_fixable
    form = await open_fix(hass, issue.issue_id)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "rename")
    return form


def _people(form: RepairsFlowResult) -> dict[str, str]:
    """Give whom a form lets choose, by id."""
    assert form["data_schema"]
    options = form["data_schema"].schema["person"].config["options"]
    return {option["value"]: option["label"] for option in options}


async def test_it_asks_which_of_the_people_gets_another_name(
    hass: HomeAssistant, sharing: MockConfigEntry
) -> None:
    """People who are called alike are told apart by their usernames."""
    john, maria = person_id(sharing, "john"), person_id(sharing, "maria")

    form = await _open(hass)

    assert _people(form) == {
        john: f"{NEIGHBOUR} (john)",
        maria: f"{NEIGHBOUR} (maria)",
    }
    assert form["description_placeholders"] == {
        "labels": escaped(f"pulsarr:{NEIGHBOUR} ({NEIGHBOUR} (john), {NEIGHBOUR} (maria))"),
        "name": "",
    }


async def test_the_name_gives_the_person_a_label_of_their_own(
    hass: HomeAssistant, sharing: MockConfigEntry, town: Town
) -> None:
    """At once; that of the others stays, and the issue is gone."""
    john = person_id(sharing, "john")

    result = await send_fix(hass, await _open(hass), {"person": john, "name": " Johnny "})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    await until(lambda: "pulsarr:johnny" in ours(town))
    assert SHARED in ours(town)
    await sync(hass)
    assert {"pulsarr:johnny", SHARED} <= ours(town)
    assert issues_of(hass, KEY) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (",", "name_impossible"),
        ("  ", "name_unseen"),
        ("\u200b", "name_unseen"),
        ("x" * 61, "name_impossible"),
        ("the owner", "name_taken"),
        ("ignore", "name_reserved"),
        ("kids", "name_is_tag"),
    ],
)
async def test_a_name_that_cannot_be_used_is_refused(
    hass: HomeAssistant, sharing: MockConfigEntry, name: str, key: str
) -> None:
    """The form keeps what was entered, and takes another name."""
    entered = {"person": person_id(sharing, "john"), "name": name}

    form = await send_fix(hass, await _open(hass), entered)

    assert form["errors"] == {"name": key}
    assert (form["description_placeholders"] or {})["name"] == name.strip()
    assert form["data_schema"]
    suggested = {
        str(field): (field.description or {}).get("suggested_value")
        for field in form["data_schema"].schema
    }
    assert suggested == entered
    result = await send_fix(hass, form, {**entered, "name": "Johnny"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_it_asks_until_nobody_shares_a_label(
    hass: HomeAssistant, sharing: MockConfigEntry, town: Town
) -> None:
    await _by_title(hass, sharing, town, "owner")
    form = await _open(hass)
    assert len(_people(form)) == 3

    form = await send_fix(hass, form, {"person": person_id(sharing, "john"), "name": "Johnny"})

    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {}
    maria = person_id(sharing, "maria")
    assert maria in _people(form)
    result = await send_fix(hass, form, {"person": maria, "name": "Mary"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_who_got_another_name_meanwhile_needs_none(
    hass: HomeAssistant, sharing: MockConfigEntry
) -> None:
    """The flow ends."""
    (issue,) = issues_of(hass, KEY)
    await call(sharing, john="Johnny")

    result = await open_fix(hass, issue.issue_id)

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_an_answer_after_nobody_shares_a_label_anymore_changes_nothing(
    hass: HomeAssistant, sharing: MockConfigEntry, town: Town
) -> None:
    """As that of a second dialog, which was still open."""
    john = person_id(sharing, "john")
    first, second = await _open(hass), await _open(hass)
    await send_fix(hass, first, {"person": john, "name": "Johnny"})
    await until(lambda: "pulsarr:johnny" in ours(town))

    result = await send_fix(hass, second, {"person": john, "name": "Jack"})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert sharing.runtime_data.coordinator.people.states[john].other_name == "Johnny"


async def test_a_name_formats_nothing_and_links_to_nothing(
    hass: HomeAssistant, sharing: MockConfigEntry, town: Town
) -> None:
    """It is somebody else's text, in a page that shows Markdown."""
    odd = "[sign in](https://example.com) ![](https://example.com/a.png)"
    town.world.person("john").username = odd
    await _by_title(hass, sharing, town)

    (issue,) = issues_of(hass, KEY)
    form = await _open(hass)

    for about in (issue.translation_placeholders, form["description_placeholders"]):
        assert about
        assert "](" not in about["labels"]
        assert escaped(odd) in about["labels"]


async def test_who_is_gone_meanwhile_needs_none(
    hass: HomeAssistant, sharing: MockConfigEntry, town: Town
) -> None:
    form = await _open(hass)
    john = person_id(sharing, "john")
    town.world.people.remove(town.world.person("john"))
    for poll in sharing.runtime_data.polls:
        await poll.async_refresh()

    result = await send_fix(hass, form, {"person": john, "name": "Johnny"})

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_while_the_server_is_not_set_up_nothing_can_be_chosen(
    hass: HomeAssistant, sharing: MockConfigEntry
) -> None:
    form = await _open(hass)
    john = person_id(sharing, "john")
    await hass.config_entries.async_unload(sharing.entry_id)

    result = await send_fix(hass, form, {"person": john, "name": "Johnny"})

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_set_up")


async def test_what_cannot_be_saved_is_told(hass: HomeAssistant, sharing: MockConfigEntry) -> None:
    form = await _open(hass)
    error = NotSavedError("the disk is full")

    with patch.object(sharing.runtime_data.database, "write", side_effect=error):
        result = await send_fix(
            hass, form, {"person": person_id(sharing, "john"), "name": "Johnny"}
        )

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_saved")
    assert result["description_placeholders"] == {"error": "the disk is full"}
