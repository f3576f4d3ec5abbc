"""Makes the plan, as a pure function of what is wanted and what is there.

Dry runs and real ones, full or scoped, all use `make_plan`.
"""

from collections.abc import Collection, Iterable, Mapping, Set as AbstractSet
from copy import replace
from functools import lru_cache

from msgspec import Struct, field

from .index import Index
from .labels import Labels
from .ledger import FORGET_AFTER, Key, Ledger, Record
from .limit import Answer
from .model import NOBODY, Claim, Item, Reason, Source
from .plan import Change, Plan
from .removal import Removal, RemovedMode, TitlesLeft, of_people, titles_left
from .sources import is_below
from .wishes import Wanted, Worded, assign, labels_of_reasons, labels_sharing

_REMOVE = Removal()


def make_plan(
    claims: Collection[Claim],
    index: Index,
    labels: Labels,
    ledger: Ledger,
    *,
    worded: Worded,
    unknown: frozenset[Source],
    removal: Removal = _REMOVE,
    scope: frozenset[int] | None = None,
    gone: frozenset[int] = frozenset(),
    decisions: Mapping[Key, Answer] | None = None,
    listed_at: float | None = None,
) -> Plan:
    """Plan the way from what is there to what is wanted.

    `index` holds all items that the claims may be about, `scope` names those to plan for (None:
    all), `gone` items that Plex said it deleted, `unknown` the sources (and what stands below them)
    that have no complete reading, `removal` what becomes of labels whose reasons have ended,
    `decisions` what stands about removals. `listed_at` is when everything was listed, in seconds
    since 1970; None: only some items were read, which shows of no label that it is gone for good.
    A label is removed only when the ledger says it is ours, no claim wants it, all sources that
    its record names were read, none of its reasons is disputed, and whatever takes its place was
    read, too.
    """
    within = index.items.keys() if scope is None else scope & index.items.keys()
    planner = _Planner(labels, ledger, worded, unknown, removal, decisions or {}, listed_at)
    nobody_wants = TitlesLeft()
    if removal.mode is RemovedMode.SPECIAL:
        nobody_wants = titles_left(
            claims,
            index,
            labels,
            ledger,
            within,
            worded=worded,
            is_unknown=planner.is_unknown,
            decisions=planner.decisions,
        )
    assigned = assign(nobody_wants.applied(claims), index, worded, within)
    wishes = assigned.wishes
    for rating_key in sorted(wishes.keys() | (ledger.entries.keys() & within)):
        item = index.items[rating_key]
        if not labels.leaves_out(item, ledger.of(item)):
            planner.plan_item(item, wishes.get(rating_key, {}))
    lost = _records_of_lost_items(ledger, index, within, gone)
    return Plan(
        additions=tuple(planner.additions),
        removals=tuple(planner.removals),
        unchanged=planner.unchanged,
        skipped=planner.skipped,
        skipped_keys=tuple(planner.skipped_keys),
        restated=tuple(planner.restated),
        forgotten=tuple(sorted((*planner.forgotten, *lost))),
        waiting=assigned.waiting,
        held=tuple(planner.held),
        settled=tuple(planner.settled),
        kept=tuple(planner.kept),
        left=nobody_wants,
        conflicts=assigned.conflicts,
    )


@lru_cache(maxsize=10_000)
def _same(reasons: frozenset[Reason]) -> frozenset[Reason]:
    """Give equal reasons as the same object: a hundred thousand changes have few different ones."""
    return reasons


