"""Seerr's list of requests: read whole, and only when it has changed."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServerFaultError
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.clients.seerr import client as module
from custom_components.plex_label_sync.clients.seerr.client import Request, Seerr, SeerrUser
from custom_components.plex_label_sync.core.model import MediaType, Title
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


def fill(state: SeerrState, total: int) -> None:
    """Let there be so many requests."""
    title = next(iter(state.requests.values())).title
    while len(state.requests) < total:
        state.add_request(title, state.users[1])


async def test_no_requests_are_known_to_be_none(seerr: Seerr, state: SeerrState) -> None:
    """After one request."""
    state.requests.clear()
    assert await seerr.requests() == Listing(())


async def test_a_long_list_is_read_whole_in_pages_of_a_hundred(
    seerr: Seerr, state: SeerrState, server: SeerrServer
) -> None:
    """The last modified first."""
    fill(state, 250)
    assert await ids(seerr) == list(range(250, 0, -1))
    assert [logged.path for logged in server.log] == [
        f"/api/v1/request?take=100&skip={skip}&filter=all&sort=modified" for skip in (0, 100, 200)
    ]


async def test_a_list_that_is_as_before_takes_one_request(
    seerr: Seerr, state: SeerrState, server: SeerrServer
) -> None:
    """However long it is."""
    fill(state, 250)
    before = await seerr.requests()
    server.forget()
    assert await seerr.requests() == before
    assert len(server.log) == 1


async def test_a_change_far_down_the_list_is_seen(seerr: Seerr, state: SeerrState) -> None:
    """It brings the request to the top."""
    fill(state, 250)
    await seerr.requests()
    state.set_status(state.requests[1], 3)
    assert 1 not in await ids(seerr)


async def test_a_change_that_later_ones_pushed_down_again_is_seen(
    seerr: Seerr, state: SeerrState
) -> None:
    """The first page has the same requests in the same order, but later dates."""
    fill(state, 250)
    await seerr.requests()
    state.set_status(state.requests[1], 3)
    for number in range(151, 251):
        state.set_status(state.requests[number], 2)
    assert 1 not in await ids(seerr)


async def test_a_request_deleted_far_down_the_list_is_seen(seerr: Seerr, state: SeerrState) -> None:
    """The total tells."""
    fill(state, 250)
    await seerr.requests()
    del state.requests[1]
    assert 1 not in await ids(seerr)


async def test_a_new_request_in_place_of_a_deleted_one_is_seen(
    seerr: Seerr, state: SeerrState
) -> None:
    """The total is the same."""
    fill(state, 250)
    await seerr.requests()
    del state.requests[1]
    fill(state, 250)
    found = await ids(seerr)
    assert found[0] == 251
    assert 1 not in found


async def test_what_an_older_seerr_does_not_show_is_seen_within_the_hour(
    seerr: Seerr, state: SeerrState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There a new status moves no date, and the first page stays as it was."""
    state.dates_move = False
    fill(state, 250)
    monkeypatch.setattr(module, "_KEPT_SECONDS", 0)
    assert 1 in await ids(seerr)
    state.set_status(state.requests[1], 3)
    assert 1 not in await ids(seerr)


async def test_a_new_status_on_the_first_page_is_seen_on_an_older_seerr_too(
    seerr: Seerr, state: SeerrState
) -> None:
    """What is on the page is compared, and not its dates alone."""
    state.dates_move = False
    await seerr.requests()
    state.set_status(state.requests[1], 3)
    assert 1 not in await ids(seerr)


async def test_progress_of_a_download_is_no_change(at_bare: Seerr, bare: BareServer) -> None:
    """Rows say much that has nothing to do with who wants what."""
    bare.answers = [
        listed(row(2, canRemove=True), total=2),
        listed(row(1), total=2),
        listed(row(2, canRemove=False), total=2),
    ]
    assert await ids(at_bare) == await ids(at_bare) == [2, 1]
    assert len(bare.log) == 3


@pytest.mark.parametrize(
    ("pages", "error"),
    [
        ([listed(row(3), total=3), listed(row(2), row(1), total=4)], "changed while it was read"),
        ([listed(row(3), total=3), listed(row(3), row(2), total=3)], "changed while it was read"),
        ([listed(row(3), row(2), row(1), total=2)], "changed while it was read"),
        ([listed(row(3), total=3), listed(row(2), total=3), listed(total=3)], "listed 2 of 3"),
    ],
)
async def test_a_list_that_is_not_whole_is_a_bad_answer(
    at_bare: Seerr, bare: BareServer, pages: list[Any], error: str
) -> None:
    """Another total, a request twice, more or fewer than there are."""
    bare.answers = pages
    with pytest.raises(BadAnswerError, match=error):
        await at_bare.requests()


async def test_a_list_that_failed_half_way_is_read_again_from_the_start(
    seerr: Seerr, state: SeerrState, server: SeerrServer
) -> None:
    """The first page alone is nothing to go by."""
    fill(state, 150)
    server.faults = [Fault("status", "skip=100", times=1)]
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
    """On whatever page it is."""
    for pages in (
        [listed(row(3), odd, total=3), listed(row(1), total=3)],
        [listed(row(3), total=3), listed(odd, total=3), listed(row(1), total=3)],
    ):
        bare.answers = pages
        seerr = Seerr(session, bare.url, "key")
        assert await seerr.requests() == Listing((wish(3), wish(1)), odd=1)


async def test_rows_as_seerr_sends_them_are_read(at_bare: Seerr, bare: BareServer) -> None:
    """Recorded of version 3.1, with the fields that say nothing here shortened."""
    bare.answers = [RECORDED]
    listing = await at_bare.requests()
    assert listing == Listing(
        (
            Request(
                15,
                Title(MediaType.MOVIE, frozenset({"tmdb://604"}), ""),
                SeerrUser(4, "", "", "nobody@example.com"),
            ),
        )
    )
