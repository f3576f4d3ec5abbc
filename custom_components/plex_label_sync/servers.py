"""Makes the clients from what the user entered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import instance_id
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .clients.arr.client import Arr, ArrKind
from .clients.errors import AuthError
from .clients.http import PATIENT, Patience, Refused
from .clients.plex.client import PlexServer
from .clients.plextv.client import PlexTv
from .clients.seerr.client import Seerr
from .const import CONF_REQUESTER_TAGS, CONF_SYNC_TAGS, LOGGER, SUBENTRY_SEERR
from .follow.polls import (
    ArrCoordinator,
    FriendsCoordinator,
    Hear,
    InstanceCoordinator,
    SourceCoordinator,
)
from .issues.private_lists import report_private
from .options import DEFAULT_CONCURRENCY, concurrency_from, policy_from, poll_interval_from
from .sources.home_assistant import NAME, RequestsHere
from .sources.requests import REQUESTS, RequestReader
from .sources.tags import TAGS, TagReader
from .sources.watchlists import FriendsWatchlists, OwnWatchlist
from .store import SyncStore
from .sync.reads import Servers

_EVERY = timedelta(minutes=1)
"""How often instances are asked: a few kilobytes tell whether tags or requests changed."""


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


async def connect(
    hass: HomeAssistant, entry: ConfigEntry[Any], store: SyncStore, hear: Hear
) -> tuple[Servers, list[SourceCoordinator]]:
    """Give all servers of a config entry, and a coordinator for each source; none is asked yet.

    `store` holds the requests made here; `hear` is told what sources say, whenever they are asked.
    """
    refused = asks_for_token(hass, entry)
    plextv = await plextv_for(hass, entry.data[CONF_TOKEN], refused=refused)
    sources = _watchlists(hass, entry, plextv, hear)
    for subentry in entry.subentries.values():
        sources.append(_instance(hass, entry, subentry, hear))
    here = RequestsHere(lambda: store.requests)
    sources.append(SourceCoordinator(hass, entry, here, name=NAME, every=None, hear=hear))
    servers = Servers(
        plex=await plex_for(
            hass, entry.data, at_once=concurrency_from(entry.options), refused=refused
        ),
        machine_identifier=str(entry.unique_id),
        plextv=plextv,
        readers=[source.reader for source in sources],
    )
    return servers, sources


def _watchlists(
    hass: HomeAssistant, entry: ConfigEntry[Any], plextv: PlexTv, hear: Hear
) -> list[SourceCoordinator]:
    policy, every = policy_from(entry.options), poll_interval_from(entry.options)
    own, friends = (
        OwnWatchlist(plextv, policy.excludes),
        FriendsWatchlists(plextv, policy.excludes),
    )
    sources: list[SourceCoordinator] = []
    if policy.own_watchlist:
        name = "own watchlist"
        sources.append(SourceCoordinator(hass, entry, own, name=name, every=every, hear=hear))
    if policy.friends_watchlists:
        name = "friends' watchlists"
        sources.append(FriendsCoordinator(hass, entry, friends, name=name, every=every, hear=hear))
    else:
        report_private(hass, entry.entry_id, {})
    return sources


def _instance(
    hass: HomeAssistant, entry: ConfigEntry[Any], subentry: ConfigSubentry, hear: Hear
) -> InstanceCoordinator:
    kind, data, key = subentry.subentry_type, subentry.data, subentry.subentry_id
    if kind == SUBENTRY_SEERR:
        requests = RequestReader(seerr_for(hass, data), f"{REQUESTS}/{key}", subentry.title)
        return InstanceCoordinator(hass, entry, subentry, requests, every=_EVERY, hear=hear)
    tags = TagReader(
        arr_for(hass, kind, data),
        f"{TAGS}/{key}",
        subentry.title,
        sync_tags=data[CONF_SYNC_TAGS],
        requester_tags=data[CONF_REQUESTER_TAGS],
    )
    return ArrCoordinator(hass, entry, subentry, tags, every=_EVERY, hear=hear)
