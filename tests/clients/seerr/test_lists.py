"""Seerr's list of requests: read whole, also while it changes."""

from collections.abc import Callable
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServerFaultError
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.clients.seerr import client, request_list
from custom_components.plex_label_sync.clients.seerr.client import (
    Counts,
    Request,
    Seerr,
    SeerrUser,
)
from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from tests.clients.bare import BareServer
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault
from tests.lab.world_seerr import SeerrState

from .rows import ids, listed, row, wish

RECORDED = b"""{"pageInfo": {"pages": 1, "pageSize": 100, "results": 2, "page": 1}, "results": [
{"id": 15, "status": 1, "createdAt": "2026-11-28T00:11:17.000Z",
"updatedAt": "2026-11-28T00:11:17.000Z", "type": "movie", "is4k": true, "serverId": null,
"profileId": null, "rootFolder": null, "languageProfileId": null, "tags": null,
"isAutoRequest": false, "media": {"downloadStatus": [], "downloadStatus4k": [], "id": 2,
"mediaType": "movie", "tmdbId": 604, "tvdbId": null, "imdbId": null, "status": 3, "status4k": 2,
"serviceId": null, "externalServiceId": null, "ratingKey": null, "ratingKey4k": null},
"seasons": [], "modifiedBy": null, "requestedBy": {"permissions": 160, "warnings": [], "id": 4,
"email": "nobody@example.com", "plexUsername": null, "jellyfinUsername": null, "username": null,
"userType": 2, "plexId": null, "displayName": "nobody@example.com"}, "seasonCount": 0},
{"id": 14, "status": 2, "createdAt": "2026-11-28T00:51:23.000Z",
"updatedAt": "2026-11-28T00:51:23.000Z", "type": "movie", "is4k": false, "tags": null,
"media": {"id": 14, "mediaType": "movie", "tmdbId": 9600, "tvdbId": null, "imdbId": null,
"status": 3}, "requestedBy": null}]}"""

COUNTED = b"""{"total": 16, "movie": 13, "tv": 3, "pending": 8, "approved": 4, "declined": 1,
"processing": 3, "available": 1, "completed": 2}"""


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a hundred rows, so that few requests make a long list."""
    for module in (client, request_list):
        monkeypatch.setattr(module, "PAGE", 100)


def fill(state: SeerrState, total: int) -> None:
    """Let there be so many requests."""
    title = next(iter(state.requests.values())).title
    while len(state.requests) < total:
        state.add_request(title, state.users[1])


async def test_no_requests_are_known_to_be_none(seerr: Seerr, state: SeerrState) -> None:
    """After one request."""
    state.requests.clear()
    assert await seerr.requests() == Listing(())


async def test_a_thousand_requests_are_one_page(
    seerr: Seerr, state: SeerrState, server: SeerrServer
) -> None:
    """Each page has Seerr ask its own Radarrs and Sonarrs, one that hangs included."""
    fill(state, 1_000)
    assert await ids(seerr) == list(range(1_000, 0, -1))
    assert [logged.path for logged in server.log] == ["/api/v1/request?take=1000&skip=0&filter=all"]


async def test_pages_overlap(
    seerr: Seerr, state: SeerrState, server: SeerrServer, small_pages: None
) -> None:
    """So that it shows when something went meanwhile."""
    fill(state, 250)
    assert await ids(seerr) == list(range(250, 0, -1))
    assert [logged.path for logged in server.log] == [
        f"/api/v1/request?take=100&skip={skip}&filter=all" for skip in (0, 90, 180)
    ]


def _come(state: SeerrState) -> None:
    fill(state, len(state.requests) + 7)


def _go(state: SeerrState) -> None:
    for number in sorted(state.requests)[-60:]:
        del state.requests[number]


def _go_below(state: SeerrState) -> None:
    for number in sorted(state.requests)[:60]:
        del state.requests[number]


def _both(state: SeerrState) -> None:
    _go(state)
    fill(state, len(state.requests) + 60)


@pytest.mark.parametrize("change", [_come, _go, _go_below, _both])
@pytest.mark.parametrize("page", [1, 2])
async def test_a_burst_while_it_is_read_is_no_failure(
    seerr: Seerr,
    server: SeerrServer,
    small_pages: None,
    change: Callable[[SeerrState], None],
    page: int,
) -> None:
    """And no request is missing that was there all the time."""
    state = server.state
    fill(state, 250)
    before = set(state.requests)
    server.faults = [
        Fault("change", "/api/v1/request?", change=lambda: change(state), after=page, times=1)
    ]
    found = await ids(seerr)
    assert before & set(state.requests) <= set(found)
    assert found == sorted(set(found), reverse=True)


async def test_requests_that_came_while_it_was_read_are_read_along(
    seerr: Seerr, state: SeerrState, server: SeerrServer, small_pages: None
) -> None:
    """The total shows that there are more, and they are the first ones."""
    fill(state, 250)
    server.faults = [
        Fault("change", "skip=180", change=lambda: fill(state, 257), times=1),
    ]
    assert await ids(seerr) == list(range(257, 0, -1))


async def test_a_request_that_came_between_the_rows_and_their_count_is_read_along(
    at_bare: Seerr, bare: BareServer
) -> None:
    """Seerr asks its database twice for one answer."""
    bare.answers = [
        listed(row(2), row(1), total=3),
        listed(row(2), row(1), total=3),
        listed(row(3), row(2), row(1), total=3),
    ]
    assert await ids(at_bare) == [3, 2, 1]


async def test_a_list_that_keeps_changing_is_a_bad_answer(
    seerr: Seerr, state: SeerrState, server: SeerrServer, small_pages: None
) -> None:
    """It is not read for ever."""
    fill(state, 2_000)

    def go() -> None:
        for _ in range(2):
            _go(state)

    server.faults = [Fault("change", "/api/v1/request?", change=go, after=1)]
    with pytest.raises(BadAnswerError, match="changes faster"):
        await seerr.requests()
    assert len(server.log) < 12


async def test_a_server_that_gives_shorter_pages_is_read_whole(
    at_bare: Seerr, bare: BareServer
) -> None:
    """Than it was asked for."""
    bare.answers = [
        listed(row(5), row(4), row(3), total=5),
        listed(row(4), row(3), row(2), total=5),
        listed(row(3), row(2), row(1), total=5),
    ]
    assert await ids(at_bare) == [5, 4, 3, 2, 1]
    skips = [logged.path.split("&")[1] for logged in bare.log]
    assert skips == ["skip=0", "skip=1", "skip=2"]


@pytest.mark.parametrize(
    ("pages", "error"),
    [
        ([listed(total=3)], "listed 0 of 3"),
        ([listed(row(3), row(2), total=3)] * 3, "listed 2 of 3"),
        ([listed(row(3), row(3), total=2)] * 2, "listed 1 of 2"),
        ([listed(row(9), row(8), total=9)] * 9, "listed 2 of 9"),
    ],
)
async def test_a_list_that_is_not_whole_is_a_bad_answer(
    at_bare: Seerr, bare: BareServer, pages: list[Any], error: str
) -> None:
    """None of them, one less than there are, one of them twice, and always the same page."""
    bare.answers = pages
    with pytest.raises(BadAnswerError, match=error):
        await at_bare.requests()


async def test_a_list_that_failed_half_way_is_read_again_from_the_start(
    seerr: Seerr, state: SeerrState, server: SeerrServer, small_pages: None
) -> None:
    """The first page alone is nothing to go by."""
    fill(state, 150)
    server.faults = [Fault("status", "skip=90", times=1)]
    with pytest.raises(ServerFaultError):
        await seerr.requests()
    assert len(await ids(seerr)) == 150


@pytest.mark.parametrize(
    "answer",
    [
        *([], {}, {"results": []}, {"pageInfo": {"results": 0}}, {"pageInfo": {}, "results": []}),
        {"pageInfo": {"results": 0}, "results": None},
    ],
)
async def test_requests_of_another_shape_are_a_bad_answer(
    at_bare: Seerr, bare: BareServer, answer: object
) -> None:
    """They are not known to be none."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await at_bare.requests()


