"""Plex's answers about the server itself, who uses it and what it does.

Names and values follow the Plex fixtures of Home Assistant's tests, and Plex's published API.
"""

from tests.lab.plex_answer import Node
from tests.lab.world import World

STARTED = 1_700_000_000


def server_info(world: World) -> Node:
    """The server, as `/` describes it."""
    rooms = ("accounts", "clients", "devices", "library", "playlists", "updater")
    return {
        "size": len(rooms),
        "allowMediaDeletion": True,
        "allowSharing": True,
        "allowSync": True,
        "certificate": True,
        "countryCode": "usa",
        "eventStream": True,
        "friendlyName": world.plex.friendly_name,
        "machineIdentifier": world.plex.machine_identifier,
        "multiuser": True,
        "myPlex": True,
        "myPlexMappingState": "mapped",
        "myPlexSigninState": "ok",
        "myPlexSubscription": True,
        "myPlexUsername": world.owner.email,
        "ownerFeatures": "content_filter,home,pass,webhooks",
        "platform": "Linux",
        "platformVersion": "6.1.0",
        "pushNotifications": True,
        "readOnlyLibraries": False,
        "transcoderActiveVideoSessions": 0,
        "updatedAt": STARTED,
        "updater": True,
        "version": world.plex.version,
        "Directory": [{"count": 1, "key": room, "title": room} for room in rooms],
    }


def identity(world: World) -> Node:
    """The server, as it describes itself to anybody."""
    return {
        "size": 0,
        "apiVersion": "1.2.2",
        "claimed": True,
        "machineIdentifier": world.plex.machine_identifier,
        "version": world.plex.version,
    }


def accounts(world: World) -> Node:
    """Who uses the server: the owner is always account 1, account 0 is nobody."""
    owner, *others = world.people
    names = {0: "", 1: owner.username} | {person.id: person.username for person in others}
    return {
        "size": len(names),
        "identifier": "com.plexapp.system.accounts",
        "Account": [
            {"id": number, "key": f"/accounts/{number}", "name": name, "thumb": ""}
            for number, name in names.items()
        ],
    }


def preferences(world: World) -> Node:
    """The server's settings, of which only the name tells anything."""
    setting = {
        "id": "FriendlyName",
        "label": "Friendly name",
        "summary": "",
        "type": "text",
        "default": "",
        "value": world.plex.friendly_name,
        "hidden": False,
        "advanced": False,
        "group": "general",
    }
    return {"size": 1, "Setting": [setting]}


def account(world: World) -> Node:
    """The plex.tv account that the server is signed in with."""
    return {
        "authToken": world.owner.token,
        "username": world.owner.email,
        "mappingState": "mapped",
        "mappingError": "",
        "signInState": "ok",
        "subscriptionActive": True,
        "subscriptionState": "Active",
    }


def update_status(world: World) -> Node:
    """No newer version."""
    return {"size": 0, "canInstall": False, "checkedAt": STARTED, "status": 0}


def nothing(world: World) -> Node:
    """No players, no sessions, no playlists."""
    return {"size": 0}
