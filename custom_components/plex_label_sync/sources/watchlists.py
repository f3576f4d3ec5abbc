"""Watchlists of the owner and of friends: each person's list is a source of its own."""

from asyncio import Lock, Semaphore
from collections.abc import Awaitable, Callable
from copy import replace

from msgspec import Struct, field

from ..clients.errors import BrokenOffError, BusyError, ServiceError
from ..clients.plextv.client import Account, Friend, PlexTv
from ..clients.rows import Listing
from ..clients.together import together
from ..core.model import Claim, Doubt, Person, Reading, Reason, ReasonKind, Source, Title
from ..core.phrase import Phrase, PhraseKind
from ..core.sources import WATCHLIST
from .reader import Wishes
from .rounds import Round

OWN = f"{WATCHLIST}/own"
FRIENDS = f"{WATCHLIST}/friend"

_FRIENDS_NAME = "friends' watchlists"
_NO_FRIEND = Phrase.of(PhraseKind.NO_FRIEND)
_PEOPLE = f"{OWN}/people"

PEOPLE = "people of the account"
WATCHLIST_OF = "watchlist of "
"""What sources are called in English; `reasons.py` gives them in other languages."""

_LISTS_AT_ONCE = 2

type Excluded = Callable[[Person], bool]
"""Whether the user wants no labels for a person, whose list then is not read."""

type LastOwner = Callable[[], Awaitable[Person | None]]
"""Gives the owner of the account as known last, if ever."""


async def _nobody() -> None:
    """Nobody is known."""


class _Titles(Struct):
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


class OwnWatchlist(Struct, frozen=True):
    """Reads the owner's watchlist; it knows the people of the account, too.

    `last_owner` gives who the owner was when the account could be read last: the list can be read
    when the account cannot.
    """

    plextv: PlexTv
    excluded: Excluded
    last_owner: LastOwner = _nobody
    _titles: _Titles = field(default_factory=_Titles)

    @property
    def source(self) -> Source:
        """The owner's list."""
        return OWN

    async def read(self) -> Wishes:
        """Read the list. People who cannot be read stay as they were known."""
        try:
            account = await self._account()
            readings = _people(account)
            if not self.excluded(account.owner):
                titles = await self.plextv.own_watchlist()
                self._titles.begin()
                readings = (_reading(OWN, account.owner, titles, self._titles), *readings)
        except ServiceError as err:
            return Wishes.none(OWN, "own watchlist", err)
        return Wishes(
            OWN,
            readings,
            people=(account.owner,),
            others=account.people,
            shares=account.shares,
            filters=account.filters,
            odd_people=account.odd,
            knows_all=account.trouble is None and not account.odd,
            people_failure=account.trouble,
        )

    async def _account(self) -> Account:
        try:
            return await self.plextv.account()
        except ServiceError as err:
            if owner := await self.last_owner():
                return Account(owner, (), trouble=err)
            raise


class FriendsWatchlists(Struct, frozen=True):
    """Reads the watchlists of all friends.

    When plex.tv is too busy to give all, the rest is left for later, and the next reading begins
    with it: the others stand as they were just read.
    """

    plextv: PlexTv
    excluded: Excluded
    _titles: _Titles = field(default_factory=_Titles)
    _round: Round = field(default_factory=Round)
    _reading: Lock = field(default_factory=Lock)

    @property
    def source(self) -> Source:
        """What stands above each friend's list."""
        return FRIENDS

    async def read(self) -> Wishes:
        """Read all lists; a list that fails or is private is unknown by itself.

        While an entry of the friends cannot be read, nobody who is missing counts as gone.
        """
        async with self._reading:
            try:
                listed = await self.plextv.friends()
            except ServiceError as err:
                return Wishes.none(FRIENDS, _FRIENDS_NAME, err)
            return await self._read(listed)

    async def _read(self, listed: Listing[Friend]) -> Wishes:
        friends = [one for one in listed.entries if not self.excluded(one.person)]
        self._titles.begin()
        asked = self._round.begin(friends)
        kept = dict(self._round.kept)
        # List by list, not page by page: what a busy server breaks off is then one or two lists.
        slots = Semaphore(_LISTS_AT_ONCE)
        answers = await together(self._read_list(friend, slots) for friend in asked)
        read = {friend.uuid: reading for friend, (reading, _) in zip(asked, answers, strict=True)}
        failed = {friend: err for friend, (_, err) in zip(asked, answers, strict=True) if err}
        left = {friend.uuid: err for friend, err in failed.items() if isinstance(err, BusyError)}
        broken_off = {uuid for uuid, err in left.items() if isinstance(err, BrokenOffError)}
        self._round.end(read, left, broken_off)
        readings = kept | read
        # Of whom nothing is told might be one who could not be read, and is not to seem to be.
        told = listed.entries if listed.odd else friends
        return Wishes(
            FRIENDS,
            (
                *_unknown_friends(listed),
                *(readings.get(one.uuid) or _not_wanted(one) for one in told),
            ),
            tuple(friend.person for friend in listed.entries),
            knows_all=not listed.odd,
            troubles={friend.person: err for friend, err in failed.items()},
            rest_after=max((err.retry_after or 0.0 for err in left.values()), default=None),
        )

    async def _read_list(
        self, friend: Friend, slots: Semaphore
    ) -> tuple[Reading, ServiceError | None]:
        source = f"{FRIENDS}/{friend.uuid}"
        try:
            async with slots:
                titles = await self.plextv.friend_watchlist(friend.uuid)
        except ServiceError as err:
            discreet = f"a friend's watchlist: {err.plain}"
            reading = Reading(
                source,
                watchlist_of(friend.person.name),
                None,
                str(err),
                whose=friend.person.id,
                whom=friend.person.shown_name,
                discreet=discreet,
                why=err.why,
            )
            return reading, err
        return _reading(source, friend.person, titles, self._titles), None


