"""What becomes of a label of ours whose reasons have ended: the user's choice."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .ledger import Record
from .model import NOBODY, Reason, ReasonKind


class RemovedMode(StrEnum):
    """It goes, it stays, or people's labels make way for one that says that they are gone."""

    REMOVE = "remove"
    KEEP = "keep"
    SPECIAL = "special"


def _none(_: Reason) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Removal:
    """The rules of removal. `label` is the one for titles that nobody wants any more.

    `orphaned` tells of which reasons the person, or the tag, is not there any more; labels with
    such reasons alone go in any mode.
    """

    mode: RemovedMode = RemovedMode.REMOVE
    label: str = "pulsarr:removed"
    orphaned: Callable[[Reason], bool] = _none

    def spares(self, because: frozenset[Reason]) -> bool:
        """Whether a label stays whose reasons, these, have ended."""
        if self.mode is not RemovedMode.KEEP or NOBODY in because:
            return False
        return not because or not all(map(self.orphaned, because))

    def marks(
        self,
        standing: Iterable[Reason],
        records: Mapping[str, Record],
        there: Collection[str],
        is_unknown: Callable[[Reason], bool],
    ) -> bool:
        """Whether an item is to carry the label that says that nobody wants it any more.

        `standing` are the reasons for its labels, `records` ours by folded label, and `there`
        those of them that it carries. While a source behind one of these is silent, nobody knows.
        """
        if self.mode is not RemovedMode.SPECIAL or of_people(standing):
            return False
        if any(NOBODY in record.because for record in records.values()):
            return True
        behind = of_people(reason for label in there for reason in records[label].because)
        return bool(behind) and not any(map(is_unknown, behind))


def of_people(reasons: Iterable[Reason]) -> frozenset[Reason]:
    """Give those reasons that are people's wishes."""
    return frozenset(reason for reason in reasons if reason.kind is ReasonKind.USER)
