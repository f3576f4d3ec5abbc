"""Why labels would go, as the question about a large removal tells it."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from tests.database import database_of, forget_former_names
from tests.lab.town import Town
from tests.running import sync
from tests.steps import save_options, save_page
from tests.texts import TEXTS

from .answering import open_question

ADVICE: str = TEXTS["issues"]["removal_limit"]["fix_flow"]["step"]["init"]["description"]


async def test_watchlists_that_were_turned_off_are_not_called_empty(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """They have titles still: it is only that these are no longer read."""
    assert await async_setup_component(hass, "repairs", {})
    await sync(hass)
    await save_options(hass, loaded, sources={"friends_watchlists": False})
    await sync(hass)

    menu = await open_question(hass)

    shown = menu["description_placeholders"]
    assert shown
    assert (
        "**maria's labels: 7** (turned off in the options: watchlist of maria)" in (shown["labels"])
    )
    assert "now without titles" not in shown["labels"]
    assert "is empty or turned off by mistake" in ADVICE


async def test_where_labels_of_people_were_turned_off_the_switch_is_the_reason(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The titles are wanted still."""
    assert await async_setup_component(hass, "repairs", {})
    await sync(hass)
    switches = ["switch.maria_labels", "switch.john_from_upstairs_labels"]
    await hass.services.async_call("switch", "turn_off", {"entity_id": switches}, blocking=True)
    await sync(hass)

    menu = await open_question(hass)

    shown = menu["description_placeholders"]
    assert shown
    assert "**maria's labels: 7** (the switch Labels is off): " in shown["labels"]
    assert "no longer wanted" not in shown["labels"]


async def _shown_of_excluded_tags(hass: HomeAssistant, loaded: MockConfigEntry) -> str:
    """Exclude all tags, and give what the question says of the labels."""
    assert await async_setup_component(hass, "repairs", {})
    await sync(hass)
    await save_page(hass, loaded, "filters", exclude_tags=["*"])
    await sync(hass)
    menu = await open_question(hass)
    assert menu["description_placeholders"]
    return menu["description_placeholders"]["labels"]


async def test_of_tags_that_the_options_exclude_it_does_not_say_that_they_were_removed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Radarr and Sonarr have them still: whoever is asked looks at the filters."""
    shown = await _shown_of_excluded_tags(hass, loaded)

    assert "(excluded by the filters in the options: tag slow in Sonarr)" in shown
    assert "or the filters in the options exclude too much" in ADVICE
    assert "no longer wanted" not in shown
    assert "now without titles" not in shown


async def test_what_became_of_several_reasons_is_said_once(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Two instances have the tag."""
    shown = await _shown_of_excluded_tags(hass, loaded)

    (line,) = (one for one in shown.splitlines() if "tag classics:" in one)
    _, told = line.split(" (excluded by the filters in the options: ")
    why, _ = told.split("): ")
    assert set(why.split(", ")) == {"tag classics in Radarr", "tag classics in Radarr 4K"}


async def _shown_of_what_left(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, *, names_were_kept: bool
) -> str:
    """Let Maria leave and remove Sonarr, and give what the question says of the labels."""
    assert await async_setup_component(hass, "repairs", {})
    await save_options(hass, loaded, removal={"removal_limit": 0})
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(enabled=False)
    town.world.people.remove(town.world.person("maria"))
    (sonarr,) = (one for one in loaded.subentries.values() if one.subentry_type == "sonarr")
    hass.config_entries.async_remove_subentry(loaded, sonarr.subentry_id)
    await hass.async_block_till_done()
    await sync(hass)
    if not names_were_kept:
        await forget_former_names(database_of(loaded))
    menu = await open_question(hass)

    assert menu["description_placeholders"]
    return menu["description_placeholders"]["labels"].replace("\\", "")


async def test_whoever_left_and_a_removed_instance_are_called_as_before(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    shown = await _shown_of_what_left(hass, loaded, town, names_were_kept=True)

    assert "**maria's labels: 7** (no longer there: watchlist of maria)" in shown
    assert "(no longer there: tag slow in Sonarr)" in shown


async def test_whoever_left_before_names_were_kept_is_called_by_the_label(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nobody knows them by a number, nor an instance by its key."""
    shown = await _shown_of_what_left(hass, loaded, town, names_were_kept=False)

    assert "**pulsarr:maria's labels: 7** (" in shown
    assert "watchlist of pulsarr:maria" in shown
    assert "tag slow in a removed instance" in shown
