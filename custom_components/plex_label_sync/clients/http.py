"""One way to ask a server: time limits, retries with jitter, `Retry-After`, requests at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from secrets import SystemRandom
from typing import Any, cast

import aiohttp
from yarl import URL

from .address import Query, address
from .broken import unreached
from .decode import Read
from .errors import (
    AuthError,
    BadAnswerError,
    BusyError,
    CannotConnectError,
    CertificateError,
    ForbiddenError,
    OddShapeError,
    RedirectedError,
    RejectedError,
    ServerFaultError,
    ServiceError,
)
from .pieces import read_pieces
from .redirect import refuse_redirect
from .refusal import words_of
from .rows import Rows
from .status import check, told

type Take[T] = Callable[[aiohttp.ClientResponse], Awaitable[T]]
type Refused = Callable[[AuthError], None]
"""Whoever wants to know that a server rejects the token or key, whatever it was asked for."""

_CHUNK = 65_536

LARGE = 65_536
"""Answers with more bytes are read in a thread."""

_random = SystemRandom()
_RETRIED = (CannotConnectError, BusyError, ServerFaultError, BadAnswerError)
_FINAL = (CertificateError, OddShapeError, RedirectedError, RejectedError)
_REFUSALS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait and how often to try; all times in seconds.

    Pauses between tries grow from `pause` by a factor of two, each up to half longer or shorter.
    A request is given up when its server asks for a longer pause than `longest_pause`.

    `answer` is the time for a whole answer. A long list may take up to `long_list` as long as its
    server is never silent for the time of an `answer`.
    """

    tries: int = 3
    pause: float = 0.5
    longest_pause: float = 30
    connect: float = 10
    answer: float = 30
    long_list: float = 600


PATIENT = Patience()
"""For work in the background."""

HASTY = Patience(tries=1, connect=5, answer=10)
"""For checks that somebody waits for."""


