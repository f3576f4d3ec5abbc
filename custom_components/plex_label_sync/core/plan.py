"""The plan: what a run would add and remove, and what it leaves alone."""

from collections.abc import Iterable
from copy import replace

from msgspec import Struct

from .ledger import Key, Record
from .model import NOBODY, Claim, Item, Reason, fold_label
from .removal import TitlesLeft, of_people


class Change(Struct, frozen=True, gc=False):
    """One label to add or remove on one item, in the spelling to send, with its reasons.

    `replaced_by` are the labels in whose favour it is removed. `ended`: it is added in the place of
    one of which no reason stands any more. `approved`: the user said that it goes. Of a label to
    remove, `wording` is how we worded it; of one to add, `shown` is the folded label that Plex will
    show for it, if that is known to be another one.
    """

    item: Item
    label: str
    because: frozenset[Reason]
    replaced_by: tuple[str, ...] = ()
    ended: bool = False
    approved: bool = False
    wording: str = ""
    shown: str = ""

    @property
    def moved(self) -> bool:
        """Whether it is removed because another label takes its place."""
        return bool(self.replaced_by)

    @property
    def key(self) -> Key:
        """The key of the label's record in the ledger."""
        return self.item.rating_key, fold_label(self.wording or self.label)


_NOTHING_LEFT = TitlesLeft()


class Plan(Struct, frozen=True):
    """What a run would do. Everything is by rising rating key, then by label.

    `unchanged` counts labels that are as wanted, `skipped` those that are left as they are since
    they, or what would take their place, could not be read, and `skipped_keys` names their items.
    `restated` are records whose reasons or items changed, `forgotten` records of labels that are
    gone for good, to be dropped before additions are recorded. `waiting` are the claims without
    an item that belong in the queue. `held` are removals that the user is asked about, or does not
    want; `settled` are labels about which there is nothing left to decide, and `kept` those that
    take the place of one that the user kept, of which no reason stands either. `left` are the
    titles that nobody wants any more. `conflicts` are claims of which an id leads to a title that
    they do not mean.
    """

    additions: tuple[Change, ...] = ()
    removals: tuple[Change, ...] = ()
    unchanged: int = 0
    skipped: int = 0
    skipped_keys: tuple[int, ...] = ()
    restated: tuple[tuple[Item, Record], ...] = ()
    forgotten: tuple[Key, ...] = ()
    waiting: tuple[Claim, ...] = ()
    held: tuple[Change, ...] = ()
    settled: tuple[Key, ...] = ()
    kept: tuple[Key, ...] = ()
    left: TitlesLeft = _NOTHING_LEFT
    conflicts: tuple[Claim, ...] = ()

    def changes(self) -> list[Change]:
        """Give all changes: what is added, and then what is removed."""
        return [*self.additions, *self.removals]


def joined(plans: Iterable[Plan]) -> Plan:
    """Give the plans of different items as one, in their order."""
    plans = tuple(plans)
    return Plan(
        additions=tuple(change for plan in plans for change in plan.additions),
        removals=tuple(change for plan in plans for change in plan.removals),
        unchanged=sum(plan.unchanged for plan in plans),
        skipped=sum(plan.skipped for plan in plans),
        skipped_keys=tuple(key for plan in plans for key in plan.skipped_keys),
        restated=tuple(record for plan in plans for record in plan.restated),
        forgotten=tuple(key for plan in plans for key in plan.forgotten),
        waiting=tuple(claim for plan in plans for claim in plan.waiting),
        held=tuple(change for plan in plans for change in plan.held),
        settled=tuple(key for plan in plans for key in plan.settled),
        kept=tuple(key for plan in plans for key in plan.kept),
        left=TitlesLeft(
            {claim: keys for plan in plans for claim, keys in plan.left.new.items()},
            tuple(claim for plan in plans for claim in plan.left.over),
        ),
        conflicts=tuple(dict.fromkeys(claim for plan in plans for claim in plan.conflicts)),
    )


def held_back(plan: Plan) -> Plan:
    """Give what may be done of a plan whose removals the user is to be asked about.

    As long as people's labels stay, nothing new may say that nobody wants the title.
    """
    ending = tuple(change for change in plan.removals if not (change.moved or change.approved))
    staying = {change.item.rating_key for change in ending if of_people(change.because)}
    premature = {key for keys in plan.left.new.values() if keys & staying for key in keys}
    new = {claim: keys for claim, keys in plan.left.new.items() if not keys & premature}
    additions = [
        _without_nobody(change) if change.item.rating_key in premature else change
        for change in plan.additions
    ]
    return replace(
        plan,
        additions=tuple(change for change in additions if change.because or change.ended),
        removals=tuple(change for change in plan.removals if change.moved or change.approved),
        held=(*plan.held, *ending),
        left=TitlesLeft(new, plan.left.over),
    )


def _without_nobody(change: Change) -> Change:
    return replace(change, because=change.because - {NOBODY})
