"""The options: a person's label is nobody else's, and says nothing else."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.lab.world import World
from tests.people import call, leave_out
from tests.running import sync
from tests.steps import open_page, save_page, send_page

from .refusing import refused_at


async def test_two_people_do_not_get_the_same_label_by_display_name(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World
) -> None:
    """Usernames are unique, display names are not. People are known from the sources."""
    world.people[1].title = world.people[2].title = "The Neighbour"
    await sync(hass)

    message = await refused_at(
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

    message = await refused_at(
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
    message = await refused_at(
        hass, loaded, "removal", "removed_label", "removed_is_ignore", removed_label=label
    )

    assert f"“{label.format(prefix='pulsarr')}”" in message


async def test_so_it_does_not_on_the_page_of_labels(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The message is at the field that is there."""
    await refused_at(
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

    said = await refused_at(
        hass, loaded, "labels", "ignore_label", "ignore_is_person", ignore_label=label
    )

    assert f"“{label}” is the label of John from upstairs" in said


async def test_who_is_called_like_somebody_else_is_told_apart(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World
) -> None:
    world.people[1].title = world.people[2].title = "The Neighbour"
    await sync(hass)

    said = await refused_at(
        hass, loaded, "labels", "ignore_label", "ignore_is_person", ignore_label="pulsarr:john"
    )

    assert "is the label of The Neighbour (john)" in said


@pytest.mark.parametrize("label", ["watchlist john", "REQUESTS john"])
async def test_a_label_does_not_mean_a_person_and_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry, label: str
) -> None:
    """Whether they wish by a watchlist or a request; on either page."""
    await save_page(hass, loaded, "labels", user_label="{source} {user}")
    await sync(hass)

    message = await refused_at(
        hass, loaded, "removal", "removed_label", "removed_is_person", removed_label=label
    )

    assert "cannot mark what John from upstairs wants" in message


async def test_a_persons_label_does_not_become_that_of_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save_page(hass, loaded, "removal", removed_label="for john")
    await sync(hass)

    await refused_at(
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
