"""What came of the changes of a plan, as far as they were tried."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..core.ledger import Key
from ..core.plan import Change


@dataclass(slots=True)
class Results:
    """What came of changes: in effect, known not to be, or not known. The rest was not tried."""

    done: set[Key] = field(default_factory=set)
    undone: set[Key] = field(default_factory=set)
    unclear: set[Key] = field(default_factory=set)

    def tell(self, changes: Iterable[Change], *, done: Callable[[Change], bool]) -> None:
        """Take in changes of which it is known whether they are in effect."""
        for change in changes:
            right, wrong = (self.done, self.undone) if done(change) else (self.undone, self.done)
            right.add(change.key)
            wrong.discard(change.key)
            self.unclear.discard(change.key)

    @property
    def tried(self) -> set[Key]:
        """The changes that Plex was asked for."""
        return self.done | self.undone | self.unclear

    @property
    def failed(self) -> set[Key]:
        """The changes that were tried and not seen in effect."""
        return (self.undone | self.unclear) - self.done
