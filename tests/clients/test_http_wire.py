"""What goes over the wire: addresses, queries, headers, how many requests at a time, counts."""

from asyncio import gather

from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.clients.errors import ServiceError
from custom_components.plex_label_sync.clients.http import Caller, Patience
from tests.clients.bare import BareServer
from tests.clients.conftest import SECRET, CallerFor
from tests.clients.reading import ANY, OBJECTS
from tests.lab.plex_query import Query
from tests.lab.server import Fault


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=20)), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_query_arrives_as_it_was_meant(
    caller: Caller, bare: BareServer, query: list[tuple[str, str]]
) -> None:
    """Whatever letters are in it; the stand-in decodes what it got, and takes `+` for a plus."""
    bare.forget()
    await caller.get("/any", ANY, query)
    assert list(Query.parse(bare.paths[0]).pairs) == query


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("a b", "a%20b"),
        ("a+b", "a%2Bb"),
        ("100%", "100%25"),
        ("a&b=c", "a%26b%3Dc"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("1,2", "1%2C2"),
        ("é", "%C3%A9"),
        ("%2C", "%252C"),
    ],
)
async def test_letters_that_mean_something_are_encoded(
    caller: Caller, bare: BareServer, value: str, sent: str
) -> None:
    """A space as `%20`: whether Plex reads `+` as a space is not known."""
    await caller.get("/any", ANY, [("label[0].tag.tag", value)])
    assert bare.paths == [f"/any?label%5B0%5D.tag.tag={sent}"]


async def test_without_a_query_there_is_no_question_mark(caller: Caller, bare: BareServer) -> None:
    """The bare address."""
    await caller.get("/any", ANY)
    assert bare.paths == ["/any"]


@pytest.mark.parametrize("base", ["/radarr", "/radarr/"])
async def test_a_path_in_the_address_stays(
    caller_for: CallerFor, bare: BareServer, base: str
) -> None:
    """Instances behind a proxy live below a URL base."""
    await caller_for(base=base).get("/api/v3/tag", ANY)
    assert bare.paths == ["/radarr/api/v3/tag"]


async def test_every_request_asks_for_json_and_carries_the_secret(
    caller: Caller, bare: BareServer
) -> None:
    """In headers, where no log shows it."""
    await caller.get("/any", ANY)
    await caller.put("/any", ())
    await caller.post("/any", {}, ANY)
    assert {headers["Accept"] for headers in bare.headers} == {"application/json"}
    assert {headers["X-Plex-Token"] for headers in bare.headers} == {SECRET}
    assert not any(SECRET in path for path in bare.paths)


@pytest.mark.parametrize("at_once", [1, 3])
async def test_no_more_requests_are_under_way_than_allowed(
    caller_for: CallerFor, bare: BareServer, at_once: int
) -> None:
    """Nor fewer, while there is something to ask."""
    bare.read_seconds = 0.02
    caller = caller_for(at_once=at_once)
    await gather(*(caller.get(f"/{number}", ANY) for number in range(12)))
    assert len(bare.log) == 12
    assert bare.most_at_once == at_once


async def test_two_callers_do_not_wait_for_each_other(
    caller_for: CallerFor, bare: BareServer
) -> None:
    """Each counts for itself."""
    bare.read_seconds = 0.05
    await gather(*(caller_for(at_once=1).get("/any", ANY) for _ in range(3)))
    assert bare.most_at_once == 3


async def test_requests_are_counted(caller: Caller, bare: BareServer) -> None:
    """Questions, posted ones too, as reads; changes as writes."""
    await caller.get("/any", ANY)
    bare.answers = [[]]
    await caller.get_rows("/any", OBJECTS)
    await caller.post("/any", {}, ANY)
    await caller.put("/any", ())
    assert (caller.reads, caller.writes) == (3, 1)


async def test_tries_count_as_the_requests_that_they_are(
    caller_for: CallerFor, bare: BareServer
) -> None:
    """What the server saw is what is counted."""
    bare.faults = [Fault("status", times=2, method="GET"), Fault("status", method="PUT")]
    caller = caller_for(Patience(tries=3))
    await caller.get("/any", ANY)
    with pytest.raises(ServiceError):
        await caller.put("/any", ())
    assert (caller.reads, caller.writes) == (3, 3) == (bare.reads, bare.writes)


async def test_a_server_that_is_not_there_is_counted_too(
    session: ClientSession, bare: BareServer
) -> None:
    """Each try."""
    await bare.stop()
    caller = Caller(session, bare.url, headers={}, at_once=1, patience=Patience(tries=3))
    with pytest.raises(ServiceError):
        await caller.get("/any", ANY)
    assert caller.reads == 3
