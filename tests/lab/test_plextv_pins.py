"""plex.tv's stand-in: signing in with a PIN, with plexapi as the judge."""

import asyncio
from urllib.parse import parse_qs

from aiohttp import ClientSession
from plexapi.myplex import MyPlexAccount, MyPlexPinLogin
import pytest

from tests.lab.plextv import PlexTvServer
from tests.lab.server import Fault
from tests.lab.world import World

CLIENT = {"X-Plex-Client-Identifier": "test", "X-Plex-Product": "Tests"}
BACK = "http://127.0.0.1:8123/back?state=x"


async def away(login: MyPlexPinLogin, forward_url: str | None = None) -> str:
    """Get a PIN with plexapi; gives the address for the browser."""
    return str(await asyncio.to_thread(login.oauthUrl, forward_url))


async def asked(login: MyPlexPinLogin) -> bool:
    """Ask with plexapi whether somebody signed in."""
    return bool(await asyncio.to_thread(login.checkLogin))


async def get(url: str, **headers: str) -> tuple[int, str, str]:
    """Status, text and redirection of an answer."""
    async with (
        ClientSession(headers=headers) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.text(), answer.headers.get("Location", "")


def pressed(tv: PlexTvServer, address: str, button: str) -> str:
    """The address behind a button of the page, which the page makes of its own one."""
    return f"{tv.url}/auth/{button}?{address.partition('?')[2]}"


async def test_plexapi_signs_in(tv: PlexTvServer, world: World) -> None:
    """The token that a PIN is traded for is the account's."""
    login = MyPlexPinLogin(headers=CLIENT, oauth=True)
    await away(login)
    assert not await asked(login)
    tv.pins.allow()
    assert await asked(login)
    account = await asyncio.to_thread(MyPlexAccount, token=login.token)
    assert account.uuid == world.owner.uuid


async def test_the_browser_is_sent_to_the_stand_in(tv: PlexTvServer) -> None:
    """What it is told stands behind the sign that is not sent to servers."""
    address = await away(MyPlexPinLogin(headers=CLIENT, oauth=True), BACK)
    page, _, told = address.partition("#!?")
    assert page == f"{tv.url}/auth/"
    assert parse_qs(told)["clientID"] == ["test"]
    assert parse_qs(told)["forwardUrl"] == [BACK]
    assert len(parse_qs(told)["code"][0]) == 25


async def test_a_pin_to_type_is_short(tv: PlexTvServer) -> None:
    """It is not strong."""
    assert len(await asyncio.to_thread(lambda: MyPlexPinLogin(headers=CLIENT).pin)) == 4


async def test_the_page_has_both_buttons(tv: PlexTvServer) -> None:
    """A browser finds them by their ids."""
    status, text, _ = await get(f"{tv.url}/auth/")
    assert status == 200
    assert 'id="allow"' in text
    assert 'id="deny"' in text


async def test_allowing_signs_in_and_leads_back(tv: PlexTvServer) -> None:
    """To whoever sent the browser."""
    login = MyPlexPinLogin(headers=CLIENT, oauth=True)
    address = await away(login, BACK)
    assert (await get(pressed(tv, address, "allow")))[::2] == (302, BACK)
    assert await asked(login)


async def test_denying_leads_back_and_signs_nobody_in(tv: PlexTvServer) -> None:
    """The PIN stays what it is."""
    login = MyPlexPinLogin(headers=CLIENT, oauth=True)
    address = await away(login, BACK)
    assert (await get(pressed(tv, address, "deny")))[::2] == (302, BACK)
    assert not await asked(login)
    assert not login.expired


async def test_without_a_way_back_the_browser_stays(tv: PlexTvServer) -> None:
    """The page says so."""
    address = await away(MyPlexPinLogin(headers=CLIENT, oauth=True))
    status, text, _ = await get(pressed(tv, address, "allow"))
    assert status == 200
    assert "close this window" in text


async def test_an_unknown_code_signs_nobody_in(tv: PlexTvServer) -> None:
    """It may have expired."""
    address = await away(MyPlexPinLogin(headers=CLIENT, oauth=True))
    tv.pins.expire()
    assert (await get(pressed(tv, address, "allow")))[0] == 404


async def test_an_expired_pin_is_not_found(tv: PlexTvServer) -> None:
    """That is what plexapi calls expired."""
    login = MyPlexPinLogin(headers=CLIENT, oauth=True)
    await away(login)
    tv.pins.expire()
    assert not await asked(login)
    assert login.expired


async def test_plexapi_takes_a_busy_plextv_for_an_expired_pin(tv: PlexTvServer) -> None:
    """Although the PIN is still good."""
    login = MyPlexPinLogin(headers=CLIENT, oauth=True)
    await away(login)
    tv.faults = [Fault("status", "/api/v2/pins/", status=429, times=1)]
    assert not await asked(login)
    assert login.expired
    tv.pins.allow()
    assert await asked(login)


@pytest.mark.parametrize("client", ["test", "another", ""])
async def test_a_pin_is_told_to_its_client_alone(tv: PlexTvServer, client: str) -> None:
    """To know its number is of no use."""
    await away(MyPlexPinLogin(headers=CLIENT, oauth=True))
    (number,) = tv.pins.pins
    headers = {"X-Plex-Client-Identifier": client} if client else {}
    status, _, _ = await get(f"{tv.url}/api/v2/pins/{number}", **headers)
    assert status == (200 if client == "test" else 404)


@pytest.mark.parametrize("missing", list(CLIENT))
async def test_who_asks_for_a_pin_has_a_name(tv: PlexTvServer, missing: str) -> None:
    """Client and product."""
    named = {name: value for name, value in CLIENT.items() if name != missing}
    async with (
        ClientSession(headers=named) as session,
        session.post(f"{tv.url}/api/v2/pins") as answer,
    ):
        assert answer.status == 400
