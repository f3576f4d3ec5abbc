"""plex.tv's stand-in: accounts, servers, friends and homes, with plexapi as the judge."""

import asyncio
from typing import Any
from xml.etree.ElementTree import Element

from aiohttp import ClientSession
from plexapi.exceptions import Unauthorized
from plexapi.myplex import MyPlexAccount
from plexapi.utils import parseXMLString
import pytest

from tests.lab.plex import PlexServer
from tests.lab.plextv import PlexTvServer
from tests.lab.world import Person, World

CLIENT = {"X-Plex-Client-Identifier": "test"}
JSON = {"Accept": "application/json"}


async def account(asker: Person) -> MyPlexAccount:
    """Sign in with plexapi."""
    return await asyncio.to_thread(MyPlexAccount, token=asker.token)


async def get(tv: PlexTvServer, path: str, token: str, headers: dict[str, str]) -> tuple[int, str]:
    """Status and text of an answer."""
    async with (
        ClientSession(headers={"X-Plex-Token": token} | headers) as session,
        session.get(tv.url + path) as answer,
    ):
        return answer.status, await answer.text()


async def get_json(tv: PlexTvServer, path: str, asker: Person) -> Any:
    """A JSON answer for this person."""
    async with (
        ClientSession(headers={"X-Plex-Token": asker.token} | CLIENT | JSON) as session,
        session.get(tv.url + path) as answer,
    ):
        return await answer.json()


async def get_xml(tv: PlexTvServer, path: str, asker: Person) -> Element:
    """An XML answer for this person, although JSON is asked for."""
    root: Element = parseXMLString((await get(tv, path, asker.token, CLIENT | JSON))[1])
    return root


async def test_plexapi_signs_in(world: World, tv: PlexTvServer) -> None:
    """The account has the fields of the person."""
    signed_in = await account(world.owner)
    assert (signed_in.id, signed_in.uuid) == (world.owner.id, world.owner.uuid)
    assert (signed_in.username, signed_in.title) == ("owner", "The Owner")
    assert signed_in.authToken == world.owner.token


async def test_plexapi_is_refused_with_an_unknown_token(tv: PlexTvServer) -> None:
    """401 becomes plexapi's Unauthorized."""
    with pytest.raises(Unauthorized):
        await asyncio.to_thread(MyPlexAccount, token="nobody")


async def test_plexapi_lists_shared_and_home_users(world: World, tv: PlexTvServer) -> None:
    """Everybody but the owner, each with the shared server."""
    users = await asyncio.to_thread((await account(world.owner)).users)
    known = [(user.title, user.home) for user in users]
    assert known == [("anna", False), ("Ben B.", False), ("child", True)]
    machines = {user.servers[0].machineIdentifier for user in users}
    assert machines == {world.plex.machine_identifier}


async def test_managed_users_have_only_a_title(world: World, tv: PlexTvServer) -> None:
    """A child of the home has neither a username nor an address."""
    child = (await asyncio.to_thread((await account(world.owner)).users))[-1]
    assert (child.username, child.email, child.restricted) == ("", "", "1")


async def test_plexapi_finds_the_owned_server(tv: PlexTvServer, world: World) -> None:
    """The owner's resource carries the owner's token and the server's address."""
    tv.plex_url = "http://127.0.0.1:32400"
    (resource,) = await asyncio.to_thread((await account(world.owner)).resources)
    assert resource.owned
    assert resource.clientIdentifier == world.plex.machine_identifier
    assert resource.accessToken == world.owner.token
    assert tv.plex_url in resource.preferred_connections()


async def test_a_friend_sees_the_server_as_not_owned(tv: PlexTvServer, world: World) -> None:
    """A share names its owner and can be reached by a public address."""
    tv.plex_url = "http://127.0.0.1:32400"
    (resource,) = await asyncio.to_thread((await account(world.person("anna"))).resources)
    assert not resource.owned
    assert (resource.ownerId, resource.sourceTitle) == (world.owner.id, "owner")
    assert tv.plex_url in resource.preferred_connections()


async def test_plexapi_connects_to_the_server(
    tv: PlexTvServer, plex_server: PlexServer, world: World
) -> None:
    """From the account to the world's Plex server, by its name."""
    tv.plex_url = plex_server.url
    signed_in = await account(world.owner)
    resource = await asyncio.to_thread(signed_in.resource, world.plex.friendly_name)
    connected = await asyncio.to_thread(resource.connect, timeout=5)
    assert connected.machineIdentifier == world.plex.machine_identifier


