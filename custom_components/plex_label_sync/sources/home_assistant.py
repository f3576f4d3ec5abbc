"""Requests made in Home Assistant itself, by its actions: one source that never fails."""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from ..core.model import Claim, Reading, Reason, ReasonKind, Source
from ..core.requests import HERE, Request
from .reader import Wishes

NAME = "requests in Home Assistant"


class RequestsHere(Struct, frozen=True):
    """Reads the requests made here as claims of their requesters; all of them wait for Plex.

    Requesters are given as `others`: plex.tv may know newer names, and who wants something only
    here stays known.
    """

    requests: Callable[[], Awaitable[tuple[Request, ...]]]

    @property
    def source(self) -> Source:
        """The requests made here."""
        return HERE

    async def read(self) -> Wishes:
        """Read all requests."""
        requests = await self.requests()
        claims = dict.fromkeys(
            Claim(request.title, Reason(ReasonKind.USER, request.person.id, HERE))
            for request in requests
        )
        people = {request.person.id: request.person for request in requests}
        return Wishes(HERE, (Reading(HERE, NAME, tuple(claims)),), others=tuple(people.values()))
