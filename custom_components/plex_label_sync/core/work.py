"""What is to be done later: one entry for each title, item, library or server it is about."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 600.0
"""Seconds until work is tried again: after the first failure, and at most."""

_GROWTH = 3.0
_ARRIVAL_GROWTH = 1.5
_GROWN = 20
"""After so many tries the longest pause is reached; a higher power may overflow."""


class WorkKind(StrEnum):
    """What an entry asks for.

    `TITLE` and `ITEM`: bring its labels in step. `ARRIVAL`: see whether an imported title came to
    Plex. `LIBRARY`: list it again. `INSTANCE_TITLE`: ask a Radarr or Sonarr about it. `REQUESTS`:
    ask a Seerr. `REGISTRATION`: see that an instance keeps its webhook. `SEEK`: see what came and
    went while nobody listened to Plex. `FULL_SYNC`: all.
    """

    TITLE = "title"
    ITEM = "item"
    ARRIVAL = "arrival"
    LIBRARY = "library"
    INSTANCE_TITLE = "instance_title"
    REQUESTS = "requests"
    REGISTRATION = "registration"
    SEEK = "seek"
    FULL_SYNC = "full_sync"


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
    growth = _ARRIVAL_GROWTH if kind is WorkKind.ARRIVAL else _GROWTH
    return min(LONGEST_PAUSE, FIRST_PAUSE * growth ** min(attempts - 1, _GROWN))
