"""Friends' watchlists while plex.tv is busy: nobody starves, and nobody is asked in vain."""

import asyncio
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from custom_components.plex_label_sync.clients import host_pause, http
from custom_components.plex_label_sync.clients.errors import BusyError
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.sources import rounds
from custom_components.plex_label_sync.sources.reader import Wishes
from custom_components.plex_label_sync.sources.watchlists import FriendsWatchlists
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import Person

COMMUNITY = "/community"
QUESTION = "userV2"
MANY = 12

type Wait = Callable[[float], None]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Lets so many seconds pass; who pauses lets them pass, too, and nobody waits for that."""
    now, rest = [1_000.0], asyncio.sleep

    def tick() -> float:
        now[0] += 0.001
        return now[0]

    async def sleep(seconds: float) -> None:
        now[0] += seconds
        await rest(0)

    for module in (http, host_pause, rounds):
        monkeypatch.setattr(module, "monotonic", tick)
    monkeypatch.setattr("asyncio.sleep", sleep)
    monkeypatch.setattr(http, "_random", Mock(uniform=lambda *_: 1.0))

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


@pytest.fixture
def friends(town: Town) -> list[Person]:
    """Twelve friends, each with a list of one title."""
    world = town.world
    del world.people[1:]
    title = world.title("Quiet Engine")
    for number in range(MANY):
        name = f"friend{number:02}"
        person = Person(600 + number, f"uuid{number:02}", name, name, f"{name}@example.com", name)
        person.watchlist.append(title)
        world.people.append(person)
    return world.people[1:]


@pytest.fixture
def reader(plextv: PlexTv) -> FriendsWatchlists:
    """Reads their lists."""
    return FriendsWatchlists(plextv, lambda _: False)


def busy(town: Town, *, after: int, **more: str) -> None:
    """From now on plex.tv answers so many lists, and then 429."""
    headers = {"Retry-After": more["retry_after"]} if more else None
    fault = Fault("status", COMMUNITY, body=QUESTION, status=429, after=after, headers=headers)
    town.plextv.faults = [fault]
    town.forget()


def read_of(wishes: Wishes) -> set[str]:
    """Of whom the lists are known."""
    return {
        reading.name.removeprefix("watchlist of ")
        for reading in wishes.readings
        if reading.claims is not None
    }


def lists_asked(town: Town) -> int:
    """How many questions plex.tv got since it became busy, but for the list of friends."""
    return len(town.plextv.log) - 1


async def test_when_it_is_busy_for_long_the_rest_is_not_asked(
    reader: FriendsWatchlists, town: Town, friends: list[Person], wait: Wait
) -> None:
    """Two at a time are on their way; for the others nothing is sent."""
    busy(town, after=4, retry_after="120")
    wishes = await reader.read()
    assert len(read_of(wishes)) == 4
    assert lists_asked(town) <= 6
    assert all(isinstance(error, BusyError) for error in wishes.troubles.values())
    assert wishes.rest_after == pytest.approx(120, abs=1)
    assert wishes.failure is None


async def test_the_next_round_begins_with_the_rest(
    reader: FriendsWatchlists, town: Town, friends: list[Person], wait: Wait
) -> None:
    """And what was read stands, so that in the end everybody is known."""
    known: set[str] = set()
    for asked in (4, 4, 4):
        busy(town, after=asked, retry_after="120")
        wishes = await reader.read()
        assert len(read_of(wishes)) == len(known) + asked
        assert known < read_of(wishes)
        known = read_of(wishes)
        wait(121)
    assert known == {person.username for person in friends}
    assert wishes.rest_after is None


async def test_a_round_that_was_completed_begins_anew(
    reader: FriendsWatchlists, town: Town, friends: list[Person], wait: Wait
) -> None:
    """With all."""
    busy(town, after=6, retry_after="120")
    await reader.read()
    wait(121)
    town.plextv.faults.clear()
    await reader.read()
    friends[0].watchlist.clear()
    town.forget()
    wishes = await reader.read()
    assert lists_asked(town) == MANY
    (first,) = (one for one in wishes.readings if one.name == "watchlist of friend00")
    assert first.claims == ()


async def test_late_friends_do_not_starve_though_rounds_are_never_completed(
    reader: FriendsWatchlists, town: Town, friends: list[Person], wait: Wait
) -> None:
    """What was read too long ago is read again, after those who were not."""
    seen: set[str] = set()
    for _ in range(3):
        busy(town, after=4, retry_after="120")
        seen |= read_of(await reader.read())
        wait(3600)
    assert seen == {person.username for person in friends}


async def test_nobody_starves_behind_a_list_that_is_too_long_for_a_round(
    reader: FriendsWatchlists, town: Town, friends: list[Person], wait: Wait
) -> None:
    """It is read after those who were not asked."""
    more = [town.world.add_title("movie", f"Title {number}") for number in range(650)]
    friends[0].watchlist += more
    friends[1].watchlist += more
    seen: set[str] = set()
    for _ in range(4):
        busy(town, after=5, retry_after="120")
        seen |= read_of(await reader.read())
        wait(121)
    assert seen == {person.username for person in friends[2:]}


async def test_without_a_time_the_pause_grows_from_round_to_round(
    reader: FriendsWatchlists, town: Town, friends: list[Person], wait: Wait
) -> None:
    """Up to minutes."""
    pauses: list[float] = []
    busy(town, after=0)
    for _ in range(9):
        rest_after = (await reader.read()).rest_after
        assert rest_after is not None
        pauses.append(rest_after)
        wait(rest_after + 1)
    assert pauses == sorted(pauses)
    assert pauses[-1] > 60


async def test_somebody_whose_list_fails_is_no_reason_for_another_round(
    reader: FriendsWatchlists, town: Town, friends: list[Person], wait: Wait
) -> None:
    """It is asked for in its time."""
    town.plextv.graphql_errors.add(friends[3].uuid)
    wishes = await reader.read()
    assert (len(read_of(wishes)), wishes.rest_after) == (MANY - 1, None)
    town.forget()
    await reader.read()
    assert lists_asked(town) == MANY


async def test_a_friend_who_is_gone_does_not_stay_of_an_earlier_round(
    reader: FriendsWatchlists, town: Town, friends: list[Person], wait: Wait
) -> None:
    """Only who is named counts."""
    busy(town, after=4, retry_after="120")
    gone = read_of(await reader.read()).pop()
    next(one for one in friends if one.username == gone).friend = False
    wait(121)
    town.plextv.faults.clear()
    assert gone not in read_of(await reader.read())
