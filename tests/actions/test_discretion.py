"""Errors of actions name nobody: Home Assistant logs them. Who asks for an answer is told all."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.plex_label_sync.const import DOMAIN
from tests.hearing import calm
from tests.lab.town import Town
from tests.running import act, sync
from tests.steps import save_options

ORCHARD: dict[str, Any] = {"rating_key": 107}


async def error_of(hass: HomeAssistant, action: str, **data: Any) -> str:
    """Call an action as an automation does that wants no answer; gives the error."""
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, action, data, blocking=True)
    return str(raised.value)


def named(town: Town, text: str) -> set[str]:
    """Give who is named in a text, and which films and series."""
    people = {name for one in town.world.people for name in (one.username, one.title) if name}
    titles = {title.name for title in town.world.titles.values()}
    return {name for name in people | titles if name.casefold() in text.casefold()}


async def test_a_sync_that_stopped_names_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nor does it name those whose lists are private."""
    await sync(hass)
    await save_options(hass, loaded, removal={"removal_limit": 5})
    await calm(town)
    for person in town.world.people:
        person.watchlist.clear()

    error = await error_of(hass, "sync")

    assert "removal limit" in error
    assert named(town, error) == set()
    answer = await sync(hass)
    assert answer["status"] == "stopped"
    assert {"ines", "john"} <= named(town, str(answer["sources"]))


@pytest.mark.parametrize(
    ("action", "data"),
    [("sync", {}), ("sync_item", ORCHARD), ("cleanup", {}), ("remove_all", {"dry_run": False})],
)
async def test_neither_do_labels_that_were_lost(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, action: str, data: dict[str, Any]
) -> None:
    """The repair issue says which, and on which title."""
    await sync(hass)
    town.plex.edits_replace = True
    town.world.person("john").watchlist.append(town.world.title("Salt and Lanterns"))
    answer = await sync(hass)
    assert {"john", "Salt and Lanterns"} <= named(town, answer["sources"]["Plex"])

    error = await error_of(hass, action, **data)

    assert "repair issue" in error
    assert named(town, error) == set()


async def test_nor_does_a_cleanup_that_lost_them(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.world.person("ines").private = False
    await sync(hass)
    town.world.people.remove(town.world.person("john"))
    remove = town.world.plex.remove_label
    monkeypatch.setattr(
        town.world.plex,
        "remove_label",
        lambda item, _: [remove(item, label) for label in list(item.labels)],
    )

    error = await error_of(hass, "cleanup")

    assert "repair issue" in error
    assert named(town, error) == set()


async def test_who_is_asked_for_is_not_repeated(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await act(hass, "sync")

    error = await error_of(
        hass, "add_request", user="Featherstone", guid="tmdb://1", media_type="movie"
    )

    assert "Featherstone" not in error
    assert named(town, error) == set()
