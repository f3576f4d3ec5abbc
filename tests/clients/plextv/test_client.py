"""plex.tv's account and people, friends, and the ids that other catalogues have."""

from asyncio import create_task, sleep, wait_for
import traceback
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BadAnswerError,
    BusyError,
    CannotConnectError,
    ServiceError,
)
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plextv import client as plextv_module
from custom_components.plex_label_sync.clients.plextv.client import Friend, PlexTv
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.core.model import Doubt, Person
from tests.clients.bare import BareServer
from tests.lab import plextv_shapes
from tests.lab.plextv_addresses import plextv_at
from tests.lab.server import Fault, FaultKind
from tests.lab.town import Town
from tests.lab.world import Person as WorldPerson

NO_FRIENDS: tuple[object, ...] = ({}, "x", 7)


async def test_the_account_is_the_tokens(plextv: PlexTv, town: Town) -> None:
    """The number, the username and the display name."""
    account = await plextv.account()
    assert account.owner == Person(str(town.world.owner.id), "owner", "The Owner")


async def test_people_are_those_who_use_the_server(plextv: PlexTv, town: Town) -> None:
    """Friends, guests and the home's managed users, who have no username."""
    account = await plextv.account()
    assert {(person.username, person.display_name) for person in account.people} == {
        ("john", "John from upstairs"),
        ("maria", "maria"),
        ("ines", "ines"),
        ("", "Little One"),
        ("guest", "guest"),
    }
    ids = {str(person.id) for person in town.world.people[1:]}
    assert {person.id for person in account.people} == ids


async def test_which_servers_are_shared_with_whom_is_told(plextv: PlexTv, town: Town) -> None:
    """Some people may have another server of the owner's."""
    town.world.person("guest").elsewhere = True
    shares = (await plextv.account()).shares
    here = frozenset({town.world.plex.machine_identifier})
    told = {str(person.id): here for person in town.world.people[1:]}
    assert shares == told | {str(town.world.person("guest").id): frozenset({"another"})}


async def test_of_an_account_without_a_username_the_address_is_its_name(
    plextv: PlexTv, town: Town
) -> None:
    """However plex.tv tells it: to the owner, as a user, or as a friend."""
    for person in town.world.people[:2]:
        person.nameless = True
    owner, john = town.world.people[:2]
    account, friends = await plextv.account(), await plextv.friends()
    assert account.owner == Person(str(owner.id), owner.email, "")
    assert Person(str(john.id), john.email, "") in account.people
    told = [friend.person for friend in friends.entries if friend.uuid == john.uuid]
    assert told == [Person(str(john.id), john.email, "", uuid=john.uuid)]


async def test_an_account_may_have_no_people(plextv: PlexTv, town: Town) -> None:
    """It is the owner's all the same."""
    del town.world.people[1:]
    account = await plextv.account()
    assert (account.owner.username, account.people) == ("owner", ())


async def test_a_rejected_token_is_told_apart(session: ClientSession, town: Town) -> None:
    """For the account and for the watchlists; the token is not told."""
    stranger = PlexTv(session, "wrong-token", client_id="test")
    for asked in (stranger.account(), stranger.own_watchlist(), stranger.friends()):
        with pytest.raises(AuthError) as caught:
            await asked
        assert "wrong-token" not in "".join(traceback.format_exception(caught.value))


async def test_when_plextv_is_down_it_cannot_be_connected_to(plextv: PlexTv, town: Town) -> None:
    """Whatever is asked."""
    await town.plextv.stop()
    for asked in (plextv.account(), plextv.own_watchlist(), plextv.friends()):
        with pytest.raises(CannotConnectError):
            await asked


@pytest.mark.parametrize("kind", ["drop", "hang"])
async def test_an_account_that_does_not_come_cannot_be_connected_to(
    plextv: PlexTv, town: Town, monkeypatch: pytest.MonkeyPatch, kind: FaultKind
) -> None:
    """It is not waited for for ever."""
    monkeypatch.setattr(plextv_module, "_TIMEOUT", 0.3)
    town.plextv.faults = [Fault(kind, "/api/")]
    with pytest.raises(CannotConnectError, match=r"plex\.tv"):
        await wait_for(plextv.account(), 5)


