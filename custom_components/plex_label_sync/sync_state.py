"""What the entities of a Plex server show, and how it follows from what is stored."""

from dataclasses import dataclass
from datetime import datetime

from homeassistant.util import dt as dt_util

from .core.model import fold
from .core.people import unified
from .store import SyncStore


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the entities show.

    `progress` (percent) is None when no full sync runs; `duration` is in seconds. What comes
    from the last sync is None before the first one. `plex` tells whether Plex's notifications
    are heard.
    """

    labelled_items: int
    labels: int
    users: int
    enabled: bool
    plex: bool
    progress: float | None = None
    last_sync: datetime | None = None
    last_result: str | None = None
    duration: float | None = None
    queue_size: int | None = None
    failed_items: int | None = None


def shown(store: SyncStore, *, plex: bool) -> SyncState:
    """Give what is shown while no full sync runs."""
    last = store.last
    return SyncState(
        labelled_items=len(store.ledger.entries),
        labels=len(set(map(fold, {record.label for _, record in store.ledger}))),
        users=len({who.id for who in unified(store.memory.people.values()).values()}),
        enabled=store.enabled,
        plex=plex,
        last_sync=dt_util.parse_datetime(last.get("ended", "")),
        last_result=last.get("status"),
        duration=last.get("duration"),
        queue_size=None if store.queue is None else len(store.queue),
        failed_items=last.get("failed"),
    )
