"""A bare client for tests: it sends paths and queries exactly as they are written."""

from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, ClientSession
from yarl import URL


@dataclass
class BareClient:
    """Asks one server, with one token or none."""

    session: ClientSession
    url: str
    token: str | None

    async def ask(self, path: str, *, method: str = "GET", **headers: str) -> ClientResponse:
        """The answer, read to its end. Header names are written with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named["X-Plex-Token"] = self.token
        url = URL(self.url + path, encoded=True)
        response = await self.session.request(method, url, headers=named)
        await response.read()
        return response

    async def get(self, path: str, **headers: str) -> dict[str, Any]:
        """The container of a JSON answer."""
        response = await self.ask(path, Accept="application/json", **headers)
        assert response.status == 200, await response.text()
        container: dict[str, Any] = (await response.json())["MediaContainer"]
        return container

    async def titles(self, path: str, **headers: str) -> list[str]:
        """The titles of the items or choices that a JSON answer lists."""
        container = await self.get(path, **headers)
        rows = container.get("Metadata", []) + container.get("Directory", [])
        return [row["title"] for row in rows]

    async def put(self, path: str) -> int:
        """The status of an edit."""
        return (await self.ask(path, method="PUT")).status

    def with_token(self, token: str | None) -> BareClient:
        """The same client with another token."""
        return BareClient(self.session, self.url, token)
