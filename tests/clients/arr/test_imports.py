"""When Radarr and Sonarr imported something, by their own history."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from aiohttp import ClientSession, web
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.errors import (
    NotFoundError,
)
from custom_components.plex_label_sync.clients.http import Patience
from tests.clients.bare import BareServer
from tests.lab.server import Fault
from tests.lab.town import Town

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
IMPORT = {"eventType": "downloadFolderImported"}


@pytest.mark.parametrize("number", [0, 2])
async def test_only_imports_since_then_count(arrs: list[Arr], town: Town, number: int) -> None:
    """Of a Radarr, and of a Sonarr."""
    state = town.world.arrs[number]
    title = next(iter(state.titles.values()))
    for event, hours in (
        ("downloadFolderImported", -1),
        ("grabbed", 1),
        ("downloadFolderImported", 2),
        ("downloadFailed", 3),
    ):
        state.history.append((event, title, NOON + hours * HOUR))

    assert await arrs[number].imports(NOON) == (NOON + 2 * HOUR,)


async def test_the_time_may_be_of_any_zone(arrs: list[Arr], town: Town) -> None:
    state = town.world.arrs[0]
    state.history.append(("downloadFolderImported", state.titles[1], NOON))
    east = timezone(timedelta(hours=5))

    assert await arrs[0].imports(NOON.astimezone(east)) == (NOON,)
    assert await arrs[0].imports((NOON + HOUR).astimezone(east)) == ()


async def test_nothing_was_imported(arrs: list[Arr]) -> None:
    assert await arrs[0].imports(NOON) == ()


async def test_an_ignored_filter_does_no_harm(session: ClientSession, bare: BareServer) -> None:
    """A version that does not know it tells of everything."""
    radarr = _telling(session, bare, {"eventType": "grabbed", "date": "2026-03-01T12:00:00Z"})

    assert await radarr.imports(NOON) == ()


async def test_a_time_without_zone_is_utc(session: ClientSession, bare: BareServer) -> None:
    radarr = _telling(session, bare, IMPORT | {"date": "2026-03-01T12:00:00.1234567"})

    assert [time.replace(microsecond=0) for time in await radarr.imports(NOON)] == [NOON]


@pytest.mark.parametrize("date", [{}, {"date": "yesterday"}, {"date": None}])
async def test_a_time_that_is_none(
    session: ClientSession, bare: BareServer, date: dict[str, Any]
) -> None:
    """It proves nothing, and keeps nothing else from being told."""
    radarr = _telling(session, bare, IMPORT | date, IMPORT | {"date": "2026-03-01T12:00:00Z"})

    assert await radarr.imports(NOON) == (NOON,)


async def test_a_version_without_history(arrs: list[Arr], town: Town) -> None:
    town.arrs[0].faults.append(Fault("status", "/history/", status=404))

    with pytest.raises(NotFoundError):
        await arrs[0].imports(NOON)


def _telling(session: ClientSession, bare: BareServer, *entries: dict[str, Any]) -> Arr:
    """Give the client of a Radarr that tells of these things, whatever it is asked."""

    async def tell(_: web.Request) -> web.StreamResponse:
        return web.json_response(entries)

    bare.handler = tell
    return Arr(session, ArrKind.RADARR, bare.url, "", patience=Patience(tries=1))
