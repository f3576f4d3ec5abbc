"""A server with nothing of its own: it answers what a test lays ready and notes what it was sent.

For answers that no stand-in gives: those of servers that are broken, or that change meanwhile.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from multidict import CIMultiDict
import orjson

from tests.lab.server import LabServer

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BareServer(LabServer):
    """Answers every address alike: with `handler`, or else with the next of `answers` as JSON.

    The last of `answers` is given again and again. `headers` and `bodies` are what was sent.
    """

    def __init__(self) -> None:
        """Prepare a server that answers `{}`."""
        super().__init__()
        self.answers: list[Any] = [{}]
        self.handler: Handler | None = None
        self.headers: list[CIMultiDict[str]] = []
        self.bodies: list[bytes] = []
        self.app.router.add_route("*", "/{path:.*}", self._answer)

    @property
    def paths(self) -> list[str]:
        """The raw paths of all requests, with their queries."""
        return [logged.path for logged in self.log]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(CIMultiDict(request.headers))
        self.bodies.append(await request.read())
        if self.handler:
            return await self.handler(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        body = answer if isinstance(answer, bytes) else orjson.dumps(answer)
        return web.Response(body=body, content_type="application/json")
