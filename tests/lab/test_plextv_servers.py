"""plex.tv's stand-in: the devices of an account and the ways to them, with plexapi as the judge."""

import asyncio
from typing import Any

from plexapi.myplex import MyPlexAccount

from tests.lab.plextv import PlexTvServer
from tests.lab.plextv_servers import Device, Way
from tests.lab.world import Person, World

HOME = Way("https://10-0-0-5.abc.plex.direct:32400", local=True)
AWAY = Way("https://203-0-113-7.abc.plex.direct:32400")
RELAY = Way("https://198-51-100-9.abc.plex.direct:8443", relay=True)


async def resources(person: Person) -> dict[str, Any]:
    """What plexapi lists for a person, by name."""
    account = await asyncio.to_thread(MyPlexAccount, token=person.token)
    return {one.name: one for one in await asyncio.to_thread(account.resources)}


async def test_the_owner_has_servers_of_their_own_and_shared_ones(
    tv: PlexTvServer, world: World
) -> None:
    """And other devices."""
    tv.devices = [
        Device("Attic", "a"),
        Device("Neighbour", "n", owned=False),
        Device("TV", "t", provides="player"),
    ]
    listed = await resources(world.owner)
    assert {(one.name, one.owned, one.provides) for one in listed.values()} == {
        ("Living room", True, "server"),
        ("Attic", True, "server"),
        ("Neighbour", False, "server"),
        ("TV", True, "player"),
    }


async def test_friends_do_not_see_the_owners_other_devices(tv: PlexTvServer, world: World) -> None:
    """Only the server that is shared with them."""
    tv.devices = [Device("Attic", "a")]
    assert set(await resources(world.people[1])) == {"Living room"}


async def test_ways_at_home_come_before_those_outside_and_the_relay(
    tv: PlexTvServer, world: World
) -> None:
    """In whatever order plex.tv lists them. plexapi makes http addresses of its own."""
    tv.ways = (RELAY, AWAY, HOME)
    server = (await resources(world.owner))["Living room"]
    assert server.preferred_connections(ssl=True) == [HOME.url, AWAY.url, RELAY.url]
    assert server.preferred_connections(ssl=False)[0] == ("http://10-0-0-5.abc.plex.direct:32400")
    assert server.relay


async def test_ways_of_ipv6_are_marked(tv: PlexTvServer, world: World) -> None:
    """So that plexapi leaves them out when told to."""
    tv.ways = (Way("https://fd00--5.abc.plex.direct:32400", local=True, ipv6=True), AWAY)
    server = (await resources(world.owner))["Living room"]
    assert server.preferred_connections(ssl=True, ipv6=False) == [AWAY.url]
