"""The action that shows which labels sharing restrictions name."""

import asyncio
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.plex_label_sync.follow import restrictions as watching
from custom_components.plex_label_sync.state.errors import NotSavedError
from tests.lab import plextv_shapes
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.restricting import restrict, restrictions
from tests.running import act, sync

NOBODYS: dict[str, list[str]] = {"allow": [], "exclude": []}


async def test_everybody_with_whom_the_server_is_shared_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Those who have another server of the owner's are not."""
    town.world.person("guest").elsewhere = True

    answer = await act(hass, "get_restrictions")

    assert answer["complete"]
    users = ["john", "maria", "ines", "Little One"]
    assert answer["people"] == [
        {"user": user, "movies": NOBODYS, "shows": NOBODYS, "unknown_labels": [], "complete": True}
        for user in users
    ]


async def test_labels_are_told_by_media_type_and_which_are_on_no_title(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """In any case, whoever gave the label to a title, and asked of Plex itself."""
    await sync(hass)
    restrict(town, "ines", "label=PULSARR:Kids%2CFamily+Night&label!=pulsarr:nobody", "label!=HDR")

    ines = (await restrictions(hass))["ines"]

    assert ines["movies"] == {
        "allow": ["PULSARR:Kids", "Family Night"],
        "exclude": ["pulsarr:nobody"],
    }
    assert ines["shows"] == {"allow": [], "exclude": ["HDR"]}
    assert ines["unknown_labels"] == ["pulsarr:nobody"]


async def test_a_label_that_lingers_in_plex_on_no_title_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Plex goes on to offer it as a filter."""
    await sync(hass)
    restrict(town, "ines", "label=pulsarr:kids")
    for item in town.world.plex.items():
        for label in [one for one in item.labels if one.lower() == "pulsarr:kids"]:
            town.world.plex.remove_label(item, label)

    assert (await restrictions(hass))["ines"]["unknown_labels"] == ["pulsarr:kids"]


async def test_what_cannot_be_understood_makes_it_incomplete(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Of that person, and of all."""
    restrict(town, "ines", "label%3Dpulsarr%3Akids")

    answer = await act(hass, "get_restrictions")

    complete = {row["user"]: row["complete"] for row in answer["people"]}
    assert not answer["complete"]
    assert [user for user, is_read in complete.items() if not is_read] == ["ines"]


async def test_a_person_who_cannot_be_read_makes_it_incomplete(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who may be restricted."""
    shared_user = plextv_shapes.shared_user
    guest = town.world.person("guest")
    monkeypatch.setattr(
        plextv_shapes,
        "shared_user",
        lambda person: shared_user(person) | ({"id": "x"} if person is guest else {}),
    )

    answer = await act(hass, "get_restrictions")

    assert not answer["complete"]
    assert all(row["complete"] for row in answer["people"])


@pytest.mark.parametrize("path", ["/api/v2/user", "/api/users"])
async def test_a_plextv_that_fails_is_an_error_though_all_was_known_before(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, path: str
) -> None:
    """Never an answer from before, and never an empty one."""
    await restrictions(hass)
    town.plextv.faults = [Fault("status", path, status=500)]

    with pytest.raises(HomeAssistantError, match="sharing restrictions could not be read"):
        await restrictions(hass)


async def test_a_plextv_that_is_silent_is_not_waited_for(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.plextv.faults = [Fault("slow", "/api/users", seconds=1)]

    with (
        patch.object(watching, "_PATIENCE", 0.2),
        pytest.raises(HomeAssistantError, match=r"did not respond in time"),
    ):
        await asyncio.wait_for(restrictions(hass), 5)


@pytest.mark.parametrize("path", ["/identity", "/library/sections", "/library/sections/1/label"])
async def test_a_plex_that_cannot_tell_of_a_label_is_an_error(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, path: str
) -> None:
    """The label may be on a title, or not."""
    restrict(town, "ines", "label=pulsarr:kids")
    town.plex.faults = [Fault("status", path, status=500)]

    with pytest.raises(HomeAssistantError, match="Plex"):
        await restrictions(hass)


async def test_what_cannot_be_kept_is_an_error(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    database = loaded.runtime_data.database
    with (
        patch.object(database, "write", side_effect=NotSavedError("the disk is full")),
        pytest.raises(HomeAssistantError, match="the disk is full"),
    ):
        await restrictions(hass)
