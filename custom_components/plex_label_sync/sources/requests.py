"""Requests in Seerr: each instance is a source."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..clients.errors import BadAnswerError, NotFoundError, ServerFaultError, ServiceError
from ..clients.rows import Listing
from ..clients.seerr.client import Counts, Request, Seerr, SeerrUser
from ..clients.together import both
from ..core.model import Claim, Doubt, Reading, Reason, ReasonKind, Source, Title
from ..threads import in_turn
from .reader import Wishes
from .seerr_people import people_of, person_id, tag_names_of

USERS_OF = "users of "
"""What the source of an instance's users is called in English, before the instance's name."""

_KEPT_SECONDS = 3_500
"""How long a list stands whose counts do not move: with a poll each minute, an hour at most."""

type _Users = Listing[SeerrUser] | ServiceError
"""All users, or why they are not known."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was read last, with the counts of just before, and until when it stands."""

    counts: Counts | None
    wishes: Wishes
    titles: Mapping[int, Title]
    until: float


@dataclass(slots=True)
class RequestReader:
    """Reads an instance's requests as claims of their requesters; all of them wait for Plex.

    A title that somebody requested twice, as HD and as 4K, is claimed once. All users are known,
    also those without a request, since tags of Radarr and Sonarr may name them. Seerr's names are
    not to override those of plex.tv, so users with an account there are given as `others`.
    """

    seerr: Seerr
    source: Source
    name: str
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _kept: _Kept | None = field(default=None, init=False)

    async def read(self) -> Wishes:
        """Read all requests and all users, whatever was read before.

        Without its users, who was known stays known.
        """
        async with self._reading:
            try:
                return await self._read(await self._counts())
            except ServiceError as err:
                return Wishes.none(self.source, self.name, err)

    async def poll(self) -> Wishes:
        """Count the requests, and read all only if that shows a change, or after most of an hour.

        No date tells: before Seerr 3.2 a new status is no modification (seerr-team/seerr issue
        2728), and each page of the list makes Seerr ask its own Radarrs and Sonarrs. The counts
        (`/request/count`) show a request that is new or deleted, also with its user, and any new
        status. They do not show a user who is new, or was renamed or exchanged, and not two changes
        of which one makes up for the other, such as a new request in the place of a deleted one of
        the same kind and status; media that was put on the blocklist, only where that was
        available before. These are seen within the hour, by a full sync, or when a webhook comes.
        """
        async with self._reading:
            try:
                counts = await self._counts()
                kept = self._kept
                if kept and counts and counts == kept.counts and _now() < kept.until:
                    return kept.wishes
                return await self._read(counts)
            except ServiceError as err:
                return Wishes.none(self.source, self.name, err)

    def title_of(self, request: int) -> Title | None:
        """Give the title of a request, by its number; None when it was no wish when last read."""
        return self._kept.titles.get(request) if self._kept else None

    async def _counts(self) -> Counts | None:
        """Count the requests; None where the instance cannot, which then is to be read.

        To be asked before the list: what changes between the two shows the next time.
        """
        try:
            return await self.seerr.counts()
        except BadAnswerError, NotFoundError, ServerFaultError:
            return None

    async def _read(self, counts: Counts | None) -> Wishes:
        listed, users = await both(self.seerr.requests(), self._users())
        # Who could not be read is asked for again by the next poll.
        until = _now() if isinstance(users, ServiceError) else _now() + _KEPT_SECONDS
        self._kept = await in_turn(self._keep, counts, listed, users, until)
        return self._kept.wishes

    async def _users(self) -> _Users:
        """Give all users, or what went wrong: requests are requests without them."""
        try:
            return await self.seerr.users()
        except ServiceError as err:
            return err

    def _keep(
        self, counts: Counts | None, listed: Listing[Request], users: _Users, until: float
    ) -> _Kept:
        titles = {request.id: request.title for request in listed.entries}
        return _Kept(counts, self._wishes(listed, users), titles, until)

    def _wishes(self, listed: Listing[Request], users: _Users) -> Wishes:
        claims = dict.fromkeys(
            Claim(
                request.title,
                Reason(ReasonKind.USER, person_id(self.source, request.user), self.source),
            )
            for request in listed.entries
        )
        requests = Reading(
            self.source,
            self.name,
            tuple(claims),
            odd=listed.odd,
            doubts=self._doubts(listed, users),
        )
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

    def _doubts(self, listed: Listing[Request], users: _Users) -> tuple[Doubt, ...] | None:
        """Give the doubts with people in the place of users' numbers: who is not known is anybody.

        Requests tell of their users, also while the list of these cannot be read.
        """
        if listed.doubts is None:
            return None
        known = [request.user for request in listed.entries]
        known += [] if isinstance(users, ServiceError) else users.entries
        people = {str(user.id): person_id(self.source, user) for user in known}
        return tuple(
            Doubt(people.get(doubt.subject) if doubt.subject else None, doubt.guids)
            for doubt in listed.doubts
        )

    def _unknown_users(self, error: ServiceError) -> Reading:
        discreet = f"{self.name}: {error.plain}"
        source = f"{self.source}/users"
        return Reading(
            source,
            f"{USERS_OF}{self.name}",
            None,
            str(error),
            discreet=discreet,
            whom=self.name,
            why=error.why,
        )


def _now() -> float:
    return asyncio.get_running_loop().time()