NO_SENSE: list[tuple[FaultKind, int]] = [
    ("truncate", 0),
    *(("status", status) for status in (200, 204, 302, 403, 404, 500, 503, 520)),
]


@pytest.mark.parametrize(("kind", "status"), [("garbage", 0), *NO_SENSE])
async def test_an_account_that_makes_no_sense_is_a_bad_answer(
    plextv: PlexTv, town: Town, kind: FaultKind, status: int
) -> None:
    """What plexapi makes of each of them is its own affair."""
    town.plextv.faults = [Fault(kind, "/api/v2/user", status=status)]
    with pytest.raises(BadAnswerError):
        await plextv.account()


@pytest.mark.parametrize(("kind", "status"), [("garbage", 0), *NO_SENSE])
async def test_people_who_make_no_sense_are_unknown_beside_the_owner(
    plextv: PlexTv, town: Town, kind: FaultKind, status: int
) -> None:
    """And never known to be none."""
    town.plextv.faults = [Fault(kind, "/api/users", status=status)]
    account = await plextv.account()
    assert (account.owner.username, account.people) == ("owner", ())
    assert isinstance(account.trouble, BadAnswerError)


@pytest.mark.parametrize("path", ["/api/v2/user", "/api/users"])
async def test_a_busy_account_is_left_in_peace(plextv: PlexTv, town: Town, path: str) -> None:
    """It is not asked again within the pause, which grows, though plex.tv names no time."""
    town.plextv.faults = [Fault("status", path, status=429)]
    if path == "/api/users":
        assert isinstance((await plextv.account()).trouble, BusyError)
    else:
        with pytest.raises(BusyError) as caught:
            await plextv.account()
        assert caught.value.retry_after == 4
    town.forget()
    with pytest.raises(BusyError):
        await plextv.account()
    assert town.plextv.log == []


@pytest.mark.parametrize(
    "odd",
    [{"id": None}, {"id": ""}, {"id": "x"}, {"home": "perhaps"}, {"restricted": None, "id": ""}],
)
async def test_an_odd_person_is_counted_beside_the_others(
    plextv: PlexTv, town: Town, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any]
) -> None:
    """Nobody becomes a person without a number."""
    shared_user = plextv_shapes.shared_user

    def with_odd_guest(person: WorldPerson) -> dict[str, Any]:
        fields = shared_user(person) | (odd if person.username == "guest" else {})
        return {name: value for name, value in fields.items() if value is not None}

    monkeypatch.setattr(plextv_shapes, "shared_user", with_odd_guest)
    account = await plextv.account()
    assert {person.username for person in account.people} == {"john", "maria", "ines", ""}
    assert (account.odd, account.trouble) == (1, None)


@pytest.mark.parametrize(("status", "told"), [(401, 1), (403, 0), (500, 0)])
async def test_a_rejected_token_is_told_and_a_forbidden_list_is_not(
    session: ClientSession, bare: BareServer, status: int, told: int
) -> None:
    """A person may keep something from the owner; the token is good all the same."""
    bare.faults = [Fault("status", status=status)]
    refusals: list[AuthError] = []
    with plextv_at(bare.url):
        plextv = PlexTv(
            session,
            "token",
            client_id="test",
            patience=Patience(tries=1),
            refused=refusals.append,
        )
    with pytest.raises(ServiceError):
        await plextv.friends()
    assert len(refusals) == told


async def test_friends_have_a_number_and_a_watchlist(plextv: PlexTv, town: Town) -> None:
    """Guests and managed users are none."""
    people = {person.username: person for person in town.world.people}
    john, maria, ines = (people[name] for name in ("john", "maria", "ines"))
    assert await plextv.friends() == Listing(
        (
            Friend(Person(str(john.id), "john", "John from upstairs", uuid=john.uuid), john.uuid),
            Friend(Person(str(maria.id), "maria", "maria", uuid=maria.uuid), maria.uuid),
            Friend(Person(str(ines.id), "ines", "ines", uuid=ines.uuid), ines.uuid),
        )
    )


