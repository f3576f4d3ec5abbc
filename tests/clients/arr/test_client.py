"""Radarr and Sonarr: who answers, and what is tagged."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind, Status, Tag
from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BadAnswerError,
    CannotConnectError,
    ServiceError,
    WrongAppError,
)
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.core.model import Doubt
from tests.clients.bare import BareServer
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.town import Town

ONCE = Patience(tries=1)
NO_IDS: tuple[object, ...] = (None, {}, ["x"], [None])


@pytest.fixture
def radarr(session: ClientSession, town: Town) -> Arr:
    """The town's first Radarr."""
    server = town.arrs[0]
    return Arr(session, ArrKind.RADARR, server.base_url, server.state.api_key)


@pytest.fixture
def sonarr(session: ClientSession, town: Town) -> Arr:
    """The town's Sonarr."""
    server = town.arrs[2]
    return Arr(session, ArrKind.SONARR, server.base_url, server.state.api_key)


@pytest.fixture(params=["radarr", "sonarr"])
async def below(
    request: pytest.FixtureRequest, socket_enabled: None, town: Town
) -> AsyncIterator[ArrServer]:
    """An instance below a URL base."""
    state = next(arr for arr in town.world.arrs if arr.kind == request.param)
    async with ArrServer(state, f"/{request.param}") as server:
        yield server


@pytest.fixture
def at_bare(session: ClientSession, bare: BareServer) -> Arr:
    """The bare server, taken for a Radarr."""
    return Arr(session, ArrKind.RADARR, bare.url, "key", patience=ONCE)


async def test_an_instance_says_who_it_is(radarr: Arr, sonarr: Arr) -> None:
    """Its own name, its version, and since when it runs."""
    assert await radarr.status() == Status(
        "Radarr", "Radarr", "5.28.0.10274", "2025-08-01T06:00:00Z"
    )
    assert await sonarr.status() == Status(
        "Sonarr", "Sonarr", "4.0.15.2941", "2025-08-01T06:00:00Z"
    )


async def test_an_instance_has_the_name_that_its_user_gave_it(
    session: ClientSession, town: Town
) -> None:
    """Several Radarrs are normal."""
    server = town.arrs[1]
    arr = Arr(session, ArrKind.RADARR, server.base_url, server.state.api_key)
    assert (await arr.status()).name == "Radarr 4K"


async def test_an_old_instance_has_the_name_of_its_application(
    at_bare: Arr, bare: BareServer
) -> None:
    """It says less of itself."""
    bare.answers = [{"appName": "Radarr"}]
    assert await at_bare.status() == Status("Radarr", "Radarr", "", "")


async def test_the_wrong_application_is_named(session: ClientSession, town: Town) -> None:
    """A Sonarr where a Radarr was meant."""
    server = town.arrs[2]
    arr = Arr(session, ArrKind.RADARR, server.base_url, server.state.api_key)
    with pytest.raises(WrongAppError, match="this is Sonarr") as caught:
        await arr.status()
    assert caught.value.application == "Sonarr"


async def test_an_application_with_the_same_interface_is_the_wrong_one(
    at_bare: Arr, bare: BareServer
) -> None:
    """Lidarr, Readarr and Prowlarr answer at the same address."""
    bare.answers = [{"appName": "Lidarr"}]
    with pytest.raises(WrongAppError):
        await at_bare.status()


@pytest.mark.parametrize("key", ["", "wrong"])
async def test_a_wrong_key_is_rejected(session: ClientSession, town: Town, key: str) -> None:
    """Once is enough."""
    arr = Arr(session, ArrKind.RADARR, town.arrs[0].base_url, key)
    with pytest.raises(AuthError):
        await arr.status()
    assert len(town.arrs[0].log) == 1


async def test_an_instance_that_is_down_cannot_be_connected_to(radarr: Arr, town: Town) -> None:
    """Whatever is asked."""
    await town.arrs[0].stop()
    for asked in (radarr.status(), radarr.tags(), radarr.titles(frozenset({1}), started="")):
        with pytest.raises(CannotConnectError):
            await asked


