"""Asks a Home Assistant that was started again about its entry, with a token from before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession

_ENTRIES = "/api/config/config_entries/entry"


async def entry_state(url: str, token: str, entry_id: str) -> str | None:
    """Give the state of a config entry, such as `loaded`; None where there is no such entry."""
    async with _session(url, token) as session, session.get(_ENTRIES) as response:
        states = {entry["entry_id"]: entry["state"] for entry in await response.json()}
    state: str | None = states.get(entry_id)
    return state


async def remove_entry(url: str, token: str, entry_id: str) -> None:
    """Remove a config entry."""
    async with _session(url, token) as session, session.delete(f"{_ENTRIES}/{entry_id}"):
        pass


@asynccontextmanager
async def _session(url: str, token: str) -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {token}"}
    async with ClientSession(url, headers=headers, raise_for_status=True) as session:
        yield session
