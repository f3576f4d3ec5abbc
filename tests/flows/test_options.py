"""The flow of the options: its form, and that it keeps what is entered."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from tests.lab.town import Town
from tests.steps import Form, error, open_options, save_options, send_options, shown

DEFAULTS: dict[str, dict[str, Any]] = {
    "labels": {
        "prefix": "pulsarr",
        "user_label": "{prefix}:{user}",
        "tag_label": "{prefix}:{tag}",
        "name_source": "username",
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
    "scope": {
        "libraries": [],
        "include_tags": [],
        "exclude_tags": [],
        "ignore_label": "{prefix}:ignore",
    },
    "schedule": {"schedule_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
    "performance": {"concurrency": 5},
}
OTHERS: dict[str, dict[str, Any]] = {
    "labels": {
        "prefix": "plex-label.sync",
        "user_label": "by {user_id}",
        "tag_label": "tag {tag}",
        "name_source": "title",
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
    "scope": {
        "libraries": ["1", "4"],
        "include_tags": ["kids", "4k*"],
        "exclude_tags": ["loan"],
        "ignore_label": "hands off",
    },
    "schedule": {"schedule_time": "04:30:00", "schedule_days": ["sat", "sun"]},
    "performance": {"concurrency": 12},
}


async def test_the_form_begins_with_the_defaults(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """All options in sections, and no time for a scheduled sync."""
    form = await open_options(hass, loaded)

    assert form["step_id"] == "init"
    assert error(form) is None
    assert shown(form) == DEFAULTS


async def test_the_defaults_can_be_saved(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """As they are."""
    await save_options(hass, loaded)

    assert dict(loaded.options) == DEFAULTS


async def test_what_is_saved_is_shown_again(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Every option can be changed."""
    await save_options(hass, loaded, **OTHERS)

    assert dict(loaded.options) == OTHERS
    assert shown(await open_options(hass, loaded)) == OTHERS


async def test_a_time_can_be_taken_back(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """An empty field is not sent."""
    await save_options(hass, loaded, schedule={"schedule_time": "04:30:00"})
    form = await open_options(hass, loaded)
    entered = shown(form)
    del entered["schedule"]["schedule_time"]

    await hass.config_entries.options.async_configure(form["flow_id"], entered)

    assert "schedule_time" not in shown(await open_options(hass, loaded))["schedule"]


async def test_what_was_typed_stays_after_an_error(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """In all sections."""
    typed = OTHERS | {"labels": OTHERS["labels"] | {"prefix": "a b"}}

    form = await send_options(hass, await open_options(hass, loaded), **typed)

    assert error(form) == "invalid_prefix"
    assert shown(form) == typed


@pytest.mark.parametrize("concurrency", [0, 21, "many"])
async def test_the_number_of_requests_has_its_limits(
    hass: HomeAssistant, loaded: MockConfigEntry, concurrency: object
) -> None:
    """From 1 to 20."""
    form = await open_options(hass, loaded)

    with pytest.raises(InvalidData):
        await send_options(hass, form, performance={"concurrency": concurrency})


@pytest.mark.parametrize("minutes", [0, -5, 1441, "often"])
async def test_the_minutes_between_looks_have_their_limits(
    hass: HomeAssistant, loaded: MockConfigEntry, minutes: object
) -> None:
    """From 1 to 1440, which is a day."""
    form = await open_options(hass, loaded)

    with pytest.raises(InvalidData):
        await send_options(hass, form, sources={"poll_minutes": minutes})


async def test_numbers_are_kept_whole(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """HA's sliders and fields send them with a decimal point."""
    await save_options(
        hass, loaded, performance={"concurrency": 7.0}, sources={"poll_minutes": 30.0}
    )

    assert repr(loaded.options["performance"]["concurrency"]) == "7"
    assert repr(loaded.options["sources"]["poll_minutes"]) == "30"


@pytest.mark.parametrize("limit", [-1, 101, "half"])
async def test_the_removal_limit_is_a_percentage(
    hass: HomeAssistant, loaded: MockConfigEntry, limit: object
) -> None:
    """From 0 to 100."""
    form = await open_options(hass, loaded)

    with pytest.raises(InvalidData):
        await send_options(hass, form, removal={"removal_limit": limit})


async def test_a_removed_label_goes_stays_or_is_replaced(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """There is no fourth way."""
    form = await open_options(hass, loaded)

    with pytest.raises(InvalidData):
        await send_options(hass, form, removal={"removed_mode": "burn"})


async def test_libraries_of_films_and_series_can_be_chosen(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """By their titles; there is nothing to label among music."""
    assert _libraries(await open_options(hass, loaded)) == {
        "1": "Movies",
        "2": "4K Movies",
        "3": "Old Movies",
        "4": "TV Shows",
        "5": "Old TV Shows",
    }


async def test_a_chosen_library_that_is_gone_can_stay_chosen(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Otherwise nothing else could be saved."""
    await save_options(hass, loaded, scope={"libraries": ["1", "2"]})
    del town.world.plex.sections["2"]

    form = await open_options(hass, loaded)

    assert _libraries(form)["2"] == "2"
    result = await send_options(hass, form, performance={"concurrency": 1})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options["scope"]["libraries"] == ["1", "2"]


async def test_a_chosen_library_that_is_gone_can_be_taken_back(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """After that it is not offered any more."""
    await save_options(hass, loaded, scope={"libraries": ["1", "2"]})
    del town.world.plex.sections["2"]

    await save_options(hass, loaded, scope={"libraries": ["1"]})

    assert "2" not in _libraries(await open_options(hass, loaded))


async def test_the_form_opens_while_plex_is_down(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Chosen libraries then go by their keys, and the log says why."""
    await save_options(hass, loaded, scope={"libraries": ["2"]})
    await town.plex.stop()

    form = await open_options(hass, loaded)

    assert _libraries(form) == {"2": "2"}
    assert "cannot name Plex's libraries" in caplog.text
    assert (await send_options(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_the_form_opens_while_the_entry_is_not_set_up(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nobody is known then, whose labels could be compared."""
    await hass.config_entries.async_unload(loaded.entry_id)

    result = await send_options(
        hass, await open_options(hass, loaded), labels={"name_source": "title"}
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY


def _libraries(form: Form) -> dict[str, str]:
    """Give the libraries that can be chosen, by key."""
    assert form["data_schema"]
    field = form["data_schema"].schema["scope"].schema.schema["libraries"]
    return {option["value"]: option["label"] for option in field.config["options"]}
