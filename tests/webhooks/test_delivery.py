"""A webhook counts as set up once a test came to our own handler, whatever its sender says."""

from collections.abc import AsyncIterator

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.webhooks.received import received_by
from tests.hearing import calm
from tests.lab.arr import ArrServer
from tests.lab.proxy import Proxy
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_arr import ArrState
from tests.registering import IDS, issues, keeping, later, registered
from tests.running import end, start, until
from tests.steps import instance

LOCAL = "192.168.1.7"
TEST = "/api/v3/notification/test"


@pytest.fixture
def entry(entry: MockConfigEntry) -> MockConfigEntry:
    """An entry with a single instance."""
    one = instance(entry, "Radarr")
    object.__setattr__(entry, "subentries", {one.subentry_id: one})
    return entry


@pytest.fixture
def radarr(town: Town) -> ArrState:
    """That instance."""
    return town.world.arrs[0]


@pytest.fixture
def server(town: Town) -> ArrServer:
    """Its server."""
    return town.arrs[0]


@pytest.fixture
async def trusting(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> str:
    """Home Assistant's address; it believes a proxy on this machine."""
    trusted = {"use_x_forwarded_for": True, "trusted_proxies": ["127.0.0.1"]}
    assert await async_setup_component(hass, "http", {"http": trusted})
    for component in ("webhook", DOMAIN):
        assert await async_setup_component(hass, component, {})
    client = await hass_client_no_auth()
    return str(client.make_url("")).rstrip("/")


@pytest.fixture
async def proxy(trusting: str) -> AsyncIterator[Proxy]:
    """A proxy before Home Assistant, which passes on requests of the local network."""
    async with Proxy(trusting, LOCAL) as proxy:
        yield proxy


@pytest.mark.parametrize("sender", ["203.0.113.9", "2001:db8::7", "100.64.0.7"])
async def test_what_home_assistant_drops_is_told_with_where_it_came_from(
    hass: HomeAssistant, entry: MockConfigEntry, proxy: Proxy, sender: str
) -> None:
    """Though the instance was answered 200: from the internet, over IPv6, from a VPN."""
    proxy.sender = sender
    kept = keeping(entry, proxy.url)
    await start(hass, kept)

    await until(lambda: bool(issues(hass)))

    about = {"name": "Radarr", "url": proxy.url, "sender": sender}
    assert issues(hass) == {"webhook_unreachable": about}
    (radarr,) = kept.runtime_data.instances.values()
    assert radarr.last_webhook is None
    await end(hass, kept)


async def test_what_goes_to_somebody_else_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, proxy: Proxy
) -> None:
    """Who answers 200 to it."""
    proxy.place = ""
    kept = keeping(entry, proxy.url)
    await start(hass, kept)

    await until(lambda: bool(issues(hass)))

    about = {"name": "Radarr", "url": proxy.url, "sender": ""}
    assert issues(hass) == {"webhook_unreachable": about}
    await end(hass, kept)


async def test_a_proxy_in_the_local_network_is_no_trouble(
    hass: HomeAssistant, entry: MockConfigEntry, proxy: Proxy, radarr: ArrState
) -> None:
    kept = keeping(entry, proxy.url)
    await start(hass, kept)

    await registered(radarr)
    (poll,) = kept.runtime_data.instances.values()
    await until(lambda: poll.last_webhook is not None)

    assert issues(hass) == {}
    await end(hass, kept)


async def test_it_is_tried_again_until_a_test_comes(
    hass: HomeAssistant, entry: MockConfigEntry, proxy: Proxy, radarr: ArrState
) -> None:
    """The connection that was made stays; then the issue goes."""
    proxy.sender = "203.0.113.9"
    kept = keeping(entry, proxy.url)
    await start(hass, kept)
    await until(lambda: "webhook_unreachable" in issues(hass))
    made = await registered(radarr)
    proxy.sender = LOCAL

    later(hass, seconds=6)

    await until(lambda: issues(hass) == {})
    assert await registered(radarr) == made
    await end(hass, kept)


async def test_nothing_that_was_opened_to_find_out_stays_open(
    hass: HomeAssistant, entry: MockConfigEntry, proxy: Proxy
) -> None:
    """The last test went to an endpoint of its own."""
    proxy.sender = "203.0.113.9"
    kept = keeping(entry, proxy.url)
    await start(hass, kept)
    await until(lambda: bool(issues(hass)))
    ours, asked = f"/api/webhook/{IDS['Radarr']}", proxy.log[-1].path

    assert asked.startswith("/api/webhook/")
    assert asked != ours
    assert [f"/api/webhook/{one}" for one in hass.data["webhook"]] == [ours]
    await end(hass, kept)


