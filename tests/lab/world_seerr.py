"""The part of the world that is in Seerr: its users and their requests."""

from collections.abc import Iterator
from copy import replace
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the world holds Seerrs, and these hold the world's titles
    from tests.lab.world import Person
    from tests.lab.world_titles import Title


@dataclass
class SeerrUser:
    """A user of Seerr; local and Jellyfin users have no plex.tv account.

    `name` is what the user chose to be called, "" for whoever chose nothing; of an account it does
    not count. `own_name` is what somebody with an account chose. `email` is made up where missing.
    """

    id: int
    name: str
    person: Person | None = None
    own_name: str = ""
    jellyfin: str = ""
    email: str = ""


@dataclass
class SeerrRequest:
    """A request in Seerr. Statuses are Seerr's numbers; a broken row has no media."""

    id: int
    title: Title
    user: SeerrUser
    status: int
    media_status: int | None
    is_4k: bool
    created_at: int
    updated_at: int


@dataclass
class SeerrState:
    """One Seerr. `dates_move`: a new status is a modification (not so from 2.6 to 3.1).

    `encodes`: it encodes the webhook's template itself, as versions after 3.1 are said to do
    (seerr-team/seerr pull request 2641); `has_headers`: the webhook may have headers of the user's.
    `csrf`: *Enable CSRF Protection* is on.
    `is_set_up`: somebody has gone through its set-up.
    """

    name: str
    api_key: str
    version: str = "3.4.1"
    dates_move: bool = True
    encodes: bool = False
    has_headers: bool = False
    csrf: bool = False
    is_set_up: bool = True
    users: dict[int, SeerrUser] = field(default_factory=dict)
    requests: dict[int, SeerrRequest] = field(default_factory=dict)
    _seconds: Iterator[int] = field(default_factory=lambda: count(1_700_000_000))
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    _before: dict[int, SeerrRequest] | None = None

    @property
    def shown(self) -> dict[int, SeerrRequest]:
        """The requests that it lists and counts."""
        return self.requests if self._before is None else self._before

    def begin(self) -> None:
        """Let what is done from now on be seen by nobody, as in a transaction of PostgreSQL.

        Webhooks tell of it all the same.
        """
        self._before = {key: replace(one) for key, one in self.requests.items()}

    def commit(self) -> None:
        """Show what was done since `begin`."""
        self._before = None

    def add_user(
        self,
        name: str,
        person: Person | None = None,
        *,
        number: int | None = None,
        own_name: str = "",
        jellyfin: str = "",
        email: str = "",
    ) -> SeerrUser:
        """Add a user, by default one without a plex.tv account, under the next number."""
        number = number or max(self.users, default=0) + 1
        user = SeerrUser(number, name, person, own_name, jellyfin, email)
        self.users[user.id] = user
        return user

    def add_request(
        self,
        title: Title,
        user: SeerrUser,
        *,
        status: int = 2,
        media_status: int | None = 3,
        is_4k: bool = False,
    ) -> SeerrRequest:
        """Add a request, by default an approved one that is being downloaded."""
        now = next(self._seconds)
        request = SeerrRequest(next(self._ids), title, user, status, media_status, is_4k, now, now)
        self.requests[request.id] = request
        return request

    def set_status(self, request: SeerrRequest, status: int) -> None:
        """Approve, decline or complete a request."""
        request.status = status
        if self.dates_move:
            request.updated_at = next(self._seconds)
