"""Requests in Seerr: each instance is a source."""

from dataclasses import dataclass

from ..clients.errors import ServiceError
from ..clients.rows import Listing
from ..clients.seerr.client import Seerr, SeerrUser
from ..clients.together import both
from ..core.model import Claim, Reading, Reason, ReasonKind, Source
from .reader import Wishes
from .seerr_people import people_of, person_id, tag_names_of

REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class RequestReader:
    """Reads an instance's requests as claims of their requesters; all of them wait for Plex.

    A title that somebody requested twice, as HD and as 4K, is claimed once. All users are known,
    also those without a request, since tags of Radarr and Sonarr may name them. Seerr's names are
    not to override those of plex.tv, so users with an account there are given as `others`.
    """

    seerr: Seerr
    source: Source
    name: str

    async def read(self) -> Wishes:
        """Read all requests and all users. Without its users, who was known stays known."""
        try:
            listed, users = await both(self.seerr.requests(), self._users())
        except ServiceError as err:
            return Wishes.none(self.source, self.name, err)
        claims = dict.fromkeys(
            Claim(
                request.title,
                Reason(ReasonKind.USER, person_id(self.source, request.user), self.source),
            )
            for request in listed.entries
        )
        requests = Reading(self.source, self.name, tuple(claims), odd=listed.odd)
        if isinstance(users, ServiceError):
            return Wishes(self.source, (requests, self._unknown_users(users)), people_failure=users)
        people = people_of(self.source, users.entries)
        return Wishes(
            self.source,
            (requests,),
            people=tuple(who for who in people if not who.has_account),
            others=tuple(who for who in people if who.has_account),
            tag_names=tag_names_of(self.source, users.entries),
            knows_all=not users.odd,
        )

    async def _users(self) -> Listing[SeerrUser] | ServiceError:
        """Give all users, or what went wrong: requests are requests without them."""
        try:
            return await self.seerr.users()
        except ServiceError as err:
            return err

    def _unknown_users(self, error: ServiceError) -> Reading:
        discreet = f"{self.name}: {error.plain}"
        source = f"{self.source}/users"
        return Reading(source, f"users of {self.name}", None, str(error), discreet=discreet)
