"""The options: other labels, those of people included, are not a tag's label as well."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.lab.world import World
from tests.running import sync
from tests.steps import open_page, save_page, send_page, told_above

from .refusing import message_in

ABOVE = told_above("ignore_label", "ignore_is_tag")


@pytest.fixture
def tag_john(world: World) -> None:
    """A title with a tag that is called like a person."""
    _tag(world, 0, "john")


@pytest.mark.parametrize(
    ("page", "changed", "errors"),
    [
        ("labels", {"ignore_label": "{prefix}:kids"}, ABOVE),
        ("labels", {"ignore_label": "PULSARR:KIDS"}, ABOVE),
        ("labels", {"tag_label": "{prefix}:{instance}"}, {}),
        ("removal", {"removed_label": "{prefix}:kids"}, {"removed_label": "removed_is_tag"}),
        ("removal", {"removed_label": "Pulsarr:Kids"}, {"removed_label": "removed_is_tag"}),
    ],
)
async def test_a_tags_label_does_not_say_anything_else(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    page: str,
    changed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """The tag would get no label. Plex tells no case apart."""
    await sync(hass)

    result = await send_page(hass, await open_page(hass, loaded, page), **changed)

    assert (result.get("errors") or {}) == errors


@pytest.mark.parametrize("template", ["{prefix}", "{prefix}:{instance}", "family"])
async def test_tags_may_share_a_label(
    hass: HomeAssistant, loaded: MockConfigEntry, template: str
) -> None:
    """People may not: it would not say whose a title is. Of tags, filters may let one through."""
    await sync(hass)

    result = await send_page(hass, await open_page(hass, loaded, "labels"), tag_label=template)

    assert not result.get("errors")


@pytest.mark.parametrize(("tag", "label"), [("straße", "strasse"), ("ignore", "kids")])
async def test_it_is_so_of_letters_that_plex_takes_for_one_and_beside_a_tag_in_the_way(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World, tag: str, label: str
) -> None:
    """A tag that is in the way already lets no other be."""
    _tag(world, 0, tag)
    await sync(hass)

    form = await open_page(hass, loaded, "labels")
    refused = await send_page(hass, form, ignore_label=f"{{prefix}}:{label}")

    assert refused["errors"] == ABOVE


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "“pulsarr:shelf” is the label of the tag shelf in Radarr, Radarr 4K, which"),
        ("de", "„pulsarr:shelf“ ist das Label des Tags shelf in Radarr, Radarr 4K, für"),
    ],
)
async def test_the_message_names_the_tag_and_all_instances_that_have_it(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World, language: str, said: str
) -> None:
    for number in (0, 1):
        _tag(world, number, "shelf")
    await sync(hass)

    form = await open_page(hass, loaded, "labels")
    refused = await send_page(hass, form, ignore_label="{prefix}:shelf")

    assert said in await message_in(hass, refused, "ignore_is_tag", language)


async def test_each_instance_that_has_the_tag_counts(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World
) -> None:
    """Where its name is in the label, one alone may be in the way."""
    for number in (0, 1):
        _tag(world, number, "slow")
    await save_page(hass, loaded, "labels", tag_label="{instance} {tag}")
    await sync(hass)
    for instance in (world.arrs[0].name, world.arrs[1].name):
        form = await open_page(hass, loaded, "removal")
        refused = await send_page(hass, form, removed_label=f"{instance} slow")

        assert refused["errors"] == {"removed_label": "removed_is_tag"}
        message = await message_in(hass, refused, "removed_is_tag")
        assert f"the tag slow in {instance} would get no label" in message


@pytest.mark.parametrize(
    ("before", "changed", "errors"),
    [
        ({"ignore_label": "x kids"}, {"tag_label": "x {tag}"}, {"tag_label": "ignore_is_tag"}),
        ({"ignore_label": "x:kids"}, {"prefix": "x"}, {"prefix": "ignore_is_tag"}),
        ({}, {"tag_label": "{prefix}-{tag}"}, {}),
        ({"removed": "x kids"}, {"tag_label": "x {tag}"}, {"tag_label": "removed_is_tag"}),
        ({"removed": "x:kids"}, {"prefix": "x"}, {"prefix": "removed_is_tag"}),
    ],
)
async def test_the_message_is_at_the_field_that_was_changed(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    before: dict[str, str],
    changed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    if "removed" in before:
        await save_page(hass, loaded, "removal", removed_label=before["removed"])
    else:
        await save_page(hass, loaded, "labels", **before)
    await sync(hass)

    result = await send_page(hass, await open_page(hass, loaded, "labels"), **changed)

    assert (result.get("errors") or {}) == errors


@pytest.mark.usefixtures("tag_john")
@pytest.mark.parametrize(
    ("before", "changed", "errors"),
    [
        ({"tag_label": "x {tag}"}, {"tag_label": "{prefix}:{tag}"}, {"tag_label": "person_is_tag"}),
        (
            {"user_label": "x {user}"},
            {"user_label": "{prefix}:{user}"},
            {"user_label": "person_is_tag"},
        ),
        ({"tag_label": "x:{tag}"}, {"prefix": "x"}, {"prefix": "person_is_tag"}),
        ({"name_source": "title"}, {"name_source": "username"}, {"name_source": "person_is_tag"}),
        ({}, {"prefix": "x"}, {}),
    ],
)
async def test_a_tag_does_not_lose_its_label_to_a_person_who_is_called_so(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    before: dict[str, str],
    changed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """But for a tag that has none because of that already."""
    if before:
        await save_page(hass, loaded, "labels", **before)
    await sync(hass)

    result = await send_page(hass, await open_page(hass, loaded, "labels"), **changed)

    assert (result.get("errors") or {}) == errors
    if errors:
        message = await message_in(hass, result, "person_is_tag")
        assert "The tag john in Radarr would have the same label as a person" in message


async def test_a_tag_that_the_filters_exclude_is_in_nobodys_way(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    await save_page(hass, loaded, "filters", exclude_tags=["k*"])

    await save_page(hass, loaded, "labels", ignore_label="{prefix}:kids")

    assert loaded.options["scope"]["ignore_label"] == "{prefix}:kids"


@pytest.mark.parametrize(
    ("page", "changed"),
    [
        ("labels", {"name_source": "title"}),
        ("labels", {"prefix": "plex"}),
        ("removal", {"removal_limit": 30}),
        ("filters", {"exclude_tags": ["uhd"]}),
    ],
)
async def test_tags_that_were_in_the_way_already_keep_nobody_from_saving(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    page: str,
    changed: dict[str, Any],
) -> None:
    """A repair issue tells of them."""
    _tag(world, 0, "ignore")
    _tag(world, 0, "removed")
    await sync(hass)

    result = await send_page(hass, await open_page(hass, loaded, page), **changed)

    assert result["type"] is not FlowResultType.FORM


def _tag(world: World, number: int, label: str) -> None:
    """Tag a title of an instance."""
    arr = world.arrs[number]
    arr.titles[2].tags.add(arr.tag(label))
