"""Watchlists of the owner and of friends: each person's list is a source of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..clients.errors import ServiceError
from ..clients.plextv.client import Friend, PlexTv
from ..clients.rows import Listing
from ..clients.together import together
from ..core.model import Claim, Person, Reading, Reason, ReasonKind, Source, Title
from .reader import Wishes

OWN = "watchlist/own"
FRIENDS = "watchlist/friend"

_FRIENDS_NAME = "friends' watchlists"
_NO_FRIEND = "no friend at plex.tv, which shows the watchlists of friends alone"

type Excluded = Callable[[Person], bool]
"""Whether the user wants no labels for a person, whose list then is not read."""


@dataclass(slots=True)
class _Titles:
    """Gives equal titles as the same object, from list to list and from reading to reading.

    Many people want the same titles, and each reading would else make thousands of new objects for
    the garbage collector to go through.
    """

    _before: dict[Title, Title] = field(default_factory=dict)
    _now: dict[Title, Title] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a reading; titles that the last one did not meet are dropped."""
        self._before, self._now = self._now, {}

    def same(self, title: Title) -> Title:
        """Give the title as it was met first."""
        return self._now.setdefault(title, self._before.get(title, title))


@dataclass(frozen=True, slots=True)
class OwnWatchlist:
    """Reads the owner's watchlist; it knows the people of the account, too."""

    plextv: PlexTv
    excluded: Excluded
    _titles: _Titles = field(default_factory=_Titles)

    @property
    def source(self) -> Source:
        """The owner's list."""
        return OWN

    async def read(self) -> Wishes:
        """Read the list."""
        try:
            account = await self.plextv.account()
            if self.excluded(account.owner):
                return Wishes(
                    OWN, people=(account.owner,), others=account.people, shares=account.shares
                )
            titles = await self.plextv.own_watchlist()
        except ServiceError as err:
            return Wishes.none(OWN, "own watchlist", err)
        self._titles.begin()
        return Wishes(
            OWN,
            readings=(_reading(OWN, account.owner, titles, self._titles),),
            people=(account.owner,),
            others=account.people,
            shares=account.shares,
        )


@dataclass(frozen=True, slots=True)
class FriendsWatchlists:
    """Reads the watchlists of all friends."""

    plextv: PlexTv
    excluded: Excluded
    _titles: _Titles = field(default_factory=_Titles)

    @property
    def source(self) -> Source:
        """What stands above each friend's list."""
        return FRIENDS

    async def read(self) -> Wishes:
        """Read all lists; a list that fails or is private is unknown by itself.

        While an entry of the friends cannot be read, nobody who is missing counts as gone.
        """
        try:
            listed = await self.plextv.friends()
        except ServiceError as err:
            return Wishes.none(FRIENDS, _FRIENDS_NAME, err)
        friends = listed.entries
        asked = [friend for friend in friends if not self.excluded(friend.person)]
        self._titles.begin()
        read = await together(self._read_list(friend) for friend in asked)
        return Wishes(
            FRIENDS,
            (*_unknown_friends(listed.odd), *(reading for reading, _ in read)),
            tuple(friend.person for friend in friends),
            knows_all=not listed.odd,
            troubles={
                friend.person: err
                for friend, (_, err) in zip(asked, read, strict=True)
                if err is not None
            },
        )

    async def _read_list(self, friend: Friend) -> tuple[Reading, ServiceError | None]:
        source = f"{FRIENDS}/{friend.uuid}"
        try:
            titles = await self.plextv.friend_watchlist(friend.uuid)
        except ServiceError as err:
            discreet = f"a friend's watchlist: {err.plain}"
            name, whose = _name(friend.person), friend.person.id
            return Reading(source, name, None, str(err), whose=whose, discreet=discreet), err
        return _reading(source, friend.person, titles, self._titles), None


def unread(own: Wishes | None, friends: Wishes | None, server: str) -> dict[Person, str]:
    """Give the people whose lists cannot be read, with why, by what both readers said last.

    plex.tv shows those of friends alone: not those of others with whom the Plex server, `server`,
    is shared, and of people in the owner's home.
    """
    if friends is None or friends.failure:
        return {}
    why = {person: str(err) for person, err in friends.troubles.items()}
    if own is None or own.failure:
        return why
    known = {person.id for person in friends.people}
    strangers = (
        person
        for person in own.others
        if person.id not in known and server in own.shares.get(person.id, ())
    )
    return why | dict.fromkeys(strangers, _NO_FRIEND)


def _unknown_friends(count: int) -> tuple[Reading, ...]:
    error = f"{count} of the friends could not be read"
    discreet = f"{_FRIENDS_NAME}: {error}"
    unknown = Reading(FRIENDS, _FRIENDS_NAME, None, error, discreet=discreet)
    return (unknown,) if count else ()


def _reading(
    source: Source, person: Person, titles: Listing[Title], same_titles: _Titles
) -> Reading:
    reason = Reason(ReasonKind.USER, person.id, source)
    claims = tuple(Claim(same_titles.same(title), reason) for title in titles.entries)
    return Reading(source, _name(person), claims, odd=titles.odd)


def _name(person: Person) -> str:
    return f"watchlist of {person.name}"
