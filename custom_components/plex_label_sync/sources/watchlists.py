"""Watchlists of the owner and of friends: each person's list is a source of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from ..clients.errors import ServiceError
from ..clients.plextv import Friend, PlexTv
from ..clients.together import together
from ..core.model import Claim, Person, Reading, Reason, ReasonKind, Source, Title

OWN = "watchlist/own"
FRIENDS = "watchlist/friend"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the watchlists said, whose they are, and the account's other people."""

    readings: tuple[Reading, ...] = ()
    people: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()


async def read_watchlists(
    plextv: PlexTv, *, own: bool, friends: bool, excluded: Callable[[Person], bool]
) -> Wishes:
    """Read the watchlists that are asked for, but none of excluded people."""
    parts = []
    if own:
        parts.append(_read_own(plextv, excluded))
    if friends:
        parts.append(_read_friends(plextv, excluded))
    wishes = await together(parts)
    return Wishes(
        readings=tuple(reading for part in wishes for reading in part.readings),
        people=tuple(person for part in wishes for person in part.people),
        others=tuple(person for part in wishes for person in part.others),
    )


async def _read_own(plextv: PlexTv, excluded: Callable[[Person], bool]) -> Wishes:
    try:
        account = await plextv.account()
        if excluded(account.owner):
            return Wishes(people=(account.owner,), others=account.people)
        titles = await plextv.own_watchlist()
    except ServiceError as err:
        return Wishes((Reading(OWN, "own watchlist", None, str(err)),))
    return Wishes(
        readings=(_reading(OWN, account.owner, titles),),
        people=(account.owner,),
        others=account.people,
    )


async def _read_friends(plextv: PlexTv, excluded: Callable[[Person], bool]) -> Wishes:
    try:
        friends = await plextv.friends()
    except ServiceError as err:
        return Wishes((Reading(FRIENDS, "friends' watchlists", None, str(err)),))
    asked = [friend for friend in friends if not excluded(friend.person)]
    readings = await together(_read_friend(plextv, friend) for friend in asked)
    return Wishes(tuple(readings), tuple(friend.person for friend in friends))


async def _read_friend(plextv: PlexTv, friend: Friend) -> Reading:
    source = f"{FRIENDS}/{friend.uuid}"
    try:
        titles = await plextv.friend_watchlist(friend.uuid)
    except ServiceError as err:
        return Reading(source, _name(friend.person), None, str(err))
    return _reading(source, friend.person, titles)


def _reading(source: Source, person: Person, titles: tuple[Title, ...]) -> Reading:
    reason = Reason(ReasonKind.USER, person.id, source)
    return Reading(source, _name(person), tuple(Claim(title, reason) for title in titles))


def _name(person: Person) -> str:
    return f"watchlist of {person.username or person.display_name}"
