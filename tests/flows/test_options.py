"""The options: a menu of pages, each of which keeps what is entered, and nothing else."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from custom_components.plex_label_sync.options import schedule_from
from tests.lab.town import Town
from tests.running import sync
from tests.steps import Form, open_options, open_page, save_page, send_page, shown

DEFAULTS: dict[str, dict[str, Any]] = {
    "labels": {
        "prefix": "pulsarr",
        "user_label": "{prefix}:{user}",
        "tag_label": "{prefix}:{tag}",
        "name_source": "username",
        "ignore_label": "{prefix}:ignore",
    },
    "removal": {
        "removed_mode": "remove",
        "removed_label": "{prefix}:removed",
        "cleanup_orphans": False,
        "removal_limit": 25,
    },
    "sources": {
        "own_watchlist": True,
        "friends_watchlists": True,
        "poll_minutes": 15,
        "label_new_people": True,
    },
    "filters": {"libraries": [], "include_tags": [], "exclude_tags": []},
    "schedule": {
        "schedule_time": "05:30:00",
        "schedule_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    },
    "performance": {"concurrency": 5},
}
OTHERS: dict[str, dict[str, Any]] = {
    "labels": {
        "prefix": "plex-label.sync",
        "user_label": "by {user_id}",
        "tag_label": "tag {tag}",
        "name_source": "title",
        "ignore_label": "hands off",
    },
    "removal": {
        "removed_mode": "special",
        "removed_label": "nobody",
        "cleanup_orphans": True,
        "removal_limit": 40,
    },
    "sources": {
        "own_watchlist": False,
        "friends_watchlists": False,
        "poll_minutes": 60,
        "label_new_people": False,
    },
    "filters": {
        "libraries": ["1", "4"],
        "include_tags": ["kids", "4k*"],
        "exclude_tags": ["loan"],
    },
    "schedule": {"schedule_time": "04:30:00", "schedule_days": ["sat", "sun"]},
    "performance": {"concurrency": 12},
}
STORED = {
    "labels": {key: OTHERS["labels"][key] for key in OTHERS["labels"] if key != "ignore_label"},
    "removal": OTHERS["removal"],
    "sources": OTHERS["sources"],
    "scope": OTHERS["filters"] | {"ignore_label": "hands off"},
    "schedule": OTHERS["schedule"],
    "performance": OTHERS["performance"],
}


async def test_the_options_are_a_menu_of_pages(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """And the preview."""
    menu = await open_options(hass, loaded)

    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "init")
    assert menu["menu_options"] == [*DEFAULTS, "preview"]


@pytest.mark.parametrize("page", DEFAULTS)
async def test_a_page_begins_with_the_defaults(
    hass: HomeAssistant, loaded: MockConfigEntry, page: str
) -> None:
    form = await open_page(hass, loaded, page)

    assert form["step_id"] == page
    assert form["errors"] == {}
    assert shown(form) == DEFAULTS[page]


async def test_what_is_saved_is_shown_again(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Every option can be changed; a page leaves the others as they are."""
    for page, values in OTHERS.items():
        await save_page(hass, loaded, page, **values)

    assert dict(loaded.options) == STORED
    for page, values in OTHERS.items():
        assert shown(await open_page(hass, loaded, page)) == values


