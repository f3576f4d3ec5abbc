"""One way to ask a server: time limits, retries with jitter, `Retry-After`, requests at a time."""

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
from secrets import SystemRandom
from time import monotonic
from typing import Any, cast

import aiohttp
from msgspec import Struct
from msgspec.structs import replace
from yarl import URL

from ..core.pauses import pause_after
from .address import Query, address
from .bodies import Take, bytes_body, check_refusal, json_body, no_body, rows_body
from .connection_errors import connection_error
from .decode import Read
from .errors import (
    AuthError,
    BadAnswerError,
    BusyError,
    CannotConnectError,
    CertificateError,
    OddShapeError,
    RedirectedError,
    RejectedError,
    ServerFaultError,
    ServiceError,
    SilentError,
)
from .failing_requests import FailingRequests
from .host_pause import HostPause
from .redirect import refuse_redirect
from .rows import Rows
from .status import check_status

type Refused = Callable[[AuthError], None]
"""Whoever wants to know that a server rejects the token or key, whatever it was asked for."""

_random = SystemRandom()
_RETRIED = (CannotConnectError, BusyError, ServerFaultError, BadAnswerError)
_FINAL = (CertificateError, OddShapeError, RedirectedError, RejectedError, SilentError)
_OF_THE_SERVER = (ServerFaultError, BadAnswerError)
_FEW = 4


class Patience(Struct, frozen=True):
    """How long to wait and how often to try; all times in seconds.

    Pauses between tries grow from `pause` by a factor of two, each up to half longer or shorter. A
    server that is busy is waited for up to `longest_pause`: a request for which that is not enough
    is given up. What a server failed to answer is tried once from then on, until it answers:
    whoever asks again has pauses of their own.

    `answer` is how long a server may be silent, and how long it may take for a change in all. The
    answer to a question may take up to `whole` as long as it keeps coming. Who was silent for so
    long is not asked again at once.
    """

    tries: int = 3
    pause: float = 0.5
    longest_pause: float = 30
    connect: float = 10
    answer: float = 30
    whole: float = 600


PATIENT = Patience()
"""For work in the background."""

HASTY = Patience(tries=1, connect=5, answer=10, whole=20)
"""For checks that somebody waits for."""


