"""The options: what their pages refuse, with the rule and an example at the field."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.translation import async_get_translations

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.flows.option_checks import is_pattern
from tests.lab.world import World
from tests.people import call, leave_out
from tests.running import sync
from tests.steps import (
    Form,
    open_page,
    save_page,
    send_page,
    told_above,
)

LONG = "x" * 200
_TAGS = {"3-john", "classics", "holiday", "kids", "slow", "uhd"}


async def test_a_prefix_has_letters_digits_and_four_signs(
    hass: HomeAssistant, loaded: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    """And there is one."""
    for prefix in ("", " ", "a b", "a,b", "a{b", "a/b", "a\tb", "x" * 101):
        with subtests.test(prefix=prefix):
            wrong = {"prefix": prefix}
            message = await _refused(hass, loaded, "labels", "prefix", "invalid_prefix", **wrong)

            assert f"“{prefix}”" in message


TEMPLATES: tuple[tuple[str, str, str], ...] = (
    ("user_label", "", "cannot be empty. For example, “{prefix}:{user}” gives “pulsarr:"),
    ("user_label", "  ", "cannot be empty"),
    ("user_label", "{user}, {prefix}", "cannot contain a comma"),
    ("user_label", "{user}\t", "cannot contain a comma, a tab"),
    ("user_label", "{user}\x07", "another control character"),
    ("user_label", "{user}{tag}", "Only {prefix}, {source}, {user}, {user_id} can be used in"),
    ("user_label", "{user} {}", "can be used in braces"),
    ("user_label", "{user!r}", "can be used in braces"),
    ("user_label", "{user:>300}", "can be used in braces"),
    ("user_label", "{user.id}", "can be used in braces"),
    ("user_label", "{prefix}:{user", "can be used in braces"),
    ("user_label", "{prefix}:user}", "can be used in braces"),
    ("user_label", "{user}" + LONG, "200 characters at most"),
    ("user_label", "{prefix}", "otherwise everybody gets “pulsarr”"),
    ("user_label", "{prefix}:{source}", "otherwise everybody gets “pulsarr:watchlist”"),
    ("tag_label", "", "For example, “{prefix}:{tag}” gives “pulsarr:"),
    ("tag_label", "{tag}, {instance}", "Here it would be “"),
    ("tag_label", "{user}", "Only {instance}, {prefix}, {tag} can be used in braces"),
    ("tag_label", "{tag}" + LONG, "200 characters at most"),
    ("ignore_label", "a,b", "Here it would be “a,b”"),
    ("ignore_label", "{user}", "“{prefix}:ignore” gives “pulsarr:ignore”"),
    ("ignore_label", LONG + "x", "200 characters at most"),
)
"""A field, a template that it does not take, and what is said of the rule."""


@pytest.mark.parametrize("field", ["user_label", "tag_label", "ignore_label"])
async def test_a_template_gives_good_labels(
    hass: HomeAssistant, loaded: MockConfigEntry, field: str, subtests: pytest.Subtests
) -> None:
    """Whatever fills it; the message says which rule it breaks."""
    for template, rule in ((one[1], one[2]) for one in TEMPLATES if one[0] == field):
        with subtests.test(template=template):
            message = await _refused(
                hass, loaded, "labels", field, "invalid_template", **{field: template}
            )

            assert f"“{template}”" in message
            assert rule in message


@pytest.mark.parametrize("template", ["", "a,b", "{user}", "{prefix", LONG + "x"])
async def test_a_label_of_what_nobody_wants_is_a_good_one(
    hass: HomeAssistant, loaded: MockConfigEntry, template: str
) -> None:
    message = await _refused(
        hass, loaded, "removal", "removed_label", "invalid_template", removed_label=template
    )

    assert f"“{template}”" in message


async def test_a_prefix_fits_into_labels_of_other_pages(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The message is at the prefix then."""
    await save_page(hass, loaded, "removal", removed_label="{prefix}" + "x" * 180)

    await _refused(hass, loaded, "labels", "prefix", "invalid_template", prefix="p" * 40)


async def test_an_example_is_about_somebody_and_a_tag_of_this_house(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World
) -> None:
    await sync(hass)

    person = await _refused(
        hass, loaded, "labels", "user_label", "invalid_template", user_label="{user}, {user_id}"
    )
    tag = await _refused(
        hass, loaded, "labels", "tag_label", "invalid_template", tag_label="{tag},{instance}"
    )

    assert any(f"“{one.username}, {one.id}”" in person for one in [world.owner, *world.people])
    assert any(f"“{name},{arr.name}”" in tag for arr in world.arrs for name in arr.tags.values())


@pytest.mark.parametrize(
    ("place", "numbers", "rule"),
    [
        (("removal", "removal_limit"), [-1, 101, 2.5], "a whole number from 0 to 100"),
        (("sources", "poll_minutes"), [0, -5, 1441, 1.5, float("inf")], "from 1 to 1440"),
        (("performance", "concurrency"), [0, 21], "a whole number from 1 to 20"),
    ],
)
async def test_numbers_have_their_limits(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    place: tuple[str, str],
    numbers: list[float],
    rule: str,
) -> None:
    page, field = place
    for number in numbers:
        wrong: dict[str, Any] = {field: number}
        message = await _refused(hass, loaded, page, field, "out_of_range", **wrong)
        assert rule in message


@pytest.mark.parametrize("field", ["include_tags", "exclude_tags"])
async def test_a_pattern_closes_its_brackets(
    hass: HomeAssistant, loaded: MockConfigEntry, field: str
) -> None:
    """The example is a tag of this house."""
    await sync(hass)

    wrong: dict[str, Any] = {field: ["kids", "[hs"]}
    message = await _refused(hass, loaded, "filters", field, "invalid_pattern", **wrong)

    assert "“[hs” is not a valid pattern" in message
    assert any(f"matches the tag {name}." in message for name in _TAGS)


