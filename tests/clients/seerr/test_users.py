"""Seerr's list of users: all of them, and what each is called."""

from typing import Any

import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServerFaultError
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.clients.seerr.client import Seerr, SeerrUser
from tests.clients.bare import BareServer
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState

from .rows import listed

OF_EVERY_KIND = [
    {
        "id": 2,
        "email": "john@example.com",
        "plexUsername": "john",
        "jellyfinUsername": None,
        "username": None,
        "userType": 1,
        "plexId": 900002,
        "displayName": "john",
    },
    {
        "id": 3,
        "email": "maria@example.com",
        "plexUsername": "maria",
        "jellyfinUsername": None,
        "username": "Maria M.",
        "userType": 1,
        "plexId": 900003,
        "displayName": "Maria M.",
    },
    {
        "id": 4,
        "email": "nobody@example.com",
        "plexUsername": None,
        "jellyfinUsername": None,
        "username": None,
        "userType": 2,
        "plexId": None,
        "displayName": "nobody@example.com",
    },
    {
        "id": 6,
        "email": "jelly@example.com",
        "plexUsername": None,
        "jellyfinUsername": "Jelly",
        "username": None,
        "userType": 3,
        "plexId": None,
        "displayName": "Jelly",
    },
    {
        "id": 7,
        "email": "noname@example.com",
        "plexUsername": None,
        "jellyfinUsername": None,
        "username": None,
        "userType": 1,
        "plexId": 900011,
        "displayName": "noname@example.com",
    },
]
"""Rows as recorded of Seerr 3.1, without the fields that say nothing here."""

USERS = (
    SeerrUser(2, "900002", "john", "john"),
    SeerrUser(3, "900003", "maria", "Maria M."),
    SeerrUser(4, "", "", "nobody@example.com"),
    SeerrUser(6, "", "Jelly", "Jelly"),
    SeerrUser(7, "900011", "", "noname@example.com"),
)


def fill(state: SeerrState, total: int) -> None:
    """Let there be so many users."""
    while len(state.users) < total:
        state.add_user(f"user{len(state.users)}")


def user(number: int) -> dict[str, Any]:
    """A row that has what is needed and no more."""
    return {"id": number}


async def test_users_are_told_whether_they_have_requests_or_not(
    seerr: Seerr, world: World, state: SeerrState
) -> None:
    """With the account, if they have one."""
    state.add_user("kim")
    owner, john = (str(person.id) for person in world.people[:2])
    assert await seerr.users() == Listing(
        (
            SeerrUser(1, owner, "owner", "owner"),
            SeerrUser(2, john, "john", "john"),
            SeerrUser(3, "", "guest", "guest"),
            SeerrUser(4, "", "kim", "kim"),
        )
    )


async def test_users_of_every_kind_are_read(at_bare: Seerr, bare: BareServer) -> None:
    """A name of their own is shown before that of the account, and that before the address."""
    bare.answers = [listed(*OF_EVERY_KIND)]
    assert await at_bare.users() == Listing(USERS)


async def test_what_is_shown_is_worked_out_where_it_is_not_told(
    at_bare: Seerr, bare: BareServer
) -> None:
    """Older versions do not tell."""
    rows = [{key: row[key] for key in row if key != "displayName"} for row in OF_EVERY_KIND]
    bare.answers = [listed(*rows)]
    assert await at_bare.users() == Listing(USERS)


async def test_a_long_list_is_read_whole(
    seerr: Seerr, state: SeerrState, server: SeerrServer
) -> None:
    """In pages of a hundred."""
    fill(state, 250)
    assert [user.id for user in (await seerr.users()).entries] == list(range(1, 251))
    assert [logged.path for logged in server.log] == [
        f"/api/v1/user?take=100&skip={skip}" for skip in (0, 100, 200)
    ]


async def test_an_odd_row_is_left_out_and_counted(at_bare: Seerr, bare: BareServer) -> None:
    bare.answers = [listed(user(1), {"id": None}, user(3))]
    listing = await at_bare.users()
    assert ([one.id for one in listing.entries], listing.odd) == ([1, 3], 1)


@pytest.mark.parametrize(
    "pages",
    [
        [listed(user(1), total=2), listed(total=2)],
        [listed(user(1), total=2), listed(user(1), total=2)],
        [{}],
        [{"pageInfo": {"results": 1}, "results": {}}],
    ],
)
async def test_a_list_that_is_not_whole_is_none(
    at_bare: Seerr, bare: BareServer, pages: list[Any]
) -> None:
    """It ends early, changes meanwhile, or is no list."""
    bare.answers = pages
    with pytest.raises(BadAnswerError):
        await at_bare.users()


async def test_a_seerr_that_fails_tells_of_nobody(seerr: Seerr, server: SeerrServer) -> None:
    server.faults = [Fault("status", "/user", status=500)]
    with pytest.raises(ServerFaultError):
        await seerr.users()
