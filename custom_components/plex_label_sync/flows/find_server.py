"""Finds the address at which a Plex server of plex.tv's list can be used."""

from contextlib import aclosing
from typing import Any

from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant

from ..clients.errors import AuthError, CannotConnectError, Cause, ServiceError
from ..clients.http import HASTY
from ..clients.plex.client import Identity
from ..clients.plex.places import answering_places
from ..clients.plextv.login import OwnedServer
from ..const import LOGGER
from ..servers import plex_for

type FoundServer = tuple[Identity, dict[str, Any]]
"""A server, and what a config entry holds of it."""


async def find_server(hass: HomeAssistant, server: OwnedServer, token: str) -> FoundServer:
    """Give the first of the server's addresses, in their order, at which it can be used.

    The token is the account's: the server takes it from its owner, and plex.tv gives the watchlists
    for no other. It is shown to nobody who did not first say to be this server.

    Raises `CannotConnectError` when there is none, and `AuthError` when the token is rejected.
    """
    entries = [
        {CONF_URL: url, CONF_TOKEN: token, CONF_VERIFY_SSL: True} for url in server.addresses
    ]
    places = [(data, await plex_for(hass, data, patience=HASTY)) for data in entries]
    async with aclosing(answering_places(places, server.machine_identifier)) as found:
        async for data, plex in found:
            try:
                return await plex.identity(), data
            except AuthError:
                raise
            except ServiceError as err:
                LOGGER.debug("A Plex server cannot be used at one of its addresses: %s", err)
    raise CannotConnectError(f"none of its {len(places)} addresses answers", Cause.NOWHERE)
