"""The options: what their pages refuse, with the rule and an example at the field."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.lab.world import World
from tests.running import sync
from tests.steps import (
    save_page,
)

from .refusing import refused_at

LONG = "x" * 200
_TAGS = {"3-john", "classics", "holiday", "kids", "slow", "uhd"}


async def test_a_prefix_has_letters_digits_and_four_signs(
    hass: HomeAssistant, loaded: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    """And there is one."""
    for prefix in ("", " ", "a b", "a,b", "a{b", "a/b", "a\tb", "x" * 101):
        with subtests.test(prefix=prefix):
            wrong = {"prefix": prefix}
            message = await refused_at(hass, loaded, "labels", "prefix", "invalid_prefix", **wrong)

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
    ("user_label", "{user!}", "can be used in braces"),
    ("user_label", "{prefix}:{user", "Each opening brace needs a closing one, and each closing"),
    ("user_label", "{prefix}:user}", "brace an opening one. For example, “{prefix}:{user}” gives"),
    ("user_label", "{user}" + LONG, "200 characters at most"),
    ("user_label", "{prefix}", "otherwise everybody gets “pulsarr”"),
    ("user_label", "{prefix}:{source}", "otherwise everybody gets “pulsarr:watchlist”"),
    ("tag_label", "", "For example, “{prefix}:{tag}” gives “pulsarr:"),
    ("tag_label", "{tag}, {instance}", "Here it would be “"),
    ("tag_label", "{user}", "Only {instance}, {prefix}, {tag} can be used in braces"),
    ("tag_label", "{{tag}", "“{prefix}:{tag}” gives “pulsarr:"),
    ("tag_label", "{tag}" + LONG, "200 characters at most"),
    ("ignore_label", "a,b", "Here it would be “a,b”"),
    ("ignore_label", "{user}", "“{prefix}:ignore” gives “pulsarr:ignore”"),
    ("ignore_label", "ignore}", "Each opening brace needs a closing one"),
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
            message = await refused_at(
                hass, loaded, "labels", field, "invalid_template", **{field: template}
            )

            assert f"“{template}”" in message
            assert rule in message


@pytest.mark.parametrize("template", ["", "a,b", "{user}", "{prefix", LONG + "x"])
async def test_a_label_of_what_nobody_wants_is_a_good_one(
    hass: HomeAssistant, loaded: MockConfigEntry, template: str
) -> None:
    message = await refused_at(
        hass, loaded, "removal", "removed_label", "invalid_template", removed_label=template
    )

    assert f"“{template}”" in message


async def test_a_prefix_fits_into_labels_of_other_pages(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The message is at the prefix then."""
    await save_page(hass, loaded, "removal", removed_label="{prefix}" + "x" * 180)

    await refused_at(hass, loaded, "labels", "prefix", "invalid_template", prefix="p" * 40)


async def test_an_example_is_about_somebody_and_a_tag_of_this_house(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World
) -> None:
    await sync(hass)

    person = await refused_at(
        hass, loaded, "labels", "user_label", "invalid_template", user_label="{user}, {user_id}"
    )
    tag = await refused_at(
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
        message = await refused_at(hass, loaded, page, field, "out_of_range", **wrong)
        assert rule in message


@pytest.mark.parametrize("field", ["include_tags", "exclude_tags"])
async def test_a_pattern_closes_its_brackets(
    hass: HomeAssistant, loaded: MockConfigEntry, field: str
) -> None:
    """The example is a tag of this house."""
    await sync(hass)

    wrong: dict[str, Any] = {field: ["kids", "[hs"]}
    message = await refused_at(hass, loaded, "filters", field, "invalid_pattern", **wrong)

    assert "“[hs” is not a valid pattern" in message
    assert any(f"matches the tag {name}." in message for name in _TAGS)


async def test_a_time_needs_a_day(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Otherwise nothing would ever happen."""
    message = await refused_at(
        hass, loaded, "schedule", "schedule_days", "no_days", schedule_days=[]
    )

    assert "Choose at least one day" in message
