"""A tiny pure Plex with its ledger: what a run finds, and what is there after its plan.

It does what the engine does: removals are recorded after they are written, all else before. Titles
that nobody wants any more are claimed with what is recorded before.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import replace
from dataclasses import dataclass, field

from custom_components.plex_label_sync.core.index import Index
from custom_components.plex_label_sync.core.labels import Labels
from custom_components.plex_label_sync.core.ledger import Key, Ledger, Record
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import (
    NOBODY,
    Claim,
    Item,
    Reason,
    Source,
    fold_label,
)
from custom_components.plex_label_sync.core.plan import Change, Plan
from custom_components.plex_label_sync.core.planner import make_plan
from custom_components.plex_label_sync.core.removal import Removal, RemovedMode
from tests.core.records import with_records, without

NOW = "2026-02-03T04:05:06+00:00"


@dataclass(frozen=True)
class World:
    """All that a plan depends on.

    `wording` gives the label of a reason by its subject; a subject without one is left out.
    `carried` are the labels that Plex shows, in its spelling, whoever put them there. `orphans`
    are the subjects of reasons that have nobody and nothing behind them, `disputed` those whose
    label says something else as well. `now` is the time of a full listing, in seconds.
    """

    items: tuple[Item, ...] = ()
    claims: tuple[Claim, ...] = ()
    wording: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[Key, str] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    unread: frozenset[tuple[str, str]] = frozenset()
    ignored: frozenset[int] = frozenset()
    unsafe: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    unknown: frozenset[Source] = frozenset()
    mode: RemovedMode = RemovedMode.REMOVE
    removed_label: str = "p:removed"
    orphans: frozenset[str] = frozenset()
    disputed: frozenset[str] = frozenset()
    decisions: Mapping[Key, Answer] = field(default_factory=dict)
    now: float = 0.0

    def worded(self, reason: Reason) -> str | None:
        """Give the label of a reason."""
        if reason.subject in self.disputed:
            return None
        if reason == NOBODY:
            return self.removed_label if self.mode is RemovedMode.SPECIAL else None
        return self.wording.get(reason.subject)

    def labels(self) -> Labels:
        """Read the labels of the items, but for those that cannot be read."""
        stored: dict[str, dict[int, str]] = {}
        for item in self.items:
            for (rating_key, label), spelling in self.carried.items():
                if rating_key == item.rating_key and (item.section, label) not in self.unread:
                    stored.setdefault(label, {})[rating_key] = spelling
        return Labels(stored, self.unread, self.ignored, unsafe=self.unsafe, unseen=self.unseen)

    def removal(self) -> Removal:
        """Give the rules of removal."""
        orphans, disputed = self.orphans, self.disputed
        return Removal(
            self.mode,
            lambda reason: reason.subject in orphans,
            lambda reason: reason.subject in disputed,
        )

    def owned(self) -> set[Key]:
        """Give the keys of the labels that the ledger has for these items."""
        return {(item.rating_key, label) for item in self.items for label in self.ledger.of(item)}

    def plan(
        self,
        scope: frozenset[int] | None = None,
        gone: frozenset[int] = frozenset(),
        *,
        listed: bool | None = None,
    ) -> Plan:
        """Plan a run, of all items or of some; one of all items listed everything."""
        listed = scope is None if listed is None else listed
        return make_plan(
            self.claims,
            Index.build(self.items),
            self.labels(),
            self.ledger,
            worded=self.worded,
            unknown=self.unknown,
            removal=self.removal(),
            scope=scope,
            gone=gone,
            decisions=self.decisions,
            listed_at=self.now if listed else None,
        )


def keys_of(changes: Iterable[Change]) -> list[Key]:
    """Give the keys of some changes, in their order."""
    return [change.key for change in changes]


def put(world: World, rating_key: int, label: str) -> World:
    """Add a label as Plex does: in the spelling it knows, else with a capital letter."""
    key = (rating_key, fold_label(label))
    known = (
        spelling for (_, there), spelling in world.carried.items() if there == fold_label(label)
    )
    spelling = next(known, label[:1].upper() + label[1:])
    return replace(world, carried={key: spelling, **world.carried})


def take_off(world: World, key: Key) -> World:
    """Remove a label from an item."""
    return replace(
        world, carried={kept: world.carried[kept] for kept in world.carried if kept != key}
    )


def record_ahead(world: World, plan: Plan) -> World:
    """Record all of a plan but its removals, before the first write, and claim what is left."""
    added = (
        (change.item, Record(change.label, NOW, change.because, change.ended))
        for change in plan.additions
    )
    restated = with_records(world.ledger, plan.restated)
    ledger = with_records(without(restated, plan.forgotten), added)
    return replace(world, ledger=ledger, claims=tuple(plan.left.applied(world.claims)))


def write(world: World, plan: Plan, changes: Iterable[Change]) -> World:
    """Write some changes of a plan to Plex, and nothing to the ledger."""
    for change in changes:
        if change in plan.additions:
            world = put(world, change.item.rating_key, change.label)
        else:
            world = take_off(world, change.key)
    return world


def drop(world: World, changes: Iterable[Change]) -> World:
    """Drop the records of removals that are done."""
    return replace(world, ledger=without(world.ledger, keys_of(changes)))


def take_back(world: World, before: World, changes: Sequence[Change]) -> World:
    """Record the items of additions that surely are not done as they were before."""
    records = (
        (change.item, record)
        for change in changes
        for record in before.ledger.of(change.item).values()
    )
    ledger = with_records(without(world.ledger, keys_of(changes)), records)
    return replace(world, ledger=ledger)


def applied(world: World, plan: Plan | None = None) -> World:
    """Give the world after one whole run, of a plan for all items unless there is another."""
    plan = plan or world.plan()
    world = write(record_ahead(world, plan), plan, plan.additions + plan.removals)
    settled = {*plan.settled, *keys_of(plan.removals)}
    decisions = {key: world.decisions[key] for key in world.decisions if key not in settled}
    return drop(replace(world, decisions=decisions), plan.removals)
