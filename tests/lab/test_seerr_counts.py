"""Seerr's stand-in: what anybody may know, how many requests it counts, and when it shows them."""

import pytest

from tests.lab.bare_client_seerr import ask, listed
from tests.lab.seerr import SeerrServer
from tests.lab.world_seerr import SeerrState

WEBHOOK = "settings/notifications/webhook"


async def test_anybody_may_know_the_title_and_whether_it_is_set_up(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """Nothing of the rest tells a secret."""
    for is_set_up in (True, False):
        seerr_state.is_set_up = is_set_up
        status, answer = await ask(seerr, "settings/public", key="")
        assert (status, answer["initialized"]) == (200, is_set_up)
        assert answer["applicationTitle"] == "Wishes"


@pytest.mark.parametrize("path", ["request", "request/count", "user", "settings/main", WEBHOOK])
async def test_as_long_as_nobody_has_set_it_up_no_key_is_right(
    seerr: SeerrServer, seerr_state: SeerrState, path: str
) -> None:
    """It answers as to a wrong one."""
    seerr_state.is_set_up = False
    error = "You do not have permission to access this endpoint"
    assert await ask(seerr, path) == (403, {"status": 403, "error": error})
    assert (await ask(seerr, path, key=""))[0] == 401


async def test_requests_are_counted_by_kind_and_status(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """Those on the blocklist, too, which are not listed; of failed ones the total alone tells."""
    seerr_state.add_request(
        seerr_state.requests[1].title, seerr_state.users[2], status=3, media_status=1
    )
    seerr_state.add_request(seerr_state.requests[1].title, seerr_state.users[3], status=4)
    seerr_state.add_request(
        seerr_state.requests[1].title, seerr_state.users[3], status=2, media_status=5
    )
    seerr_state.requests[2].media_status = 6
    status, answer = await ask(seerr, "request/count")
    assert (status, answer) == (
        200,
        {
            "total": 6,
            "movie": 5,
            "tv": 1,
            "pending": 1,
            "approved": 2,
            "declined": 1,
            "processing": 1,
            "available": 1,
            "completed": 1,
        },
    )
    assert len(await listed(seerr)) == 5


async def test_what_is_not_committed_is_neither_listed_nor_counted(
    seerr: SeerrServer, seerr_state: SeerrState
) -> None:
    """As with PostgreSQL, where the webhook may come before that."""
    seerr_state.begin()
    seerr_state.set_status(seerr_state.requests[1], 3)
    seerr_state.add_request(seerr_state.requests[1].title, seerr_state.users[3])
    assert await listed(seerr) == [3, 2, 1]
    assert (await ask(seerr, "request?take=1&skip=2"))[1]["results"][0]["status"] == 2
    assert (await ask(seerr, "request/count"))[1]["total"] == 3
    seerr_state.commit()
    assert await listed(seerr) == [4, 3, 2, 1]
    assert (await ask(seerr, "request/count"))[1]["declined"] == 1


@pytest.mark.parametrize("size", [-1, 5_000])
async def test_a_page_may_be_of_any_size(seerr: SeerrServer, size: int) -> None:
    """Also below nothing: it has all."""
    assert await listed(seerr, f"?take={size}") == [3, 2, 1]
