"""The plan: what to add and what to remove, as a pure function of what is wanted and there.

Dry runs and real ones, full or scoped, all use `make_plan`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Self

from .claims import is_below
from .index import Index
from .ledger import Key, Ledger, Record
from .model import Claim, Item, Reason, Source, fold

type Worded = Callable[[Reason], str | None]
"""Gives the label of a reason, or None when the user's options leave the reason out."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that were read from Plex, by section and folded label.

    `stored` maps each to Plex's own spelling, by rating key of the items that carry it; a label
    in neither mapping is on no item of the section. What is in `unread` could not be read.
    Items in `ignored` carry the label that tells us to leave them alone. `whole` holds the
    items, by rating key, of which all labels are known, with these.
    """

    stored: Mapping[tuple[str, str], Mapping[int, str]] = field(default_factory=dict)
    unread: frozenset[tuple[str, str]] = frozenset()
    ignored: frozenset[int] = frozenset()
    whole: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of_items(cls, found: Iterable[tuple[Item, Collection[str]]], ignore: str) -> Self:
        """Give the labels of items that were read one by one; `ignore` is folded."""
        stored: dict[tuple[str, str], dict[int, str]] = {}
        whole: dict[int, frozenset[str]] = {}
        for item, labels in found:
            for label in labels:
                stored.setdefault((item.section, fold(label)), {})[item.rating_key] = label
            whole[item.rating_key] = frozenset(map(fold, labels))
        ignored = frozenset(key for key, labels in whole.items() if ignore in labels)
        return cls(stored, ignored=ignored, whole=whole)

    def on(self, item: Item, label: str) -> str | None:
        """Give Plex's spelling of a folded label if the item carries it."""
        members = self.stored.get((item.section, label))
        return members.get(item.rating_key) if members else None


@dataclass(frozen=True, slots=True)
class Change:
    """One label to add or remove on one item, in the spelling to send, with its reasons."""

    item: Item
    label: str
    because: frozenset[Reason]

    @property
    def key(self) -> Key:
        """The key of the label's record in the ledger."""
        return self.item.rating_key, fold(self.label)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do. Everything is by rising rating key, then by label.

    `unchanged` counts labels that are as wanted, `skipped` those that could not be read.
    `restated` are records whose reasons or items changed, `forgotten` records of labels that are
    no longer there, to be dropped before additions are recorded. `waiting` are the claims without
    an item that belong in the queue.
    """

    additions: tuple[Change, ...] = ()
    removals: tuple[Change, ...] = ()
    unchanged: int = 0
    skipped: int = 0
    restated: tuple[tuple[Item, Record], ...] = ()
    forgotten: tuple[Key, ...] = ()
    waiting: tuple[Claim, ...] = ()


@dataclass(slots=True)
class _Wanted:
    """A label wanted on an item; of spellings that differ by case the first in order counts."""

    label: str
    because: set[Reason]


type _Wishes = dict[int, dict[str, _Wanted]]


def make_plan(
    claims: Iterable[Claim],
    index: Index,
    labels: Labels,
    ledger: Ledger,
    *,
    worded: Worded,
    unknown: frozenset[Source],
    sections: frozenset[str] = frozenset(),
    scope: frozenset[int] | None = None,
    gone: frozenset[int] = frozenset(),
) -> Plan:
    """Plan the way from what is there to what is wanted.

    `index` holds all items, `scope` names those to plan for (None: all), `sections` the sections
    that the index is sure to hold completely, `gone` items that Plex has no more, `unknown` the
    sources (and what stands below them) that have no complete reading.
    A label is removed only when the ledger says it is ours, no claim wants it, and all sources
    that its record names were read.
    """
    within = index.items.keys() if scope is None else scope & index.items.keys()
    wishes, waiting = _assign(claims, index, worded, within)
    planner = _Planner(labels, ledger, unknown)
    for rating_key in sorted(wishes.keys() | (ledger.entries.keys() & within)):
        if rating_key not in labels.ignored:
            planner.plan_item(index.items[rating_key], wishes.get(rating_key, {}))
    lost = _records_of_lost_items(ledger, index, within, sections, gone)
    return Plan(
        additions=tuple(planner.additions),
        removals=tuple(planner.removals),
        unchanged=planner.unchanged,
        skipped=planner.skipped,
        restated=tuple(planner.restated),
        forgotten=tuple(sorted((*planner.forgotten, *lost))),
        waiting=waiting,
    )


def _assign(
    claims: Iterable[Claim], index: Index, worded: Worded, within: AbstractSet[int]
) -> tuple[_Wishes, tuple[Claim, ...]]:
    """Bring each claim to its title's items, and give also those that found none and wait."""
    wishes: _Wishes = {}
    waiting: list[Claim] = []
    concerned = index.groups_of(within)
    for claim in claims:
        groups = index.groups(claim.title)
        if groups and groups.isdisjoint(concerned):
            continue
        label = worded(claim.reason)
        if label is None:
            continue
        if not groups and claim.waits:
            waiting.append(claim)
        for item in index.members(groups):
            if item.rating_key not in within:
                continue
            wanted = wishes.setdefault(item.rating_key, {}).setdefault(
                fold(label), _Wanted(label, set())
            )
            wanted.label = min(wanted.label, label)
            wanted.because.add(claim.reason)
    return wishes, tuple(waiting)