async def test_an_instance_that_stopped_sending_is_woken_at_the_start(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, radarr: ArrState, server: ArrServer
) -> None:
    """It leaves a connection out for up to an hour after failures, as while this was down."""
    await _run_before(hass, entry, home, server)
    kept = keeping(entry, home)
    title = next(iter(radarr.titles.values()))
    assert await server.send("Download", title) == []

    await start(hass, kept)
    await until(lambda: not radarr.blocked)

    assert await server.send("Download", title) == [200]
    assert server.writes == 1
    await end(hass, kept)


async def test_the_start_does_not_wait_for_that(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, server: ArrServer
) -> None:
    """Nor is anybody asked before Home Assistant runs."""
    await _run_before(hass, entry, home, server)
    asked = Fault("hang", TEST, times=1)
    server.faults.append(asked)
    hass.set_state(CoreState.starting)
    kept = keeping(entry, home)
    await start(hass, kept)
    assert server.log == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()

    await until(lambda: asked.times == 0)
    await end(hass, kept)


async def test_a_test_that_came_is_asked_for_once_in_a_run(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, server: ArrServer, town: Town
) -> None:
    """Not when the entry is reloaded, nor when the webhook is looked after the next day."""
    await _run_before(hass, entry, home, server)
    kept = keeping(entry, home)
    await start(hass, kept)
    await until(lambda: IDS["Radarr"] in received_by(hass).ways)

    await hass.config_entries.async_reload(kept.entry_id)
    await until(lambda: _asked(server, "/api/v3/notification") > 2)
    later(hass, hours=24, seconds=1)
    await until(lambda: _asked(server, "/api/v3/notification") > 3)
    await calm(town)

    assert _asked(server, TEST) == 1
    await end(hass, kept)


async def test_an_instance_is_woken_that_posts_to_where_the_user_told_it(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, radarr: ArrState, server: ArrServer
) -> None:
    """Though nothing is kept there for the user; whether it works is the user's to see."""
    await _run_before(hass, entry, home, server)
    (connection,) = radarr.connections.values()
    connection["name"] = "Home Assistant"
    kept = keeping(entry, home, webhook="manual")

    await start(hass, kept)
    await until(lambda: not radarr.blocked)

    assert (server.writes, issues(hass)) == (1, {})
    await end(hass, kept)


async def test_an_instance_is_not_woken_where_no_webhook_is_wanted(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, server: ArrServer, town: Town
) -> None:
    """Polls alone ask it."""
    await _run_before(hass, entry, home, server)
    (connection,) = server.state.connections.values()
    connection["name"] = "Home Assistant"
    kept = keeping(entry, home, webhook="none")

    await start(hass, kept)
    await until(lambda: _asked(server, "/api/v3/notification") > 0)
    await calm(town)

    assert (_asked(server, TEST), server.writes, issues(hass)) == (0, 0, {})
    await end(hass, kept)


async def test_what_the_user_told_it_wrongly_is_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, server: ArrServer, town: Town
) -> None:
    """It is tried once."""
    await _run_before(hass, entry, home, server)
    (connection,) = server.state.connections.values()
    connection["name"] = "Home Assistant"
    server.faults.append(Fault("drop", TEST))
    kept = keeping(entry, home, webhook="manual")

    await start(hass, kept)
    await until(lambda: IDS["Radarr"] in received_by(hass).ways)
    await hass.config_entries.async_reload(kept.entry_id)
    await until(lambda: _asked(server, "/api/v3/notification") > 2)
    await calm(town)

    assert (_asked(server, TEST), issues(hass)) == (1, {})
    await end(hass, kept)


async def test_a_test_that_gets_no_answer_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, server: ArrServer
) -> None:
    """The instance answers else: it waits for an answer itself."""
    await _run_before(hass, entry, home, server)
    server.faults.append(Fault("drop", TEST))
    kept = keeping(entry, home)
    await start(hass, kept)

    await until(lambda: bool(issues(hass)))

    about = {"name": "Radarr", "url": home, "said": "the connection was interrupted"}
    assert issues(hass) == {"webhook_unreachable": about}
    await end(hass, kept)


async def _run_before(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, server: ArrServer
) -> None:
    """Have the connection made in an earlier run, and blocked since; nothing is known of it."""
    before = keeping(entry, home)
    await start(hass, before)
    connection = await registered(server.state)
    await end(hass, before)
    hass.data.pop("plex_label_sync_webhook_arrivals")
    server.state.blocked.add(connection["id"])
    server.forget()


def _asked(server: ArrServer, path: str) -> int:
    """How often a path was asked for."""
    return sum(one.path == path for one in server.log)
