"""What a run came to, as the actions answer it and the entities show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..core.claims import Memory
from ..core.limit import Held
from ..core.model import Item, Reading, Reason, ReasonKind
from ..core.plan import Plan
from ..core.queue import Waiting

OK = "ok"

MOST_TOLD = 50
"""A run that changes more items than this is told as a whole, and not item by item."""

NOBODY_WANTS_IT = "nobody wants it any more"


class Status(StrEnum):
    """How a run ended.

    `partial`: a source, a library or an item failed, the rest is done. `stopped`: it stopped
    itself before doing harm. `failed`: it could not do its work.
    """

    OK = "ok"
    PARTIAL = "partial"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Activity:
    """Labels that were added to an item, or removed, and for whom, which tags and by whom told."""

    added: bool
    item: Item
    labels: tuple[str, ...]
    users: tuple[str, ...]
    tags: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The numbers and findings of one run.

    `added`, `removed` and `unchanged` count labels on items; `items`, `queued` and `failed`
    count Plex items looked at, titles waiting for Plex and items whose last write failed.
    `sources` maps each source's name to `ok` or what went wrong, `discreet` those names that name
    somebody, or whose error does, to a line without that. `duration` is in seconds.
    `gone` holds the keys of chosen libraries that Plex does not have any more, `collisions` each
    label that several people share, with their names. `changes` tells what a dry run would do.
    `held` are removals that wait for the user's word; nothing was removed then. `activities`
    tells what was done to each item, unless that would be a long list; `newly_queued` are the
    titles that wait since this run.
    """

    status: Status
    items: int = 0
    added: int = 0
    removed: int = 0
    unchanged: int = 0
    queued: int = 0
    failed: int = 0
    reads: int = 0
    writes: int = 0
    duration: float = 0
    sources: dict[str, str] = field(default_factory=dict)
    discreet: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    collisions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changes: tuple[dict[str, Any], ...] | None = None
    held: Held | None = None
    activities: tuple[Activity, ...] = ()
    newly_queued: tuple[Waiting, ...] = ()

    @property
    def is_harmed(self) -> bool:
        """Whether the run stopped because Plex drops labels."""
        return self.status is Status.STOPPED and self.held is None

    @property
    def trouble(self) -> str:
        """What went wrong, by name, in one line; empty when nothing did."""
        return "; ".join(f"{name}: {said}" for name, said in self.sources.items() if said != OK)

    @property
    def discreet_trouble(self) -> str:
        """What went wrong, in one line that names nobody, for the log; empty when nothing did."""
        lines = (
            self.discreet.get(name, f"{name}: {said}")
            for name, said in self.sources.items()
            if said != OK
        )
        return "; ".join(dict.fromkeys(lines))

    @property
    def summary(self) -> str:
        """The numbers in one line, without anything about people."""
        return (
            f"{self.status.value}, {self.items} items, {self.added} labels added, "
            f"{self.removed} removed, {self.unchanged} unchanged, {self.queued} titles queued, "
            f"{self.failed} items failed, {self.reads} reads, {self.writes} writes, "
            f"{self.duration:.2f} s"
        )

    def as_dict(self) -> dict[str, Any]:
        """Give the result as an action answers it; `changes` only for a dry run."""
        answer: dict[str, Any] = {
            "status": self.status.value,
            "items": self.items,
            "added": self.added,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "queued": self.queued,
            "failed": self.failed,
            "requests": {"reads": self.reads, "writes": self.writes},
            "duration": round(self.duration, 3),
            "sources": self.sources,
        }
        if self.changes is not None:
            answer["changes"] = list(self.changes)
        return answer


def name_sources(readings: Iterable[Reading], problems: Mapping[str, str]) -> dict[str, str]:
    """Give each source's name with `ok` or its error, and what else went wrong."""
    return {name: one.error or OK for name, one in _by_name(readings).items()} | dict(problems)


def discreet_sources(readings: Iterable[Reading]) -> dict[str, str]:
    """Give what the log may say of each source that is unknown, by the names of `name_sources`."""
    return {name: one.discreet for name, one in _by_name(readings).items() if one.discreet}


def _by_name(readings: Iterable[Reading]) -> dict[str, Reading]:
    named: dict[str, Reading] = {}
    for reading in readings:
        name = reading.name if reading.name not in named else f"{reading.name} ({reading.source})"
        named[name] = reading
    return named


def describe(plan: Plan, memory: Memory) -> tuple[dict[str, Any], ...]:
    """Put a plan into words, item by item."""
    rows: dict[int, dict[str, Any]] = {}
    for field_name, changes in (("add", plan.additions), ("remove", plan.removals)):
        for change in changes:
            row = rows.setdefault(change.item.rating_key, _empty_row(change.item))
            row[field_name].append(change.label)
            row["because"][change.label] = [_words(why, memory) for why in sorted(change.because)]
    return tuple(rows.values())


def _empty_row(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "rating_key": item.rating_key,
        "add": [],
        "remove": [],
        "because": {},
    }


def _words(reason: Reason, memory: Memory) -> str:
    if reason.kind is ReasonKind.REMOVED:
        return NOBODY_WANTS_IT
    source = memory.names.get(reason.source, reason.source)
    return f"tag {reason.subject} of {source}" if reason.kind is ReasonKind.TAG else source
