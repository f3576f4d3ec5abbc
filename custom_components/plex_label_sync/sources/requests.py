"""Requests in Seerr: each instance is a source."""

from dataclasses import dataclass

from ..clients.errors import ServiceError
from ..clients.seerr.client import Seerr, SeerrUser
from ..core.model import Claim, Person, Reading, Reason, ReasonKind, Source
from .reader import Wishes

REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class RequestReader:
    """Reads an instance's requests as claims of their requesters; all of them wait for Plex.

    A title that somebody requested twice, as HD and as 4K, is claimed once. Seerr's names are not
    to override those of plex.tv, so requesters with an account there are given as `others`.
    """

    seerr: Seerr
    source: Source
    name: str

    async def read(self) -> Wishes:
        """Read all requests."""
        try:
            listed = await self.seerr.requests()
        except ServiceError as err:
            return Wishes.none(self.source, self.name, err)
        people = {request.user.id: self._person(request.user) for request in listed.entries}
        claims = dict.fromkeys(
            Claim(request.title, Reason(ReasonKind.USER, people[request.user.id].id, self.source))
            for request in listed.entries
        )
        reading = Reading(self.source, self.name, tuple(claims), odd=listed.odd)
        return Wishes(
            self.source,
            (reading,),
            people=tuple(who for who in people.values() if not who.has_account),
            others=tuple(who for who in people.values() if who.has_account),
        )

    def _person(self, user: SeerrUser) -> Person:
        """Give the plex.tv account, or for those without one a person of this instance.

        Seerr shows the e-mail address of whoever has no name; no label is to show its host.
        """
        own_id = f"seerr/{self.source}/{user.id}"
        username, name = (shown.partition("@")[0] for shown in (user.username, user.display_name))
        return Person(user.plex_id or own_id, username, name, seerr_id=str(user.id))
