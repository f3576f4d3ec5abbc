"""The plan: what to add and what to remove, as a pure function of what is wanted and there.

Dry runs and real ones, full or scoped, all use `make_plan`.
"""

from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet
from copy import replace
from dataclasses import dataclass, field

from .claims import is_below
from .index import Index
from .labels import Labels
from .ledger import Key, Ledger, Record
from .model import NOBODY, Claim, Item, Reason, ReasonKind, Source, fold
from .removal import Removal, RemovedMode, of_people

type Worded = Callable[[Reason], str | None]
"""Gives the label of a reason.

None for one that the user's options leave out, or of whose person or instance nothing is known.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One label to add or remove on one item, in the spelling to send, with its reasons.

    `moved`: it is removed because another label takes its place. `ended`: it is added in the
    place of one of which no reason stands any more.
    """

    item: Item
    label: str
    because: frozenset[Reason]
    moved: bool = False
    ended: bool = False

    @property
    def key(self) -> Key:
        """The key of the label's record in the ledger."""
        return self.item.rating_key, fold(self.label)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do. Everything is by rising rating key, then by label.

    `unchanged` counts labels that are as wanted, `skipped` those that are left as they are since
    they, or what would take their place, could not be read.
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
    """A label wanted on an item; of spellings that differ by case the first in order counts.

    `ended`: nobody wants it any more, and it stays because the user chose so.
    """

    label: str
    because: set[Reason]
    ended: bool = False


_REMOVE = Removal()

type _Wishes = dict[int, dict[str, _Wanted]]


