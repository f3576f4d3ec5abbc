"""The servers and other devices that plex.tv lists for an account, and the ways to them.

Belongs here: what stands for the answer of `/api/v2/resources`.
"""

from dataclasses import dataclass

from yarl import URL

from tests.lab.plextv_answer import Fields
from tests.lab.world import Person
from tests.lab.world_plex import PlexState


@dataclass(frozen=True)
class Way:
    """An address at which plex.tv thinks a server can be reached."""

    url: str
    local: bool = False
    relay: bool = False
    ipv6: bool = False


@dataclass(frozen=True)
class Device:
    """A server or another device of the owner's, or one that is shared with the owner."""

    name: str
    machine_identifier: str
    ways: tuple[Way, ...] = ()
    owned: bool = True
    provides: str = "server"


def around(url: str) -> tuple[Way, ...]:
    """A local and a public way to the same address: plexapi takes only the latter for a share."""
    return (Way(url, local=True), Way(url)) if url else ()


def server_resource(plex: PlexState, ways: tuple[Way, ...], asker: Person, owner: Person) -> Fields:
    """The world's Plex server as recorded from `/api/v2/resources`."""
    device = Device(plex.friendly_name, plex.machine_identifier, ways, owned=asker is owner)
    return resource(device, asker, owner) | {"productVersion": plex.version}


def resource(device: Device, asker: Person, owner: Person) -> Fields:
    """Any device, as a Plex server was recorded."""
    return {
        "name": device.name,
        "product": "Plex Media Server",
        "productVersion": "1.43.4.10903",
        "platform": "Linux",
        "platformVersion": "6.17.12",
        "device": "Docker Container",
        "clientIdentifier": device.machine_identifier,
        "createdAt": "2017-07-19T03:29:26Z",
        "lastSeenAt": "2026-07-28T19:47:43Z",
        "provides": device.provides,
        "ownerId": None if device.owned else owner.id,
        "sourceTitle": None if device.owned else owner.username,
        "publicAddress": None,
        "accessToken": asker.token,
        "owned": device.owned,
        "home": False,
        "synced": False,
        "relay": any(way.relay for way in device.ways),
        "presence": True,
        "httpsRequired": False,
        "publicAddressMatches": True,
        "dnsRebindingProtection": False,
        "natLoopbackSupported": True,
        "searchEnabled": True,
        "connections": [_connection(way) for way in device.ways],
    }


def _connection(way: Way) -> Fields:
    where = URL(way.url)
    return {
        "protocol": where.scheme,
        "address": where.host,
        "port": where.port,
        "uri": way.url,
        "relay": way.relay,
        "IPv6": way.ipv6,
        "local": way.local,
    }
