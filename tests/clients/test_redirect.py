"""Redirects: nobody follows them, and what is told of one is where on the same host it leads."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientError, ClientHandlerType, ClientRequest, ClientResponse, ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import RedirectedError
from custom_components.plex_label_sync.clients.http import Caller, Patience
from tests.clients.bare import BareServer
from tests.clients.conftest import SECRET, CallerFor
from tests.clients.reading import ANY
from tests.lab.server import Fault

PATH = "/api/v3/system/status"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        (f"/radarr{PATH}", "{here}/radarr"),
        (f"/radarr{PATH}?apikey={SECRET}#top", "{here}/radarr"),
        ("/login?returnUrl=/radarr", "{here}/login"),
        ("login", "{here}/api/v3/system/login"),
        (f"https://127.0.0.1{PATH}", "https://127.0.0.1"),
        (f"https://127.0.0.1:8443/base{PATH}/", "https://127.0.0.1:8443/base"),
        (f"//user:{SECRET}@127.0.0.1:81{PATH}", "http://127.0.0.1:81"),
    ],
)
async def test_where_it_leads_on_the_same_host(
    bare: BareServer, caller_for: CallerFor, location: str, target: str
) -> None:
    """As the address that is to be entered: without what was asked for there, and any secret."""
    assert await _target(bare, caller_for, location) == target.format(here=bare.url)


@pytest.mark.parametrize(
    "location",
    [
        f"http://other.example{PATH}",
        f"https://127.0.0.1.example{PATH}",
        f"//localhost{PATH}",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:x/",
        "http://[",
        "",
    ],
)
async def test_another_host_is_not_named(
    bare: BareServer, caller_for: CallerFor, location: str
) -> None:
    """Nor what is no address."""
    assert await _target(bare, caller_for, location) == ""


async def test_a_redirect_without_an_address(bare: BareServer, caller_for: CallerFor) -> None:
    bare.faults = [Fault("status", status=302)]
    with pytest.raises(RedirectedError) as caught:
        await caller_for().get(PATH, ANY)
    assert caught.value.target == ""


async def test_it_is_not_tried_again(bare: BareServer, caller_for: CallerFor) -> None:
    """It would be the same."""
    await _target(bare, caller_for, "/radarr")
    assert len(bare.log) == 1


@pytest.mark.parametrize("change", ["put", "create", "replace", "delete"])
async def test_a_change_is_not_sent_elsewhere(
    bare: BareServer, caller_for: CallerFor, change: str
) -> None:
    """A browser would ask for the new address with another method."""
    bare.faults = [Fault("status", status=301, headers={"Location": "/radarr"})]
    caller = caller_for()
    asked: dict[str, Callable[[], Awaitable[Any]]] = {
        "put": lambda: caller.put("/", ()),
        "create": lambda: caller.create("/", {}, ANY),
        "replace": lambda: caller.replace("/", {}, ANY),
        "delete": lambda: caller.delete("/"),
    }
    with pytest.raises(RedirectedError):
        await asked[change]()
    assert [logged.path for logged in bare.log] == ["/"]


async def test_the_message_may_be_logged(bare: BareServer, caller_for: CallerFor) -> None:
    """It names no address."""
    bare.faults = [Fault("status", status=307, headers={"Location": "/radarr"})]
    with pytest.raises(RedirectedError) as caught:
        await caller_for().get(PATH, ANY)
    assert caught.value.plain == (
        "it answered 307 Temporary Redirect: it sends us to another address, which we do not follow"
    )
    assert str(caught.value) == caught.value.plain


async def test_nobody_else_judges_where_it_leads(bare: BareServer) -> None:
    """Home Assistant's sessions look up the host, and fail where it is this machine."""

    async def judge(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        response = await handler(request)
        raise ClientError(response.status)

    bare.faults = [Fault("status", status=302, headers={"Location": "http://localhost/"})]
    async with ClientSession(middlewares=(judge,)) as session:
        caller = Caller(session, bare.url, headers={}, at_once=1, patience=Patience(tries=1))
        with pytest.raises(RedirectedError):
            await caller.get(PATH, ANY)


async def _target(bare: BareServer, caller_for: CallerFor, location: str) -> str:
    """Give where a redirect leads of which this is the `Location`."""
    bare.faults = [Fault("status", status=307, headers={"Location": location})]
    with pytest.raises(RedirectedError) as caught:
        await caller_for().get(PATH, ANY)
    return caught.value.target
