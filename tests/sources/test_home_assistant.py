"""Requests made in Home Assistant as a source: always known."""

from collections.abc import Awaitable, Callable, Sequence

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
from custom_components.plex_label_sync.core.requests import HERE, Request
from custom_components.plex_label_sync.sources.home_assistant import NAME, RequestsHere

type _Ask = Callable[[], Awaitable[tuple[Request, ...]]]


def stored(requests: Sequence[Request]) -> _Ask:
    """Give what reads these requests, as they are when it is asked."""

    async def read() -> tuple[Request, ...]:
        return tuple(requests)

    return read


JOHN = Person("2", "john", "John")
HEAT = Title(MediaType.MOVIE, packed({"tmdb://949"}), "Heat")
LOST = Title(MediaType.SHOW, packed({"tvdb://73739"}), "Lost")


async def test_each_request_is_its_requesters_claim() -> None:
    """It waits for Plex."""
    requests = (Request(HEAT, JOHN), Request(LOST, JOHN))

    (reading,) = (await RequestsHere(stored(requests)).read()).readings

    reason = Reason(ReasonKind.USER, "2", HERE)
    assert reading == Reading(HERE, NAME, (Claim(HEAT, reason), Claim(LOST, reason)))
    assert reading.claims
    assert all(claim.waits for claim in reading.claims)


async def test_without_requests_it_is_known_that_nobody_wants_anything() -> None:
    wishes = await RequestsHere(stored(())).read()

    assert wishes.readings == (Reading(HERE, NAME, ()),)
    assert wishes.failure is None


async def test_it_knows_its_requesters_but_plextv_knows_their_names_better() -> None:
    requests = (Request(HEAT, JOHN), Request(LOST, JOHN))

    wishes = await RequestsHere(stored(requests)).read()

    assert wishes.others == (JOHN,)
    assert wishes.people == ()


async def test_it_reads_the_requests_as_they_are_now() -> None:
    requests: list[Request] = []
    reader = RequestsHere(stored(requests))
    requests.append(Request(HEAT, JOHN))

    (reading,) = (await reader.read()).readings

    assert reading.claims
    assert reading.claims[0].title == HEAT
