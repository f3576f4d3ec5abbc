"""One way to ask a server: time limits, retries with jitter, `Retry-After`, requests at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from secrets import SystemRandom
from typing import Any, cast
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

from .broken import unreached
from .errors import (
    AuthError,
    BadAnswerError,
    BusyError,
    CannotConnectError,
    CertificateError,
    RejectedError,
    ServerFaultError,
    ServiceError,
)
from .json_array import entries_of
from .refusal import words_of
from .status import check, said

type Query = Sequence[tuple[str, str]]
type Take[T] = Callable[[aiohttp.ClientResponse], Awaitable[T]]
type Refused = Callable[[AuthError], None]
"""Whoever wants to know that a server rejects the token or key, whatever it was asked for."""

_CHUNK = 65_536

_random = SystemRandom()
_RETRIED = (CannotConnectError, BusyError, ServerFaultError, BadAnswerError)
_FINAL = (CertificateError, RejectedError)
_REFUSALS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait and how often to try; all times in seconds.

    Pauses between tries grow from `pause` by a factor of two, each up to half longer or shorter.
    A request is given up when its server asks for a longer pause than `longest_pause`.
    """

    tries: int = 3
    pause: float = 0.5
    longest_pause: float = 30
    connect: float = 10
    answer: float = 30


PATIENT = Patience()
"""For work in the background."""

HASTY = Patience(tries=1, connect=5, answer=10)
"""For checks that somebody waits for."""


@dataclass(frozen=True, slots=True)
class _Request[T]:
    """What to send and how to take the answer.

    `once`: it is not safe to repeat. `heard`: the server's words are read when it refuses.
    `etag` marks the answer that is known already: if it is still the same, it is not sent again.
    """

    method: str
    path: str
    take: Take[T]
    query: Query = ()
    body: Mapping[str, Any] | None = None
    changes: bool = False
    once: bool = False
    heard: bool = False
    etag: str = ""