async def test_an_account_without_friends_has_none(plextv: PlexTv, town: Town) -> None:
    """That is known, and no error."""
    for person in town.world.people:
        person.friend = False
    assert await plextv.friends() == Listing(())


async def test_friends_errors_inside_http_200_are_errors(plextv: PlexTv, town: Town) -> None:
    """With what was said."""
    town.plextv.graphql_errors.add(town.world.owner.uuid)
    with pytest.raises(BadAnswerError, match=r"an error: Something went wrong\."):
        await plextv.friends()


@pytest.mark.parametrize(
    "answer",
    [
        *({}, [], {"data": None}, {"data": {}}, {"data": {"allFriendsV2": None}}),
        *({"data": {"allFriendsV2": friends}} for friends in NO_FRIENDS),
    ],
)
async def test_friends_of_another_shape_are_a_bad_answer(
    plextv_at_bare: PlexTv, bare: BareServer, answer: object
) -> None:
    """They are not known to be none."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await plextv_at_bare.friends()


@pytest.mark.parametrize(
    ("odd", "whose"),
    [
        *((odd, None) for odd in (None, {}, {"user": None}, {"user": {"idRaw": 8}})),
        ({"user": {"id": "a", "username": "no number"}}, "a"),
    ],
)
async def test_an_odd_friend_is_counted_beside_the_others(
    plextv_at_bare: PlexTv, bare: BareServer, odd: object, whose: str | None
) -> None:
    """A friend who is missing would seem to want nothing; if it can be told, it is told who."""
    friends = [odd, {"user": {"id": "b", "idRaw": 7, "username": "john"}}]
    bare.answers = [{"data": {"allFriendsV2": friends}}]
    john = Friend(Person("7", "john", "john", uuid="b"), "b")
    assert await plextv_at_bare.friends() == Listing((john,), 1, (Doubt(subject=whose),))


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ([{"message": "Slow down"}], "Slow down"),
        ({"message": "Slow down"}, "Slow down"),
        ([{}], "unknown"),
        (["x"], "unknown"),
        ("x", "unknown"),
    ],
)
async def test_errors_inside_http_200_may_have_any_shape(
    plextv_at_bare: PlexTv, bare: BareServer, errors: object, words: str
) -> None:
    """Even beside data: that may be half of it."""
    bare.answers = [{"errors": errors, "data": {"allFriendsV2": []}}]
    with pytest.raises(BadAnswerError, match=f"an error: {words}"):
        await plextv_at_bare.friends()


async def test_a_friend_without_a_display_name_has_the_username(
    plextv_at_bare: PlexTv, bare: BareServer
) -> None:
    """Either may be missing."""
    user = {"id": "a", "idRaw": 7, "username": "john", "displayName": None}
    bare.answers = [{"data": {"allFriendsV2": [{"user": user}]}}]
    john = Friend(Person("7", "john", "john", uuid="a"), "a")
    assert await plextv_at_bare.friends() == Listing((john,))


async def test_the_two_services_wait_for_themselves_only(
    plextv_at_bare: PlexTv, bare: BareServer
) -> None:
    """While one is left in peace the other is still asked."""
    bare.answers = [{"data": {"allFriendsV2": []}}]
    headers = {"Retry-After": "20"}
    bare.faults = [Fault("status", "/discover", status=429, headers=headers)]
    waiting = create_task(plextv_at_bare.own_watchlist())
    await sleep(0.1)
    assert await wait_for(plextv_at_bare.friends(), 5) == Listing(())
    waiting.cancel()


async def test_every_request_names_the_client(session: ClientSession, bare: BareServer) -> None:
    """plex.tv wants to know whom it talks to."""
    bare.answers = [{"data": {"allFriendsV2": []}}]
    with plextv_at(bare.url):
        await PlexTv(session, "token", client_id="our-id").friends()
    sent = bare.headers[0]
    assert (sent["X-Plex-Token"], sent["X-Plex-Client-Identifier"]) == ("token", "our-id")
    assert sent["X-Plex-Product"] == "Plex Label Sync"
