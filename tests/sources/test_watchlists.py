"""Watchlists as sources: one for each person, known or unknown by itself."""

import pytest

from custom_components.plex_label_sync.clients.plextv import PlexTv
from custom_components.plex_label_sync.core.model import (
    Claim,
    MediaType,
    Person,
    Reading,
    Reason,
    ReasonKind,
    Title,
)
from custom_components.plex_label_sync.sources.watchlists import (
    FRIENDS,
    OWN,
    Wishes,
    read_watchlists,
)
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import Person as Somebody


def somebody(town: Town, username: str) -> Somebody:
    """The person with this name."""
    return next(person for person in town.world.people if person.username == username)


def source_of(person: Somebody) -> str:
    """The source that a friend's watchlist is."""
    return f"{FRIENDS}/{person.uuid}"


def claims_of(person: Somebody, source: str) -> tuple[Claim, ...]:
    """What a watchlist claims: each title, for this person, until Plex has it."""
    reason = Reason(ReasonKind.USER, str(person.id), source)
    return tuple(
        Claim(
            Title(MediaType(title.media_type), frozenset({title.guid}), title.name),
            reason,
            waits=True,
        )
        for title in person.watchlist
    )


async def read(
    plextv: PlexTv, *excluded: str, own: bool = True, friends: bool = True
) -> tuple[Wishes, dict[str, Reading]]:
    """What was read, and the readings by source."""
    wishes = await read_watchlists(
        plextv, own=own, friends=friends, excluded=lambda person: person.username in excluded
    )
    return wishes, {reading.source: reading for reading in wishes.readings}


async def test_the_owners_watchlist_is_a_source(plextv: PlexTv, town: Town) -> None:
    """Each title on it is a claim of the owner's."""
    _, readings = await read(plextv)
    owner = town.world.owner
    assert readings[OWN] == Reading(OWN, "watchlist of owner", claims_of(owner, OWN))


async def test_each_friends_watchlist_is_a_source(plextv: PlexTv, town: Town) -> None:
    """Each title on it is a claim of the friend's."""
    _, readings = await read(plextv)
    for person in (somebody(town, "john"), somebody(town, "maria")):
        source = source_of(person)
        name = f"watchlist of {person.username}"
        assert readings[source] == Reading(source, name, claims_of(person, source))


async def test_an_empty_watchlist_is_known_to_be_empty(plextv: PlexTv, town: Town) -> None:
    """The last label goes with the last wish."""
    john = somebody(town, "john")
    john.watchlist = town.world.owner.watchlist = []
    _, readings = await read(plextv)
    assert (readings[OWN].claims, readings[source_of(john)].claims) == ((), ())


async def test_people_are_the_owner_and_the_friends(plextv: PlexTv) -> None:
    """Others, who use the server but have no watchlist for us, are told apart."""
    wishes, _ = await read(plextv)
    assert {person.username for person in wishes.people} == {"owner", "john", "maria", "ines"}
    assert {person.display_name for person in wishes.others} >= {"Little One", "guest"}


async def test_a_private_friend_is_unknown_and_the_others_are_not(
    plextv: PlexTv, town: Town
) -> None:
    """With a reason that one can tell people."""
    _, readings = await read(plextv)
    ines = source_of(somebody(town, "ines"))
    assert readings.pop(ines) == Reading(
        ines, "watchlist of ines", None, "the watchlist is private"
    )
    assert len(readings) == 3
    assert all(reading.claims for reading in readings.values())


async def test_a_friend_whose_list_fails_is_unknown_and_the_others_are_not(
    plextv: PlexTv, town: Town
) -> None:
    """The second page of John's list, or the first."""
    john = somebody(town, "john")
    town.plextv.graphql_errors.add(john.uuid)
    _, readings = await read(plextv)
    assert readings[source_of(john)].claims is None
    assert readings[source_of(john)].error == "it answered with an error: Something went wrong."
    assert readings[source_of(somebody(town, "maria"))].claims
    assert readings[OWN].claims


