"""How a connection to Plex's notifications is opened, and what keeps it from opening."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, TCPConnector
import pytest

from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    CannotConnectError,
    CertificateError,
)
from tests.clients.bare import BareServer
from tests.clients.listening import sends
from tests.clients.plex.listener import FRAME, SEVEN, PlexListener
from tests.lab.certificate import self_signed
from tests.lab.server import Fault
from tests.lab.town import Town


@asynccontextmanager
async def trusting_nobody(folder: Path) -> AsyncIterator[BareServer]:
    """A server with a certificate that nobody trusts."""
    server = BareServer()
    server.handler = sends(FRAME)
    await server.start(ssl_context=self_signed(folder))
    yield server
    await server.stop()


async def test_the_session_says_who_asks(bare: BareServer) -> None:
    """Home Assistant names itself in its sessions."""
    bare.handler = sends()
    async with ClientSession(headers={"User-Agent": "Home"}) as session:
        with pytest.raises(CannotConnectError):
            await PlexListener(session, bare.url).listen()
    assert bare.headers[0]["User-Agent"] == "Home"


@pytest.mark.parametrize("status", [401, 403])
async def test_a_token_that_is_refused_is_an_auth_error(
    session: ClientSession, bare: BareServer, status: int
) -> None:
    """Another token is needed."""
    bare.faults = [Fault("status", status=status)]
    listener = PlexListener(session, bare.url)
    with pytest.raises(AuthError, match=str(status)):
        await listener.listen()
    assert listener.connected == 0


async def test_a_friends_token_is_refused(session: ClientSession, town: Town) -> None:
    """Only the owner may listen."""
    with pytest.raises(AuthError):
        await PlexListener(session, town.plex.url, town.world.people[1].token).listen()


@pytest.mark.parametrize("status", [200, 400, 404, 500, 502, 503])
async def test_a_server_that_opens_no_connection_cannot_be_connected_to(
    session: ClientSession, bare: BareServer, status: int
) -> None:
    """A proxy that knows no WebSockets answers like that."""
    bare.faults = [Fault("status", status=status)]
    with pytest.raises(CannotConnectError, match=f"it answered {status}"):
        await PlexListener(session, bare.url).listen()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(
    session: ClientSession, bare: BareServer, town: Town, status: int
) -> None:
    """Another server would get the token."""
    town.forget()
    bare.faults = [Fault("status", status=status, headers={"Location": town.plex.url + "/any"})]
    with pytest.raises(CannotConnectError, match="another address"):
        await PlexListener(session, bare.url).listen()
    assert town.plex.log == []


async def test_a_connection_that_drops_at_once_cannot_be_connected_to(
    session: ClientSession, bare: BareServer
) -> None:
    """As while Plex starts."""
    bare.faults = [Fault("drop")]
    with pytest.raises(CannotConnectError):
        await PlexListener(session, bare.url).listen()


async def test_nobody_there_cannot_be_connected_to(
    session: ClientSession, bare: BareServer
) -> None:
    """As while Plex is down."""
    await bare.stop()
    with pytest.raises(CannotConnectError):
        await PlexListener(session, bare.url).listen()


async def test_a_session_that_is_closed_cannot_connect(bare: BareServer) -> None:
    """As when Home Assistant stops."""
    async with ClientSession() as session:
        listener = PlexListener(session, bare.url)
    with pytest.raises(CannotConnectError, match="session"):
        await listener.listen()


async def test_a_certificate_that_nobody_trusts_is_an_error_of_its_own(
    session: ClientSession, tmp_path: Path
) -> None:
    """Only the user can decide to trust it."""
    async with trusting_nobody(tmp_path) as server:
        with pytest.raises(CertificateError):
            await PlexListener(session, server.url).listen()


async def test_a_certificate_counts_only_where_it_is_checked(
    socket_enabled: None, tmp_path: Path
) -> None:
    """The session decides, for notifications too."""
    connector = TCPConnector(ssl=False)
    async with trusting_nobody(tmp_path) as server, ClientSession(connector=connector) as session:
        listener = PlexListener(session, server.url)
        with pytest.raises(CannotConnectError, match="it closed the connection"):
            await listener.listen()
        assert listener.heard == [SEVEN]
