"""Makes the polls: one for each source that the options and subentries ask for."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant

from ..clients.plextv.client import PlexTv
from ..const import CONF_REQUESTER_TAGS, CONF_SYNC_TAGS, SUBENTRY_SEERR
from ..core.model import Person
from ..core.sources import REQUESTS, TAGS
from ..issues.private_lists import report_private
from ..options import policy_from, poll_interval_from
from ..servers import arr_for, seerr_for
from ..sources.home_assistant import NAME, RequestsHere
from ..sources.reader import Wishes
from ..sources.requests import RequestReader
from ..sources.tags import TagReader
from ..sources.watchlists import OWN, Excluded, FriendsWatchlists, OwnWatchlist
from ..state import people, requests
from ..state.database import Database
from .polls import ArrPoll, FriendsPoll, InstancePoll, Poll, RequestPoll

_EVERY = timedelta(minutes=1)
"""How often instances are asked: a few kilobytes tell whether tags or requests changed."""


def polls_for(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    plextv: PlexTv,
    database: Database,
    excluded: Excluded,
) -> list[Poll]:
    """Give the polls of a config entry; none is asked yet, and `take` is to be set."""
    polls = _watchlists(hass, entry, plextv, database, excluded)
    polls += [_instance(hass, entry, subentry) for subentry in entry.subentries.values()]
    here = RequestsHere(lambda: database.read(requests.everything))
    polls.append(Poll(hass, entry, here, name=NAME, every=None, take=_nobody))
    return polls


def _watchlists(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    plextv: PlexTv,
    database: Database,
    excluded: Excluded,
) -> list[Poll]:
    policy, every = policy_from(entry.options), poll_interval_from(entry.options)

    async def last_owner() -> Person | None:
        return await database.read(lambda connection: people.owner_of(connection, OWN))

    own = OwnWatchlist(plextv, excluded, last_owner)
    friends = FriendsWatchlists(plextv, excluded)
    polls: list[Poll] = []
    if policy.own_watchlist:
        polls.append(Poll(hass, entry, own, name="own watchlist", every=every, take=_nobody))
    if policy.friends_watchlists:
        name = "friends' watchlists"
        polls.append(FriendsPoll(hass, entry, friends, name=name, every=every, take=_nobody))
    else:
        report_private(hass, entry.entry_id, {})
    return polls


def _instance(
    hass: HomeAssistant, entry: ConfigEntry[Any], subentry: ConfigSubentry
) -> InstancePoll:
    kind, data, key = subentry.subentry_type, subentry.data, subentry.subentry_id
    if kind == SUBENTRY_SEERR:
        reader = RequestReader(seerr_for(hass, data), f"{REQUESTS}/{key}", subentry.title)
        return RequestPoll(hass, entry, subentry, reader, every=_EVERY, take=_nobody)
    tags = TagReader(
        arr_for(hass, kind, data),
        f"{TAGS}/{key}",
        subentry.title,
        sync_tags=data[CONF_SYNC_TAGS],
        requester_tags=data[CONF_REQUESTER_TAGS],
    )
    return ArrPoll(hass, entry, subentry, tags, every=_EVERY, take=_nobody)


async def _nobody(_wishes: Wishes) -> None:
    """Take nothing in: the worker does once it is there."""