async def test_resources_are_json_when_asked_for(tv: PlexTvServer, world: World) -> None:
    """JSON has real booleans."""
    (server,) = await get_json(tv, "/api/v2/resources", world.owner)
    assert server["owned"] is True
    assert server["provides"] == "server"
    assert server["connections"] == []


async def test_plexapi_reads_a_watchlist_of_several_pages(
    tv: PlexTvServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Films and series in the world's order."""
    monkeypatch.setattr("plexapi.base.X_PLEX_CONTAINER_SIZE", 1)
    items = await asyncio.to_thread((await account(world.owner)).watchlist)
    assert [item.guid for item in items] == [title.guid for title in world.owner.watchlist]
    assert sum("/watchlist/all" in logged.path for logged in tv.log) == 2


async def test_plexapi_reads_a_watchlist_of_one_type(world: World, tv: PlexTvServer) -> None:
    """`type=2` leaves the series."""
    signed_in = await account(world.owner)
    (item,) = await asyncio.to_thread(signed_in.watchlist, libtype="show")
    assert (item.TYPE, item.title) == ("show", "Lost")


async def test_plexapi_reloads_an_item_for_its_external_ids(tv: PlexTvServer, world: World) -> None:
    """A watchlist item has no ids until it is reloaded."""
    item = (await asyncio.to_thread((await account(world.owner)).watchlist))[0]
    tv.forget()
    guids = await asyncio.to_thread(lambda: [guid.id for guid in item.guids])
    assert guids == ["imdb://tt0113277", "tmdb://949", "tvdb://1133"]
    assert tv.reads == 1


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/user",
        "/api/v2/resources",
        "/api/v2/friends",
        "/api/v2/home/users",
        "/api/users",
        "/api/home/users",
        "/discover/library/sections/watchlist/all",
        "/discover/library/metadata/0123456789abcdef01234567",
    ],
)
async def test_an_unknown_token_is_refused(tv: PlexTvServer, path: str) -> None:
    """401 and error 1001, wherever one asks."""
    status, text = await get(tv, path, "nobody", CLIENT | JSON)
    assert status == 401
    assert '"code": 1001' in text


async def test_the_token_may_stand_in_the_query(tv: PlexTvServer, world: World) -> None:
    """As well as in the header."""
    path = f"/api/v2/user?X-Plex-Token={world.owner.token}"
    assert (await get(tv, path, "", CLIENT))[0] == 200


async def test_v2_wants_a_client_identifier(tv: PlexTvServer, world: World) -> None:
    """Without it the answer is 400, whatever the token."""
    status, text = await get(tv, "/api/v2/user", world.owner.token, {})
    assert status == 400
    assert parseXMLString(text)[0].get("message") == "X-Plex-Client-Identifier is missing"


async def test_friends_have_number_and_uuid(tv: PlexTvServer, world: World) -> None:
    """`/api/v2/friends` ties the two identities together, for friends alone."""
    friends = await get_json(tv, "/api/v2/friends", world.owner)
    anna, ben = world.person("anna"), world.person("ben")
    known = [(friend["id"], friend["uuid"], friend["title"]) for friend in friends]
    assert known == [(anna.id, anna.uuid, "anna"), (ben.id, ben.uuid, "Ben B.")]


async def test_home_users_include_the_owner(tv: PlexTvServer, world: World) -> None:
    """The v2 form in JSON."""
    home = await get_json(tv, "/api/v2/home/users", world.owner)
    known = [(user["title"], user["admin"], user["restricted"]) for user in home["users"]]
    assert known == [("The Owner", True, False), ("child", False, True)]


async def test_old_home_users_are_xml_whatever_is_asked_for(tv: PlexTvServer, world: World) -> None:
    """The old form, with uuids."""
    users = await get_xml(tv, "/api/home/users", world.owner)
    uuids = [user.get("uuid") for user in users]
    assert uuids == [world.owner.uuid, world.person("child").uuid]


async def test_a_friend_sees_the_owner_among_the_users(tv: PlexTvServer, world: World) -> None:
    """And no server that the friend would share."""
    (user,) = await get_xml(tv, "/api/users/", world.person("anna"))
    assert user.get("username") == "owner"
    assert list(user) == []