async def test_a_time_can_be_taken_back(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """An empty field is not sent."""
    form = await open_page(hass, loaded, "schedule")
    entered = shown(form)
    del entered["schedule_time"]

    await hass.config_entries.options.async_configure(form["flow_id"], entered)

    assert schedule_from(loaded.options)[0] is None
    assert "schedule_time" not in shown(await open_page(hass, loaded, "schedule"))


async def test_a_house_that_saved_no_time_gets_none(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Version 0.1.0 had none unless somebody chose one."""
    options = {"schedule": {"schedule_days": ["sat"]}}
    hass.config_entries.async_update_entry(loaded, options=options)
    await hass.async_block_till_done()

    assert shown(await open_page(hass, loaded, "schedule")) == options["schedule"]


async def test_what_was_typed_stays_after_an_error(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """With the message at its field."""
    typed = OTHERS["labels"] | {"prefix": "a b"}

    form = await send_page(hass, await open_page(hass, loaded, "labels"), **typed)

    assert (form["step_id"], form["errors"]) == ("labels", {"prefix": "invalid_prefix"})
    assert shown(form) == typed
    assert dict(loaded.options) == {}


async def test_numbers_are_kept_whole(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """HA's sliders and fields send them with a decimal point."""
    await save_page(hass, loaded, "performance", concurrency=7.0)
    await save_page(hass, loaded, "sources", poll_minutes=30.0)

    assert repr(loaded.options["performance"]["concurrency"]) == "7"
    assert repr(loaded.options["sources"]["poll_minutes"]) == "30"


async def test_a_removed_label_goes_stays_or_is_replaced(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """There is no fourth way."""
    form = await open_page(hass, loaded, "removal")

    with pytest.raises(InvalidData):
        await send_page(hass, form, removed_mode="burn")


async def test_libraries_of_movies_and_shows_can_be_chosen(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """By their titles; there is nothing to label among music."""
    assert _libraries(await open_page(hass, loaded, "filters")) == {
        "1": "Movies",
        "2": "4K Movies",
        "3": "Old Movies",
        "4": "TV Shows",
        "5": "Old TV Shows",
    }


async def test_a_chosen_library_that_is_gone_can_stay_chosen(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Otherwise nothing else on the page could be saved."""
    await save_page(hass, loaded, "filters", libraries=["1", "2"])
    del town.world.plex.sections["2"]

    assert _libraries(await open_page(hass, loaded, "filters"))["2"] == "2"
    await save_page(hass, loaded, "filters", exclude_tags=["uhd"])

    assert loaded.options["scope"]["libraries"] == ["1", "2"]


async def test_a_chosen_library_that_is_gone_can_be_taken_back(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """After that it is not offered any more."""
    await save_page(hass, loaded, "filters", libraries=["1", "2"])
    del town.world.plex.sections["2"]

    await save_page(hass, loaded, "filters", libraries=["1"])

    assert "2" not in _libraries(await open_page(hass, loaded, "filters"))


async def test_the_page_of_libraries_opens_while_plex_is_down(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Chosen libraries then go by their keys, and the log says why."""
    await save_page(hass, loaded, "filters", libraries=["2"])
    await town.plex.stop()

    form = await open_page(hass, loaded, "filters")

    assert _libraries(form) == {"2": "2"}
    assert "Cannot read Plex's libraries" in caplog.text
    assert (await send_page(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_known_tags_are_offered_and_patterns_can_be_entered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)

    form = await open_page(hass, loaded, "filters")

    assert form["data_schema"]
    field = form["data_schema"].schema["include_tags"]
    assert field.config["options"] == ["3-john", "classics", "holiday", "kids", "slow", "uhd"]
    result = await send_page(hass, form, include_tags=["*", "4k*"])
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_blank_pattern_is_none(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """It fits no tag, so that the labels of all would go; and blanks around one mean nothing."""
    await save_page(hass, loaded, "filters", include_tags=["", " "], exclude_tags=[" kids "])

    scope = loaded.options["scope"]
    assert (scope["include_tags"], scope["exclude_tags"]) == ([], ["kids"])


async def test_the_page_of_labels_shows_whose_labels_result(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Of the first person and tag that are there: each time the same."""
    await sync(hass)
    await save_page(hass, loaded, "labels", user_label="{prefix}/{user}", tag_label="#{tag}")

    example = (await open_page(hass, loaded, "labels"))["description_placeholders"]

    assert example
    assert (example["person"], example["person_label"]) == ("guest", r"pulsarr\/guest")
    assert example["tag_label"] == rf"\#{example['tag']}"


async def test_the_pages_open_while_the_entry_is_not_set_up(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nobody is known then: an example of our own is shown."""
    await hass.config_entries.async_unload(loaded.entry_id)

    form = await open_page(hass, loaded, "labels")

    assert form["description_placeholders"]
    assert form["description_placeholders"]["person_label"] == r"pulsarr\:alex"
    result = await send_page(hass, form, prefix="p")
    assert result["type"] is FlowResultType.CREATE_ENTRY


def _libraries(form: Form) -> dict[str, str]:
    """Give the libraries that can be chosen, by key."""
    assert form["data_schema"]
    field = form["data_schema"].schema["libraries"]
    return {option["value"]: option["label"] for option in field.config["options"]}
