"""Makes the clients from what the user entered."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import instance_id
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .clients.arr.client import Arr, ArrKind
from .clients.arr.live import Listen, listen
from .clients.errors import AuthError
from .clients.http import PATIENT, Patience, Refused
from .clients.plex.client import PlexServer
from .clients.plextv.client import PlexTv
from .clients.seerr.client import Seerr
from .const import LOGGER
from .options import DEFAULT_CONCURRENCY, concurrency_from
from .sync.servers import Servers


async def plex_for(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    *,
    at_once: int = DEFAULT_CONCURRENCY,
    patience: Patience = PATIENT,
    refused: Refused = lambda _: None,
) -> PlexServer:
    """Give the client of the Plex server that a config entry or a form describes."""
    return PlexServer(
        async_get_clientsession(hass, data[CONF_VERIFY_SSL]),
        data[CONF_URL],
        data[CONF_TOKEN],
        client_id=await instance_id.async_get(hass),
        at_once=at_once,
        patience=patience,
        refused=refused,
    )


def arr_for(
    hass: HomeAssistant, kind: str, data: Mapping[str, Any], *, patience: Patience = PATIENT
) -> Arr:
    """Give the client of the instance that a subentry or a form describes."""
    return Arr(
        async_get_clientsession(hass, data[CONF_VERIFY_SSL]),
        ArrKind(kind),
        data[CONF_URL],
        data[CONF_API_KEY],
        patience=patience,
    )


def live_for(hass: HomeAssistant, kind: str, data: Mapping[str, Any]) -> Listen:
    """Give what opens the live channel of the Radarr or Sonarr that a subentry describes."""
    return partial(
        listen,
        async_get_clientsession(hass, data[CONF_VERIFY_SSL]),
        ArrKind(kind),
        data[CONF_URL],
        data[CONF_API_KEY],
    )


def seerr_for(
    hass: HomeAssistant, data: Mapping[str, Any], *, patience: Patience = PATIENT
) -> Seerr:
    """Give the client of the Seerr that a subentry or a form describes."""
    return Seerr(
        async_get_clientsession(hass, data[CONF_VERIFY_SSL]),
        data[CONF_URL],
        data[CONF_API_KEY],
        patience=patience,
    )


async def plextv_for(
    hass: HomeAssistant, token: str, *, refused: Refused = lambda _: None
) -> PlexTv:
    """Give the client of plex.tv, with the owner's token."""
    return PlexTv(
        async_get_clientsession(hass),
        token,
        client_id=await instance_id.async_get(hass),
        refused=refused,
    )


def asks_for_token(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Refused:
    """Give what asks the user, once, for a new token when Plex or plex.tv rejects the one in use.

    Plex rejects one that is no more the owner's, too.
    """

    @callback
    def ask(err: AuthError) -> None:
        LOGGER.debug("The token is rejected: %s", err)
        entry.async_start_reauth(hass)

    return ask


async def servers_for(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Servers:
    """Give the servers that the engine of a config entry asks; none is asked yet."""
    refused = asks_for_token(hass, entry)
    return Servers(
        plex=await plex_for(
            hass, entry.data, at_once=concurrency_from(entry.options), refused=refused
        ),
        machine_identifier=str(entry.unique_id),
        plextv=await plextv_for(hass, entry.data[CONF_TOKEN], refused=refused),
    )
