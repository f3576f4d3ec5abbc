"""What Seerr says of a request, a user and itself, and what its webhook template becomes.

Belongs here: pure functions from a Seerr's state to an answer's fields. They are those of its
entities `MediaRequest`, `Media` and `User`, and of its agent `notifications/agents/webhook.ts`
(seerr-team/seerr; Overseerr's and Jellyseerr's are the same where clients look).
"""

from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
import re
from typing import Any
from unicodedata import combining, normalize

import orjson

from tests.lab.plextv_shapes import community_username
from tests.lab.world_seerr import SeerrRequest, SeerrState, SeerrUser

type Fields = dict[str, Any]

MEDIA_STATUSES = (
    "UNKNOWN",
    "PENDING",
    "PROCESSING",
    "PARTIALLY_AVAILABLE",
    "AVAILABLE",
    "BLOCKLISTED",
    "DELETED",
)
SECTIONS = ("media", "request", "issue", "comment")


class Notification(IntEnum):
    """The types of notifications; a slot's `types` adds up those that it wants."""

    MEDIA_PENDING = 2
    MEDIA_APPROVED = 4
    MEDIA_AVAILABLE = 8
    MEDIA_FAILED = 16
    TEST_NOTIFICATION = 32
    MEDIA_DECLINED = 64
    MEDIA_AUTO_APPROVED = 128
    ISSUE_CREATED = 256
    ISSUE_COMMENT = 512
    ISSUE_RESOLVED = 1024
    ISSUE_REOPENED = 2048
    MEDIA_AUTO_REQUESTED = 4096


@dataclass(frozen=True)
class Slot:
    """The one webhook. `payload` is base64 of a JSON text that holds the template's own text.

    `headers` are of the user's own; None where this version knows none.
    """

    enabled: bool
    types: int
    url: str
    payload: str
    auth_header: str | None = None
    headers: list[dict[str, str]] | None = None

    def fields(self, payload: Any) -> Fields:
        """The slot as answers show it."""
        options: Fields = {"webhookUrl": self.url, "jsonPayload": payload}
        if self.auth_header is not None:
            options["authHeader"] = self.auth_header
        if self.headers is not None:
            options["customHeaders"] = self.headers
        options["supportVariables"] = False
        return {"enabled": self.enabled, "types": self.types, "options": options}

    @property
    def opened(self) -> Any:
        """The payload, decoded once: the template's text, if it was encoded twice as is due."""
        return orjson.loads(b64decode(self.payload))


def status(state: SeerrState) -> Fields:
    """What anybody may know."""
    return {
        "version": state.version,
        "commitTag": "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
        "updateAvailable": False,
        "commitsBehind": 0,
        "restartRequired": False,
    }


def public_settings(state: SeerrState) -> Fields:
    """What anybody may know of the settings."""
    return {
        "initialized": state.is_set_up,
        "applicationTitle": state.name,
        "applicationUrl": "",
        "hideAvailable": False,
        "localLogin": True,
        "mediaServerLogin": True,
        "mediaServerType": 1,
        "partialRequestsEnabled": True,
        "locale": "en",
        "newPlexLogin": True,
    }


def main_settings(state: SeerrState) -> Fields:
    """The main settings, for an administrator."""
    return {
        "apiKey": state.api_key,
        "applicationTitle": state.name,
        "applicationUrl": "",
        "cacheImages": False,
        "defaultPermissions": 32,
        "defaultQuotas": {"movie": {}, "tv": {}},
        "hideAvailable": False,
        "localLogin": True,
        "mediaServerLogin": True,
        "newPlexLogin": True,
        "mediaServerType": 1,
        "partialRequestsEnabled": True,
        "locale": "en",
    }


def user(state: SeerrState, one: SeerrUser) -> Fields:
    """A user, as recorded of Seerr 3.1."""
    person = one.person
    return {
        "permissions": 2 if one.id == 1 else 32,
        "warnings": [],
        "id": one.id,
        "email": user_email(one),
        "plexUsername": _account(one) or None,
        "jellyfinUsername": one.jellyfin or None,
        "username": _own_name(one) or None,
        "recoveryLinkExpirationDate": None,
        "userType": 1 if person else 2,
        "plexId": person.id if person else None,
        "jellyfinUserId": None,
        "avatar": f"/avatarproxy/{one.id}",
        "movieQuotaLimit": None,
        "movieQuotaDays": None,
        "tvQuotaLimit": None,
        "tvQuotaDays": None,
        "createdAt": "2023-01-01T10:00:00.000Z",
        "updatedAt": "2023-01-01T10:00:00.000Z",
        "requestCount": sum(request.user is one for request in state.requests.values()),
        "displayName": display_name(one),
    }


def display_name(one: SeerrUser) -> str:
    """The name that Seerr shows: the user's own, that of an account, or the address."""
    return _own_name(one) or _account(one) or one.jellyfin or user_email(one)


