"""Repair issues of labels that are reserved, and what is told of ids in conflict."""

import dataclasses

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.issues.raised import issues_of_entry, text_of
from tests.lab.fill import small_world
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_arr import ArrState, ArrTitle
from tests.running import sync, until
from tests.steps import save_options


@pytest.fixture
def world() -> World:
    """The small world with nobody's list private."""
    world = small_world()
    for person in world.people:
        person.private = False
    return world


async def test_a_tag_whose_label_is_reserved_is_named_until_it_has_another(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """A sync raises it, and takes it back."""
    radarr, tagged = _tag(town, "ignore")
    await sync(hass)

    assert issues_of_entry(hass, loaded) == {"reserved_label"}
    text = await text_of(hass, loaded, "reserved_label", "fix_flow.step.init.description")
    assert "pulsarr:ignore (Radarr: ignore)." in text

    tagged.tags.remove(radarr.tag("ignore"))
    await sync(hass)
    assert issues_of_entry(hass, loaded) == set()


async def test_what_follows_raises_a_reserved_label_and_takes_it_back(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Without a sync."""
    await sync(hass)
    radarr, tagged = _tag(town, "john")
    await _look(hass, loaded)
    await until(lambda: issues_of_entry(hass, loaded) == {"reserved_label"})

    tagged.tags.remove(radarr.tag("john"))
    await _look(hass, loaded)
    await until(lambda: issues_of_entry(hass, loaded) == set())


async def test_a_reserved_label_is_forgotten_when_the_tag_is_left_out(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The options do that, and what they change is synced."""
    _tag(town, "removed")
    await sync(hass)
    assert issues_of_entry(hass, loaded) == {"reserved_label"}

    await save_options(hass, loaded, scope={"exclude_tags": ["removed"]})
    await sync(hass)

    assert issues_of_entry(hass, loaded) == set()


async def test_a_dry_run_raises_no_reserved_label(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    _tag(town, "ignore")

    await sync(hass, dry_run=True)

    assert issues_of_entry(hass, loaded) == set()


async def test_a_title_with_ids_in_conflict_raises_none_and_is_told_in_the_answer(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """What is meant is labelled, so that the result is as good as without."""
    right = town.world.add_title("show", "Mixed Up", tmdb=910_001, tvdb=910_101)
    town.world.plex.add_item(right, town.world.plex.sections["4"])
    town.world.arrs[2].add_title(dataclasses.replace(right, tmdb=920_777), "mixed")

    answer = await sync(hass)

    assert answer["status"] == "ok"
    assert "Mixed Up" in answer["sources"]["conflicting IDs"]
    assert issues_of_entry(hass, loaded) == set()


def _tag(town: Town, label: str) -> tuple[ArrState, ArrTitle]:
    """Tag a film that is in Plex."""
    radarr = town.world.arrs[0]
    tagged = radarr.titles[2]
    tagged.tags.add(radarr.tag(label))
    return radarr, tagged


async def _look(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let the polls of the instances look."""
    for poll in entry.runtime_data.instances.values():
        await poll.async_refresh()
    await hass.async_block_till_done()
