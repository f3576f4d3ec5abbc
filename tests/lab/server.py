"""What all stand-in servers share: sockets on 127.0.0.1, a request log, latency and faults."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
import socket
from ssl import SSLContext
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, unquote

from aiohttp import web
import orjson

FaultKind = Literal[
    "status",
    "drop",
    "truncate",
    "garbage",
    "hang",
    "endless",
    "slow",
    "late",
    "empty",
    "change",
    "alter",
    "trickle",
]
EMPTY = "empty"
"""What marks a request that is to be answered as if there were nothing."""

_BODY = "body"
_MOMENT = 5
_PARTS = 10
READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Logged:
    """One answered request: `path` holds the raw query, `status` 0 stands for no whole answer."""

    method: str
    path: str
    status: int
    started: float
    ended: float


@dataclass
class Fault:
    """What goes wrong, for which requests and how often.

    `path` is a substring of the raw path with its query, `body` one of what was sent; `item` is an
    id that the path ends with or lists, or that the query lists as `id`. `after` lets so many
    matching requests pass first, `every` = 10 hits one matching request in ten, `times` ends the
    fault after so many hits.

    Some kinds only disturb the answer: *slow* gives it `seconds` later; *late* answers `status` (0:
    never) at once, and does what was asked `seconds` later, or when `carry_out` is called; *empty*
    answers as if there were nothing, where a server can; *change* calls `change` first; *alter* has
    `alter` change the JSON of the answer; *trickle* sends it in parts, one each `seconds`.
    """

    kind: FaultKind
    path: str = ""
    method: str | None = None
    status: int = 500
    body: str = ""
    item: int | None = None
    seconds: float | None = None
    change: Callable[[], object] | None = None
    alter: Callable[[Any], object] | None = None
    headers: dict[str, str] | None = None
    times: int | None = None
    every: int = 1
    after: int = 0
    _seen: int = 0

    def hits(self, request: web.BaseRequest) -> bool:
        """Whether this request goes wrong; counts it."""
        if self.path not in request.raw_path or self.method not in (None, request.method):
            return False
        if self.body not in request.get(_BODY, ""):
            return False
        if self.item is not None and str(self.item) not in _ids(request.raw_path):
            return False
        if self.times == 0:
            return False
        self._seen += 1
        if self._seen <= self.after or (self._seen - self.after) % self.every:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class LabServer:
    """A stand-in server. Subclasses add their routes to `app` and answer from the world."""

    def __init__(self) -> None:
        """Prepare a server that is not started yet."""
        self.app = web.Application(middlewares=[self._middleware])
        self.log: list[Logged] = []
        self.faults: list[Fault] = []
        self.read_seconds = 0.0
        self.write_seconds = 0.0
        self.most_at_once = 0
        self.url = ""
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = asyncio.Event()
        self._late: list[Callable[[], Awaitable[object]]] = []
        self._timers: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._socket: socket.socket | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, unless that is done already."""
        await self.stop()

    async def start(self, port: int = 0, ssl_context: SSLContext | None = None) -> str:
        """Listen on 127.0.0.1; port 0 picks a free one. Gives the base URL."""
        self._stopping.clear()
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        self._socket = socket.create_server(("127.0.0.1", port))
        self._socket.setblocking(False)
        site = web.SockSite(self._runner, self._socket, ssl_context=ssl_context)
        await site.start()
        host, bound = self._runner.addresses[0][:2]
        self.url = f"{'https' if ssl_context else 'http'}://{host}:{bound}"
        return self.url

    async def stop(self) -> None:
        """Stop listening and cut what is under way; on return no request is.

        A connection that comes in the very moment of closing would be left half open, so none is
        taken in any more before that, and those just taken in get a moment to be known.
        """
        self._stopping.set()
        self._late.clear()
        for timer in self._timers:
            timer.cancel()
        if self._runner and self._socket:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            for _ in range(_MOMENT):
                await asyncio.sleep(0)
            await self._runner.cleanup()
            self._runner = self._socket = None
        await self._idle.wait()

    def forget(self) -> None:
        """Empty the request log."""
        self.log.clear()
        self.most_at_once = 0

    async def carry_out(self) -> None:
        """Do what *late* faults have put off, in the order in which it was asked for."""
        while self._late:
            await self._late.pop(0)()

    @property
    def is_busy(self) -> bool:
        """Whether a request is under way."""
        return self._under_way > 0

    @property
    def reads(self) -> int:
        """How many requests asked for something."""
        return sum(logged.method in READS for logged in self.log)

    @property
    def writes(self) -> int:
        """How many requests changed something."""
        return len(self.log) - self.reads

    @web.middleware
    async def _middleware(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        loop = asyncio.get_running_loop()
        started = loop.time()
        status = 0
        self._under_way += 1
        self._idle.clear()
        self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            wait = self.read_seconds if request.method in READS else self.write_seconds
            if wait:
                await asyncio.sleep(wait)
            if any(fault.body for fault in self.faults):
                request[_BODY] = (await request.read()).decode(errors="replace")
            fault = next((fault for fault in self.faults if fault.hits(request)), None)
            response = await (self._fail(request, fault, handler) if fault else handler(request))
            status = response.status
            return response
        except web.HTTPException as err:
            status = err.status
            raise
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()
            self.log.append(Logged(request.method, request.raw_path, status, started, loop.time()))

    async def _fail(
        self,
        request: web.Request,
        fault: Fault,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        match fault.kind:
            case "status":
                return web.Response(status=fault.status, headers=fault.headers)
            case "garbage":
                return web.Response(text="<html>Bad gateway</html>", content_type="text/html")
            case "truncate":
                return await _truncated(request, await handler(request))
            case "endless":
                return await self._endless(request)
            case "drop":
                _cut(request)
            case "hang":
                await self._stopping.wait()
            case _:
                return await self._disturb(request, fault, handler)
        return web.Response()

    async def _disturb(
        self,
        request: web.Request,
        fault: Fault,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        match fault.kind:
            case "late":
                return await self._put_off(request, fault, handler)
            case "slow":
                await asyncio.sleep(fault.seconds or 0)
            case "empty":
                request[EMPTY] = True
            case "change" if fault.change:
                fault.change()
            case "alter" if fault.alter:
                return _altered(await handler(request), fault.alter)
            case "trickle":
                return await _trickled(request, await handler(request), fault.seconds or 0)
        return await handler(request)

    async def _put_off(
        self,
        request: web.Request,
        fault: Fault,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        await request.read()

        async def carry_out() -> None:
            with suppress(web.HTTPException):
                await handler(request)

        self._late.append(carry_out)
        if fault.seconds is not None:
            timer = asyncio.create_task(self._carry_out_after(fault.seconds, carry_out))
            self._timers.add(timer)
            timer.add_done_callback(self._timers.discard)
        if not fault.status:
            await self._stopping.wait()
        return web.Response(status=fault.status or 504)

    async def _carry_out_after(
        self, seconds: float, carry_out: Callable[[], Awaitable[object]]
    ) -> None:
        await asyncio.sleep(seconds)
        if carry_out in self._late:
            self._late.remove(carry_out)
            await carry_out()

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        """An answer that never ends: one more space each tenth of a second."""
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while not self._stopping.is_set():
            await response.write(b" ")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 0.1)
        return response


def _ids(raw_path: str) -> set[str]:
    """The ids that a request names: its path's last part, and its query's `id`."""
    path, _, query = raw_path.partition("?")
    listed = [value for name, value in parse_qsl(query) if name == "id"]
    return {part for ids in (path.rpartition("/")[2], *listed) for part in unquote(ids).split(",")}


def _cut(request: web.Request) -> None:
    if request.transport:
        request.transport.abort()


def _altered(whole: web.StreamResponse, alter: Callable[[Any], object]) -> web.StreamResponse:
    """Answer what `alter`, which is given the parsed JSON, has made of it."""
    if not (body := _body_of(whole)):
        return whole
    content = orjson.loads(body)
    alter(content)
    body = orjson.dumps(content)
    return web.Response(body=body, status=whole.status, content_type=whole.content_type)


async def _trickled(
    request: web.Request, whole: web.StreamResponse, seconds: float
) -> web.StreamResponse:
    """Send the answer in ten parts with pauses between them."""
    body = _body_of(whole)
    response = web.StreamResponse(status=whole.status)
    response.content_type = whole.content_type
    await response.prepare(request)
    size = len(body) // _PARTS + 1
    for start in range(0, len(body), size):
        await asyncio.sleep(seconds)
        await response.write(body[start : start + size])
    return response


def _body_of(whole: web.StreamResponse) -> bytes:
    body = whole.body if isinstance(whole, web.Response) else None
    return bytes(body) if isinstance(body, bytes | bytearray) else b""


async def _truncated(request: web.Request, whole: web.StreamResponse) -> web.StreamResponse:
    """Half of the body under a length that fits the half: a server that broke off its JSON."""
    body = _body_of(whole)
    half = body[: len(body) // 2]
    return web.Response(body=half, status=whole.status, content_type=whole.content_type)
