"""Finds the address at which a Plex server of plex.tv's list answers."""

import asyncio
from typing import Any

from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant

from ..clients.errors import AuthError, CannotConnectError, ServiceError
from ..clients.http import HASTY
from ..clients.plex.client import Identity
from ..clients.plextv.login import OwnedServer
from ..const import LOGGER
from ..servers import plex_for

type Found = tuple[Identity, dict[str, Any]]
"""A server, and what a config entry holds of it."""


async def find_server(hass: HomeAssistant, server: OwnedServer, token: str) -> Found:
    """Give the first of the server's addresses, in their order, at which it can be used.

    All are tried side by side. The token is the account's: the server takes it from its owner, and
    plex.tv gives the watchlists for no other. It is shown to nobody who did not first say to be
    this server, because an address at home may be another machine's in another network.

    Raises `CannotConnectError` when there is none, and `AuthError` when the token is rejected.
    """
    probes = [asyncio.create_task(_is_there(hass, server, url)) for url in server.addresses]
    try:
        for url, probe in zip(server.addresses, probes, strict=True):
            if await probe and (found := await _opened(hass, url, token)):
                return found
    finally:
        for probe in probes:
            probe.cancel()
        await asyncio.gather(*probes, return_exceptions=True)
    raise CannotConnectError(f"none of its {len(probes)} addresses answers")


async def _is_there(hass: HomeAssistant, server: OwnedServer, url: str) -> bool:
    """Whether the server answers at an address, asked without the token."""
    plex = await plex_for(hass, _data(url, ""), patience=HASTY)
    try:
        await plex.verify(server.machine_identifier)
    except ServiceError as err:
        LOGGER.debug("A Plex server is not at one of its addresses: %s", err)
        return False
    return True


async def _opened(hass: HomeAssistant, url: str, token: str) -> Found | None:
    data = _data(url, token)
    plex = await plex_for(hass, data, patience=HASTY)
    try:
        return await plex.identity(), data
    except AuthError:
        raise
    except ServiceError as err:
        LOGGER.debug("A Plex server cannot be used at one of its addresses: %s", err)
        return None


def _data(url: str, token: str) -> dict[str, Any]:
    return {CONF_URL: url, CONF_TOKEN: token, CONF_VERIFY_SSL: True}
