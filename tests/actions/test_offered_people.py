"""The people whom actions offer in their forms."""

import asyncio
from typing import Any
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers.service import async_get_cached_service_description
from homeassistant.util.yaml import load_yaml_dict

from custom_components.plex_label_sync.actions import offered_people
from custom_components.plex_label_sync.actions.offered_people import describe, options_of
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.model import Person
from tests.lab.town import Town
from tests.running import sync

NOTHING_YET: dict[str, Any] = {"fields": {"user": {"selector": {}}}}


def described(hass: HomeAssistant, action: str) -> dict[str, Any]:
    """Give how forms show an action, as far as that is known."""
    return async_get_cached_service_description(hass, DOMAIN, action) or NOTHING_YET


async def offered(hass: HomeAssistant, action: str, who: str) -> dict[str, Any]:
    """Give the selector of an action's person."""
    for _ in range(500):
        selector = described(hass, action)["fields"]["user"]["selector"]
        if who in {option["value"] for option in selector.get("select", {}).get("options", ())}:
            select: dict[str, Any] = selector["select"]
            return select
        await asyncio.sleep(0.005)
    raise TimeoutError


async def test_those_who_are_known_are_offered(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Any other name may be entered, too."""
    await sync(hass)

    for action in ("add_request", "remove_request"):
        select = await offered(hass, action, "john")
        assert {"john", "maria", "owner"} <= {option["value"] for option in select["options"]}
        assert select["custom_value"]


async def test_who_is_new_is_offered_after_a_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    town.world.add_person("zoe")

    await sync(hass)

    assert await offered(hass, "add_request", "zoe")


async def test_the_form_is_made_anew_only_when_the_people_are_others(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """A sync alone is no reason to read the file."""
    await sync(hass)
    await offered(hass, "add_request", "john")

    with patch.object(offered_people, "load_yaml_dict", wraps=load_yaml_dict) as load:
        await describe(hass)
        assert load.call_count == 0

        town.world.add_person("zoe")
        await sync(hass)
        await offered(hass, "add_request", "zoe")
        assert load.call_count == 1


async def test_the_rest_of_the_form_stays_as_it_is(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    await offered(hass, "add_request", "john")
    description = described(hass, "add_request")

    assert {"config_entry_id", "title", "year", "guid"} < description["fields"].keys()
    assert description["response"] == {"optional": True}


async def test_those_of_a_server_that_is_not_loaded_are_not_offered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The form is there all the same."""
    await sync(hass)
    MockConfigEntry(domain=DOMAIN, title="Cellar").add_to_hass(hass)
    await hass.config_entries.async_unload(loaded.entry_id)

    await describe(hass)

    fields = described(hass, "add_request")["fields"]
    assert fields["user"]["selector"]["select"]["options"] == []


async def test_those_of_a_server_that_was_removed_are_not_offered(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nor is any name of theirs kept in a form."""
    await offered(hass, "add_request", "john")

    await hass.config_entries.async_remove(loaded.entry_id)

    fields = described(hass, "add_request")["fields"]
    assert fields["user"]["selector"]["select"]["options"] == []


def test_each_is_named_so_that_the_action_understands_it() -> None:
    """By the account id where several are called alike; of an address only its first part."""
    people = (
        Person("1", "john", "John Doe"),
        Person("2", "Maria", "maria"),
        Person("3", "", "Kid"),
        Person("4", "", "Kid"),
        Person("5", "ann@example.com", ""),
        Person("seerr/x/7", "john", "Johnny"),
    )

    assert [(one["value"], one["label"]) for one in options_of(people)] == [
        ("john", "John Doe (john)"),
        ("Maria", "maria"),
        ("3", "Kid (3)"),
        ("4", "Kid (4)"),
        ("ann", "ann"),
    ]
