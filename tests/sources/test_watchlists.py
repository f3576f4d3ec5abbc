"""Watchlists as sources: one for each person, known or unknown by itself."""

from collections.abc import Callable

import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, CannotConnectError
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.core.model import (
    Claim,
    MediaType,
    Person,
    Reading,
    Reason,
    ReasonKind,
    Title,
    packed,
)
from custom_components.plex_label_sync.core.phrase import Phrase, PhraseKind
from custom_components.plex_label_sync.sources.reader import Wishes
from custom_components.plex_label_sync.sources.watchlists import (
    FRIENDS,
    OWN,
    FriendsWatchlists,
    OwnWatchlist,
)
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import Person as Somebody


def source_of(person: Somebody) -> str:
    """The source that a friend's watchlist is."""
    return f"{FRIENDS}/{person.uuid}"


def claims_of(person: Somebody, source: str) -> tuple[Claim, ...]:
    """What a watchlist claims: each title, for this person, until Plex has it.

    The owner's alone tells years.
    """
    reason = Reason(ReasonKind.USER, str(person.id), source)
    return tuple(
        Claim(
            Title(
                MediaType(title.media_type),
                packed({title.guid}),
                title.name,
                title.year if source == OWN else 0,
            ),
            reason,
            waits=True,
        )
        for title in person.watchlist
    )


def excluding(*usernames: str) -> Callable[[Person], bool]:
    """An option that leaves these people out."""
    return lambda person: person.username in usernames


async def own(plextv: PlexTv, *excluded: str) -> Wishes:
    """What the owner's watchlist said."""
    return await OwnWatchlist(plextv, excluding(*excluded)).read()


async def friends(plextv: PlexTv, *excluded: str) -> Wishes:
    """What the friends' watchlists said."""
    return await FriendsWatchlists(plextv, excluding(*excluded)).read()


def by_source(*wishes: Wishes) -> dict[str, Reading]:
    """All readings, by source."""
    return {reading.source: reading for part in wishes for reading in part.readings}


async def read(plextv: PlexTv) -> dict[str, Reading]:
    """The readings of all watchlists."""
    return by_source(await own(plextv), await friends(plextv))


async def test_the_owners_watchlist_is_a_source(plextv: PlexTv, town: Town) -> None:
    """Each title on it is a claim of the owner's."""
    readings = await read(plextv)
    owner = town.world.owner
    assert readings[OWN] == Reading(
        OWN, "watchlist of owner", claims_of(owner, OWN), whose=str(owner.id), whom="The Owner"
    )


async def test_each_friends_watchlist_is_a_source(plextv: PlexTv, town: Town) -> None:
    """Each title on it is a claim of the friend's."""
    readings = await read(plextv)
    for person in (town.world.person("john"), town.world.person("maria")):
        source = source_of(person)
        name = f"watchlist of {person.username}"
        claims = claims_of(person, source)
        whose, whom = str(person.id), person.title
        assert readings[source] == Reading(source, name, claims, whose=whose, whom=whom)


async def test_an_empty_watchlist_is_known_to_be_empty(plextv: PlexTv, town: Town) -> None:
    """The last label goes with the last wish."""
    john = town.world.person("john")
    john.watchlist = town.world.owner.watchlist = []
    readings = await read(plextv)
    assert (readings[OWN].claims, readings[source_of(john)].claims) == ((), ())


async def test_the_owner_is_told_with_the_people_of_the_account(plextv: PlexTv) -> None:
    """Who use the server, and have no watchlist for us."""
    wishes = await own(plextv)
    assert wishes.source == OwnWatchlist(plextv, excluding()).source == OWN
    assert {person.username for person in wishes.people} == {"owner"}
    assert {person.display_name for person in wishes.others} >= {"Little One", "guest"}


async def test_the_friends_are_told_all_of_them(plextv: PlexTv) -> None:
    """Those with private watchlists, too."""
    wishes = await friends(plextv)
    assert wishes.source == FriendsWatchlists(plextv, excluding()).source == FRIENDS
    assert {person.username for person in wishes.people} == {"john", "maria", "ines"}
    assert wishes.others == ()


async def test_a_private_friend_is_unknown_and_the_others_are_not(
    plextv: PlexTv, town: Town
) -> None:
    """With a reason that one can tell people."""
    readings = await read(plextv)
    ines = source_of(town.world.person("ines"))
    assert readings.pop(ines) == Reading(
        ines,
        "watchlist of ines",
        None,
        "the watchlist is private",
        whose=str(town.world.person("ines").id),
        discreet="a friend's watchlist: the watchlist is private",
        whom="ines",
        why=Phrase.of(PhraseKind.PRIVATE),
    )
    assert len(readings) == 3
    assert all(reading.claims for reading in readings.values())


async def test_a_friend_whose_list_fails_is_unknown_and_the_others_are_not(
    plextv: PlexTv, town: Town
) -> None:
    """The second page of John's list, or the first."""
    john = town.world.person("john")
    town.plextv.graphql_errors.add(john.uuid)
    readings = await read(plextv)
    assert readings[source_of(john)].claims is None
    assert readings[source_of(john)].error == "it answered with an error: Something went wrong."
    assert readings[source_of(town.world.person("maria"))].claims
    assert readings[OWN].claims


async def test_when_friends_cannot_be_named_all_their_sources_are_unknown(
    plextv: PlexTv, town: Town
) -> None:
    """One reading stands for all of them."""
    town.plextv.graphql_errors.add(town.world.owner.uuid)
    wishes = await friends(plextv)
    (reading,) = wishes.readings
    assert (reading.source, reading.claims) == (FRIENDS, None)
    assert reading.error == str(wishes.failure)
    assert isinstance(wishes.failure, BadAnswerError)
    assert wishes.people == ()


