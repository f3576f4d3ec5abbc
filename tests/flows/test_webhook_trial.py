"""Whether a webhook would reach Home Assistant is told in the form that asks for it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.webhooks.received import received_by
from tests.lab.arr import ArrServer
from tests.lab.proxy import Proxy
from tests.lab.seerr import SeerrServer
from tests.lab.seerr_shapes import Slot
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.registering import NOWHERE
from tests.running import until
from tests.steps import (
    add,
    change,
    entered_for,
    entered_for_seerr,
    instance,
    saved,
    send_instance,
    shown,
    told_above,
)

TEST = "/api/v3/notification/test"
AUTOMATIC = {"webhook": "automatic"}


@pytest.fixture
def server(town: Town) -> ArrServer:
    """The server of a Radarr."""
    return town.arrs[0]


@pytest.fixture
def wanted(home: str, server: ArrServer) -> dict[str, Any]:
    """What a user enters of the Radarr whose webhook is to be set up."""
    return entered_for(server) | AUTOMATIC | {"home_assistant_url": home}


@pytest.fixture
async def proxy(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> Proxy:
    """A proxy before Home Assistant, which believes what it says of the sender."""
    trusted = {"use_x_forwarded_for": True, "trusted_proxies": ["127.0.0.1"]}
    assert await async_setup_component(hass, "http", {"http": trusted})
    assert await async_setup_component(hass, "webhook", {})
    # A server that runs takes no more pages here.
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client_no_auth()
    return Proxy(str(client.make_url("")).rstrip("/"), "203.0.113.9")


@pytest.fixture
async def elsewhere(socket_enabled: None) -> AsyncIterator[Proxy]:
    """Something that answers 200 and is not Home Assistant."""
    async with Proxy("", "") as proxy:
        yield proxy


async def test_a_webhook_that_arrives_is_taken(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry, server: ArrServer
) -> None:
    """A test was sent, and nothing was kept for it."""
    result = await send_instance(hass, await add(hass, bare, "radarr"), wanted)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert [one.path for one in server.log if one.method == "POST"] == [TEST]


async def test_what_was_opened_for_the_test_is_closed(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry, elsewhere: Proxy
) -> None:
    """Whether it came or not."""
    entered = wanted | {"home_assistant_url": elsewhere.url}

    await send_instance(hass, await add(hass, bare, "radarr"), entered)

    assert hass.data["webhook"] == {}


async def test_home_assistant_cannot_be_reached(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry
) -> None:
    """The form says so at the address, with the instance's own words, and keeps what was typed."""
    entered = wanted | {"home_assistant_url": NOWHERE}

    form = await send_instance(hass, await add(hass, bare, "radarr"), entered)

    assert form["errors"] == told_above("home_assistant_url", "webhook_failed")
    assert _about(form, "home", "said") == [NOWHERE, "Connection refused (127.0.0.1:9)"]
    assert shown(form) == entered
    assert bare.subentries == {}


async def test_something_else_answers_there(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry, elsewhere: Proxy
) -> None:
    """The instance was answered as if all were well."""
    entered = wanted | {"home_assistant_url": elsewhere.url}

    form = await send_instance(hass, await add(hass, bare, "radarr"), entered)

    assert form["errors"] == told_above("home_assistant_url", "webhook_elsewhere")
    assert _about(form, "home") == [elsewhere.url]


async def test_home_assistant_drops_it(
    hass: HomeAssistant, proxy: Proxy, bare: MockConfigEntry, server: ArrServer
) -> None:
    """It comes from outside the local network."""
    async with proxy:
        entered = entered_for(server) | AUTOMATIC | {"home_assistant_url": proxy.url}

        form = await send_instance(hass, await add(hass, bare, "radarr"), entered)

    assert form["errors"] == told_above("home_assistant_url", "webhook_not_local")
    assert _about(form, "sender") == ["203.0.113.9"]


async def test_home_assistant_does_not_know_its_address(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry
) -> None:
    hass.config.api = None
    entered = wanted | {"home_assistant_url": ""}

    form = await send_instance(hass, await add(hass, bare, "radarr"), entered)

    assert form["errors"] == told_above("home_assistant_url", "no_home_assistant_url")


async def test_the_address_can_be_mended(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry, home: str
) -> None:
    """Each other one is tried as well."""
    form = await add(hass, bare, "radarr")
    for wrong in (NOWHERE, "http://127.0.0.1:11", NOWHERE):
        form = await send_instance(hass, form, wanted | {"home_assistant_url": wrong})
        assert form["errors"] == told_above("home_assistant_url", "webhook_failed")
        assert _about(form, "home") == [wrong]

    await send_instance(hass, form, wanted)

    assert instance(bare, "Radarr").data["home_assistant_url"] == home


