"""Makes the clients from what the user entered."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import instance_id
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .clients.arr import Arr, ArrKind
from .clients.http import PATIENT, Patience
from .clients.plex import PlexServer
from .clients.plextv import PlexTv
from .const import CONF_SYNC_TAGS
from .options import DEFAULT_CONCURRENCY, concurrency_from
from .sources.tags import TAGS
from .sync.reads import Instance, Servers


async def plex_for(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    *,
    at_once: int = DEFAULT_CONCURRENCY,
    patience: Patience = PATIENT,
) -> PlexServer:
    """Give the client of the Plex server that a config entry or a form describes."""
    return PlexServer(
        async_get_clientsession(hass, data[CONF_VERIFY_SSL]),
        data[CONF_URL],
        data[CONF_TOKEN],
        client_id=await instance_id.async_get(hass),
        at_once=at_once,
        patience=patience,
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


async def servers_for(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Servers:
    """Give all servers of a config entry; instances whose tags are off are left out."""
    return Servers(
        plex=await plex_for(hass, entry.data, at_once=concurrency_from(entry.options)),
        machine_identifier=str(entry.unique_id),
        plextv=PlexTv(
            async_get_clientsession(hass),
            entry.data[CONF_TOKEN],
            client_id=await instance_id.async_get(hass),
        ),
        instances=tuple(
            Instance(
                arr_for(hass, subentry.subentry_type, subentry.data),
                f"{TAGS}/{subentry.subentry_id}",
                subentry.title,
            )
            for subentry in entry.subentries.values()
            if subentry.data[CONF_SYNC_TAGS]
        ),
    )