class Caller:
    """Sends requests to one server, at most `at_once` at a time.

    `reads` and `writes` count the requests sent, retries included.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base: str,
        *,
        headers: Mapping[str, str],
        at_once: int,
        patience: Patience,
        refused: Refused = lambda _: None,
    ) -> None:
        """`refused` is told whenever the token or key in the `headers` is rejected."""
        self._session = session
        self._base = base.rstrip("/")
        self._headers = {"Accept": "application/json", **headers}
        self._slots = asyncio.Semaphore(at_once)
        self._patience = patience
        self._refused = refused
        self._timeout = aiohttp.ClientTimeout(total=patience.answer, sock_connect=patience.connect)
        self._quiet_until = 0.0
        self._parsed: dict[str, tuple[str, Any]] = {}
        self.reads = 0
        self.writes = 0

    async def get(self, path: str, query: Query = ()) -> Any:
        """Ask for JSON. Raises a `ServiceError`."""
        return await self._ask(_Request("GET", path, _json, query))

    async def get_parsed[T](self, path: str, query: Query, parse: Callable[[Any], T]) -> T:
        """Ask for JSON and parse it, unless it is as it was: then what was parsed is given again.

        Needs a server that marks its answers with an `ETag` (RFC 9110, section 8.8.3).
        """
        address = f"{path}{_encode(query)}"
        etag, known = self._parsed.get(address, ("", None))

        async def take(response: aiohttp.ClientResponse) -> T:
            if response.status == HTTPStatus.NOT_MODIFIED:
                return cast("T", known)
            parsed = parse(await _json(response))
            self._parsed[address] = response.headers.get("ETag", ""), parsed
            return parsed

        return await self._ask(_Request("GET", path, take, query, etag=etag))

    async def get_each[T](self, path: str, query: Query, parse: Callable[[Any], T]) -> list[T]:
        """Ask for a large JSON array; each entry is parsed as it arrives, and only that is kept."""

        async def take(response: aiohttp.ClientResponse) -> list[T]:
            chunks = response.content.iter_chunked(_CHUNK)
            return [parse(entry) async for entry in entries_of(chunks)]

        return await self._ask(_Request("GET", path, take, query))

    async def put(self, path: str, query: Query) -> None:
        """Change something; sent again on failure, so it must be safe to repeat."""
        await self._ask(_Request("PUT", path, _nothing, query, changes=True))

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send JSON and get JSON, for what is a question and changes nothing."""
        return await self._ask(_Request("POST", path, _json, body=body))

    async def create(self, path: str, body: Mapping[str, Any], query: Query = ()) -> Any:
        """Make something of JSON and get it as JSON; sent once, because a repeat would double it.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        return await self._ask(
            _Request("POST", path, _json, query, body, changes=True, once=True, heard=True)
        )

    async def replace(self, path: str, body: Mapping[str, Any], query: Query = ()) -> Any:
        """Put JSON in the place of what is there and get it as JSON; sent again on failure.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        return await self._ask(_Request("PUT", path, _json, query, body, changes=True, heard=True))

    async def delete(self, path: str) -> None:
        """Delete something; sent again on failure.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        await self._ask(_Request("DELETE", path, _nothing, changes=True, heard=True))

    async def _ask[T](self, request: _Request[T]) -> T:
        url = URL(f"{self._base}{request.path}{_encode(request.query)}", encoded=True)
        tries = 1 if request.once else self._patience.tries
        attempt = 1
        while True:
            try:
                return await self._once(request, url)
            except _RETRIED as err:
                if attempt >= tries or isinstance(err, _FINAL):
                    raise
                await self._rest(err, attempt)
            attempt += 1

    async def _rest(self, err: ServiceError, attempt: int) -> None:
        """Pause before the next try; a busy server is left in peace by all requests."""
        pause = self._patience.pause * 2 ** (attempt - 1) * _random.uniform(0.5, 1.5)
        if isinstance(err, BusyError):
            pause = max(pause, err.retry_after or 0)
            if pause > self._patience.longest_pause:
                raise err
            until = asyncio.get_running_loop().time() + pause
            self._quiet_until = max(self._quiet_until, until)
        await asyncio.sleep(pause)

    async def _once[T](self, request: _Request[T], url: URL) -> T:
        async with self._slots:
            if (quiet := self._quiet_until - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(quiet)
            if request.changes:
                self.writes += 1
            else:
                self.reads += 1
            known = {"If-None-Match": request.etag} if request.etag else {}
            try:
                async with self._session.request(
                    request.method,
                    url,
                    json=request.body,
                    headers=self._headers | known,
                    timeout=self._timeout,
                    allow_redirects=False,
                ) as response:
                    if request.heard:
                        await _check_refusal(response)
                    if not (request.etag and response.status == HTTPStatus.NOT_MODIFIED):
                        retry_after = response.headers.get("Retry-After")
                        check(response.status, response.reason, retry_after)
                    return await request.take(response)
            except AuthError as err:
                self._refused(err)
                raise
            except (aiohttp.ClientError, TimeoutError) as err:
                raise unreached(err) from err


def _encode(query: Query) -> str:
    """Encode a query with `%20` for a space: whether Plex decodes `+` is not known."""
    pairs = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query]
    return f"?{'&'.join(pairs)}" if pairs else ""


async def _check_refusal(response: aiohttp.ClientResponse) -> None:
    """Raise `RejectedError` for a refusal; a failure counts as one when the server explains it.

    Radarr and Sonarr answer 500, with the cause in JSON, when the address that they are to test
    cannot be connected to: their WebhookProxy catches nothing but an answer that is an error.
    """
    if response.status not in _REFUSALS:
        return
    words = words_of(await response.read())
    if words or response.status != HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RejectedError(said(response.status, response.reason), words)


async def _json(response: aiohttp.ClientResponse) -> Any:
    try:
        return orjson.loads(await response.read())
    except orjson.JSONDecodeError as err:
        raise BadAnswerError("its answer is not JSON, or only a part of it") from err


async def _nothing(response: aiohttp.ClientResponse) -> None:
    await response.read()