class _Planner(Struct):
    """Plans item by item and collects what comes of it."""

    labels: Labels
    ledger: Ledger
    worded: Worded
    unknown: frozenset[Source]
    removal: Removal
    decisions: Mapping[Key, Answer]
    listed_at: float | None
    additions: list[Change] = field(default_factory=list)
    removals: list[Change] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    skipped_keys: list[int] = field(default_factory=list)
    restated: list[tuple[Item, Record]] = field(default_factory=list)
    forgotten: list[Key] = field(default_factory=list)
    held: list[Change] = field(default_factory=list)
    settled: list[Key] = field(default_factory=list)
    kept: list[Key] = field(default_factory=list)

    def plan_item(self, item: Item, wishes: Mapping[str, Wanted]) -> None:
        """Plan what this item's wishes and records, both by folded label, ask for."""
        records = self.ledger.of(item)
        if records and self.removal.mode is RemovedMode.KEEP:
            there = [label for label, one in records.items() if self.labels.ours(item, label, one)]
            wishes = {**self._kept(records, there, wishes), **wishes}
        for label in sorted(wishes.keys() | records.keys()):
            if self._is_unread(item, label):
                self._skip(item)
            elif wish := wishes.get(label):
                self._plan_wanted(item, label, wish, records.get(label))
            else:
                self._plan_unwanted(item, label, records[label], wishes)

    def _kept(
        self,
        records: Mapping[str, Record],
        there: Iterable[str],
        wishes: Mapping[str, Wanted],
    ) -> dict[str, Wanted]:
        """Give the labels that stay though nobody wants them, as they are worded now."""
        kept: dict[str, Wanted] = {}
        for label in there:
            record = records[label]
            if label in wishes or self._may_be_wanted(record):
                continue
            if self.removal.spares(record.because) and not labels_sharing(record.because, wishes):
                words = labels_of_reasons(record.because, self.worded)
                if label in words or not all(map(self.worded, record.because)) or not words:
                    words = {label: record.label}
                for folded, word in words.items():
                    wanted = kept.setdefault(folded, Wanted(word, set(), ended=True))
                    wanted.label = min(wanted.label, word)
                    wanted.because |= record.because
        return kept

    def _plan_wanted(self, item: Item, label: str, wanted: Wanted, record: Record | None) -> None:
        key = (item.rating_key, label)
        answer = self.decisions.get(key)
        # What the options keep now is not asked about, nor does it go; that it was kept stands.
        if answer and not (wanted.ended and answer is Answer.KEEP):
            self.settled.append(key)
        recorded = record.because if record else frozenset[Reason]()
        because = _same(frozenset(wanted.because.union(filter(self.is_unknown, recorded))))
        is_there = record and self.labels.ours(item, label, record)
        if not is_there and self.labels.on(item, label) is None:
            shown = self.labels.shown_as.get(label, "")
            change = Change(item, wanted.label, because, ended=wanted.ended, shown=shown)
            self.additions.append(change)
            return
        self.unchanged += not wanted.ended
        if record:
            kept = replace(record, because=because, ended=wanted.ended, missing_since=None)
            self._keep(item, kept, record)

    def _plan_unwanted(
        self, item: Item, label: str, record: Record, wishes: Mapping[str, Wanted]
    ) -> None:
        stored = self.labels.ours(item, label, record)
        successors = self._successors(record.because, wishes)
        if any(self._is_unread(item, successor) for successor in successors):
            self._skip(item)
            self._keep(item, record, record)
        elif stored is None:
            self._plan_missing(item, label, record)
        elif twin := self._twin(item, stored, wishes):
            self._hand_on(item, label, record, twin, wishes[twin])
        elif self._may_be_wanted(record):
            self._keep(item, replace(record, missing_since=None), record)
        else:
            change = Change(
                item,
                stored,
                record.because,
                replaced_by=tuple(wishes[one].label for one in sorted(successors)),
                wording=record.label,
            )
            self._pass_on(item, label, successors, wishes)
            self._plan_removal(item, label, record, change)

    def _pass_on(
        self, item: Item, label: str, successors: Iterable[str], wishes: Mapping[str, Wanted]
    ) -> None:
        """Let what stays in the place of a label that the user kept be kept as well."""
        if self.decisions.get((item.rating_key, label)) is Answer.KEEP:
            ended = (one for one in sorted(successors) if wishes[one].ended)
            self.kept += [(item.rating_key, one) for one in ended]

    def _twin(self, item: Item, stored: str, wishes: Mapping[str, Wanted]) -> str | None:
        """Give the wanted label for which Plex shows this very one, taking both for the same."""
        shown = (label for label in wishes if self.labels.on(item, label) == stored)
        return next(shown, None)

    def _hand_on(self, item: Item, label: str, record: Record, twin: str, wanted: Wanted) -> None:
        """Leave a label to the other one for which Plex shows it, and record it as that one's."""
        self.forgotten.append((item.rating_key, label))
        self._pass_on(item, label, [twin], {twin: wanted})
        because = _same(frozenset(wanted.because))
        shown = record.shown or label
        own = self.ledger.of(item).get(twin)
        if own is None:
            shown = "" if shown == twin else shown
            new = Record(wanted.label, record.since, because, wanted.ended, shown=shown)
            self.restated.append((item, new))

    def _skip(self, item: Item) -> None:
        self.skipped += 1
        self.skipped_keys.append(item.rating_key)

    def _plan_missing(self, item: Item, label: str, record: Record) -> None:
        """Keep the record of a label that is not there until it surely does not come any more.

        An edit that Plex carries out late would else bring a label that nobody knows as ours.
        """
        if self.listed_at is None:
            self._keep(item, record, record)
            return
        since = self.listed_at if record.missing_since is None else record.missing_since
        if self.listed_at - since >= FORGET_AFTER:
            self.forgotten.append((item.rating_key, label))
        else:
            self._keep(item, replace(record, missing_since=since), record)

    def _plan_removal(self, item: Item, label: str, record: Record, change: Change) -> None:
        answer = self.decisions.get((item.rating_key, label))
        if change.moved or answer is None:
            self.removals.append(change)
        elif answer is Answer.GO:
            self.removals.append(replace(change, approved=True))
        else:
            self.held.append(change)
        self._keep(item, replace(record, missing_since=None), record)

    def _successors(
        self, because: frozenset[Reason], wishes: Mapping[str, Wanted]
    ) -> frozenset[str]:
        """Give the wanted labels that take the place of one with these reasons: it moves."""
        successors = labels_sharing(because, wishes) | (
            labels_of_reasons(because, self.worded).keys() & wishes.keys()
        )
        if NOBODY in because:
            successors |= {
                label
                for label, wanted in wishes.items()
                if of_people(wanted.because) and not wanted.ended
            }
        return successors

    def _keep(self, item: Item, kept: Record, record: Record) -> None:
        """Restate a record when its reasons, or the marks of its item, are not as recorded."""
        if kept != record or not self.ledger.entries[item.rating_key].is_up_to_date(item):
            self.restated.append((item, kept))

    def _is_unread(self, item: Item, label: str) -> bool:
        labels = self.labels
        if item.section in labels.unsafe or (item.section, label) in labels.unread:
            return True
        return (item.section, labels.shown_as.get(label, "")) in labels.unread

    def _may_be_wanted(self, record: Record) -> bool:
        """Whether an unknown source may want the label; behind a record without reasons, any."""
        if not record.because:
            return bool(self.unknown)
        return any(map(self.is_unknown, record.because))

    def is_unknown(self, reason: Reason) -> bool:
        """Whether nobody knows if a reason stands: its source is silent, or its label disputed."""
        return is_below(reason.source, self.unknown) or self.removal.disputed(reason)


def _records_of_lost_items(
    ledger: Ledger, index: Index, within: AbstractSet[int], gone: frozenset[int]
) -> Iterable[Key]:
    """Give the records of items that Plex deleted, labels and all, or of which it has another."""
    for rating_key, entry in sorted(ledger.entries.items()):
        item = index.items.get(rating_key)
        replaced = item is not None and rating_key in within and not entry.belongs_to(item)
        if replaced or (item is None and rating_key in gone):
            for label in entry.records:
                yield rating_key, label
