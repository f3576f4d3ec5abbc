"""The issue of labels that are reserved: exclude the tags, rename the people, or the options."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import FlowType, RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.state.database import Database, NotReadError
from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.fill import small_world
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, sync, until
from tests.steps import save_options


@pytest.fixture
def world() -> World:
    """The small world with nobody's list private, and an odd tag."""
    world = small_world()
    for person in world.people:
        person.private = False
    return world


@pytest.fixture
async def clashing(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """A config entry with a tag that is called like the ignore label."""
    assert await async_setup_component(hass, "repairs", {})
    radarr = town.world.arrs[0]
    radarr.titles[2].tags.add(radarr.tag("ignore"))
    await sync(hass)
    return loaded


async def _open(hass: HomeAssistant) -> RepairsFlowResult:
    (issue,) = issues_of(hass, "reserved_label")
    assert issue.is_fixable
    return await open_fix(hass, issue.issue_id)


async def _pick(hass: HomeAssistant, menu: RepairsFlowResult, option: str) -> RepairsFlowResult:
    return await send_fix(hass, menu, {"next_step_id": option})


async def test_the_tags_can_be_excluded(hass: HomeAssistant, clashing: MockConfigEntry) -> None:
    """What was excluded before stays so, and syncs tell of them no more."""
    await save_options(hass, clashing, scope={"exclude_tags": ["uhd"]})
    await sync(hass)
    menu = await _open(hass)
    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "init")
    assert menu["menu_options"] == ["exclude", "options"]
    assert menu["description_placeholders"] == {"labels": r"pulsarr\:ignore \(Radarr\: ignore\)"}

    end = await _pick(hass, menu, "exclude")

    assert end["type"] is FlowResultType.CREATE_ENTRY
    assert clashing.options["scope"]["exclude_tags"] == ["uhd", "ignore"]
    await hass.async_block_till_done()
    await sync(hass)
    assert issues_of(hass, "reserved_label") == []


async def test_a_tag_with_signs_of_patterns_is_excluded_alone(
    hass: HomeAssistant, clashing: MockConfigEntry, town: Town
) -> None:
    radarr = town.world.arrs[0]
    radarr.titles[2].tags.clear()
    radarr.titles[2].tags.add(radarr.tag("[x]*"))
    await save_options(hass, clashing, scope={"ignore_label": "{prefix}:[x]*"})
    await sync(hass)

    await _pick(hass, await _open(hass), "exclude")

    assert clashing.options["scope"]["exclude_tags"] == ["[[]x][*]"]
    await hass.async_block_till_done()
    await sync(hass)
    assert issues_of(hass, "reserved_label") == []


async def test_people_get_other_names(
    hass: HomeAssistant, clashing: MockConfigEntry, town: Town
) -> None:
    """After that the tags are asked about."""
    town.world.person("john").username = "ignore"
    await sync(hass)
    menu = await _open(hass)
    assert menu["menu_options"] == ["exclude", "rename", "options"]

    form = await _pick(hass, menu, "rename")
    assert form["step_id"] == "rename"
    assert form["description_placeholders"] == {
        "labels": r"pulsarr\:ignore \(John from upstairs \(ignore\)\)",
        "name": "",
    }
    assert form["data_schema"]
    ((person,),) = [
        [one["value"] for one in field.config["options"]]
        for key, field in form["data_schema"].schema.items()
        if key == "person"
    ]
    form = await send_fix(hass, form, {"person": person, "name": "removed"})
    assert form["errors"] == {"name": "name_reserved"}
    menu = await send_fix(hass, form, {"person": person, "name": "johnny"})

    assert menu["menu_options"] == ["exclude", "options"]
    await until(lambda: any("pulsarr:johnny" in one for one in labels(town).values()))


async def test_the_options_can_be_opened(hass: HomeAssistant, clashing: MockConfigEntry) -> None:
    """The issue stays until a sync."""
    end = await _pick(hass, await _open(hass), "options")

    assert (end["type"], end["reason"]) == (FlowResultType.ABORT, "options")
    kind, flow_id = end["next_flow"]
    assert kind is FlowType.OPTIONS_FLOW
    assert hass.config_entries.options.async_get(flow_id)["step_id"] == "init"
    assert issues_of(hass, "reserved_label")


async def test_what_is_no_more_needs_no_question(
    hass: HomeAssistant, clashing: MockConfigEntry, town: Town
) -> None:
    """The tag went, and no sync has told of that yet."""
    (issue,) = issues_of(hass, "reserved_label")
    await clashing.runtime_data.database.write(
        lambda connection: connection.execute("DELETE FROM claims")
    )

    assert (await open_fix(hass, issue.issue_id))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("option", ["", "exclude"])
async def test_while_the_server_is_not_set_up_nothing_is_known(
    hass: HomeAssistant, clashing: MockConfigEntry, option: str
) -> None:
    (issue,) = issues_of(hass, "reserved_label")
    menu = await _open(hass)
    await hass.config_entries.async_unload(clashing.entry_id)

    end = await (_pick(hass, menu, option) if option else open_fix(hass, issue.issue_id))

    assert (end["type"], end["reason"]) == (FlowResultType.ABORT, "not_set_up")


@pytest.mark.parametrize("option", ["", "exclude"])
async def test_a_database_that_cannot_be_read(
    hass: HomeAssistant,
    clashing: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
) -> None:
    (issue,) = issues_of(hass, "reserved_label")
    menu = await _open(hass)

    async def fail(*_: object) -> None:
        raise NotReadError("disk I/O error")

    monkeypatch.setattr(Database, "read", fail)
    end = await (_pick(hass, menu, option) if option else open_fix(hass, issue.issue_id))

    assert (end["type"], end["reason"]) == (FlowResultType.ABORT, "not_read")
    assert end["description_placeholders"]


async def test_without_the_server_there_are_no_options(
    hass: HomeAssistant, clashing: MockConfigEntry
) -> None:
    menu = await _open(hass)
    await hass.config_entries.async_remove(clashing.entry_id)

    assert (await _pick(hass, menu, "options"))["type"] is FlowResultType.CREATE_ENTRY