ODD: list[object] = [
    *(None, {}, row(2, status=None), row(2, media={}), row(2, requestedBy={})),
    *(row(2, media={"mediaType": "movie", "tmdbId": "x"}), row(2) | {"id": None}),
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_odd_row_is_counted_beside_the_others(
    session: ClientSession, bare: BareServer, odd: object
) -> None:
    """On whatever page it is, and once, though pages overlap."""
    for pages in (
        [listed(row(3), odd, total=3), listed(odd, row(1), total=3)],
        [listed(row(3), odd, row(1), total=3)],
    ):
        bare.answers = pages
        seerr = Seerr(session, bare.url, "key")
        listing = await seerr.requests()
        assert (listing.entries, listing.odd) == ((wish(3), wish(1)), 1)


async def test_rows_as_seerr_sends_them_are_read(at_bare: Seerr, bare: BareServer) -> None:
    """Recorded of version 3.1, with the fields that say nothing here shortened.

    One has lost its requester: it is nobody's wish, and counted.
    """
    bare.answers = [RECORDED]
    listing = await at_bare.requests()
    assert listing == Listing(
        (
            Request(
                15,
                Title(MediaType.MOVIE, packed({"tmdb://604"}), ""),
                SeerrUser(4, "", "", "nobody@example.com"),
            ),
        ),
        odd=1,
        doubts=(),
    )


async def test_counts_as_seerr_sends_them_are_read(at_bare: Seerr, bare: BareServer) -> None:
    """Recorded of version 3.1."""
    bare.answers = [COUNTED]
    assert await at_bare.counts() == Counts(
        total=16,
        movie=13,
        tv=3,
        pending=8,
        approved=4,
        declined=1,
        processing=3,
        available=1,
        completed=2,
    )
    assert [logged.path for logged in bare.log] == ["/api/v1/request/count"]


@pytest.mark.parametrize("answer", [{}, [], {"pending": 1, "approved": 2}, {"total": "many"}])
async def test_counts_of_another_shape_are_a_bad_answer(
    at_bare: Seerr, bare: BareServer, answer: object
) -> None:
    """Those of an early Overseerr lack the total."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await at_bare.counts()
