"""A Plex server that moves: it is found where it is now, and nobody else sees the token."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ThreadedResolver
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import aiohttp_client

from custom_components.plex_label_sync.core.work import WorkKind
from tests.clients.bare import BareServer
from tests.database import work_of
from tests.hearing import asked, calm, settle
from tests.lab.certificate import self_signed
from tests.lab.plex import PlexServer
from tests.lab.plextv_servers import Way
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import end, ours, sync, until
from tests.signing_in import asked_for_token
from tests.steps import refused_certificate

from .clock import Clock

SERVERS = "/api/v2/resources"
ANOTHER = {"MediaContainer": {"machineIdentifier": "another", "version": "1"}}


class Resolver(ThreadedResolver):
    """Knows the names of this machine, as Home Assistant's own resolver does."""

    real_close = ThreadedResolver.close


@pytest.fixture
async def settled(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry, once Plex is heard and all is asked that is asked on the start."""
    await settle(loaded, town)
    return loaded


@pytest.fixture
async def proxy(town: Town) -> AsyncIterator[BareServer]:
    """Another server at Plex's old address."""
    await town.plex.stop()
    server = BareServer()
    server.answers = [ANOTHER]
    await server.start(_port(town.plex.url))
    yield server
    await server.stop()


async def test_a_new_port_is_found_and_kept(
    hass: HomeAssistant, settled: MockConfigEntry, town: Town
) -> None:
    """Labels follow there what happens."""
    before = dict(settled.data)

    url = await _move(town)

    await _found(settled, url)
    assert dict(settled.data) == before | {"url": url}
    assert (await sync(hass))["status"] != "failed"
    assert ours(town)


async def test_a_server_that_is_back_meanwhile_does_not_move(
    hass: HomeAssistant, settled: MockConfigEntry, town: Town
) -> None:
    """It was restarted; it has another address as well, at which it was just found."""
    before = dict(settled.data)
    async with PlexServer(town.world) as also:
        also.read_seconds = 0.3
        town.plextv.plex_url = also.url
        await town.plex.stop()
        await until(lambda: also.most_at_once > 0)
        await town.plex.start(_port(before["url"]))
        await until(lambda: asked(also.log, "/identity") == 1)
        await until(lambda: asked(town.plex.log, "/identity") > 0)
        await calm(town)

    assert dict(settled.data) == before


async def test_it_moved_while_home_assistant_was_off(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> None:
    url = await _move(town)
    entry.add_to_hass(hass)

    assert await hass.config_entries.async_setup(entry.entry_id)

    await _found(entry, url)
    await end(hass, entry)


async def test_a_certificate_that_changes_its_name(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town, tmp_path: Path
) -> None:
    """As those of plex.direct do: the old address leads there, and cannot be trusted."""
    old = PlexServer(town.world)
    https = await old.start(ssl_context=self_signed(tmp_path))
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "url": https})

    with refused_certificate():
        assert await hass.config_entries.async_setup(entry.entry_id)
        await _found(entry, town.plex.url)

    assert old.log == []
    await end(hass, entry)
    await old.stop()


async def test_another_plex_server_got_the_old_address(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town, proxy: BareServer
) -> None:
    """It never sees the token, and that it would not take it is no reason to ask for another."""
    town.plextv.plex_url = await town.plex.start()
    entry.add_to_hass(hass)

    assert await hass.config_entries.async_setup(entry.entry_id)

    await _found(entry, town.plex.url)
    assert set(proxy.paths) == {"/identity"}
    assert not [one for one in proxy.headers if "X-Plex-Token" in one]
    assert asked_for_token(hass) == []
    await end(hass, entry)


async def test_whoever_answers_at_another_address_says_first_who_it_is(
    hass: HomeAssistant, settled: MockConfigEntry, town: Town
) -> None:
    """plex.tv may list an address that is a stranger's in this network."""
    async with BareServer() as stranger:
        stranger.answers = [ANOTHER]
        await town.plex.stop()
        url = await town.plex.start()
        town.plextv.ways = (Way(stranger.url, local=True), Way(url, local=True))

        await _found(settled, url)

        assert stranger.paths == ["/identity"]
        assert "X-Plex-Token" not in stranger.headers[0]


async def test_home_assistants_own_plex_entry_is_looked_at_first(
    hass: HomeAssistant, settled: MockConfigEntry, town: Town
) -> None:
    """plex.tv is not asked then."""
    await town.plex.stop()
    url = await town.plex.start()
    _known(hass, town.world.plex.machine_identifier, url)

    await _found(settled, url)

    assert settled.data["verify_ssl"] is False
    assert asked(town.plextv.log, SERVERS) == 0


@pytest.mark.parametrize("machine_identifier", ["", "another"])
async def test_an_entry_that_does_not_help_leads_to_plextv(
    hass: HomeAssistant, settled: MockConfigEntry, town: Town, machine_identifier: str
) -> None:
    """It has the old address as well, or is another server's."""
    _known(hass, machine_identifier or town.world.plex.machine_identifier, town.plex.url)

    url = await _move(town)

    await _found(settled, url)
    assert settled.data["verify_ssl"] is True


