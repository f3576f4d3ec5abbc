"""What plex.tv's answers say of people and titles.

Belongs here: pure functions from the world to an answer's fields. Who may see what is decided in
`plextv.py`, JSON and XML are made in `plextv_answer.py`.
"""

from tests.lab.plextv_answer import Fields
from tests.lab.plextv_pictures import HOST
from tests.lab.world import Person
from tests.lab.world_plex import PlexState
from tests.lab.world_titles import Title


def username(person: Person) -> str:
    """Managed users have a title and no username."""
    return "" if person.restricted or person.nameless else person.username


def called(person: Person) -> str:
    """An account without a username shows its e-mail address."""
    return person.email if person.nameless else person.title


def community_username(person: Person) -> str:
    """The community service, and Seerr, tell the e-mail address as the username."""
    return person.email if person.nameless else person.username


def avatar(person: Person) -> str:
    """The address of a portrait; it holds the uuid."""
    return f"https://plex.tv/users/{person.uuid}/avatar?c=1700000000"


def profile(person: Person) -> Fields:
    """What the v2 API says of any person."""
    return {
        "id": person.id,
        "uuid": person.uuid,
        "title": called(person),
        "username": username(person),
        "email": "" if person.restricted else person.email,
        "friendlyName": called(person),
        "thumb": avatar(person),
        "restricted": person.restricted,
    }


def account(person: Person, home_size: int, *, admin: bool) -> Fields:
    """The asker's own account, with every field that plexapi's `MyPlexAccount` reads."""
    return profile(person) | {
        "authToken": person.token,
        "locale": None,
        "confirmed": True,
        "joinedAt": 1500000000,
        "emailOnlyAuth": False,
        "hasPassword": True,
        "protected": False,
        "mailingListStatus": "removed",
        "mailingListActive": False,
        "scrobbleTypes": "",
        "country": "SE",
        "pin": "",
        "anonymous": False,
        "home": admin or person.home,
        "guest": False,
        "homeSize": home_size,
        "homeAdmin": admin,
        "maxHomeSize": 15,
        "twoFactorEnabled": False,
        "backupCodesCreated": False,
        "experimentalFeatures": False,
        "subscriptionDescription": None,
        "subscription": {
            "active": False,
            "subscribedAt": None,
            "status": "Inactive",
            "paymentService": None,
            "plan": None,
            "features": ["webhooks"],
        },
        "profile": {
            "autoSelectAudio": True,
            "defaultAudioLanguage": "en",
            "defaultSubtitleLanguage": "en",
            "autoSelectSubtitle": 0,
            "defaultSubtitleAccessibility": 0,
            "defaultSubtitleForces": 0,
        },
        "entitlements": ["all"],
        "roles": [],
    }


def friend(person: Person) -> Fields:
    """One of `/api/v2/friends`."""
    shares: Fields = {"sharedServers": [], "sharedSources": []}
    return profile(person) | {"status": "accepted", "home": person.home} | shares


def home_member(person: Person, *, admin: bool) -> Fields:
    """One of the users of `/api/home/users`, as recorded from plex.tv."""
    return {
        "id": person.id,
        "uuid": person.uuid,
        "admin": admin,
        "guest": False,
        "restricted": person.restricted,
        "protected": False,
        "title": called(person),
        "username": username(person),
    }


def shared_user(person: Person) -> Fields:
    """One of the users of `/api/users`, as recorded from plex.tv: it has no uuid."""
    filters = ("filterAll", "filterMovies", "filterTelevision", "filterMusic", "filterPhotos")
    user = {
        "id": person.id,
        "title": called(person),
        "username": username(person),
        "email": "" if person.restricted else person.email,
        "thumb": avatar(person),
        "home": person.home,
        "restricted": person.restricted,
        "protected": False,
    } | {key: person.filters.get(key, "") for key in filters}
    return {key: value for key, value in user.items() if value is not None}


def server_share(plex: PlexState, number: int, person: Person) -> Fields:
    """The `Server` of a user who shares the Plex server, as recorded from `/api/users`."""
    return {
        "id": number,
        "serverId": 1,
        "machineIdentifier": "another" if person.elsewhere else plex.machine_identifier,
        "name": plex.friendly_name,
        "lastSeenAt": 1752300000,
        "numLibraries": len(plex.sections),
        "allLibraries": True,
        "owned": False,
        "pending": False,
    }


def watchlist_entry(title: Title) -> Fields:
    """A title as discover lists it: its own id and guid, and no other catalogue's."""
    key = f"/library/metadata/{title.plex_id}"
    entry: Fields = {
        "ratingKey": title.plex_id,
        "key": key,
        "guid": title.guid,
        "type": title.media_type,
        "title": title.name,
        "slug": title.name.lower().replace(" ", "-"),
        "year": title.year,
        "originallyAvailableAt": f"{title.year}-03-14",
        "thumb": f"https://{HOST}/poster/{title.plex_id}.jpg",
        "art": f"https://image.example.com/{title.plex_id}/background.jpg",
        "publicPagesURL": f"https://watch.example.com/{title.plex_id}",
        "userState": False,
    }
    if title.media_type == "show":
        # plexapi reloads a listed series, and fails, unless the list counts its seasons.
        entry |= {"key": f"{key}/children", "childCount": 3, "leafCount": 24}
    return entry
