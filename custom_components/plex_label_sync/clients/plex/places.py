"""Finds out at which of several addresses a Plex server answers."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from logging import getLogger

from ..errors import ServiceError
from .client import PlexServer

_LOGGER = getLogger(__name__)


async def answering_places[T](
    places: Sequence[tuple[T, PlexServer]], machine_identifier: str
) -> AsyncGenerator[tuple[T, PlexServer]]:
    """Give the places at which this server answers, in their order, as they are found out.

    A place is whatever stands for an address, with the client that asks there. All are tried side
    by side, without the token: an address at home may be another machine's in another network.
    Whoever needs no more of them stops with `aclosing`.
    """
    probes = [asyncio.create_task(_is_there(plex, machine_identifier)) for _, plex in places]
    try:
        for place, probe in zip(places, probes, strict=True):
            if await probe:
                yield place
    finally:
        for probe in probes:
            probe.cancel()
        await asyncio.gather(*probes, return_exceptions=True)


async def _is_there(plex: PlexServer, machine_identifier: str) -> bool:
    try:
        await plex.verify(machine_identifier)
    except ServiceError as err:
        _LOGGER.debug("A Plex server is not at one of its addresses: %s", err)
        return False
    return True
