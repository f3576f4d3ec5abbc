"""Which labels that are there would get another text, when one policy follows the other."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import batched
from sqlite3 import Connection

from msgspec import Struct, field

from ..core.ledger import Record
from ..core.model import fold_label
from ..core.policy import Policy
from ..core.wishes import Worded
from ..markdown import escaped
from ..state import ledger
from ..sync.servers import Names

_PIECE = 500
_EXAMPLES = 8


class Renaming(Struct, frozen=True):
    """On how many titles labels move, and on how many each: old and new text."""

    items: int = 0
    labels: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def going(self) -> Mapping[str, frozenset[str]]:
        """The labels that go, each with those that come in their place."""
        going: dict[str, set[str]] = {}
        for old, new in self.labels:
            going.setdefault(old, set()).add(new)
        return {old: frozenset(new) for old, new in going.items()}

    @property
    def listed(self) -> str:
        """The labels that are on the most titles, as a list in Markdown."""
        most = sorted(self.labels, key=lambda pair: (-self.labels[pair], pair))
        lines = [
            f"- {escaped(old)} → {escaped(new)} ({self.labels[old, new]})"
            for old, new in most[:_EXAMPLES]
        ]
        return "\n".join([*lines, *["- …"][: len(most) - len(lines)]])


def renaming(connection: Connection, before: Policy, after: Policy) -> Renaming:
    """Give the labels of ours that move.

    Plex tells no case apart, so a label in another case does not move; nor does one that the
    policy leaves out, or one in a library that it leaves out.
    """
    names = Names.of(connection)
    old, new = names.wording(before), names.wording(after)
    items: set[int] = set()
    labels: Counter[tuple[str, str]] = Counter()
    for piece in batched(ledger.keys(connection), _PIECE, strict=False):
        for item, record in ledger.of(connection, piece):
            if after.libraries is not None and item.section not in after.libraries:
                continue
            for text in _moves(record, old, new):
                items.add(item.rating_key)
                labels[record.label, text] += 1
    return Renaming(len(items), labels)


def _moves(record: Record, old: Worded, new: Worded) -> Iterable[str]:
    """Give the texts that a label is to have, where that is another one than before."""
    texts: dict[str, str] = {}
    for reason in sorted(record.because):
        before, after = old(reason), new(reason)
        stays = {fold_label(text) for text in (record.label, before) if text is not None}
        if after is not None and fold_label(after) not in stays:
            texts.setdefault(fold_label(after), after)
    return texts.values()