@dataclass(frozen=True, slots=True)
class _Request[T]:
    """What to send and how to take the answer.

    `once`: it is not safe to repeat. `explains`: the server's words are read when it refuses.
    `etag` marks the answer that is kept: if it is still the same, it is not sent again. `streams`:
    the answer is a long list. `without` names a header that is not sent.
    """

    method: str
    path: str
    take: Take[T]
    query: Query = ()
    body: Mapping[str, Any] | None = None
    changes: bool = False
    once: bool = False
    explains: bool = False
    etag: str = ""
    streams: bool = False
    without: str = ""


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
        self._whole, self._silence = (
            aiohttp.ClientTimeout(total=patience.answer, sock_connect=patience.connect),
            aiohttp.ClientTimeout(
                total=patience.long_list, sock_connect=patience.connect, sock_read=patience.answer
            ),
        )
        self._quiet_until = 0.0
        self._kept: dict[str, tuple[str, Any]] = {}
        self.at_once = at_once
        self.reads = 0
        self.writes = 0

    async def get[T](self, path: str, read: Read[T], query: Query = (), *, without: str = "") -> T:
        """Ask for JSON, and give what `read` makes of it. Raises a `ServiceError`.

        `without` names a header that is not sent, such as the one with the token: a refusal then
        says nothing about that.
        """
        return await self._ask(_Request("GET", path, _taken(read), query, without=without))

    async def get_kept[T](self, path: str, read: Read[T], query: Query = ()) -> T:
        """Ask for JSON unless it is as it was: then what was read is given again.

        Needs a server that marks its answers with an `ETag` (RFC 9110, section 8.8.3).
        """
        place = address(path, query)
        etag, kept = self._kept.get(place, ("", None))
        take_new = _taken(read)

        async def take(response: aiohttp.ClientResponse) -> T:
            if response.status == HTTPStatus.NOT_MODIFIED:
                return cast("T", kept)
            new = await take_new(response)
            self._kept[place] = response.headers.get("ETag", ""), new
            return new

        return await self._ask(_Request("GET", path, take, query, etag=etag))

    async def get_rows[T](self, path: str, read: Read[Rows[T]], query: Query = ()) -> Rows[T]:
        """Ask for a long JSON array, which is read in pieces while it arrives."""

        async def take(response: aiohttp.ClientResponse) -> Rows[T]:
            return await read_pieces(response.content.iter_chunked(_CHUNK), read)

        return await self._ask(_Request("GET", path, take, query, streams=True))

    async def put(self, path: str, query: Query) -> None:
        """Change something; sent again on failure, so it must be safe to repeat."""
        await self._ask(_Request("PUT", path, _nothing, query, changes=True))

    async def post[T](self, path: str, body: Mapping[str, Any], read: Read[T]) -> T:
        """Send JSON and get JSON, for what is a question and changes nothing."""
        return await self._ask(_Request("POST", path, _taken(read), body=body))

    async def create[T](
        self, path: str, body: Mapping[str, Any], read: Read[T], query: Query = ()
    ) -> T:
        """Make something of JSON and get it as JSON; sent once, because a repeat would double it.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        return await self._ask(
            _Request(
                "POST", path, _taken(read), query, body, changes=True, once=True, explains=True
            )
        )

    async def submit(self, path: str, body: Mapping[str, Any]) -> None:
        """Have something done that has no answer; sent once.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        await self._ask(
            _Request("POST", path, _nothing, body=body, changes=True, once=True, explains=True)
        )

    async def replace[T](
        self, path: str, body: Mapping[str, Any], read: Read[T], query: Query = ()
    ) -> T:
        """Put JSON in the place of what is there and get it as JSON; sent again on failure.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        return await self._ask(
            _Request("PUT", path, _taken(read), query, body, changes=True, explains=True)
        )

    async def delete(self, path: str) -> None:
        """Delete something; sent again on failure.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        await self._ask(_Request("DELETE", path, _nothing, changes=True, explains=True))

    async def _ask[T](self, request: _Request[T]) -> T:
        url = URL(f"{self._base}{address(request.path, request.query)}", encoded=True)
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
            headers = {**self._headers}
            headers.pop(request.without, None)
            if request.etag:
                headers["If-None-Match"] = request.etag
            try:
                async with self._session.request(
                    request.method,
                    url,
                    json=request.body,
                    headers=headers,
                    timeout=self._silence if request.streams else self._whole,
                    allow_redirects=False,
                    # Home Assistant's own judge where redirects lead, by looking that up.
                    middlewares=(),
                ) as response:
                    refuse_redirect(response, url, request.path)
                    if request.explains:
                        await _check_refusal(response)
                    if not (request.etag and response.status == HTTPStatus.NOT_MODIFIED):
                        retry_after = response.headers.get("Retry-After")
                        check(response.status, response.reason, retry_after)
                    return await request.take(response)
            except AuthError as err:
                if not request.without:
                    self._refused(err)
                raise
            except (aiohttp.ClientError, TimeoutError) as err:
                raise unreached(err) from err


async def _check_refusal(response: aiohttp.ClientResponse) -> None:
    """Raise `RejectedError` for a refusal; a failure counts as one when the server explains it.

    Radarr and Sonarr answer 500, with the cause in JSON, when the address that they are to test
    cannot be connected to: their WebhookProxy catches nothing but an answer that is an error.
    What is forbidden is a `ForbiddenError`, with the words as well.
    """
    if response.status not in _REFUSALS:
        return
    words = words_of(await response.read())
    if response.status == HTTPStatus.FORBIDDEN:
        raise ForbiddenError(told(response.status, response.reason), words)
    if words or response.status != HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RejectedError(told(response.status, response.reason), words)


def _taken[T](read: Read[T]) -> Take[T]:
    """Give what takes an answer as JSON."""

    async def take(response: aiohttp.ClientResponse) -> T:
        body = await response.read()
        return await asyncio.to_thread(read, body) if len(body) > LARGE else read(body)

    return take


async def _nothing(response: aiohttp.ClientResponse) -> None:
    await response.read()