class _Request[T](Struct, frozen=True):
    """What to send and how to take the answer.

    `once`: it is sent once, whatever comes of it. `explains`: the server's words are read when it
    refuses. `etag` marks the answer that is kept: if it is still the same, it is not sent again.
    `without` names a header that is not sent.
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
        keeps: HostPause | None = None,
    ) -> None:
        """`refused` is told whenever the token or key in the `headers` is rejected.

        `keeps` is the pause of another way to this server: it is kept, and none is made.
        """
        self._session = session
        self._base = base.rstrip("/")
        self._headers = {"Accept": "application/json", **headers}
        self._slots = asyncio.Semaphore(at_once)
        self._patience = patience
        self._refused = refused
        self._for_changes, self._for_questions = (
            aiohttp.ClientTimeout(total=patience.answer, sock_connect=patience.connect),
            aiohttp.ClientTimeout(
                total=patience.whole, sock_connect=patience.connect, sock_read=patience.answer
            ),
        )
        self._makes_pauses = keeps is None
        self._pause = keeps or HostPause(patience.pause)
        self._kept: dict[str, tuple[str, Any]] = {}
        self._failing = FailingRequests()
        self.at_once = at_once
        self.reads = 0
        self.writes = 0

    def low_priority(self, *, answer: float | None = None) -> Caller:
        """Give another way to ask this server, for what no work needs, such as pictures.

        What a request meets there concerns it alone: it takes one of a few places that no work
        waits for, and is sent once. It keeps the server's pause and makes none, and nobody is told
        when the token or key is rejected. `answer` is for how many seconds
        the server may be silent there, if not for as long as otherwise.
        """
        return Caller(
            self._session,
            self._base,
            headers=self._headers,
            at_once=min(self.at_once, _FEW),
            patience=replace(self._patience, tries=1, answer=answer or self._patience.answer),
            keeps=self._pause,
        )

    async def get[T](self, path: str, read: Read[T], query: Query = (), *, without: str = "") -> T:
        """Ask for JSON, and give what `read` makes of it. Raises a `ServiceError`.

        `without` names a header that is not sent, such as the one with the token: a refusal then
        says nothing about that.
        """
        return await self._ask(_Request("GET", path, json_body(read), query, without=without))

    async def get_kept[T](self, path: str, read: Read[T], query: Query = ()) -> T:
        """Ask for JSON unless it is as it was: then what was read is given again.

        Needs a server that marks its answers with an `ETag` (RFC 9110, section 8.8.3).
        """
        place = address(path, query)
        etag, kept = self._kept.get(place, ("", None))
        take_new = json_body(read)

        async def take(response: aiohttp.ClientResponse) -> T:
            if response.status == HTTPStatus.NOT_MODIFIED:
                return cast("T", kept)
            new = await take_new(response)
            self._kept[place] = response.headers.get("ETag", ""), new
            return new

        return await self._ask(_Request("GET", path, take, query, etag=etag))

    async def get_rows[T](self, path: str, read: Read[Rows[T]], query: Query = ()) -> Rows[T]:
        """Ask for a long JSON array, which is read in pieces while it arrives; sent once.

        A server that fails over megabytes is not to begin them again at once.
        """
        return await self._ask(_Request("GET", path, rows_body(read), query, once=True))

    async def get_bytes[T](self, path: str, read: Read[T], query: Query = (), *, most: int) -> T:
        """Ask for what is no JSON, such as an image, of so many bytes at most; sent once.

        Raises a `ServiceError`.
        """
        return await self._ask(_Request("GET", path, bytes_body(read, most), query, once=True))

    async def put(self, path: str, query: Query) -> None:
        """Change something; sent again on failure, so it must be safe to repeat."""
        await self._ask(_Request("PUT", path, no_body, query, changes=True))

    async def post[T](self, path: str, body: Mapping[str, Any], read: Read[T]) -> T:
        """Send JSON and get JSON, for what is a question and changes nothing."""
        return await self._ask(_Request("POST", path, json_body(read), body=body))

    async def create[T](
        self, path: str, body: Mapping[str, Any], read: Read[T], query: Query = ()
    ) -> T:
        """Make something of JSON and get it as JSON; sent once, because a repeat would double it.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        return await self._ask(
            _Request(
                "POST", path, json_body(read), query, body, changes=True, once=True, explains=True
            )
        )

    async def submit(self, path: str, body: Mapping[str, Any]) -> None:
        """Have something done that has no answer; sent once.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        await self._ask(
            _Request("POST", path, no_body, body=body, changes=True, once=True, explains=True)
        )

    async def replace[T](
        self, path: str, body: Mapping[str, Any], read: Read[T], query: Query = ()
    ) -> T:
        """Put JSON in the place of what is there and get it as JSON; sent again on failure.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        return await self._ask(
            _Request("PUT", path, json_body(read), query, body, changes=True, explains=True)
        )

    async def delete(self, path: str) -> None:
        """Delete something; sent again on failure.

        Raises `RejectedError` when the server refuses, else a `ServiceError`.
        """
        await self._ask(_Request("DELETE", path, no_body, changes=True, explains=True))

    async def _ask[T](self, request: _Request[T]) -> T:
        url = URL(f"{self._base}{address(request.path, request.query)}", encoded=True)
        try:
            answer = await self._try(request, url)
        except _OF_THE_SERVER:
            self._failing.note(request.method, url)
            raise
        self._failing.forget(request.method, url)
        return answer

    async def _try[T](self, request: _Request[T], url: URL) -> T:
        fails = self._failing.has(request.method, url)
        tries = 1 if request.once or fails else self._patience.tries
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
        """Pause before the next try. Raises the error when that takes too long."""
        pause = pause_after(
            attempt, first=self._patience.pause, longest=self._patience.longest_pause
        )
        pause *= _spread()
        if isinstance(err, BusyError):
            pause = err.retry_after or 0.0
            if pause > self._patience.longest_pause:
                raise err
        await asyncio.sleep(pause)

    async def _once[T](self, request: _Request[T], url: URL) -> T:
        async with self._slots:
            await self._keep_pause()
            if request.changes:
                self.writes += 1
            else:
                self.reads += 1
            sent = monotonic()
            try:
                return await self._send(request, url)
            except BusyError as err:
                if not self._makes_pauses:
                    raise
                pause = self._pause.make(sent, err.retry_after, _spread())
                raise BusyError(err.plain, pause) from err
            except AuthError as err:
                if not request.without:
                    self._refused(err)
                raise
            except (aiohttp.ClientError, TimeoutError) as err:
                raise connection_error(err) from err

    async def _keep_pause(self) -> None:
        """Leave a busy server in peace. Raises `BusyError` when it is busy for too long."""
        left = self._pause.left
        if left > self._patience.longest_pause:
            raise BusyError("it is left in peace, because it was asked too often", left)
        if left:
            await asyncio.sleep(left)

    async def _send[T](self, request: _Request[T], url: URL) -> T:
        headers = {**self._headers}
        headers.pop(request.without, None)
        if request.etag:
            headers["If-None-Match"] = request.etag
        async with self._session.request(
            request.method,
            url,
            json=request.body,
            headers=headers,
            timeout=self._for_changes if request.changes else self._for_questions,
            allow_redirects=False,
            # Home Assistant's own judge where redirects lead, by looking that up.
            middlewares=(),
        ) as response:
            refuse_redirect(response, url, request.path)
            if request.explains:
                await check_refusal(response)
            if not (request.etag and response.status == HTTPStatus.NOT_MODIFIED):
                retry_after = response.headers.get("Retry-After")
                check_status(response.status, response.reason, retry_after)
            return await request.take(response)


def _spread() -> float:
    """Give by how much a pause is longer or shorter, so that not all return at once."""
    return _random.uniform(0.5, 1.5)
