"""What all tests share: a town of stand-in servers, and a Home Assistant set up against it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
import gc
import logging
from pathlib import Path
from threading import enumerate as enumerate_threads
from typing import Any
from unittest.mock import Mock, PropertyMock, patch

from aiohttp import ClientSession
import pytest
import pytest_asyncio
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from homeassistant import runner
from homeassistant.components.http.server import HomeAssistantHTTP
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import (
    CONF_API_KEY,
    CONF_TOKEN,
    CONF_URL,
    CONF_VERIFY_SSL,
    CONF_WEBHOOK_ID,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.clients import http
from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plextv.in_thread import NAME
from custom_components.plex_label_sync.const import (
    CONF_HOME_ASSISTANT_URL,
    CONF_REQUESTER_TAGS,
    CONF_SYNC_TAGS,
    CONF_WEBHOOK,
    DOMAIN,
)
from tests.browsing import Reader, to_browse
from tests.core import trying
from tests.hearing import Client, follow
from tests.lab.fill import small_world
from tests.lab.plextv_addresses import plextv_at
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState
from tests.patience import patience
from tests.registering import keeping
from tests.running import end, start

_MOMENT = 5
"""Seconds in which a thread ends whose server has gone."""

# The test kit collects all garbage before each module. To look for it each 2,000 objects besides,
# as Python does by itself, took a twentieth of all tests' time.
gc.set_threshold(50_000)

pytest_configure = trying.pytest_configure

# pytest shows the log of a test that fails; the test kit has it written to the terminal as well.
for _handler in list(logging.root.handlers):
    if type(_handler) is logging.StreamHandler:
        logging.root.removeHandler(_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes long begin first: in the end all would wait for it alone."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant find the integration, in the tests that have one."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def entity_registry_enabled_by_default() -> Iterator[None]:
    """Enable entities that are disabled at first, as Home Assistant's own tests do."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        new_callable=PropertyMock,
        return_value=True,
    ):
        yield


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave the loop's debug mode off, which the test kit turns on: it takes twice the time."""


@pytest_asyncio.fixture(autouse=True)  # type: ignore[type-var]  # it takes any function
def configure_event_loop() -> None:
    """Configure the loop as Home Assistant does; the test kit lets it run for that."""
    runner.configure_event_loop(asyncio.get_event_loop())


@pytest.fixture(autouse=True, scope="session")
def _patience() -> Iterator[None]:
    """Let the threads of a test's loop end by themselves."""
    with patience():
        yield


async def _do_nothing(*_: object) -> None:
    """Stand in for what opens a port."""


@pytest.fixture(autouse=True, scope="session")
def _no_web_server() -> Iterator[None]:
    """Let no Home Assistant serve on a port of its own."""
    with patch.multiple(HomeAssistantHTTP, async_bind=_do_nothing, start=_do_nothing):
        yield


@pytest.fixture(autouse=True)
def disable_http_server() -> None:
    """Leave this to `_no_web_server`: the test kit makes two mocks for each test."""


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each Home Assistant a folder of its own."""
    return str(tmp_path)


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Let stores write real files, where the test kit would keep them in a dictionary."""
    return {}


@pytest.fixture
def world() -> World:
    """The small world that shows every awkward case."""
    return small_world()


@pytest.fixture
def a_seerr(world: World) -> SeerrState:
    """A Seerr in the world, for modules that use this fixture: it is there before the town is."""
    return world.add_seerr()


