"""Makes a new Home Assistant somebody's: what its welcome pages do, through the same API."""

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.demo.home_process import HomeError, HomeProcess
from tests.demo.home_socket import HomeSocket

USER = PASSWORD = "demo"

_READY_SECONDS = 120
_PAUSE = 0.05


async def onboard(process: HomeProcess, url: str) -> str:
    """Wait for a Home Assistant that starts, make its first user, and give a token that lasts."""
    client = f"{url}/"
    async with ClientSession(url) as session:
        await _until_it_answers(process, session)
        user = {"name": "Demo", "username": USER, "password": PASSWORD}
        welcome = await _post(
            session, "/api/onboarding/users", json=user | {"client_id": client, "language": "en"}
        )
        grant = {"grant_type": "authorization_code", "code": welcome["auth_code"]}
        tokens = await _post(session, "/auth/token", data=grant | {"client_id": client})
        session.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        await _post(session, "/api/onboarding/analytics")
        back = {"client_id": client, "redirect_uri": f"{url}/?auth_callback=1"}
        await _post(session, "/api/onboarding/integration", json=back)
        async with HomeSocket.open(session, url, tokens["access_token"]) as socket:
            # As in most houses, instances reach Home Assistant without being told where it is.
            await socket.ask("config/core/update", internal_url=url)
            return await _settle(socket)


async def _settle(socket: HomeSocket) -> str:
    """Confirm the address, which Home Assistant would undo after five minutes; give a token."""
    await socket.ask("http/config/promote")
    deprecated = {"domain": "http", "issue_id": "deprecated_yaml", "ignore": True}
    await socket.ask("repairs/ignore_issue", **deprecated)
    token: str = await socket.ask("auth/long_lived_access_token", client_name="Lab", lifespan=1)
    return token


async def _until_it_answers(process: HomeProcess, session: ClientSession) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_READY_SECONDS):
            while process.running:
                with suppress(ClientError):
                    async with session.get("/api/onboarding") as response:
                        if response.ok:
                            return
                await asyncio.sleep(_PAUSE)
    raise HomeError("Home Assistant did not start")


async def _post(session: ClientSession, path: str, **content: Any) -> Any:
    async with session.post(path, **content) as response:
        if not response.ok:
            raise HomeError(f"{path}: {response.status} {await response.text()}")
        return await response.json()