@pytest.mark.parametrize("slash", ["", "/"])
async def test_an_instance_may_live_below_a_url_base(
    session: ClientSession, below: ArrServer, slash: str
) -> None:
    """With everything."""
    kind = ArrKind(below.state.kind)
    arr = Arr(session, kind, below.base_url + slash, below.state.api_key)
    started = (await arr.status()).started
    assert {tag.label for tag in (await arr.tags()).entries} == set(below.state.tags.values())
    assert (await arr.titles(frozenset({1}), started=started)).by_id
    assert all(logged.path.startswith(f"/{kind}/api/v3/") for logged in below.log)


async def test_a_missing_url_base_is_told_by_the_error(
    session: ClientSession, below: ArrServer
) -> None:
    """The instance leads to its URL base; the key does not go there unasked."""
    arr = Arr(session, ArrKind(below.state.kind), below.url, below.state.api_key, patience=ONCE)
    with pytest.raises(BadAnswerError, match="it sends us to another address"):
        await arr.status()
    assert len(below.log) == 1


async def test_a_web_page_in_place_of_an_answer_is_told_by_the_error(
    session: ClientSession, town: Town
) -> None:
    """As a wrong URL base, or a proxy's page for signing in, gives it."""
    server = town.arrs[0]
    arr = Arr(
        session,
        ArrKind.RADARR,
        f"{server.base_url}/movies",
        server.state.api_key,
        patience=ONCE,
    )
    with pytest.raises(BadAnswerError, match="its answer is not JSON"):
        await arr.status()


async def test_tags_come_with_their_members(radarr: Arr, sonarr: Arr) -> None:
    """By the instance's own ids; a tag may have none."""
    assert set((await radarr.tags()).entries) == {
        Tag("classics", (1, 2, 4)),
        Tag("3-john", (1,)),
        Tag("holiday", (2, 5, 6)),
        Tag("unused", ()),
    }
    assert set((await sonarr.tags()).entries) == {Tag("slow", (1, 3, 4)), Tag("kids", (1, 2))}


async def test_an_instance_without_tags_has_none(radarr: Arr, town: Town) -> None:
    """That is known, and no error."""
    town.world.arrs[0].tags.clear()
    for title in town.world.arrs[0].titles.values():
        title.tags.clear()
    assert await radarr.tags() == Listing(())


@pytest.mark.parametrize("answer", [{}, "x", None])
async def test_tags_of_another_shape_are_a_bad_answer(
    at_bare: Arr, bare: BareServer, answer: object
) -> None:
    """They are not known to be none."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await at_bare.tags()


@pytest.mark.parametrize(
    "odd",
    [
        *(None, {}, {"label": "a"}, {"label": "a", "seriesIds": [1]}),
        *({"label": "a", "movieIds": ids} for ids in NO_IDS),
        {"label": None, "movieIds": [1]},
    ],
)
async def test_an_odd_tag_is_counted_beside_the_others(
    at_bare: Arr, bare: BareServer, odd: object
) -> None:
    """A tag without its members would lose its labels; if it has a name, that is told."""
    bare.answers = [[odd, {"label": "b", "movieIds": [1]}]]
    named = isinstance(odd, dict) and odd.get("label")
    doubt = Doubt(subject=named or None)
    assert await at_bare.tags() == Listing((Tag("b", (1,)),), 1, (doubt,))


async def test_tags_that_cannot_be_read_are_an_error(radarr: Arr, town: Town) -> None:
    """They are not known to be none."""
    town.arrs[0].faults = [Fault("status", "/api/v3/tag", status=503)]
    with pytest.raises(ServiceError):
        await radarr.tags()


@pytest.mark.parametrize("answer", [{}, [], {"appName": ""}, {"appName": None}])
async def test_a_status_of_another_shape_is_a_bad_answer(
    at_bare: Arr, bare: BareServer, answer: object
) -> None:
    """Any server may answer there."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await at_bare.status()
