"""What is made of an answer's body: JSON at once or in pieces, nothing, or a refusal in words."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import aiohttp

from ..threads import in_turn
from .decode import Read
from .errors import BadAnswerError, ForbiddenError, RejectedError
from .pieces import read_pieces
from .refusal import refusal_text
from .rows import Rows
from .status import status_text

type Take[T] = Callable[[aiohttp.ClientResponse], Awaitable[T]]

LARGE = 65_536
"""Answers with more bytes are read in a thread."""

MOST = 64 * 1024**2
"""Answers with more bytes are refused, but for long arrays, which are read in pieces."""

_CHUNK = 65_536
_REFUSALS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
}


def json_body[T](read: Read[T]) -> Take[T]:
    """Give what takes an answer as JSON."""

    async def take(response: aiohttp.ClientResponse) -> T:
        body = await _body(response, MOST)
        return await in_turn(read, body) if len(body) > LARGE else read(body)

    return take


def bytes_body[T](read: Read[T], most: int) -> Take[T]:
    """Give what takes an answer of so many bytes at most. It raises `BadAnswerError` for more."""

    async def take(response: aiohttp.ClientResponse) -> T:
        return read(await _body(response, most))

    return take


def rows_body[T](read: Read[Rows[T]]) -> Take[Rows[T]]:
    """Give what takes an answer as a long JSON array, in pieces while it arrives."""

    async def take(response: aiohttp.ClientResponse) -> Rows[T]:
        return await read_pieces(response.content.iter_chunked(_CHUNK), read)

    return take


async def no_body(response: aiohttp.ClientResponse) -> None:
    """Take an answer that says nothing."""
    await _body(response, MOST)


async def check_refusal(response: aiohttp.ClientResponse) -> None:
    """Raise `RejectedError` for a refusal; a failure counts as one when the server explains it.

    Radarr and Sonarr answer 500, with the cause in JSON, when the address that they are to test
    cannot be connected to: their WebhookProxy catches nothing but an answer that is an error.
    What is forbidden is a `ForbiddenError`, with the words as well.
    """
    if response.status not in _REFUSALS:
        return
    words = refusal_text(await _body(response, MOST))
    if response.status == HTTPStatus.FORBIDDEN:
        raise ForbiddenError(status_text(response.status, response.reason), words)
    if words or response.status != HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RejectedError(status_text(response.status, response.reason), words)


async def _body(response: aiohttp.ClientResponse, most: int) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_chunked(_CHUNK):
        body += piece
        if len(body) > most:
            raise BadAnswerError("its answer is too large")
    return bytes(body)