async def test_when_friends_cannot_be_named_all_their_sources_are_unknown(
    plextv: PlexTv, town: Town
) -> None:
    """One reading stands for all of them; the owner's is known."""
    town.plextv.graphql_errors.add(town.world.owner.uuid)
    wishes, readings = await read(plextv)
    assert readings.keys() == {OWN, FRIENDS}
    assert readings[FRIENDS].claims is None
    assert readings[FRIENDS].error
    assert readings[OWN].claims
    assert {person.username for person in wishes.people} == {"owner"}


@pytest.mark.parametrize("path", ["/api/v2/user", "/api/users", "/discover/"])
async def test_when_the_owners_list_fails_it_is_unknown_and_friends_are_not(
    plextv: PlexTv, town: Town, path: str
) -> None:
    """Whichever of its requests it is."""
    town.plextv.faults = [Fault("status", path, status=500)]
    _, readings = await read(plextv)
    assert readings[OWN].claims is None
    assert readings[OWN].error
    assert readings[source_of(somebody(town, "john"))].claims


async def test_when_plextv_is_down_everything_is_unknown(plextv: PlexTv, town: Town) -> None:
    """And nothing is raised: the labels stay, and the rest goes on."""
    await town.plextv.stop()
    wishes, readings = await read(plextv)
    assert {source: reading.claims for source, reading in readings.items()} == {
        OWN: None,
        FRIENDS: None,
    }
    assert (wishes.people, wishes.others) == ((), ())


async def test_an_excluded_friend_is_not_asked(plextv: PlexTv, town: Town) -> None:
    """There is no reading, and one request less; the name stays known."""
    await read(plextv, own=False)
    everybody = len(town.plextv.log)
    town.forget()
    wishes, readings = await read(plextv, "john", own=False)
    assert source_of(somebody(town, "john")) not in readings
    assert len(town.plextv.log) == everybody - 1
    assert "john" in {person.username for person in wishes.people}


async def test_an_excluded_owner_is_not_asked(plextv: PlexTv, town: Town) -> None:
    """The account is read, for its people, and not the watchlist."""
    wishes, readings = await read(plextv, "owner", friends=False)
    assert readings == {}
    assert not any(logged.path.startswith("/discover") for logged in town.plextv.log)
    assert {person.username for person in wishes.people} == {"owner"}
    assert wishes.others


async def test_who_is_excluded_is_told_by_number_and_names(plextv: PlexTv, town: Town) -> None:
    """The one who decides sees the whole person."""
    seen: list[Person] = []

    def excluded(person: Person) -> bool:
        seen.append(person)
        return False

    await read_watchlists(plextv, own=True, friends=True, excluded=excluded)
    people = [person for person in town.world.people if person.friend or person is town.world.owner]
    assert {person.id: person for person in seen} == {
        str(person.id): Person(str(person.id), person.username, person.title) for person in people
    }


async def test_own_switched_off_asks_for_nobody_but_friends(plextv: PlexTv, town: Town) -> None:
    """Neither the account nor its watchlist."""
    wishes, readings = await read(plextv, own=False)
    assert OWN not in readings
    assert {logged.path for logged in town.plextv.log} == {"/community/api"}
    assert wishes.others == ()


async def test_friends_switched_off_are_not_asked(plextv: PlexTv, town: Town) -> None:
    """Nor is their list."""
    _, readings = await read(plextv, friends=False)
    assert readings.keys() == {OWN}
    assert not any(logged.path.startswith("/community") for logged in town.plextv.log)


async def test_both_switched_off_send_no_request(plextv: PlexTv, town: Town) -> None:
    """And know nothing."""
    wishes, _ = await read(plextv, own=False, friends=False)
    assert wishes == Wishes()
    assert town.plextv.log == []


async def test_a_friend_without_a_username_goes_by_the_display_name(
    plextv: PlexTv, town: Town
) -> None:
    """Somebody has to be told whose list it is."""
    somebody(town, "john").username = ""
    _, readings = await read(plextv)
    assert "watchlist of John from upstairs" in {reading.name for reading in readings.values()}
