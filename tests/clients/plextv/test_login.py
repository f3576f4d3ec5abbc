"""Signing in at plex.tv, and what the account owns there."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest

from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BadAnswerError,
    BusyError,
    CannotConnectError,
    NotFoundError,
    ServerFaultError,
    ServiceError,
)
from custom_components.plex_label_sync.clients.plextv.login import (
    OwnedServer,
    PinLogin,
    owned_servers,
)
from tests.lab.plextv_servers import Device, Way
from tests.lab.server import Fault
from tests.lab.town import Town

PINS = "/api/v2/pins"
FAILURES = [
    (Fault("status", PINS, status=503), ServerFaultError),
    (Fault("status", PINS, status=400), BadAnswerError),
    (Fault("drop", PINS), CannotConnectError),
    (Fault("truncate", PINS), BadAnswerError),
]


@pytest.fixture
async def login(town: Town) -> AsyncIterator[PinLogin]:
    """A try to sign in."""
    login = PinLogin("our-id")
    yield login
    login.close()


async def test_a_browser_signs_in_and_we_get_the_token(town: Town, login: PinLogin) -> None:
    """Not before."""
    await login.begin(None)
    assert await login.token() is None
    town.plextv.pins.allow()
    assert await login.token() == town.world.owner.token


async def test_a_token_stays(town: Town, login: PinLogin) -> None:
    """Nobody is asked again."""
    await login.begin(None)
    town.plextv.pins.allow()
    await login.token()
    town.forget()
    assert await login.token() == town.world.owner.token
    assert town.plextv.log == []


async def test_the_page_is_told_who_asks_and_where_to_go_then(town: Town, login: PinLogin) -> None:
    """The PIN belongs to this Home Assistant."""
    address = await login.begin("http://home/back?state=1&x=2")
    (pin,) = town.plextv.pins.pins.values()
    told = parse_qs(address.partition("?")[2])
    assert address.startswith(f"{town.plextv.url}/auth/#!?")
    assert told["clientID"] == [pin.client] == ["our-id"]
    assert told["context[device][product]"] == [pin.product] == ["Plex Label Sync"]
    assert told["code"] == [pin.code]
    assert told["forwardUrl"] == ["http://home/back?state=1&x=2"]


async def test_an_expired_pin(town: Town, login: PinLogin) -> None:
    """It will never become a token."""
    await login.begin(None)
    town.plextv.pins.expire()
    with pytest.raises(NotFoundError):
        await login.token()


async def test_a_busy_plextv_says_how_long_to_wait(town: Town, login: PinLogin) -> None:
    """The PIN is as good as before."""
    await login.begin(None)
    town.plextv.pins.allow()
    headers = {"Retry-After": "7"}
    town.plextv.faults = [Fault("status", PINS, status=429, headers=headers, times=1)]
    with pytest.raises(BusyError) as caught:
        await login.token()
    assert caught.value.retry_after == 7
    assert await login.token() == town.world.owner.token


@pytest.mark.parametrize(("fault", "error"), FAILURES)
async def test_a_failing_plextv_is_no_expired_pin(
    town: Town, login: PinLogin, fault: Fault, error: type[ServiceError]
) -> None:
    """It can be asked again."""
    await login.begin(None)
    town.plextv.pins.allow()
    town.plextv.faults = [fault]
    with pytest.raises(error):
        await login.token()
    town.plextv.faults.clear()
    assert await login.token() == town.world.owner.token


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        *FAILURES,
        (Fault("status", PINS, status=429), BusyError),
        (Fault("garbage", PINS), BadAnswerError),
    ],
)
async def test_without_a_pin_nobody_is_sent_anywhere(
    town: Town, login: PinLogin, fault: Fault, error: type[ServiceError]
) -> None:
    """A later try may succeed."""
    town.plextv.faults = [fault]
    with pytest.raises(error):
        await login.begin(None)
    town.plextv.faults.clear()
    assert "code=" in await login.begin(None)


async def test_an_account_owns_its_servers_and_no_others(town: Town) -> None:
    """Neither those shared with it, nor its other devices."""
    town.plextv.ways = (Way("http://127.0.0.1:32400", local=True),)
    town.plextv.devices = [
        Device("Attic", "a", provides="client,server"),
        Device("Neighbour", "n", owned=False),
        Device("TV", "t", provides="player"),
        Device("Nothing", "x", provides=""),
    ]
    plex = town.world.plex
    assert await owned_servers(town.world.owner.token) == (
        OwnedServer(plex.friendly_name, plex.machine_identifier, ("http://127.0.0.1:32400",)),
        OwnedServer("Attic", "a", ()),
    )
    assert await owned_servers(town.world.people[1].token) == ()


async def test_addresses_are_tried_at_home_first_and_through_the_relay_last(town: Town) -> None:
    """At home with https before http; plexapi makes the latter out of the address."""
    relay = Way("https://relay.example:8443", relay=True)
    outside = Way("https://outside.example:32400")
    home = Way("https://home.example:32400", local=True)
    home6 = Way("https://home6.example:32400", local=True, ipv6=True)
    town.plextv.ways = (relay, outside, home, home6)
    server = (await owned_servers(town.world.owner.token))[0]
    assert server.addresses == (
        home.url,
        home6.url,
        "http://home.example:32400",
        outside.url,
        relay.url,
    )


async def test_outside_the_house_there_is_nothing_but_https(town: Town) -> None:
    """The token goes along. At home http will do, and is tried once."""
    town.plextv.ways = (Way("http://home.example:32400", local=True), Way("http://out.example:1"))
    server = (await owned_servers(town.world.owner.token))[0]
    assert server.addresses == ("http://home.example:32400",)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("status", "/api/v2/resources", status=401), AuthError),
        (Fault("drop", "/api/v2/resources"), CannotConnectError),
        (Fault("status", "/api/v2/resources", status=503), BadAnswerError),
        (Fault("truncate", "/api/v2/resources"), BadAnswerError),
    ],
)
async def test_what_the_account_owns_may_be_unknown(
    town: Town, fault: Fault, error: type[ServiceError]
) -> None:
    """That is not to own nothing."""
    town.plextv.faults = [fault]
    with pytest.raises(error):
        await owned_servers(town.world.owner.token)


async def test_an_unknown_token_owns_nothing(town: Town) -> None:
    """It is rejected."""
    with pytest.raises(AuthError):
        await owned_servers("nobody's")
