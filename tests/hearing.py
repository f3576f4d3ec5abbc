"""Short ways to let Home Assistant hear of what happens in the town, and to wait for its calm."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
import time
from types import MappingProxyType, SimpleNamespace
from typing import Any
from unittest.mock import patch

from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component import patch_time
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.follow.polls import InstancePoll, Poll
from custom_components.plex_label_sync.follow.runtime import Runtime
from tests.lab.arr_webhooks import payload
from tests.lab.server import Fault, Logged
from tests.lab.town import Town
from tests.lab.world_arr import ArrTitle
from tests.lab.world_plex import PlexItem
from tests.lab.world_titles import Title
from tests.running import labels, sync, until
from tests.steps import instance

SOCKET = "/:/websockets/notifications"

type Client = TestClient[Request, Application]


@contextmanager
def standing_clock() -> Iterator[FrozenDateTimeFactory]:
    """Let the time of day stand still; the event loop's own clock goes on, so that waits end.

    The test kit gives the loop a clock of its own, which freezegun would stop, too.
    """
    going_on = SimpleNamespace(monotonic=time.monotonic)
    with (
        freeze_time(datetime.now(UTC), real_asyncio=True) as clock,
        patch.object(patch_time, "time", going_on),
    ):
        assert isinstance(clock, FrozenDateTimeFactory)
        yield clock


async def calm(town: Town, seconds: float = 0.3) -> None:
    """Wait until nobody has asked a server for a moment, some seconds at most."""
    for _ in range(40):
        before = sum(len(server.log) for server in town.servers)
        await asyncio.sleep(seconds)
        if before == sum(len(server.log) for server in town.servers):
            return
    raise TimeoutError


async def deafen(entry: MockConfigEntry, town: Town) -> None:
    """Let Plex refuse to be listened to."""
    town.plex.faults.append(Fault("status", SOCKET, status=503))
    await town.plex.listeners.hang_up()
    await until(lambda: not entry.runtime_data.coordinator.data.plex)


async def settle(entry: MockConfigEntry, town: Town) -> None:
    """Wait until all is asked that is asked on the start. The servers' logs are empty."""
    await until(lambda: entry.runtime_data.coordinator.data.plex)
    await calm(town)
    town.forget()


async def follow(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> None:
    """Run the first sync; after that labels follow what happens. The servers' logs are empty."""
    await until(lambda: entry.runtime_data.coordinator.data.plex)
    await sync(hass)
    await settle(entry, town)


def coordinator_of(entry: MockConfigEntry, name: str) -> InstancePoll:
    """Give the poll of the instance of this name."""
    runtime: Runtime = entry.runtime_data
    return runtime.instances[instance(entry, name).subentry_id]


def poll_of(entry: MockConfigEntry, source: str) -> Poll:
    """Give the poll of a source, such as `watchlist/own`."""
    runtime: Runtime = entry.runtime_data
    return next(poll for poll in runtime.polls if poll.source == source)


def address(name: str) -> str:
    """Give the address of an instance's webhook."""
    return f"/api/webhook/webhook-of-{name}"


async def post(client: Client, name: str, content: Any) -> HTTPStatus:
    """Post JSON to an instance's webhook; gives the status of the answer."""
    async with client.post(address(name), json=content) as answer:
        return HTTPStatus(answer.status)


async def tell(
    client: Client, town: Town, arr: int, event: str, title: ArrTitle | None = None, **options: Any
) -> None:
    """Have a Radarr or Sonarr, by its place in the town, tell of an event."""
    state = town.arrs[arr].state
    assert await post(client, state.name, payload(state, event, title, **options)) == HTTPStatus.OK


def film(town: Town, arr: int, name: str) -> ArrTitle:
    """Give a title of a Radarr or Sonarr by its name."""
    titles = town.arrs[arr].state.titles.values()
    return next(one for one in titles if one.title.name == name)


def tag(town: Town, arr: int, name: str, label: str) -> ArrTitle:
    """Tag a title of a Radarr or Sonarr; no webhook tells of that."""
    found = film(town, arr, name)
    found.tags.add(town.arrs[arr].state.tag(label))
    return found


def scan(town: Town, title: Title, section: str = "Movies") -> PlexItem:
    """Put a title into a library of Plex, as its newest item; nobody is told."""
    plex = town.world.plex
    into = next(one for one in plex.sections.values() if one.title == section)
    newest = max((one.added_at for one in into.items.values()), default=1_700_000_000)
    return plex.add_item(title, into, added_at=newest + 1)


def title(town: Town, name: str) -> Title:
    """Give a title of the world by its name."""
    return town.world.title(name)


def labels_on(town: Town, name: str) -> set[str]:
    """Give the folded labels of all items of a title together."""
    items = [one.rating_key for one in town.world.plex.items() if one.title == name]
    return set().union(*(labels(town)[key] for key in items))


def asked(log: Iterable[Logged], path: str) -> int:
    """Count the requests whose address begins so."""
    return sum(logged.path.startswith(path) for logged in log)


def with_seerr(town: Town) -> ConfigSubentry:
    """Give the subentry of the town's Seerr."""
    server = town.seerrs[0]
    return ConfigSubentry(
        subentry_type="seerr",
        title=server.state.name,
        unique_id=f"seerr_{server.url}",
        data=MappingProxyType(
            {
                "url": server.url,
                "api_key": server.state.api_key,
                "verify_ssl": True,
                "webhook": "none",
                "home_assistant_url": "",
                "webhook_id": f"webhook-of-{server.state.name}",
            }
        ),
    )
