"""A bare client of Seerr's stand-in."""

from typing import Any

from aiohttp import ClientSession
import orjson

from tests.lab.seerr import SeerrServer


async def ask(
    server: SeerrServer,
    path: str,
    *,
    key: str | None = None,
    method: str = "GET",
    body: Any = None,
) -> tuple[int, Any]:
    """Status and JSON of an answer; without a `key` the right one is sent."""
    headers = {"X-Api-Key": server.state.api_key if key is None else key}
    url = f"{server.url}/api/v1/{path}"
    async with (
        ClientSession(headers=headers if key != "" else {}) as session,
        session.request(method, url, json=body) as answer,
    ):
        return answer.status, orjson.loads(await answer.read() or b"null")


async def listed(server: SeerrServer, query: str = "") -> list[int]:
    """Give the ids of the requests that the server lists."""
    _, answer = await ask(server, f"request{query}")
    return [request["id"] for request in answer["results"]]
