"""Radarr's and Sonarr's stand-in: what it tells of what happened."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientResponseError
import pytest

from tests.lab.arr import ArrServer
from tests.lab.test_arr import get
from tests.lab.world import World
from tests.lab.world_arr import ArrKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVENTS = ("grabbed", "downloadFolderImported", "downloadFailed")


@pytest.fixture(params=["radarr", "sonarr"])
async def server(
    request: pytest.FixtureRequest, world: World, socket_enabled: None
) -> AsyncIterator[ArrServer]:
    """An instance in which three things happened, an hour apart."""
    kind: ArrKind = request.param
    state = world.add_arr(kind)
    title = state.add_title(world.add_title("movie" if kind == "radarr" else "show", "Untraced"))
    for hours, event in enumerate(EVENTS):
        state.history.append((event, title, NOON + timedelta(hours=hours)))
    server = ArrServer(state)
    await server.start()
    yield server
    await server.stop()


async def test_all_that_happened_since(server: ArrServer) -> None:
    assert await _events(server, "date=2026-03-01T13:00:00Z") == list(EVENTS[1:])


@pytest.mark.parametrize("event", ["downloadFolderImported", "DownloadFolderImported", "3"])
async def test_one_kind_by_its_name_or_number(server: ArrServer, event: str) -> None:
    """As ASP.NET reads an enumeration."""
    since = "date=2026-03-01T00:00:00Z"

    assert await _events(server, f"{since}&eventType={event}") == ["downloadFolderImported"]


async def test_an_entry_tells_the_title_and_the_time(server: ArrServer) -> None:
    (entry,) = await get(server, "history/since?date=2026-03-01T14:00:00Z")

    assert entry["date"] == "2026-03-01T14:00:00Z"
    assert entry["movieId" if server.state.kind == "radarr" else "seriesId"] == 1


async def test_without_a_date_it_is_a_bad_request(server: ArrServer) -> None:
    with pytest.raises(ClientResponseError, match="400"):
        await get(server, "history/since?date=tomorrow")


async def _events(server: ArrServer, query: str) -> list[Any]:
    return [entry["eventType"] for entry in await get(server, f"history/since?{query}")]
