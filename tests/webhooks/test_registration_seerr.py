"""The one webhook slot of a Seerr: kept where the user opted in, and never taken from others."""

from base64 import b64encode
from copy import replace

import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.markdown import escaped
from tests.lab.fill import add_requests
from tests.lab.proxy import Proxy
from tests.lab.seerr import SeerrServer
from tests.lab.seerr_shapes import Slot
from tests.lab.town import Town
from tests.lab.world import World
from tests.registering import NOWHERE, issues, later, update
from tests.running import until
from tests.steps import add, complete, entered_for_seerr, instance

OTHERS = "http://homeassistant.local:8123/api/webhook/fedcba9876543210"
TEST = "/api/v1/settings/notifications/webhook/test"


@pytest.fixture(params=["3.1", "encodes", "encodes, without headers"])
def world(world: World, request: pytest.FixtureRequest) -> World:
    """The small world with a Seerr that has requests, of each of the versions."""
    state = add_requests(world)
    state.encodes = request.param != "3.1"
    state.has_headers = request.param == "encodes"
    return world


@pytest.fixture
def server(town: Town) -> SeerrServer:
    """The Seerr's server."""
    return town.seerrs[0]


@pytest.fixture
async def opted_in(
    hass: HomeAssistant, home: str, bare: MockConfigEntry, server: SeerrServer
) -> MockConfigEntry:
    """The config entry, with a Seerr that was told to keep a webhook and does."""
    entered = entered_for_seerr(server) | {"webhook": "automatic", "home_assistant_url": home}
    await complete(hass, await add(hass, bare, "seerr"), entered)
    await hass.async_block_till_done()
    seerr = bare.runtime_data.instances[instance(bare, "Seerr").subentry_id]
    await until(lambda: seerr.last_webhook is not None)
    return bare


async def test_a_free_slot_is_taken(
    opted_in: MockConfigEntry, server: SeerrServer, home: str
) -> None:
    await until(lambda: server.slot.enabled)

    webhook_id = instance(opted_in, "Seerr").data["webhook_id"]
    assert server.slot.url == f"{home}/api/webhook/{webhook_id}"


async def test_its_webhooks_arrive(opted_in: MockConfigEntry, server: SeerrServer) -> None:
    """All the way."""
    seerr = opted_in.runtime_data.instances[instance(opted_in, "Seerr").subentry_id]
    seerr.last_webhook = None

    assert await server.send("MEDIA_APPROVED", server.state.requests[1]) == 200

    assert seerr.last_webhook


async def test_a_slot_that_was_switched_off_is_mended_within_a_day(
    hass: HomeAssistant, opted_in: MockConfigEntry, server: SeerrServer
) -> None:
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
    entered = entered_for_seerr(server) | {"webhook": "automatic", "home_assistant_url": home}

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

    update(hass, opted_in, "Seerr", webhook="manual")

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


async def test_it_counts_once_a_test_came(
    hass: HomeAssistant, opted_in: MockConfigEntry, server: SeerrServer
) -> None:
    """Whichever way of writing the template this version takes: the other one fails silently."""
    await until(lambda: _written(server)[-1:] == [TEST])

    assert issues(hass) == {}
    template = orjson.loads(server.slot.opened)
    assert template["notification_type"] == "{{notification_type}}"


async def test_another_start_writes_nothing_and_tests_it_once(
    hass: HomeAssistant, opted_in: MockConfigEntry, server: SeerrServer
) -> None:
    """A version that encodes is known by its headers; where it has none, a second way is tried."""
    await hass.config_entries.async_unload(opted_in.entry_id)
    hass.data.pop("plex_label_sync_webhook_arrivals")
    server.forget()

    await hass.config_entries.async_setup(opted_in.entry_id)
    seerr = opted_in.runtime_data.instances[instance(opted_in, "Seerr").subentry_id]
    await until(lambda: seerr.last_webhook is not None)

    guessed = server.state.encodes == server.state.has_headers
    await until(lambda: _written(server) == [TEST] * (1 if guessed else 2))


async def test_a_test_that_fails_is_told(
    hass: HomeAssistant, bare: MockConfigEntry, server: SeerrServer
) -> None:
    """Seerr has few words for it."""
    entered = entered_for_seerr(server) | {
        "webhook": "automatic",
        "home_assistant_url": NOWHERE,
    }

    await complete(hass, await add(hass, bare, "seerr"), entered)

    said = "Failed to send webhook notification."
    about = {"name": "Seerr", "url": NOWHERE, "said": escaped(said)}
    await until(lambda: issues(hass) == {"webhook_unreachable": about})


async def test_a_test_that_never_came_is_told(
    hass: HomeAssistant, bare: MockConfigEntry, server: SeerrServer
) -> None:
    """Though Seerr says that it was sent."""
    async with Proxy("", "") as other:
        entered = entered_for_seerr(server) | {
            "webhook": "automatic",
            "home_assistant_url": other.url,
        }
        await complete(hass, await add(hass, bare, "seerr"), entered)

        about = {"name": "Seerr", "url": other.url, "sender": ""}
        await until(lambda: issues(hass) == {"webhook_unreachable": about})


async def test_a_seerr_that_refuses_changes_is_told(
    hass: HomeAssistant, home: str, bare: MockConfigEntry, server: SeerrServer
) -> None:
    """Its CSRF protection does; once that is off, the webhook is there and the issue goes."""
    server.state.csrf = True
    entered = entered_for_seerr(server) | {"webhook": "automatic", "home_assistant_url": home}

    await complete(hass, await add(hass, bare, "seerr"), entered)

    about = {"name": "Seerr", "said": "invalid csrf token"}
    await until(lambda: issues(hass) == {"webhook_refused": about})
    server.state.csrf = False
    later(hass, seconds=6)
    await until(lambda: server.slot.enabled)
    await until(lambda: issues(hass) == {})


async def test_a_seerr_that_refuses_to_be_rid_of_the_webhook_is_told(
    hass: HomeAssistant, opted_in: MockConfigEntry, server: SeerrServer
) -> None:
    """When the user does not want it any more."""
    await until(lambda: server.slot.enabled)
    server.state.csrf = True

    update(hass, opted_in, "Seerr", webhook="manual")

    about = {"name": "Seerr", "said": "invalid csrf token"}
    await until(lambda: issues(hass) == {"webhook_refused": about})


async def test_a_slot_that_was_being_written_is_given_back_as_well(
    hass: HomeAssistant, opted_in: MockConfigEntry, server: SeerrServer
) -> None:
    """Home Assistant may have stopped before it found the way that this version takes."""
    template = server.slot.opened
    once_more = orjson.dumps(orjson.dumps(template).decode())
    wrong = b64encode(once_more if server.state.encodes else template.encode()).decode()
    server.slot = replace(server.slot, payload=wrong)

    update(hass, opted_in, "Seerr", webhook="manual")

    await until(lambda: not server.slot.url)


def _written(server: SeerrServer) -> list[str]:
    """What was posted to it."""
    return [one.path for one in server.log if one.method == "POST"]
