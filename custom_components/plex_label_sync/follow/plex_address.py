"""Where the Plex server is: it is seen to answer there, and looked for elsewhere when it does not.

Plex servers tell plex.tv where they are, each time they start and when their address changes.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Any

from yarl import URL

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util.network import is_ip_address

from ..clients.errors import AuthError, ServiceError
from ..clients.http import HASTY, Refused
from ..clients.plex.places import answering_places
from ..clients.plextv.login import owned_servers
from ..const import DOMAIN, LOGGER
from ..core.pauses import pause_after
from ..issues.plex_unreachable import report_reach
from ..plex_integration import accesses_to
from ..servers import plex_for
from ..sync.servers import Servers

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 60.0, 3600.0, 10.0
"""Seconds from one look in vain to the next, and by what each pause is longer."""

_OWN_NAME = 600.0
"""Seconds before the first look where the address is a name of the user's own making.

What it leads to, such as a proxy, is down for a moment more often than it is wrong for good.
"""

_LONG = 3600.0
"""Seconds without the server after which the user is told."""

type _Place = Mapping[str, Any]
"""What of a config entry's data says where its server is, and how its certificate is checked."""


class PlexAddress:
    """Keeps the address of one Plex server: that it answers there is asked before anything else."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], servers: Servers, refused: Refused
    ) -> None:
        """`refused` is told when plex.tv rejects the token."""
        self._hass = hass
        self._entry = entry
        self._plex = servers.plex
        self._machine_identifier = servers.machine_identifier
        self._refused = refused
        self._search: asyncio.Task[None] | None = None
        self._alarm: Callable[[], None] | None = None
        self._tries = 0
        self._not_before = 0.0
        entry.async_on_unload(self._rest)

    async def prove(self) -> None:
        """See that the server answers at its address. It is asked without the token.

        Raises a `ServiceError` when it does not; it is looked for elsewhere then, until it answers.
        """
        try:
            await self._plex.verify(self._machine_identifier)
        except ServiceError:
            self._begin()
            raise
        self._rest()
        report_reach(self._hass, self._entry, reached=True)

    @callback
    def _begin(self) -> None:
        if self._search is not None:
            return

        @callback
        def complain(_now: datetime) -> None:
            self._alarm = None
            report_reach(self._hass, self._entry, reached=False)

        self._alarm = async_call_later(self._hass, _LONG, complain)
        self._search = self._entry.async_create_background_task(
            self._hass, self._look(), f"{DOMAIN} looks for Plex"
        )

    @callback
    def _rest(self) -> None:
        if self._search:
            self._search.cancel()
            self._search = None
        if self._alarm:
            self._alarm()
            self._alarm = None

    async def _look(self) -> None:
        """Look for the server until it is found, and have the entry set up anew with that.

        A server that comes and goes does not have plex.tv asked more often.
        """
        clock = self._hass.loop
        if clock.time() - self._not_before > _LONGEST_PAUSE:
            self._tries = 0
        await asyncio.sleep(_OWN_NAME if _is_own_name(self._entry.data[CONF_URL]) else 0)
        while True:
            await asyncio.sleep(max(0.0, self._not_before - clock.time()))
            self._tries += 1
            self._not_before = clock.time() + pause_after(
                self._tries, first=_FIRST_PAUSE, longest=_LONGEST_PAUSE, growth=_GROWTH
            )
            place = await self._elsewhere()
            # It may have been restarted, and be where it was by now.
            if place and not await self._is_here():
                LOGGER.info("Plex answers at another address, using that from now on")
                data = {**self._entry.data, **place}
                self._hass.config_entries.async_update_entry(self._entry, data=data)
                return

    async def _is_here(self) -> bool:
        try:
            await self._plex.verify(self._machine_identifier)
        except ServiceError:
            return False
        return True

    async def _elsewhere(self) -> _Place | None:
        """Give another place at which the server answers, if there is one."""
        known = accesses_to(self._hass, self._machine_identifier)
        if place := await self._first(known):
            return place
        try:
            servers = await owned_servers(self._entry.data[CONF_TOKEN])
        except AuthError as err:
            self._refused(err)
            return None
        except ServiceError as err:
            LOGGER.debug("plex.tv does not tell where Plex is: %s", err)
            return None
        return await self._first(
            {CONF_URL: url, CONF_VERIFY_SSL: True}
            for server in servers
            if server.machine_identifier == self._machine_identifier
            for url in server.addresses
        )

    async def _first(self, known: Iterable[_Place]) -> _Place | None:
        """Give the first of the places at which the server answers, but for the one in use."""
        here = _place(self._entry.data)
        others = [place for place in map(_place, known) if place != here]
        clients = [
            await plex_for(self._hass, {**place, CONF_TOKEN: ""}, patience=HASTY)
            for place in others
        ]
        places = list(zip(others, clients, strict=True))
        async with aclosing(answering_places(places, self._machine_identifier)) as found:
            async for place, _ in found:
                return place
        return None


def _is_own_name(url: str) -> bool:
    """Whether an address has neither an IP address nor one of the names that Plex makes of them."""
    host = URL(url).host or ""
    return not is_ip_address(host) and not host.endswith(".plex.direct")


def _place(data: Mapping[str, Any]) -> _Place:
    return {CONF_URL: data[CONF_URL].rstrip("/"), CONF_VERIFY_SSL: data[CONF_VERIFY_SSL]}