def tag_name(one: SeerrUser) -> str:
    """The label of the tag that Seerr makes for a user, as it sends it to Radarr and Sonarr.

    Recorded of Seerr 3.1: `9-Jurgen-A` for its user 9, *Jürgen Ä.*, and `7-` for *Иван*.
    """
    name = "".join(
        letter for letter in normalize("NFD", display_name(one)) if not combining(letter)
    )
    kept = re.sub(r"[^A-Za-z0-9-]", "", re.sub(r"\s", "-", name))
    return f"{one.id}-{re.sub('-+', '-', kept).strip('-')}"


def _account(one: SeerrUser) -> str:
    return community_username(one.person) if one.person and not one.person.restricted else ""


def _own_name(one: SeerrUser) -> str:
    return one.own_name if _account(one) else one.name


def request(state: SeerrState, one: SeerrRequest) -> Fields:
    """A request with its media and its requester."""
    kind = _kind(one)
    return {
        "id": one.id,
        "status": one.status,
        "createdAt": _date(one.created_at),
        "updatedAt": _date(one.updated_at),
        "type": kind,
        "is4k": one.is_4k,
        "serverId": 0,
        "profileId": 4,
        "rootFolder": f"/data/{kind}",
        "languageProfileId": None,
        "tags": None,
        "isAutoRequest": False,
        "media": None if one.media_status is None else _media(one),
        "seasons": [] if kind == "movie" else [_season(one)],
        "modifiedBy": None,
        "requestedBy": user(state, one.user),
        "seasonCount": 0 if kind == "movie" else 1,
        "profileName": "HD",
        "canRemove": True,
    }


def notification(kind: Notification, one: SeerrRequest | None) -> Fields:
    """What the template's variables stand for; those of a test or an issue are mostly empty."""
    known: Fields = dict.fromkeys(("event", "message", "image", "issue_id"), "")
    known |= {"notification_type": kind.name, "subject": "Test Notification"}
    known |= dict.fromkeys(("media_type", "media_tmdbid", "media_tvdbid", "media_status"), "")
    known |= dict.fromkeys(("request_id", "requestedBy_username", "requestedBy_email"), "")
    if one:
        title, media_status = one.title, MEDIA_STATUSES[(one.media_status or 1) - 1]
        known |= {
            "subject": f"{title.name} ({title.year})",
            "media_type": _kind(one),
            "media_tmdbid": title.tmdb or "",
            "media_tvdbid": title.tvdb or "",
            "media_status": "UNKNOWN" if one.is_4k else media_status,
            "media_status4k": media_status if one.is_4k else "UNKNOWN",
            "request_id": one.id,
            "requestedBy_username": display_name(one.user),
            "requestedBy_email": user_email(one.user),
        }
    return known


def user_email(one: SeerrUser) -> str:
    """A user's address."""
    return one.email or (one.person.email if one.person else f"{one.name}@example.com")


def rendered(template: Any, known: Fields, *, with_request: bool) -> Any:
    """A template filled in: all values are text, a section that does not apply is null."""
    if isinstance(template, str):
        for name, value in known.items():
            template = template.replace(f"{{{{{name}}}}}", str(value), 1)
        return template
    if not isinstance(template, dict):
        return template
    filled: Fields = {}
    for key, value in template.items():
        name = key.removeprefix("{{").removesuffix("}}")
        if key == "{{extra}}":
            filled[name] = []
        elif key != name and name in SECTIONS:
            applies = with_request and name in SECTIONS[:2]
            filled[name] = rendered(value, known, with_request=with_request) if applies else None
        else:
            filled[key] = rendered(value, known, with_request=with_request)
    return filled


def _kind(one: SeerrRequest) -> str:
    return "movie" if one.title.media_type == "movie" else "tv"


def _media(one: SeerrRequest) -> Fields:
    return {
        "downloadStatus": [],
        "downloadStatus4k": [],
        "id": one.id,
        "mediaType": _kind(one),
        "tmdbId": one.title.tmdb,
        "tvdbId": one.title.tvdb if _kind(one) == "tv" else None,
        "imdbId": None,
        "status": 1 if one.is_4k else one.media_status,
        "status4k": one.media_status if one.is_4k else 1,
        "createdAt": _date(one.created_at),
        "updatedAt": _date(one.created_at),
        "lastSeasonChange": _date(one.created_at),
        "mediaAddedAt": None,
        "serviceId": 0,
        "serviceId4k": None,
        "externalServiceId": one.id,
        "externalServiceId4k": None,
        "externalServiceSlug": str(one.title.tmdb),
        "externalServiceSlug4k": None,
        "ratingKey": None,
        "ratingKey4k": None,
        "jellyfinMediaId": None,
        "jellyfinMediaId4k": None,
    }


def _season(one: SeerrRequest) -> Fields:
    dates = {"createdAt": _date(one.created_at), "updatedAt": _date(one.updated_at)}
    return {"id": one.id, "seasonNumber": 1, "status": one.status} | dates


def _date(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S.000Z}"
