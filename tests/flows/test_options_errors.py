"""The flow of the options: what it refuses, and that a second try may succeed."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.translation import async_get_translations

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.world import World
from tests.people import call, leave_out
from tests.running import sync
from tests.steps import Form, error, open_options, send_options

LONG = "x" * 200
type Changed = Mapping[str, Mapping[str, Any]]


@pytest.mark.parametrize("prefix", ["", " ", "a b", "a,b", "a{b", "a/b", "a\tb", "x" * 101])
async def test_a_prefix_has_letters_digits_and_four_signs(
    hass: HomeAssistant, loaded: MockConfigEntry, prefix: str
) -> None:
    """And there is one."""
    message = await _refused(hass, loaded, "invalid_prefix", {"labels": {"prefix": prefix}})

    assert f"“{prefix}”" in message


@pytest.mark.parametrize(
    ("field", "template", "label"),
    [
        ("user_label", "", ""),
        ("user_label", "  ", ""),
        ("user_label", "{user}, {prefix}", None),
        ("user_label", "{user}\t", None),
        ("user_label", "{user}\x07", None),
        ("user_label", "{user}{tag}", "{user}{tag}"),
        ("user_label", "{user} {}", "{user} {}"),
        ("user_label", "{user!r}", "{user!r}"),
        ("user_label", "{user:>300}", "{user:>300}"),
        ("user_label", "{user.id}", "{user.id}"),
        ("user_label", "{prefix}:{user", "{prefix}:{user"),
        ("user_label", "{prefix}:user}", "{prefix}:user}"),
        ("user_label", "{user}" + LONG, None),
        ("user_label", "{prefix}", "pulsarr"),
        ("user_label", "{prefix}:{source}", "pulsarr:watchlist"),
        ("tag_label", "", ""),
        ("tag_label", "{tag}, {instance}", None),
        ("tag_label", "{user}", "{user}"),
        ("tag_label", "{tag}" + LONG, None),
    ],
)
async def test_a_template_gives_good_labels(
    hass: HomeAssistant, loaded: MockConfigEntry, field: str, template: str, label: str | None
) -> None:
    """Whatever fills it; the message shows what it might yield."""
    message = await _refused(hass, loaded, "invalid_template", {"labels": {field: template}})

    assert f"“{template}”" in message
    assert label is None or f"gives labels like “{label}”" in message


@pytest.mark.parametrize(
    ("name", "field"), [("scope", "ignore_label"), ("removal", "removed_label")]
)
@pytest.mark.parametrize("template", ["", "a,b", "{user}", "{prefix", LONG + "x"])
async def test_a_label_without_a_name_is_a_good_one(
    hass: HomeAssistant, loaded: MockConfigEntry, name: str, field: str, template: str
) -> None:
    """Otherwise Plex could not show that a title is to be left alone, or that nobody wants it."""
    message = await _refused(hass, loaded, "invalid_template", {name: {field: template}})

    assert f"“{template}”" in message


@pytest.mark.parametrize("template", ["{user}", "{user_id}", "by {{{user}}}"])
async def test_a_label_for_a_person_names_the_person(
    hass: HomeAssistant, loaded: MockConfigEntry, template: str
) -> None:
    """By name or id, which is enough."""
    result = await send_options(
        hass, await open_options(hass, loaded), labels={"user_label": template}
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("field", "template"),
    [
        ("user_label", "{prefix}:{source}:{user}"),
        ("user_label", "{prefix}:{user} ({user_id})"),
        ("tag_label", "{prefix}:{instance}:{tag}"),
    ],
)
async def test_a_template_may_hold_several_fields(
    hass: HomeAssistant, loaded: MockConfigEntry, field: str, template: str
) -> None:
    """All that the form offers for it."""
    result = await send_options(hass, await open_options(hass, loaded), labels={field: template})

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_time_needs_a_day(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Otherwise nothing would ever happen."""
    never = {"schedule_time": "04:30:00", "schedule_days": []}

    message = await _refused(hass, loaded, "no_days", {"schedule": never})

    assert "Choose at least one day" in message


async def test_without_a_time_no_day_is_needed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    result = await send_options(
        hass, await open_options(hass, loaded), schedule={"schedule_days": []}
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_two_people_do_not_get_the_same_label_by_display_name(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World
) -> None:
    """Usernames are unique, display names are not."""
    world.people[1].title = world.people[2].title = "The Neighbour"
    await sync(hass)

    message = await _refused(hass, loaded, "same_label", {"labels": {"name_source": "title"}})

    assert "john, maria would share the label “pulsarr:The Neighbour”" in message


@pytest.mark.parametrize("label", ["{prefix}:ignore", "Pulsarr:Ignore"])
async def test_a_label_does_not_mean_hands_off_and_wanted_by_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry, label: str
) -> None:
    """A title that nobody wants would never be touched again."""
    message = await _refused(
        hass, loaded, "removed_is_ignore", {"removal": {"removed_label": label}}
    )

    assert f"“{label.format(prefix='pulsarr')}”" in message


@pytest.mark.parametrize(
    "changed",
    [
        {"removal": {"removed_label": "{prefix}:JOHN"}},
        {
            "labels": {"user_label": "{source} {user}"},
            "removal": {"removed_label": "watchlist john"},
        },
        {
            "labels": {"user_label": "{source} {user}"},
            "removal": {"removed_label": "requests john"},
        },
    ],
)
async def test_a_label_does_not_mean_a_person_and_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry, changed: Changed
) -> None:
    """Whether they wish by a watchlist or a request."""
    await sync(hass)

    message = await _refused(hass, loaded, "removed_is_person", changed)

    assert "nobody wants a title and that john wants it" in message


async def test_a_person_who_gets_no_label_may_be_called_like_one(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    await leave_out(loaded, "john")

    result = await send_options(
        hass,
        await open_options(hass, loaded),
        removal={"removed_label": "{prefix}:john"},
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("is_renamed", [False, True])
async def test_people_who_share_a_name_need_not_share_a_label(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World, *, is_renamed: bool
) -> None:
    """One is left out, or has another name."""
    world.people[1].title = world.people[2].title = "The Neighbour"
    await sync(hass)
    await (call(loaded, john="John") if is_renamed else leave_out(loaded, "john"))

    result = await send_options(
        hass, await open_options(hass, loaded), labels={"name_source": "title"}
    )

    assert result["type"] is not FlowResultType.FORM


async def _refused(hass: HomeAssistant, entry: MockConfigEntry, key: str, wrong: Changed) -> str:
    """Send what is refused, then what is taken; gives the message in between."""
    form = await open_options(hass, entry)
    refused = await send_options(hass, form, **wrong)
    assert error(refused) == key
    message = await _message(hass, refused)

    again = await send_options(hass, form)
    assert again["type"] is FlowResultType.CREATE_ENTRY
    return message


async def _message(hass: HomeAssistant, form: Form) -> str:
    """Give the error as the user reads it."""
    texts = await async_get_translations(hass, "en", "options", {DOMAIN})
    placeholders = form["description_placeholders"]
    assert placeholders
    return texts[f"component.{DOMAIN}.options.error.{error(form)}"].format(**placeholders)