async def test_the_user_may_go_on_all_the_same(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry, server: ArrServer
) -> None:
    """By sending the same again; it is not tried again before it is saved."""
    entered = wanted | {"home_assistant_url": NOWHERE}
    form = await send_instance(hass, await add(hass, bare, "radarr"), entered)
    server.forget()

    result = await send_instance(hass, form, entered)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert saved(instance(bare, "Radarr")) == entered
    assert [one.path for one in server.log if one.method == "POST"] == []


@pytest.mark.parametrize("way", ["manual", "none"])
async def test_only_what_is_set_up_automatically_is_tried(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry, server: ArrServer, way: str
) -> None:
    entered = wanted | {"webhook": way, "home_assistant_url": NOWHERE}

    form = await send_instance(hass, await add(hass, bare, "radarr"), entered)

    assert not form.get("errors")
    assert server.writes == 0


async def test_an_instance_that_cannot_test_is_told(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry, server: ArrServer
) -> None:
    """Whether it would come is not known; the user may go on."""
    server.faults.append(Fault("status", "/api/v3/notification", status=500))

    form = await send_instance(hass, await add(hass, bare, "radarr"), wanted)

    assert form["errors"] == told_above("home_assistant_url", "webhook_failed")
    assert _about(form, "said") == ["it reported an error (500); check its log"]


async def test_a_webhook_that_is_known_to_arrive_is_not_tried_again(
    hass: HomeAssistant, wanted: dict[str, Any], bare: MockConfigEntry, server: ArrServer
) -> None:
    """When something else is changed."""
    await send_instance(hass, await add(hass, bare, "radarr"), wanted)
    await hass.async_block_till_done()
    webhook_id = instance(bare, "Radarr").data["webhook_id"]
    await until(lambda: webhook_id in received_by(hass).ways)
    server.forget()

    result = await send_instance(
        hass, await change(hass, bare, "Radarr"), wanted | {"sync_tags": False}
    )

    assert result["reason"] == "reconfigure_successful"
    assert TEST not in [one.path for one in server.log]


async def test_another_address_of_a_changed_instance_is_tried(
    hass: HomeAssistant, wanted: dict[str, Any], loaded: MockConfigEntry, home: str
) -> None:
    """By the endpoint that it has already."""
    form = await change(hass, loaded, "Radarr")

    form = await send_instance(hass, form, wanted | {"home_assistant_url": NOWHERE})
    assert form["errors"] == told_above("home_assistant_url", "webhook_failed")
    await send_instance(hass, form, wanted)

    assert instance(loaded, "Radarr").data["home_assistant_url"] == home


async def test_nothing_is_tried_while_nobody_listens(
    hass: HomeAssistant, wanted: dict[str, Any], loaded: MockConfigEntry, server: ArrServer
) -> None:
    """The entry is not loaded, and its instance is changed; registration tells it later."""
    await hass.config_entries.async_unload(loaded.entry_id)
    server.forget()

    result = await send_instance(
        hass, await change(hass, loaded, "Radarr"), wanted | {"home_assistant_url": NOWHERE}
    )

    assert result["reason"] == "reconfigure_successful"
    assert server.writes == 0


async def test_seerrs_only_webhook_is_in_use(
    hass: HomeAssistant, home: str, bare: MockConfigEntry, seerr: SeerrServer
) -> None:
    """It is left alone, and told where the way is chosen."""
    taken = Slot(enabled=True, types=6, url="http://others", payload=seerr.slot.payload)
    seerr.slot = taken
    entered = entered_for_seerr(seerr) | AUTOMATIC | {"home_assistant_url": home}
    form = await add(hass, bare, "seerr")

    form = await send_instance(hass, form, entered)

    assert form["errors"] == told_above("webhook", "webhook_slot_taken")
    assert seerr.slot == taken
    result = await send_instance(hass, form, entered | {"webhook": "none"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_seerr_refuses_changes(
    hass: HomeAssistant, home: str, bare: MockConfigEntry, seerr: SeerrServer
) -> None:
    seerr.state.csrf = True
    entered = entered_for_seerr(seerr) | AUTOMATIC | {"home_assistant_url": home}

    form = await send_instance(hass, await add(hass, bare, "seerr"), entered)

    assert form["errors"] == told_above("webhook", "webhook_refused")


def _about(form: SubentryFlowResult, *names: str) -> list[str]:
    placeholders = form["description_placeholders"] or {}
    return [placeholders[name] for name in names]