@pytest.mark.parametrize(
    ("pattern", "good"),
    [
        ("kids", True),
        ("[ab]*", True),
        ("[!ab]", True),
        ("[]]", True),
        ("[a][b]", True),
        ("a]", True),
        ("[", False),
        ("[]", False),
        ("[!]", False),
        ("[a][b", False),
    ],
)
def test_a_bracket_that_opens_closes_again(pattern: str, *, good: bool) -> None:
    assert is_pattern(pattern) is good


async def test_a_time_needs_a_day(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Otherwise nothing would ever happen."""
    message = await _refused(hass, loaded, "schedule", "schedule_days", "no_days", schedule_days=[])

    assert "Choose at least one day" in message


async def test_two_people_do_not_get_the_same_label_by_display_name(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World
) -> None:
    """Usernames are unique, display names are not. People are known from the sources."""
    world.people[1].title = world.people[2].title = "The Neighbour"
    await sync(hass)

    message = await _refused(
        hass, loaded, "labels", "name_source", "same_label", name_source="title"
    )

    assert (
        "The Neighbour (john), The Neighbour (maria) would share the label “pulsarr:The Neighbour”"
        in message
    )
    assert "use {user_id} in the label" in message


async def test_two_people_do_not_get_the_same_label_by_another_name(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Plex tells no case apart."""
    await sync(hass)
    await call(loaded, john="MARIA")

    message = await _refused(
        hass,
        loaded,
        "labels",
        "user_label",
        "same_label",
        user_label="for {user}",
        after="{user_id}",
    )

    assert "“for " in message


async def test_people_who_share_a_label_keep_nobody_from_saving_another_page(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    await call(loaded, john="maria")

    await save_page(hass, loaded, "performance", concurrency=2)

    assert loaded.options["performance"] == {"concurrency": 2}


@pytest.mark.parametrize("label", ["{prefix}:ignore", "Pulsarr:Ignore"])
async def test_a_label_does_not_mean_ignore_and_wanted_by_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry, label: str
) -> None:
    """A title that nobody wants would never be touched again."""
    message = await _refused(
        hass, loaded, "removal", "removed_label", "removed_is_ignore", removed_label=label
    )

    assert f"“{label.format(prefix='pulsarr')}”" in message


async def test_so_it_does_not_on_the_page_of_labels(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The message is at the field that is there."""
    await _refused(
        hass,
        loaded,
        "labels",
        "ignore_label",
        "removed_is_ignore",
        ignore_label="{prefix}:removed",
    )


async def test_a_persons_label_does_not_mean_ignore(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The person's labels would all go."""
    await sync(hass)
    label = "Pulsarr:John"

    said = await _refused(
        hass, loaded, "labels", "ignore_label", "ignore_is_person", ignore_label=label
    )

    assert f"“{label}” is the label of John from upstairs" in said


@pytest.mark.parametrize("label", ["watchlist john", "REQUESTS john"])
async def test_a_label_does_not_mean_a_person_and_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry, label: str
) -> None:
    """Whether they wish by a watchlist or a request; on either page."""
    await save_page(hass, loaded, "labels", user_label="{source} {user}")
    await sync(hass)

    message = await _refused(
        hass, loaded, "removal", "removed_label", "removed_is_person", removed_label=label
    )

    assert "cannot mark what John from upstairs wants" in message


async def test_a_persons_label_does_not_become_that_of_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save_page(hass, loaded, "removal", removed_label="for john")
    await sync(hass)

    await _refused(
        hass,
        loaded,
        "labels",
        "user_label",
        "removed_is_person",
        user_label="for {user}",
        after="by {user}",
    )


async def test_a_person_who_gets_no_label_may_be_called_like_one(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    await leave_out(loaded, "john")

    await save_page(hass, loaded, "removal", removed_label="{prefix}:john")

    assert loaded.options["removal"]["removed_label"] == "{prefix}:john"


@pytest.mark.parametrize("is_renamed", [False, True])
async def test_people_who_share_a_name_need_not_share_a_label(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World, *, is_renamed: bool
) -> None:
    """One is left out, or has another name."""
    world.people[1].title = world.people[2].title = "The Neighbour"
    await sync(hass)
    await (call(loaded, john="John") if is_renamed else leave_out(loaded, "john"))

    result = await send_page(hass, await open_page(hass, loaded, "labels"), name_source="title")

    assert result["type"] is not FlowResultType.FORM


async def _refused(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    page: str,
    field: str,
    key: str,
    *,
    after: str = "",
    **wrong: Any,
) -> str:
    """Send what is refused at a field, then what is taken; gives the message in between."""
    form = await open_page(hass, entry, page)
    refused = await send_page(hass, form, **wrong)
    is_far_down = field == "ignore_label"
    assert refused["errors"] == (told_above(field, key) if is_far_down else {field: key})
    message = await _message(hass, refused, key)

    again = await send_page(hass, form, **({field: after} if after else {}))
    assert again["type"] is not FlowResultType.FORM
    if again["type"] is FlowResultType.MENU:
        hass.config_entries.options.async_abort(again["flow_id"])
    await hass.async_block_till_done()
    return message


async def _message(hass: HomeAssistant, form: Form, key: str) -> str:
    """Give the error as the user reads it."""
    texts = await async_get_translations(hass, "en", "options", {DOMAIN})
    placeholders = form["description_placeholders"]
    assert placeholders
    return texts[f"component.{DOMAIN}.options.error.{key}"].format(**placeholders)
