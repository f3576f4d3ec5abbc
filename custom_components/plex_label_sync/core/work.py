"""What is to be done later: one entry for each title, item, library or server it is about."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from .pauses import pause_after

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 600.0
"""Seconds until work is tried again: after the first failure, and at most."""


class WorkKind(StrEnum):
    """What an entry asks for.

    `TITLE` and `ITEM`: bring its labels in step. `ARRIVAL`: see whether an imported title came to
    Plex. `LIBRARY`: list it again. `INSTANCE_TITLE`: ask a Radarr or Sonarr about it, or about its
    tags alone. `REQUESTS`: ask a Seerr. `REGISTRATION`: see that an instance keeps its webhook.
    `SEEK`: see what came and went while nobody listened to Plex. `LOOK_UP`: ask plex.tv again for
    other ids where it knew none. `FULL_SYNC`: all.
    """

    TITLE = "title"
    ITEM = "item"
    ARRIVAL = "arrival"
    LIBRARY = "library"
    INSTANCE_TITLE = "instance_title"
    REQUESTS = "requests"
    REGISTRATION = "registration"
    SEEK = "seek"
    LOOK_UP = "look_up"
    FULL_SYNC = "full_sync"


class RequestEvent(StrEnum):
    """What a Seerr's webhook told of a request."""

    WISH = "wish"
    AVAILABLE = "available"
    DECLINED = "declined"


_PAUSES = {WorkKind.ARRIVAL: (FIRST_PAUSE, 1.5), WorkKind.REQUESTS: (1.0, 2.0)}
"""The first pause and by what each is longer than the one before, where that is special."""


class Work(Struct, frozen=True, gc=False):
    """An entry of the work list; `kind` and `key` tell it from others.

    `about` is what else it says, as JSON has it. Times are seconds since 1970. `revision` rises
    with everything that is merged into the entry.
    """

    kind: WorkKind
    key: str
    about: dict[str, Any]
    since: float
    not_before: float
    attempts: int = 0
    error: str = ""
    revision: int = 0


def pause(kind: WorkKind, attempts: int) -> float:
    """Give the seconds until work is tried again that was tried so often: each pause is longer."""
    first, growth = _PAUSES.get(kind, (FIRST_PAUSE, 3.0))
    return pause_after(attempts, first=first, longest=LONGEST_PAUSE, growth=growth)
