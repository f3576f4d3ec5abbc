"""What people read, as a kind and what fills it in: it gets words where it is shown.

These are in Home Assistant's language; `reasons.py` alone knows them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct


class PhraseKind(StrEnum):
    """Why something is not as it should be. Each has a text in `translations/`."""

    AUTH = "auth"
    BROKEN = "broken"
    BUSY = "busy"
    CERTIFICATE = "certificate"
    CLOSED = "closed"
    CONFLICTING_IDS = "conflicting_ids"
    DAMAGED = "damaged"
    DISK_ERROR = "disk_error"
    DISK_FULL = "disk_full"
    EMPTY = "empty"
    FAILED = "failed"
    FAULT = "fault"
    FORBIDDEN = "forbidden"
    HARM_UNREADABLE = "harm_unreadable"
    INCOMPLETE = "incomplete"
    ITEM_GONE = "item_gone"
    ITEMS_UNREAD = "items_unread"
    LABELS_DROPPED = "labels_dropped"
    LABELS_LOST = "labels_lost"
    LABELS_UNREAD = "labels_unread"
    LIBRARIES_UNREAD = "libraries_unread"
    LIBRARY_GONE = "library_gone"
    LOCKED = "locked"
    NEWER = "newer"
    NO_EFFECT = "no_effect"
    NO_FRIEND = "no_friend"
    NO_LIBRARY = "no_library"
    NO_ROUTE = "no_route"
    NO_TLS = "no_tls"
    NOT_FOUND = "not_found"
    NOT_IN_PLEX = "not_in_plex"
    NOT_OPENED = "not_opened"
    NOT_OWNER = "not_owner"
    NOT_SET_UP = "not_set_up"
    NOWHERE = "nowhere"
    OTHER_SERVER = "other_server"
    PEOPLE_UNREAD = "people_unread"
    PRIVATE = "private"
    READ_ONLY = "read_only"
    REDIRECTED = "redirected"
    REDIRECTED_AWAY = "redirected_away"
    REFUSED = "refused"
    REJECTED = "rejected"
    REJECTED_BECAUSE = "rejected_because"
    REMOVAL_LIMIT = "removal_limit"
    REMOVAL_LIMIT_LATELY = "removal_limit_lately"
    SIGN_IN = "sign_in"
    SILENT = "silent"
    SLOT_TAKEN = "slot_taken"
    SOURCE_UNREAD = "source_unread"
    SOME_FRIENDS = "some_friends"
    TAG_AMBIGUOUS = "tag_ambiguous"
    TAG_OPEN = "tag_open"
    TAG_REUSED = "tag_reused"
    UNEXPECTED = "unexpected"
    UNKNOWN_HOST = "unknown_host"
    WRONG_APP = "wrong_app"


class Phrase(Struct, frozen=True):
    """Why, as a kind, and what fills in its text.

    Without a kind it is somebody's own words: `about` has them as `said`.
    """

    kind: PhraseKind | None
    about: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, kind: PhraseKind, **about: object) -> Phrase:
        """Give a phrase that is filled in."""
        return cls(kind, _pairs(about))

    @classmethod
    def said(cls, words: str) -> Phrase:
        """Give somebody's own words."""
        return cls(None, (("said", words),))

    @property
    def as_dict(self) -> dict[str, Any]:
        """What JSON can hold of it."""
        return {"kind": self.kind, "about": dict(self.about)}

    @classmethod
    def read(cls, kept: Any) -> Phrase | None:
        """Give what was kept as a dict; None for what is none, or of a kind that is not known."""
        try:
            kind = kept["kind"]
            about = _pairs(kept["about"])
            return cls(PhraseKind(kind) if kind is not None else None, about)
        except KeyError, TypeError, ValueError, AttributeError:
            return None


def _pairs(about: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(value)) for key, value in about.items())