@dataclass(slots=True)
class _Planner:
    """Plans item by item and collects what comes of it.

    Most labels have one of few sets of reasons; `shared` keeps one of each.
    """

    labels: Labels
    ledger: Ledger
    unknown: frozenset[Source]
    additions: list[Change] = field(default_factory=list)
    removals: list[Change] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    restated: list[tuple[Item, Record]] = field(default_factory=list)
    forgotten: list[Key] = field(default_factory=list)
    shared: dict[frozenset[Reason], frozenset[Reason]] = field(default_factory=dict)

    def plan_item(self, item: Item, wishes: Mapping[str, _Wanted]) -> None:
        """Plan what this item's wishes and records, both by folded label, ask for."""
        records = self.ledger.of(item)
        for label in sorted(wishes.keys() | records.keys()):
            if (item.section, label) in self.labels.unread:
                self.skipped += 1
            elif wanted := wishes.get(label):
                self._plan_wanted(item, label, wanted, records.get(label))
            else:
                self._plan_unwanted(item, label, records[label])

    def _plan_wanted(self, item: Item, label: str, wanted: _Wanted, record: Record | None) -> None:
        recorded = record.because if record else frozenset[Reason]()
        because = wanted.because.union(filter(self._is_unknown, recorded))
        if self.labels.on(item, label) is None:
            self.additions.append(Change(item, wanted.label, frozenset(because)))
            return
        self.unchanged += 1
        if record:
            self._keep(item, replace(record, because=frozenset(because)), record)

    def _plan_unwanted(self, item: Item, label: str, record: Record) -> None:
        stored = self.labels.on(item, label)
        if stored is None:
            self.forgotten.append((item.rating_key, label))
        elif self._may_be_wanted(record):
            self._keep(item, record, record)
        else:
            self.removals.append(Change(item, stored, record.because))

    def _keep(self, item: Item, kept: Record, record: Record) -> None:
        """Restate a record when its reasons, or the marks of its item, are not as recorded."""
        if kept != record or not self.ledger.entries[item.rating_key].is_up_to_date(item):
            self.restated.append((item, kept))

    def _may_be_wanted(self, record: Record) -> bool:
        """Whether an unknown source may want the label; behind a record without reasons, any."""
        if not record.because:
            return bool(self.unknown)
        return any(map(self._is_unknown, record.because))

    def _is_unknown(self, reason: Reason) -> bool:
        return is_below(reason.source, self.unknown)


def _records_of_lost_items(
    ledger: Ledger,
    index: Index,
    within: AbstractSet[int],
    sections: frozenset[str],
    gone: frozenset[int],
) -> Iterable[Key]:
    """Give the records of items that are gone: Plex deletes an item's labels with it."""
    for rating_key, entry in sorted(ledger.entries.items()):
        item = index.items.get(rating_key)
        if item:
            lost = rating_key in within and not entry.belongs_to(item)
        else:
            lost = entry.item.section in sections or rating_key in gone
        if lost:
            for label in entry.records:
                yield rating_key, label
