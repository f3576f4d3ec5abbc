"""Requests as sources: one for each Seerr, known or unknown as a whole."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import CannotConnectError
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.core.model import (
    Claim,
    MediaType,
    Person,
    Reason,
    ReasonKind,
    Title,
    packed,
)
from custom_components.plex_label_sync.core.requesters import TagName
from custom_components.plex_label_sync.core.sources import REQUESTS
from custom_components.plex_label_sync.sources.requests import RequestReader
from tests.lab.fill import small_world
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault, FaultKind
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState

SOURCE = f"{REQUESTS}/one"
GUEST = f"seerr/{SOURCE}/3"
HARBOUR = Title(MediaType.MOVIE, packed({"tmdb://900001"}), "")
MERIDIAN = Title(MediaType.SHOW, packed({"tvdb://980002"}), "")


@pytest.fixture
def world() -> World:
    """The small world with a Seerr: John and a guest want a film, the guest a series, too."""
    world = small_world()
    state = world.add_seerr()
    titles = {title.name: title for title in world.titles.values()}
    john = state.add_user("john", world.people[1])
    guest = state.add_user("guest")
    state.add_request(titles["The Glass Harbour"], john)
    state.add_request(titles["The Glass Harbour"], guest)
    state.add_request(titles["Brass Meridian"], guest, status=1)
    return world


@pytest.fixture
def reader(session: ClientSession, server: SeerrServer) -> RequestReader:
    """Reads the Seerr."""
    seerr = Seerr(session, server.url, server.state.api_key, patience=Patience(tries=1))
    return RequestReader(seerr, SOURCE, "Our Seerr")


@pytest.fixture
def john(world: World) -> str:
    """The number of John's account."""
    return str(world.people[1].id)


async def claims(reader: RequestReader) -> tuple[Claim, ...]:
    """What is claimed."""
    (reading,) = (await reader.read()).readings
    assert reading.claims is not None
    return reading.claims


async def claimed(reader: RequestReader) -> list[tuple[Title, str]]:
    """Titles and the ids of those who want them, in no order of its own."""
    found = [(claim.title, claim.reason.subject) for claim in await claims(reader)]
    return sorted(found, key=lambda one: (one[0].media_type, one[1]))


async def test_each_requester_of_each_title_is_a_claim(reader: RequestReader, john: str) -> None:
    """Several people may want the same."""
    assert await claimed(reader) == [(HARBOUR, john), (HARBOUR, GUEST), (MERIDIAN, GUEST)]


async def test_a_claim_is_a_persons_and_waits_for_plex(reader: RequestReader) -> None:
    """As any wish."""
    found = await claims(reader)
    assert Claim(MERIDIAN, Reason(ReasonKind.USER, GUEST, SOURCE), waits=True) in found
    assert all(claim.waits for claim in found)


async def test_a_title_requested_in_hd_and_in_4k_is_one_claim(
    reader: RequestReader, state: SeerrState, john: str
) -> None:
    """Of the same person."""
    first = state.requests[1]
    state.add_request(first.title, first.user, is_4k=True)
    assert (await claimed(reader)).count((HARBOUR, john)) == 1


async def test_a_request_that_is_declined_is_claimed_no_more(
    reader: RequestReader, state: SeerrState, john: str
) -> None:
    """Unless it is also requested otherwise."""
    await reader.read()
    state.set_status(state.requests[1], 3)
    assert await claimed(reader) == [(HARBOUR, GUEST), (MERIDIAN, GUEST)]
    state.add_request(state.requests[1].title, state.requests[1].user, is_4k=True)
    assert (HARBOUR, john) in await claimed(reader)


async def test_requesters_are_known_by_their_account_or_by_their_number_in_this_seerr(
    reader: RequestReader, john: str
) -> None:
    """Accounts come as others, so that their names here do not override those of plex.tv."""
    wishes = await reader.read()
    assert Person(john, "john", "john") in wishes.others
    assert wishes.people == (Person(GUEST, "guest", "guest"),)


async def test_all_users_are_known_by_their_numbers(
    reader: RequestReader, world: World, john: str
) -> None:
    """Also who has no request: a tag may outlive it."""
    wishes = await reader.read()
    owner = str(world.owner.id)
    people = [person.id for person in (*wishes.others, *wishes.people)]
    assert people == [owner, john, GUEST]
    assert wishes.tag_names == (
        TagName("1", owner, "owner"),
        TagName("2", john, "john"),
        TagName("3", GUEST, "guest"),
    )
    assert wishes.knows_all


async def test_an_e_mail_address_is_no_name(reader: RequestReader, state: SeerrState) -> None:
    """Seerr shows it for users who have no other name; a label is for all to see."""
    state.add_request(state.requests[1].title, state.add_user("", email="nobody@example.com"))
    assert [person.name for person in (await reader.read()).people] == ["guest", "nobody"]


async def test_the_reading_is_the_instances(reader: RequestReader) -> None:
    """By source and name, and without an error."""
    wishes = await reader.read()
    (reading,) = wishes.readings
    assert (wishes.source, wishes.failure) == (SOURCE, None)
    assert (reading.source, reading.name, reading.error) == (SOURCE, "Our Seerr", None)


async def test_an_instance_without_requests_claims_nothing(
    reader: RequestReader, state: SeerrState
) -> None:
    """It is known to."""
    state.requests.clear()
    assert await claims(reader) == ()


async def test_whoever_is_renamed_is_renamed_here(reader: RequestReader, state: SeerrState) -> None:
    """Though no request changes by that."""
    await reader.read()
    state.users[3].name = "Grandpa"
    assert (await reader.read()).people == (Person(GUEST, "Grandpa", "Grandpa"),)


async def test_without_its_users_requests_are_requests(
    reader: RequestReader, server: SeerrServer
) -> None:
    """Of its users nothing is told, and that is trouble."""
    before = (await reader.read()).readings
    server.faults = [Fault("status", "/user", status=500)]
    wishes = await reader.read()
    requests, users = wishes.readings
    assert (requests,) == before
    assert (users.source, users.name, users.claims) == (
        f"{SOURCE}/users",
        "users of Our Seerr",
        None,
    )
    assert users.error == str(wishes.people_failure)
    assert (wishes.failure, wishes.people, wishes.others) == (None, (), ())


@pytest.mark.parametrize(
    ("kind", "status"),
    [("status", 401), ("status", 403), ("status", 500), ("drop", 0), ("garbage", 0)],
)
async def test_an_instance_that_fails_is_unknown(
    reader: RequestReader, server: SeerrServer, kind: FaultKind, status: int
) -> None:
    """There is a reason to tell people, and nothing is raised."""
    server.faults = [Fault(kind, "/request", status=status)]
    wishes = await reader.read()
    (reading,) = wishes.readings
    assert (reading.source, reading.name, reading.claims) == (SOURCE, "Our Seerr", None)
    assert reading.error == str(wishes.failure)
    assert server.state.api_key not in reading.error


async def test_an_instance_that_is_down_is_unknown(
    reader: RequestReader, server: SeerrServer
) -> None:
    """Why is told."""
    await server.stop()
    wishes = await reader.read()
    assert isinstance(wishes.failure, CannotConnectError)
    assert [reading.claims for reading in wishes.readings] == [None]