def make_plan(
    claims: Iterable[Claim],
    index: Index,
    labels: Labels,
    ledger: Ledger,
    *,
    worded: Worded,
    unknown: frozenset[Source],
    removal: Removal = _REMOVE,
    sections: frozenset[str] = frozenset(),
    scope: frozenset[int] | None = None,
    gone: frozenset[int] = frozenset(),
) -> Plan:
    """Plan the way from what is there to what is wanted.

    `index` holds all items, `scope` names those to plan for (None: all), `sections` the sections
    that the index is sure to hold completely, `gone` items that Plex has no more, `unknown` the
    sources (and what stands below them) that have no complete reading, `removal` what becomes of
    labels whose reasons have ended.
    A label is removed only when the ledger says it is ours, no claim wants it, all sources that
    its record names were read, and so was whatever takes its place.
    """
    within = index.items.keys() if scope is None else scope & index.items.keys()
    wishes, waiting = _assign(claims, index, worded, within)
    planner = _Planner(labels, ledger, worded, unknown, removal)
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
    """Plans item by item and collects what comes of it."""

    labels: Labels
    ledger: Ledger
    worded: Worded
    unknown: frozenset[Source]
    removal: Removal
    additions: list[Change] = field(default_factory=list)
    removals: list[Change] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    restated: list[tuple[Item, Record]] = field(default_factory=list)
    forgotten: list[Key] = field(default_factory=list)

    def plan_item(self, item: Item, wishes: Mapping[str, _Wanted]) -> None:
        """Plan what this item's wishes and records, both by folded label, ask for."""
        records = self.ledger.of(item)
        if records and self.removal.mode is not RemovedMode.REMOVE:
            wishes = self._with_ended(item, records, wishes)
        lasting = self._lasting(item, wishes)
        for label in sorted(wishes.keys() | records.keys()):
            if self._is_unread(item, label):
                self.skipped += 1
            elif wish := wishes.get(label):
                self._plan_wanted(item, label, wish, records.get(label), lasting)
            else:
                self._plan_unwanted(item, label, records[label], wishes)

    def _with_ended(
        self, item: Item, records: Mapping[str, Record], wishes: Mapping[str, _Wanted]
    ) -> Mapping[str, _Wanted]:
        """Add what is to be there though the reasons for it ended."""
        there = [label for label in records if self.labels.on(item, label) is not None]
        standing = [reason for wanted in wishes.values() for reason in wanted.because]
        if self.removal.marks(standing, records, there, self._is_unknown):
            label = fold(self.removal.label)
            wanted = wishes.get(label, _Wanted(self.removal.label, set()))
            wishes = {**wishes, label: replace(wanted, because={*wanted.because, NOBODY})}
        return {**self._kept(records, there, wishes), **wishes}

    def _kept(
        self,
        records: Mapping[str, Record],
        there: Iterable[str],
        wishes: Mapping[str, _Wanted],
    ) -> dict[str, _Wanted]:
        """Give the labels that stay though nobody wants them, as they are worded now."""
        kept: dict[str, _Wanted] = {}
        for label in there:
            record = records[label]
            ended = label not in wishes and not self._may_be_wanted(record)
            if ended and self.removal.spares(record.because) and not _shared(record, wishes):
                words = self._words(record)
                if label in words or not all(map(self.worded, record.because)) or not words:
                    words = {label: record.label}
                for folded, word in words.items():
                    wanted = kept.setdefault(folded, _Wanted(word, set(), ended=True))
                    wanted.label = min(wanted.label, word)
                    wanted.because |= record.because
        return kept

    def _lasting(self, item: Item, wishes: Mapping[str, _Wanted]) -> Callable[[Reason], bool]:
        """Give which reasons stay on record though no source says them any more.

        While the mark that nobody wants the title cannot be read, nothing else tells that it is
        to come.
        """
        marks = (label for label, wanted in wishes.items() if NOBODY in wanted.because)
        unread = any(self._is_unread(item, label) for label in marks)

        def lasts(reason: Reason) -> bool:
            of_people = reason == NOBODY or reason.kind is ReasonKind.USER
            return self._is_unknown(reason) or (unread and of_people)

        return lasts

    def _plan_wanted(
        self,
        item: Item,
        label: str,
        wanted: _Wanted,
        record: Record | None,
        lasting: Callable[[Reason], bool],
    ) -> None:
        recorded = record.because if record else frozenset[Reason]()
        because = wanted.because.union(filter(lasting, recorded))
        ended = wanted.ended
        if self.labels.on(item, label) is None:
            self.additions.append(Change(item, wanted.label, frozenset(because), ended=ended))
            return
        self.unchanged += not ended
        if record:
            self._keep(item, replace(record, because=frozenset(because), ended=ended), record)

    def _plan_unwanted(
        self, item: Item, label: str, record: Record, wishes: Mapping[str, _Wanted]
    ) -> None:
        stored = self.labels.on(item, label)
        heirs = self._heirs(record, wishes)
        if any(self._is_unread(item, one) for one in heirs | _mark_for(record, wishes)):
            self.skipped += 1
            self._keep(item, record, record)
        elif stored is None:
            self.forgotten.append((item.rating_key, label))
        elif self._may_be_wanted(record):
            self._keep(item, record, record)
        else:
            self.removals.append(Change(item, stored, record.because, moved=bool(heirs)))

    def _heirs(self, record: Record, wishes: Mapping[str, _Wanted]) -> frozenset[str]:
        """Give the wanted labels that take a label's place: it moves."""
        heirs = _shared(record, wishes) | (self._words(record).keys() & wishes.keys())
        if NOBODY in record.because:
            heirs |= {label for label, wanted in wishes.items() if of_people(wanted.because)}
        return heirs

    def _words(self, record: Record) -> dict[str, str]:
        """Give the labels that a record's reasons have now, by folded label."""
        words: dict[str, str] = {}
        for reason in sorted(record.because):
            if word := self.worded(reason):
                words[fold(word)] = min(word, words.get(fold(word), word))
        return words

    def _keep(self, item: Item, kept: Record, record: Record) -> None:
        """Restate a record when its reasons, or the marks of its item, are not as recorded."""
        if kept != record or not self.ledger.entries[item.rating_key].is_up_to_date(item):
            self.restated.append((item, kept))

    def _is_unread(self, item: Item, label: str) -> bool:
        return (item.section, label) in self.labels.unread

    def _may_be_wanted(self, record: Record) -> bool:
        """Whether an unknown source may want the label; behind a record without reasons, any."""
        if not record.because:
            return bool(self.unknown)
        return any(map(self._is_unknown, record.because))

    def _is_unknown(self, reason: Reason) -> bool:
        return is_below(reason.source, self.unknown)


def _shared(record: Record, wishes: Mapping[str, _Wanted]) -> frozenset[str]:
    """Give the wanted labels that stand for one of a record's reasons."""
    return frozenset(
        label for label, wanted in wishes.items() if not wanted.because.isdisjoint(record.because)
    )


def _mark_for(record: Record, wishes: Mapping[str, _Wanted]) -> frozenset[str]:
    """Give the label that says that nobody wants the title, if it comes for a person's label."""
    marks = (label for label, wanted in wishes.items() if NOBODY in wanted.because)
    return frozenset(marks) if of_people(record.because) else frozenset()


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
