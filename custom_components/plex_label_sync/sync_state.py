"""What the entities of a Plex server show, and how it follows from what is stored."""

from collections.abc import Iterable
from contextlib import suppress
from copy import replace
from datetime import datetime
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

from msgspec import Struct

from homeassistant.util import dt as dt_util

from .core.people import unified
from .core.phrase import Phrase
from .core.work import WorkKind
from .state import ledger, people, settings, waiting, work
from .sync.problem import Problem


class Step(StrEnum):
    """What a full sync does just now."""

    SOURCES = "sources"
    PLEX = "plex"
    LABELS = "labels"


class SyncState(Struct, frozen=True):
    """What the entities show.

    `labelled_items` and `labels` are None until they were read. `progress` (percent) and `step`
    are None when no full sync runs; `duration` is in seconds. What comes from the last sync is None
    before the first one; `problems` are what went wrong with it. `scheduled` is when the schedule
    has the next one done, if it does; `schedule_is_saved`, by the user. `plex` tells whether Plex's
    notifications are heard, None before that was tried, `harm` what Plex dropped when a label was
    written, until that is confirmed. `synced`: a full sync has gone through.
    """

    labelled_items: int | None = None
    labels: int | None = None
    users: int = 0
    enabled: bool = True
    plex: bool | None = None
    synced: bool = False
    harm: Phrase | None = None
    progress: float | None = None
    step: Step | None = None
    scheduled: datetime | None = None
    schedule_is_saved: bool = False
    last_sync: datetime | None = None
    last_result: str | None = None
    problems: tuple[Problem, ...] = ()
    duration: float | None = None
    queue_size: int | None = None
    failed_items: int | None = None

    @property
    def next_sync(self) -> datetime | None:
        """When the next scheduled full sync is due; the first one is not the usual schedule's."""
        is_first = not (self.synced or self.schedule_is_saved)
        return self.scheduled if self.enabled and not is_first else None

    @property
    def may_follow(self) -> bool:
        """Whether labels may change without an action."""
        return self.enabled and not self.harm


def stored_state(connection: Connection) -> SyncState:
    """Give what is shown while no full sync runs, and nothing is known of connections."""
    last = settings.last_sync(connection)
    totals = ledger.totals(connection)
    queued = waiting.count(connection)
    synced = bool(settings.get(connection, settings.SYNCED))
    failed = sum(
        bool(entry.about.get("refused")) for entry in work.all_of(connection, WorkKind.ITEM)
    )
    return SyncState(
        labelled_items=totals["items"],
        labels=totals["labels"],
        users=len({who.id for who in unified(people.everybody(connection).values()).values()}),
        enabled=settings.is_enabled(connection),
        synced=synced,
        harm=settings.harm(connection),
        last_sync=dt_util.parse_datetime(last["ended"] or ""),
        last_result=last["status"],
        problems=_read_problems(settings.last_problems(connection)),
        duration=last["duration"],
        queue_size=queued if synced or queued else None,
        failed_items=failed if synced or failed else None,
    )


def _read_problems(kept: Iterable[Any]) -> tuple[Problem, ...]:
    """Give problems that were kept; what is none is left out."""
    problems: list[Problem] = []
    for one in kept:
        with suppress(KeyError, TypeError, ValueError):
            problems.append(Problem.read(one))
    return tuple(problems)


def merged(stored: SyncState, shown: SyncState) -> SyncState:
    """Give what is stored with what is shown of connections and of a running sync."""
    return replace(
        stored,
        plex=shown.plex,
        progress=shown.progress,
        step=shown.step,
        scheduled=shown.scheduled,
        schedule_is_saved=shown.schedule_is_saved,
    )