def unread_watchlists(
    own: Wishes | None, friends: Wishes | None, server: str
) -> dict[Person, Phrase]:
    """Give the people whose lists cannot be read, with why, by what both readers said last.

    plex.tv shows those of friends alone: not those of others with whom the Plex server, `server`,
    is shared, and of people in the owner's home.
    """
    if friends is None or friends.failure:
        return {}
    why = {person: err.why for person, err in friends.troubles.items()}
    if own is None or own.failure:
        return why
    known = {person.id for person in friends.people}
    strangers = (
        person
        for person in own.others
        if person.id not in known and server in own.shares.get(person.id, ())
    )
    return why | dict.fromkeys(strangers, _NO_FRIEND)


def _unknown_friends(listed: Listing[Friend]) -> tuple[Reading, ...]:
    """Tell of friends who could not be read: anybody may be meant of whose list nothing is told."""
    if not listed.odd:
        return ()
    error = f"{listed.odd} of the friends could not be read"
    doubts = listed.doubts or (Doubt(),)
    named = [f"{FRIENDS}/{doubt.subject}" for doubt in doubts if doubt.subject]
    unknown = Reading(
        FRIENDS,
        _FRIENDS_NAME,
        None,
        error,
        discreet=f"{_FRIENDS_NAME}: {error}",
        odd=listed.odd,
        of_the_rest=True,
        why=Phrase.of(PhraseKind.SOME_FRIENDS, count=listed.odd),
    )
    if len(named) < len(doubts):
        return (unknown,)
    first, *more = named
    return (
        replace(unknown, source=first, of_the_rest=False),
        *(replace(unknown, source=source, odd=0, of_the_rest=False) for source in more),
    )


def _not_wanted(friend: Friend) -> Reading:
    """Give what the list of somebody claims who is excluded: nothing."""
    person = friend.person
    source = f"{FRIENDS}/{friend.uuid}"
    return Reading(source, watchlist_of(person.name), (), whose=person.id, whom=person.shown_name)


def _people(account: Account) -> tuple[Reading, ...]:
    """Tell that the people of the account, or some of them, could not be read."""
    if err := account.trouble:
        discreet = f"{PEOPLE}: {err.plain}"
        return (Reading(_PEOPLE, PEOPLE, None, str(err), discreet=discreet, why=err.why),)
    if account.odd:
        return (Reading(_PEOPLE, PEOPLE, (), odd=account.odd, doubts=()),)
    return ()


def _reading(
    source: Source, person: Person, titles: Listing[Title], same_titles: _Titles
) -> Reading:
    reason = Reason(ReasonKind.USER, person.id, source)
    claims = tuple(Claim(same_titles.same(title), reason) for title in titles.entries)
    return Reading(
        source,
        watchlist_of(person.name),
        claims,
        whose=person.id,
        whom=person.shown_name,
        odd=titles.odd,
        doubts=titles.doubts,
    )


def watchlist_of(name: str) -> str:
    """Give what the watchlist of somebody of this name is called in English."""
    return f"{WATCHLIST_OF}{name}"