@pytest.fixture
async def town(socket_enabled: None, world: World) -> AsyncIterator[Town]:
    """The world's servers, started; plex.tv's addresses lead to the stand-in.

    What nobody waits for any more ends with them.
    """
    async with Town(world) as town:
        with plextv_at(town.plextv.url):
            yield town
    for thread in enumerate_threads():
        if thread.name == NAME:
            thread.join(_MOMENT)


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Any HTTP session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def arrs(session: ClientSession, town: Town) -> list[Arr]:
    """The town's two Radarrs and its Sonarr, each asked once."""
    return [
        Arr(
            session,
            ArrKind(server.state.kind),
            server.base_url,
            server.state.api_key,
            patience=Patience(tries=1),
        )
        for server in town.arrs
    ]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry at once: how long pauses are is tested where they are made."""
    monkeypatch.setattr(http, "_random", Mock(uniform=lambda *_: 0.0))


@pytest.fixture
def good(town: Town) -> dict[str, Any]:
    """What a user enters of the Plex server who makes no mistake."""
    return {
        CONF_URL: town.plex.url,
        CONF_TOKEN: town.world.owner.token,
        CONF_VERIFY_SSL: True,
    }


@pytest.fixture
def entry(town: Town, good: dict[str, Any]) -> MockConfigEntry:
    """A config entry for the town's Plex server, with all its instances; not yet set up."""
    return MockConfigEntry(
        domain=DOMAIN,
        title=town.world.plex.friendly_name,
        unique_id=town.world.plex.machine_identifier,
        data=good,
        subentries_data=[
            ConfigSubentryData(
                subentry_type=arr.state.kind,
                title=arr.state.name,
                unique_id=f"{arr.state.kind}_{arr.base_url}",
                data={
                    CONF_URL: arr.base_url,
                    CONF_API_KEY: arr.state.api_key,
                    CONF_VERIFY_SSL: True,
                    CONF_SYNC_TAGS: True,
                    CONF_REQUESTER_TAGS: False,
                    CONF_WEBHOOK: "manual",
                    CONF_HOME_ASSISTANT_URL: "",
                    CONF_WEBHOOK_ID: f"webhook-of-{arr.state.name}",
                },
            )
            for arr in town.arrs
        ],
    )


@pytest.fixture
async def loaded(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncIterator[MockConfigEntry]:
    """The config entry, set up."""
    await start(hass, entry)
    yield entry
    await end(hass, entry)


@pytest.fixture
async def signed_in(
    loaded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> AsyncIterator[Client]:
    """The browser of whoever is signed in, once the config entry is set up."""
    client: Client = await hass_client()
    yield client
    await client.close()


@pytest.fixture
async def bare(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncIterator[MockConfigEntry]:
    """A config entry for the town's Plex server, without instances, set up."""
    bare = MockConfigEntry(
        domain=DOMAIN, title=entry.title, unique_id=entry.unique_id, data=dict(entry.data)
    )
    await start(hass, bare)
    yield bare
    await end(hass, bare)


@pytest.fixture
async def home(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> str:
    """Home Assistant's address: its web server, on a port of its own."""
    for component in ("webhook", DOMAIN):
        assert await async_setup_component(hass, component, {})
    client = await hass_client_no_auth()
    return str(client.make_url("")).rstrip("/")


@pytest.fixture
async def kept(
    hass: HomeAssistant, entry: MockConfigEntry, home: str
) -> AsyncIterator[MockConfigEntry]:
    """A config entry whose instances are told to keep webhooks that lead here, set up."""
    kept = keeping(entry, home)
    await start(hass, kept)
    yield kept
    await end(hass, kept)


@pytest.fixture
async def client(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> Client:
    """Whoever posts to Home Assistant, without signing in."""
    client: Client = await hass_client_no_auth()
    return client


@pytest.fixture
async def following(
    hass: HomeAssistant, loaded: MockConfigEntry, client: Client, town: Town
) -> Client:
    """The same, once labels follow what happens."""
    await follow(hass, loaded, town)
    return client


@pytest.fixture
async def browsed(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry after a sync, with what people want counted for the media browser."""
    await to_browse(hass, loaded)
    return loaded


@pytest.fixture
async def reader(
    browsed: MockConfigEntry, hass_ws_client: WebSocketGenerator, hass: HomeAssistant
) -> Reader:
    """An administrator in the media browser."""
    return Reader(await hass_ws_client(hass))