async def test_a_sync_under_way_loses_nothing(
    hass: HomeAssistant, clock: Clock, settled: MockConfigEntry, town: Town
) -> None:
    """What it could not do is done at the new address by itself."""
    town.plex.read_seconds = 0.05
    running = hass.async_create_task(sync(hass))
    await until(lambda: town.plex.reads > 3)

    url = await _move(town)
    town.plex.read_seconds = 0

    await asyncio.wait({running})
    await _found(settled, url)
    left = (WorkKind.FULL_SYNC, WorkKind.LIBRARY, WorkKind.TITLE, WorkKind.ITEM)
    await clock.until(lambda: not any(work_of(settled, kind) for kind in left))
    again = await sync(hass)
    assert ours(town)
    assert (again["added"], again["removed"]) == (0, 0)


async def test_nothing_is_asked_while_home_assistant_starts(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> None:
    await town.plex.stop()
    hass.set_state(CoreState.starting)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await calm(town)
    assert town.plextv.log == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)

    await until(lambda: asked(town.plextv.log, SERVERS) == 1)
    await end(hass, entry)


async def test_plextv_is_asked_seldom(
    hass: HomeAssistant, clock: Clock, settled: MockConfigEntry, town: Town
) -> None:
    """At once, after a minute, ten minutes, and then each hour."""
    await town.plex.stop()

    await clock.go_on(40)
    await clock.until(lambda: asked(town.plextv.log, SERVERS) == 1)
    await clock.go_on(60)
    await clock.until(lambda: asked(town.plextv.log, SERVERS) == 2)
    await clock.go_on(3500, step=20)
    await clock.until(lambda: asked(town.plextv.log, SERVERS) == 3)
    await clock.go_on(3600, step=20)
    await clock.until(lambda: asked(town.plextv.log, SERVERS) == 4)


async def test_a_server_that_comes_and_goes_does_not_have_plextv_asked_more_often(
    hass: HomeAssistant, clock: Clock, settled: MockConfigEntry, town: Town
) -> None:
    port = _port(town.plex.url)
    for _ in range(4):
        await town.plex.stop()
        await clock.go_on(6)
        await town.plex.start(port)
        while not _is_heard(settled):
            await clock.go_on(10)

    assert 1 <= asked(town.plextv.log, SERVERS) <= 2


async def test_a_name_of_the_users_own_is_given_time(
    hass: HomeAssistant,
    clock: Clock,
    entry: MockConfigEntry,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it leads to, such as a proxy, may be down for a moment, and stays the address."""
    monkeypatch.setattr(aiohttp_client, "_async_make_resolver", lambda _: Resolver())
    url = f"http://localhost:{_port(town.plex.url)}"
    await town.plex.stop()
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "url": url})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.go_on(500, step=20)
    assert asked(town.plextv.log, SERVERS) == 0

    await clock.until(lambda: asked(town.plextv.log, SERVERS) == 1, within=200)
    await end(hass, entry)


async def test_a_token_that_plextv_rejects_is_asked_for(
    hass: HomeAssistant, settled: MockConfigEntry, town: Town
) -> None:
    town.plextv.faults = [Fault("status", "/api/v2/user", status=401)]

    await town.plex.stop()

    await until(lambda: bool(asked_for_token(hass)))


async def test_a_plextv_that_is_down_is_asked_again(
    hass: HomeAssistant, clock: Clock, settled: MockConfigEntry, town: Town
) -> None:
    """Later."""
    town.plextv.faults = [Fault("status", SERVERS, status=503, times=1)]

    url = await _move(town)
    await clock.go_on(20)
    assert settled.data["url"] != url
    await clock.go_on(60)

    await _found(settled, url)


async def test_a_plex_that_answers_but_opens_no_websocket_is_where_it_should_be(
    hass: HomeAssistant, clock: Clock, settled: MockConfigEntry, town: Town
) -> None:
    """Some proxies let none through."""
    town.plex.faults = [Fault("status", "/:/websockets", status=400)]
    await town.plex.listeners.hang_up()

    await clock.go_on(120)

    assert asked(town.plex.log, "/:/websockets") > 2
    assert asked(town.plextv.log, SERVERS) == 0


async def test_no_address_is_logged(
    hass: HomeAssistant,
    settled: MockConfigEntry,
    town: Town,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG", "custom_components.plex_label_sync")

    await _found(settled, await _move(town))

    told = [one.getMessage() for one in caplog.records if one.name.startswith("custom_comp")]
    assert "Plex answers at another address, using that from now on" in told
    assert not [one for one in told if "127.0.0.1" in one]


async def _move(town: Town) -> str:
    """Let Plex listen on another port, which plex.tv knows; gives the new address."""
    await town.plex.stop()
    town.plextv.plex_url = await town.plex.start()
    return town.plextv.plex_url


async def _found(entry: MockConfigEntry, url: str) -> None:
    """Wait until Plex is heard at its new address."""
    await until(lambda: entry.data["url"] == url)
    await until(lambda: _is_heard(entry))


def _is_heard(entry: MockConfigEntry) -> bool:
    """Not while it is set up anew."""
    is_loaded = entry.state is ConfigEntryState.LOADED
    return is_loaded and entry.runtime_data.coordinator.data.plex


def _known(hass: HomeAssistant, machine_identifier: str, url: str) -> None:
    """Let Home Assistant's own Plex integration know a server."""
    config = {"url": url, "token": "its own", "verify_ssl": False}
    data = {"server": "Plex", "server_id": machine_identifier, "server_config": config}
    MockConfigEntry(domain="plex", title="Plex", data=data).add_to_hass(hass)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])
