"""Signing in at plex.tv: the PIN that a browser trades for a token, and the servers this opens.

All through python-plexapi, in threads of ours, and without the one that plexapi would start for it.
The ways of plex.tv are those that plexapi and Home Assistant's own Plex integration rely on.
"""

from logging import getLogger
from typing import Any
from urllib.parse import parse_qs

from msgspec import Struct
import requests

from ..errors import BadAnswerError, CannotConnectError, ServiceError
from ..plex_api import client_headers
from ..status import check_status
from .in_thread import in_thread
from .plexapi_errors import as_ours
from .session import OneHostSession

PIN_SECONDS = 1800.0
"""How long a PIN can be traded: plex.tv's `expiresIn`."""

_LOGGER = getLogger(__name__)

_TIMEOUT = 10


class OwnedServer(Struct, frozen=True):
    """A Plex server of the account, with its addresses in the order in which to try them."""

    name: str
    machine_identifier: str
    addresses: tuple[str, ...]


class PinLogin:
    """One try to sign in: a PIN that plex.tv gives out, and the token that it becomes.

    A PIN's number stands in addresses, and so in plexapi's debug log. It opens nothing without the
    id of the client that asked for it, and the PIN's code and the token never stand there.
    """

    def __init__(self, client_id: str) -> None:
        """`client_id` names this Home Assistant to plex.tv."""
        self._client_id = client_id
        self._answer: requests.Response | None = None
        self._session = OneHostSession()
        self._session.hooks["response"].append(self._note)
        self._login: Any = None

    async def begin(self, forward_url: str | None) -> str:
        """Get a PIN; give the address of the page where a browser signs in with it.

        From there it goes on to `forward_url`, if there is one. Raises a `ServiceError`.
        """
        return await in_thread(lambda: self._begin(forward_url))

    async def token(self) -> str | None:
        """Give the account's token once the browser has signed in, and None before that.

        Raises `NotFoundError` when the PIN has expired, `BusyError` when plex.tv is asked too
        often, or another `ServiceError`.
        """
        return await in_thread(self._token)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _note(self, answer: requests.Response, **_: Any) -> None:
        self._answer = answer

    def _begin(self, forward_url: str | None) -> str:
        from plexapi.myplex import MyPlexPinLogin  # noqa: PLC0415 - as in plexapi_errors.py

        self._answer = None
        self._login = MyPlexPinLogin(
            session=self._session,
            requestTimeout=_TIMEOUT,
            headers={
                **client_headers(self._client_id),
                "X-Plex-Device": "Home Assistant",
                "X-Plex-Device-Name": "Home Assistant",
            },
            oauth=True,
        )
        try:
            address = str(self._login.oauthUrl(forward_url))
        except Exception as err:  # plexapi fails in many ways over an answer that is not as usual
            raise self._failure() from err
        if parse_qs(address.partition("?")[2])["code"] == ["None"]:
            raise BadAnswerError("plex.tv gave no PIN")
        return address

    def _token(self) -> str | None:
        self._answer = None
        # What plexapi calls expired may be any failure: what plex.tv answered tells which.
        self._login.expired = False
        signed_in = self._login.checkLogin()
        if self._login.expired:
            raise self._failure()
        return str(self._login.token) if signed_in else None

    def _failure(self) -> ServiceError:
        """Give what went wrong, by the answer that plexapi met last."""
        answer = self._answer
        if answer is None:
            return CannotConnectError("plex.tv cannot be reached")
        try:
            check_status(answer.status_code, answer.reason, answer.headers.get("Retry-After"))
        except ServiceError as err:
            return err
        return BadAnswerError("plex.tv gave an answer that plexapi does not understand")


async def owned_servers(token: str) -> tuple[OwnedServer, ...]:
    """Give the Plex servers that an account owns, by its token. Raises a `ServiceError`."""
    return await in_thread(lambda: _owned_servers(token))


def _owned_servers(token: str) -> tuple[OwnedServer, ...]:
    from plexapi.myplex import MyPlexAccount, MyPlexResource  # noqa: PLC0415 - as in as_ours

    with as_ours(), OneHostSession() as session:
        account = MyPlexAccount(token=token, timeout=_TIMEOUT, session=session)
        rows = list(account.query(MyPlexResource.key))
    servers: list[OwnedServer] = []
    for row in rows:
        # One by one: plexapi's own list fails as a whole over an odd one.
        try:
            server = MyPlexResource(account, row)
        except ValueError as err:
            _LOGGER.debug("An odd server of the account is left out: %s", type(err).__name__)
            continue
        if server.owned and "server" in (server.provides or "").split(","):
            identifier = str(server.clientIdentifier)
            servers.append(OwnedServer(str(server.name), identifier, _addresses(server)))
    return tuple(servers)


def _addresses(resource: Any) -> tuple[str, ...]:
    """Give a server's addresses: at home, then from outside, then through Plex's relay.

    https comes first, and nothing else leaves the house: the token goes along. plexapi makes the
    http addresses itself, and of an IPv6 address something that is none.
    """
    at_home = [
        *_secure(resource.preferred_connections(ssl=True, locations=["local"])),
        *resource.preferred_connections(ssl=False, ipv6=False, locations=["local"]),
    ]
    outside = resource.preferred_connections(ssl=True, locations=["remote", "relay"])
    return tuple(dict.fromkeys([*at_home, *_secure(outside)]))


def _secure(addresses: list[str]) -> list[str]:
    return [address for address in addresses if address.startswith("https://")]
