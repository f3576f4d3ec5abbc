"""What came of the changes of a plan, as far as they were tried."""

from collections.abc import Callable, Iterable
from itertools import chain

from msgspec import Struct, field

from ..core.labels import Labels
from ..core.ledger import Key
from ..core.model import fold_label
from ..core.plan import Change


class Results(Struct):
    """What came of changes: in effect, known not to be, or not known. The rest was not tried.

    Of labels that were added, `as_is` are those that Plex shows as they are, folded, and `shown` is
    the folded label that it shows for another one. Of those in `merged` it showed that label
    before: it took what was to be added for the same, and nothing has changed.
    """

    done: set[Key] = field(default_factory=set)
    undone: set[Key] = field(default_factory=set)
    unclear: set[Key] = field(default_factory=set)
    as_is: set[str] = field(default_factory=set)
    shown: dict[Key, str] = field(default_factory=dict)
    merged: dict[Key, str] = field(default_factory=dict)

    def tell(self, changes: Iterable[Change], before: Labels, after: Labels, *, adds: bool) -> None:
        """Take in what came of changes, by the labels before and after; all of these were read."""
        if adds:
            self._tell(changes, lambda change: self._is_added(change, before, after))
        else:
            self._tell(changes, lambda change: _spelling(change, after) is None)

    def _tell(self, changes: Iterable[Change], is_done: Callable[[Change], bool]) -> None:
        for change in changes:
            key = change.key
            right, wrong = (self.done, self.undone) if is_done(change) else (self.undone, self.done)
            right.add(key)
            wrong.discard(key)
            self.unclear.discard(key)

    def _is_added(self, change: Change, before: Labels, after: Labels) -> bool:
        label, rating_key = fold_label(change.label), change.item.rating_key
        # It may have been told before.
        self.merged.pop(change.key, None)
        if _spelling(change, after) is not None:
            self.as_is.add(label)
            return True
        twin = next(after.twins(rating_key, label), None)
        if twin is None:
            return False
        was_there = twin in before.twins(rating_key, label)
        (self.merged if was_there else self.shown)[change.key] = twin
        return not was_there

    # Sets of a hundred thousand keys are asked and gone through, but not joined: Python holds its
    # lock for all of one, and the event loop waits for it (see `threads`).

    def is_tried(self, key: Key) -> bool:
        """Whether Plex was asked for the change."""
        return key in self.done or key in self.undone or key in self.unclear

    def is_settled(self, key: Key) -> bool:
        """Whether the change is in effect, or Plex takes its label for what was there before."""
        return key in self.done or key in self.merged

    def settled(self) -> Iterable[Key]:
        """Give the changes that are settled."""
        return chain(self.done, self.merged)

    def failed(self) -> set[Key]:
        """Give the changes that were tried and not seen in effect."""
        return {key for key in chain(self.undone, self.unclear) if not self.is_settled(key)}

    def maybe_done(self) -> Iterable[Key]:
        """Give the changes that were tried, but for those that are known not to be in effect."""
        return (key for key in chain(self.done, self.unclear) if key not in self.undone)


def _spelling(change: Change, labels: Labels) -> str | None:
    return labels.on(change.item, fold_label(change.label))
