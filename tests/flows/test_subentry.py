"""The flows that add, change and remove a Radarr or Sonarr: what becomes of it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.lab.arr import ArrServer
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import ours, sync
from tests.steps import (
    add,
    change,
    complete,
    entered_for,
    instance,
    saved,
    shown,
)

TAGS_OF_RADARR = {"pulsarr:classics", "pulsarr:3-john", "pulsarr:holiday"}


@pytest.mark.parametrize(("kind", "place"), [("radarr", 1), ("sonarr", 2)])
async def test_an_instance_is_called_by_its_own_name(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town, kind: str, place: int
) -> None:
    """It is known by kind and address."""
    server = town.arrs[place]

    result = await complete(hass, await add(hass, bare, kind), entered_for(server))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (added,) = bare.subentries.values()
    assert added.title == server.state.name
    assert added.subentry_type == kind
    assert added.unique_id == f"{kind}_{server.url}"
    assert saved(added) == entered_for(server)


async def test_an_instance_may_have_a_url_base(
    hass: HomeAssistant, bare: MockConfigEntry, world: World
) -> None:
    """It is part of the address."""
    server = ArrServer(world.arrs[0], "/radarr")
    url = f"{await server.start()}/radarr"

    await complete(hass, await add(hass, bare, "radarr"), entered_for(server) | {"url": f"{url}/"})

    assert instance(bare, "Radarr").data["url"] == url
    await server.stop()


async def test_what_was_entered_is_tidied(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """What sticks to a copied text is of no matter."""
    good = entered_for(town.arrs[0])
    untidy = {"url": f" {good['url']}/ ", "api_key": f" {good['api_key']}\n"}

    await complete(hass, await add(hass, bare, "radarr"), good | untidy)

    assert saved(instance(bare, "Radarr")) == good


async def test_addresses_without_a_scheme_are_of_http(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """Both are kept with it."""
    good = entered_for(town.arrs[0]) | {"home_assistant_url": "http://homeassistant.local:8123"}
    short = {
        "url": good["url"].removeprefix("http://"),
        "home_assistant_url": "homeassistant.local:8123",
    }

    await complete(hass, await add(hass, bare, "radarr"), good | short)

    assert saved(instance(bare, "Radarr")) == good


async def test_tags_and_webhooks_are_used_unless_the_user_does_not_want_it(
    hass: HomeAssistant, bare: MockConfigEntry
) -> None:
    """The form begins so."""
    assert shown(await add(hass, bare, "sonarr")) == {
        "verify_ssl": True,
        "sync_tags": True,
        "requester_tags": False,
        "webhook": "automatic",
        "home_assistant_url": "",
    }


async def test_the_next_sync_follows_an_added_instance(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """Without a restart."""
    await sync(hass)
    assert not ours(town) & TAGS_OF_RADARR

    await complete(hass, await add(hass, bare, "radarr"), entered_for(town.arrs[0]))
    await hass.async_block_till_done()
    await sync(hass)

    assert ours(town) >= TAGS_OF_RADARR


async def test_the_next_sync_follows_a_changed_instance(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Labels of an instance whose tags are off go."""
    await sync(hass)
    form = await change(hass, loaded, "Radarr")

    await complete(hass, form, entered_for(town.arrs[0]) | {"sync_tags": False})
    await hass.async_block_till_done()
    await sync(hass)

    assert ours(town) & TAGS_OF_RADARR == {"pulsarr:classics"}, "Radarr 4K has it, too"


async def test_the_next_sync_follows_a_removed_instance(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Labels that came of it alone go."""
    await sync(hass)

    removed = instance(loaded, "Radarr").subentry_id
    hass.config_entries.async_remove_subentry(loaded, removed)
    await hass.async_block_till_done()
    await sync(hass)

    assert ours(town) & TAGS_OF_RADARR == {"pulsarr:classics"}, "Radarr 4K has it, too"


@pytest.mark.parametrize("sticking", ["", "/", "//", " ", "?a=b", "#top"])
async def test_an_instance_is_added_once(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, sticking: str
) -> None:
    """Whatever sticks to its address."""
    again = entered_for(town.arrs[0])

    result = await complete(
        hass, await add(hass, loaded, "radarr"), again | {"url": again["url"] + sticking}
    )

    assert _abort(result) == "already_configured"


@pytest.mark.filterwarnings("ignore:A test tried to use socket")  # localhost is ::1, too
@pytest.mark.usefixtures("disable_mock_zeroconf_resolver")
async def test_an_instance_is_added_once_whatever_the_case_of_its_host(
    hass: HomeAssistant, bare: MockConfigEntry, town: Town
) -> None:
    """Host names know no case."""
    by_name = [
        entered_for(town.arrs[0]) | {"url": town.arrs[0].url.replace("127.0.0.1", host)}
        for host in ("localhost", "LocalHost")
    ]

    first, second = [
        await complete(hass, await add(hass, bare, "radarr"), entered) for entered in by_name
    ]

    assert first["type"] is FlowResultType.CREATE_ENTRY
    assert _abort(second) == "already_configured"


async def test_the_form_of_a_change_shows_what_is_set(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """To be mended where it is wrong. The key is not shown, and stays unless one is entered."""
    entered = entered_for(town.arrs[1]) | {"webhook": "manual"}
    form = await change(hass, loaded, "Radarr 4K")

    key = entered.pop("api_key")
    assert shown(form) == entered
    await complete(hass, form, entered)
    assert saved(instance(loaded, "Radarr 4K")) == entered | {"api_key": key}


async def test_a_changed_instance_stays_the_same_one(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, world: World
) -> None:
    """It may have a new address, key and name."""
    before = instance(loaded, "Radarr")
    world.arrs[0].name, world.arrs[0].api_key = "Films", "another-key"
    moved = ArrServer(world.arrs[0])
    await moved.start()
    form = await change(hass, loaded, "Radarr")

    result = await complete(hass, form, entered_for(moved))

    assert _abort(result) == "reconfigure_successful"
    after = instance(loaded, "Films")
    assert after.subentry_id == before.subentry_id
    assert after.unique_id == f"radarr_{moved.url}"
    assert saved(after) == entered_for(moved)
    await moved.stop()


async def test_an_instance_keeps_its_address(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """When only something else changes."""
    off: dict[str, Any] = entered_for(town.arrs[0]) | {"sync_tags": False}

    result = await complete(hass, await change(hass, loaded, "Radarr"), off)

    assert _abort(result) == "reconfigure_successful"
    assert saved(instance(loaded, "Radarr")) == off


async def test_an_instance_cannot_take_anothers_address(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nothing changes."""
    result = await complete(hass, await change(hass, loaded, "Radarr"), entered_for(town.arrs[1]))

    assert _abort(result) == "already_configured"
    assert saved(instance(loaded, "Radarr"))["url"] == town.arrs[0].base_url


def _abort(result: Any) -> str:
    assert result["type"] is FlowResultType.ABORT
    reason: str = result["reason"]
    return reason
