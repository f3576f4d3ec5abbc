"""The one webhook slot of a Seerr: kept where the user opted in, and never taken from others."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.lab.fill import add_requests
from tests.lab.seerr import SeerrServer
from tests.lab.seerr_shapes import Slot
from tests.lab.town import Town
from tests.lab.world import World
from tests.registering import issues, later, update
from tests.running import until
from tests.steps import add, complete, entered_for_seerr, instance

OTHERS = "http://homeassistant.local:8123/api/webhook/fedcba9876543210"


@pytest.fixture
def world(world: World) -> World:
    """The small world with a Seerr that has requests."""
    add_requests(world)
    return world


@pytest.fixture
def server(town: Town) -> SeerrServer:
    """The Seerr's server."""
    return town.seerrs[0]


@pytest.fixture
async def opted_in(
    hass: HomeAssistant, home: str, bare: MockConfigEntry, server: SeerrServer
) -> MockConfigEntry:
    """The config entry, with a Seerr that is told to keep a webhook."""
    entered = entered_for_seerr(server) | {"register_webhook": True, "home_assistant_url": home}
    await complete(hass, await add(hass, bare, "seerr"), entered)
    await hass.async_block_till_done()
    return bare


async def test_a_free_slot_is_taken(
    opted_in: MockConfigEntry, server: SeerrServer, home: str
) -> None:
    await until(lambda: server.slot.enabled)

    webhook_id = instance(opted_in, "Seerr").data["webhook_id"]
    assert server.slot.url == f"{home}/api/webhook/{webhook_id}"


async def test_its_webhooks_arrive(opted_in: MockConfigEntry, server: SeerrServer) -> None:
    """All the way."""
    await until(lambda: server.slot.enabled)

    assert await server.send("MEDIA_APPROVED", server.state.requests[1]) == 200

    seerr = opted_in.runtime_data.instances[instance(opted_in, "Seerr").subentry_id]
    assert seerr.last_webhook


async def test_a_slot_that_was_switched_off_is_mended_within_a_day(
    hass: HomeAssistant, opted_in: MockConfigEntry, server: SeerrServer
) -> None:
    await until(lambda: server.slot.enabled)
    slot = server.slot
    server.slot = Slot(enabled=False, types=0, url=slot.url, payload=slot.payload)

    later(hass, hours=24, seconds=1)

    await until(lambda: server.slot == slot)


async def test_a_slot_of_somebody_else_is_left_alone_until_it_is_free(
    hass: HomeAssistant, home: str, bare: MockConfigEntry, server: SeerrServer
) -> None:
    """The user is told; when it is free, the issue goes by itself."""
    free = server.slot
    taken = server.slot = Slot(enabled=False, types=6, url=OTHERS, payload=free.payload)
    entered = entered_for_seerr(server) | {"register_webhook": True, "home_assistant_url": home}

    await complete(hass, await add(hass, bare, "seerr"), entered)
    await until(lambda: issues(hass) == {"webhook_slot_taken": {"name": "Seerr"}})

    assert server.slot == taken
    server.slot = free
    later(hass, seconds=6)
    await until(lambda: server.slot.enabled)
    await until(lambda: issues(hass) == {})


async def test_a_removed_seerr_gives_its_slot_back(
    hass: HomeAssistant, opted_in: MockConfigEntry, server: SeerrServer
) -> None:
    await until(lambda: server.slot.enabled)

    hass.config_entries.async_remove_subentry(opted_in, instance(opted_in, "Seerr").subentry_id)
    await hass.async_block_till_done()

    assert (server.slot.enabled, server.slot.url) == (False, "")


async def test_the_slot_is_given_back_when_the_user_does_not_want_it_any_more(
    hass: HomeAssistant, opted_in: MockConfigEntry, server: SeerrServer
) -> None:
    await until(lambda: server.slot.enabled)

    update(hass, opted_in, "Seerr", register_webhook=False)

    await until(lambda: not server.slot.enabled)


async def test_what_the_user_pasted_stays(
    hass: HomeAssistant, home: str, bare: MockConfigEntry, server: SeerrServer
) -> None:
    """With the template that Seerr offers."""
    await complete(hass, await add(hass, bare, "seerr"), entered_for_seerr(server))
    url = f"{home}/api/webhook/{instance(bare, 'Seerr').data['webhook_id']}"
    pasted = server.slot = Slot(enabled=True, types=4, url=url, payload=server.slot.payload)

    await hass.config_entries.async_reload(bare.entry_id)
    await hass.async_block_till_done()
    server.forget()
    await until(lambda: any("/webhook" in logged.path for logged in server.log))
    await hass.config_entries.async_remove(bare.entry_id)

    assert server.slot == pasted
    assert server.writes == 0
