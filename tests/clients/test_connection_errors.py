"""What is wrong with a connection, told without saying to whom."""

from asyncio import StreamReader, StreamWriter, start_server
from errno import ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ENETUNREACH
from pathlib import Path
import socket
from unittest.mock import patch

import aiohttp
import pytest

from custom_components.plex_label_sync.clients.connection_errors import (
    connection_error,
    why_unreached,
)
from custom_components.plex_label_sync.clients.errors import Cause
from tests.lab.certificate import self_signed
from tests.lab.plex import PlexServer
from tests.lab.world import World
from tests.steps import refused_certificate

HOST = "host.example"
KEY = aiohttp.client_reqrep.ConnectionKey(HOST, 443, True, True, None, None, None)


async def test_nobody_listens(session: aiohttp.ClientSession) -> None:
    assert await _words(session, "http://127.0.0.1:9/secret") == "Connection refused"


async def test_a_name_that_is_not_known(session: aiohttp.ClientSession) -> None:
    with patch("aiohttp.resolver.ThreadedResolver.resolve", side_effect=socket.gaierror(-2, HOST)):
        resolver = aiohttp.ThreadedResolver()
        connector = aiohttp.TCPConnector(resolver=resolver)
        async with aiohttp.ClientSession(connector=connector) as asking:
            assert await _words(asking, f"http://{HOST}/") == "its name is not known in the network"


async def test_a_certificate_that_nobody_trusts(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    server = PlexServer(World())
    await server.start(ssl_context=self_signed(tmp_path))

    with refused_certificate():
        assert await _words(session, server.url) == "self-signed certificate"

    await server.stop()


async def test_a_server_that_speaks_no_tls(session: aiohttp.ClientSession) -> None:
    server = PlexServer(World())
    await server.start()

    words = await _words(session, server.url.replace("http:", "https:"))

    assert words.startswith("TLS failed (")
    await server.stop()


@pytest.mark.parametrize(
    ("answer", "words"),
    [(b"", "Server disconnected"), (b"HTTP/9.9 oh\r\n\r\n", "ClientResponseError")],
)
async def test_a_server_that_does_not_answer_as_it_should(
    session: aiohttp.ClientSession, answer: bytes, words: str
) -> None:
    """Where aiohttp's words hold the whole address, the kind of error has to do."""

    async def handle(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        writer.close()

    server = await start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    assert await _words(session, f"http://127.0.0.1:{port}/secret") == words

    server.close()


def test_a_frame_that_is_too_large() -> None:
    """Such words of aiohttp name nobody."""
    words = "Message size 9 exceeds limit 4"

    assert (
        why_unreached(aiohttp.WebSocketError(aiohttp.WSCloseCode.MESSAGE_TOO_BIG, words)) == words
    )


def test_a_certificate_of_another_host() -> None:
    """OpenSSL tells which one."""
    error = MismatchError(f"Hostname mismatch, certificate is not valid for '{HOST}'.")

    words = why_unreached(aiohttp.ClientConnectorCertificateError(KEY, error))

    assert words == "Hostname mismatch"


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (ECONNREFUSED, Cause.REFUSED),
        (EHOSTUNREACH, Cause.NO_ROUTE),
        (ENETUNREACH, Cause.NO_ROUTE),
        (ECONNRESET, Cause.BROKEN),
    ],
)
def test_the_cause_of_a_connection_that_failed(number: int, cause: Cause) -> None:
    error = aiohttp.ClientConnectorError(KEY, OSError(number, "words"))
    assert connection_error(error).cause is cause


def test_the_cause_of_a_name_that_is_not_known() -> None:
    error = aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "words"))
    assert connection_error(error).cause is Cause.UNKNOWN_HOST


@pytest.mark.parametrize(
    "error", [TimeoutError(), aiohttp.ServerTimeoutError(), aiohttp.ConnectionTimeoutError()]
)
def test_the_cause_of_silence(error: aiohttp.ClientError | TimeoutError) -> None:
    """Whether nothing came at all, or the end did not."""
    assert connection_error(error).cause is Cause.SILENT


async def test_the_cause_of_a_server_that_speaks_no_tls(session: aiohttp.ClientSession) -> None:
    server = PlexServer(World())
    url = await server.start()
    with pytest.raises(aiohttp.ClientError) as raised:
        await session.get(url.replace("http:", "https:"))
    assert connection_error(raised.value).cause is Cause.NO_TLS
    await server.stop()


class MismatchError(Exception):
    """A refused certificate, as the `ssl` module tells it."""

    @property
    def verify_message(self) -> str:
        """OpenSSL's words."""
        return str(self)


async def _words(session: aiohttp.ClientSession, url: str) -> str:
    """Ask in vain; gives what is told of it."""
    with pytest.raises(aiohttp.ClientError) as raised:
        await session.get(url)
    return why_unreached(raised.value)