@pytest.mark.parametrize("path", ["/api/v2/user", "/discover/"])
async def test_when_the_owners_list_fails_it_is_unknown_and_friends_are_not(
    plextv: PlexTv, town: Town, path: str
) -> None:
    """Whichever of its requests it is."""
    town.plextv.faults = [Fault("status", path, status=500)]
    readings = await read(plextv)
    assert readings[OWN].claims is None
    assert readings[OWN].error
    assert readings[source_of(town.world.person("john"))].claims


async def test_when_the_people_of_the_account_fail_the_owners_list_is_read(
    plextv: PlexTv, town: Town
) -> None:
    """That they are unknown is told; nobody of them is forgotten."""
    town.plextv.faults = [Fault("status", "/api/users", status=500)]
    wishes = await own(plextv)
    readings = by_source(wishes)
    assert readings[OWN].claims == claims_of(town.world.owner, OWN)
    people = readings[f"{OWN}/people"]
    assert (people.name, people.claims) == ("people of the account", None)
    assert people.discreet == f"people of the account: {people.error}"
    assert {person.username for person in wishes.people} == {"owner"}
    assert (wishes.failure, wishes.knows_all) == (None, False)
    assert people.error == str(wishes.people_failure)


async def test_when_the_account_fails_the_list_is_that_of_the_last_owner(
    plextv: PlexTv, town: Town
) -> None:
    """Whose token it is does not change."""
    town.plextv.faults = [Fault("status", "/api/v2/user", status=500)]
    owner = town.world.owner

    async def last_owner() -> Person:
        return Person(str(owner.id), "owner", "The Owner")

    wishes = await OwnWatchlist(plextv, excluding(), last_owner).read()
    readings = by_source(wishes)
    assert readings[OWN].claims == claims_of(owner, OWN)
    assert readings[f"{OWN}/people"].claims is None
    assert not wishes.knows_all
    excluded = await OwnWatchlist(plextv, excluding("owner"), last_owner).read()
    assert OWN not in by_source(excluded)


async def test_when_plextv_is_down_everything_is_unknown(plextv: PlexTv, town: Town) -> None:
    """And nothing is raised: the labels stay, and the rest goes on."""
    await town.plextv.stop()
    both = await own(plextv), await friends(plextv)
    claims = {source: reading.claims for source, reading in by_source(*both).items()}
    assert claims == {OWN: None, FRIENDS: None}
    for wishes in both:
        assert isinstance(wishes.failure, CannotConnectError)
        assert (wishes.people, wishes.others) == ((), ())


async def test_lists_that_are_private_or_fail_are_no_failure_of_all(
    plextv: PlexTv, town: Town
) -> None:
    """The list of friends could be read."""
    town.plextv.graphql_errors.add(town.world.person("john").uuid)
    assert (await friends(plextv)).failure is None


async def test_an_excluded_friend_is_not_asked(plextv: PlexTv, town: Town) -> None:
    """There is no reading, and one request less; the name stays known."""
    await friends(plextv)
    everybody = len(town.plextv.log)
    town.forget()
    wishes = await friends(plextv, "john")
    assert source_of(town.world.person("john")) not in by_source(wishes)
    assert len(town.plextv.log) == everybody - 1
    assert "john" in {person.username for person in wishes.people}


async def test_an_excluded_owner_is_not_asked(plextv: PlexTv, town: Town) -> None:
    """The account is read, for its people, and not the watchlist."""
    wishes = await own(plextv, "owner")
    assert wishes.readings == ()
    assert not any(logged.path.startswith("/discover") for logged in town.plextv.log)
    assert {person.username for person in wishes.people} == {"owner"}
    assert wishes.others
    assert wishes.failure is None


async def test_who_is_excluded_is_told_by_number_and_names(plextv: PlexTv, town: Town) -> None:
    """The one who decides sees the whole person."""
    seen: list[Person] = []

    def excluded(person: Person) -> bool:
        seen.append(person)
        return False

    await OwnWatchlist(plextv, excluded).read()
    await FriendsWatchlists(plextv, excluded).read()
    people = [person for person in town.world.people if person.friend or person is town.world.owner]
    assert {(person.id, person.username, person.display_name) for person in seen} == {
        (str(person.id), person.username, person.title) for person in people
    }


async def test_friends_are_told_with_the_uuids_of_their_accounts(
    plextv: PlexTv, town: Town
) -> None:
    """Other sources may know them by it."""
    told = {person.username: person.uuid for person in (await friends(plextv)).people}
    assert told == {one.username: one.uuid for one in town.world.people if one.friend}


async def test_the_own_list_asks_nothing_of_friends(plextv: PlexTv, town: Town) -> None:
    """They may be switched off."""
    await own(plextv)
    assert town.plextv.log
    assert not any(logged.path.startswith("/community") for logged in town.plextv.log)


async def test_the_friends_lists_ask_nothing_of_the_account(plextv: PlexTv, town: Town) -> None:
    """The own list may be switched off."""
    await friends(plextv)
    assert {logged.path for logged in town.plextv.log} == {"/community/api"}


async def test_a_friend_without_a_username_goes_by_the_display_name(
    plextv: PlexTv, town: Town
) -> None:
    """Somebody has to be told whose list it is."""
    town.world.person("john").username = ""
    readings = await read(plextv)
    assert "watchlist of John from upstairs" in {reading.name for reading in readings.values()}
