"""What becomes of labels that are there when other options are saved: which move, and which go."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import batched
from sqlite3 import Connection

from msgspec import Struct, field

from ..core.ledger import Record
from ..core.model import NOBODY, Item, Reason, fold_label
from ..core.orphans import orphaned
from ..core.policy import Policy
from ..core.removal import Removal, of_people
from ..core.sources import is_below, unknown_sources
from ..core.wishes import Worded
from ..follow.runtime import Runtime
from ..markdown import escaped
from ..sources.watchlists import FRIENDS, OWN
from ..state import claims, decisions, ledger
from ..sync.servers import Names

_PIECE = 500
_EXAMPLES = 8
_GONE = ""

type _Orphaned = Callable[[Reason], bool]


class Effect(Struct, frozen=True):
    """On how many titles labels move or go, and on how many each: old and new text, or none.

    `replaced` are those that go, and of which the new text says that nobody wants the title.
    """

    items: int = 0
    labels: Mapping[tuple[str, str], int] = field(default_factory=dict)
    replaced: frozenset[tuple[str, str]] = frozenset()

    @property
    def renames(self) -> bool:
        """Whether labels get another text."""
        return any(pair[1] and pair not in self.replaced for pair in self.labels)

    @property
    def going(self) -> Mapping[str, frozenset[str]]:
        """The labels that go, each with those that come in their place."""
        going: dict[str, set[str]] = {}
        for old, new in self.labels:
            going.setdefault(old, set()).update({new} - {_GONE})
        return {old: frozenset(new) for old, new in going.items()}

    @property
    def listed(self) -> str:
        """The labels that are on the most titles, as a list in Markdown."""
        most = sorted(self.labels, key=lambda pair: (-self.labels[pair], pair))
        lines = [
            f"- {' → '.join(map(escaped, filter(None, pair)))} ({self.labels[pair]})"
            for pair in most[:_EXAMPLES]
        ]
        return "\n".join([*lines, *["- …"][: len(most) - len(lines)]])


def effect_of(connection: Connection, runtime: Runtime, before: Policy, after: Policy) -> Effect:
    """Give what becomes of labels of ours when one policy follows the other.

    Plex tells no case apart, so a label in another case does not move. One in a library that the
    policy leaves out stays as it is, and so does one about which the user was asked already.
    """
    if before == after:
        return Effect()
    names = Names.of(connection)
    orphan = _orphaned(connection, runtime, names) if after.cleanup_orphans else _nobody
    old = _Side(before, names.wording(before), orphan)
    new = _Side(after, names.wording(after), orphan)
    mark = new.worded(NOBODY) or _GONE
    items: set[int] = set()
    labels: Counter[tuple[str, str]] = Counter()
    replaced: set[tuple[str, str]] = set()
    for piece in batched(ledger.keys(connection), _PIECE, strict=False):
        answered = decisions.of(connection, piece)
        records = [*ledger.of(connection, piece)]
        marked = _left(records, new) - {key for key, _ in answered}
        for item, record in records:
            if after.libraries is not None and item.section not in after.libraries:
                continue
            texts = [*_moves(record, old.worded, new.worded)]
            if not texts and old.keeps(record) and not new.keeps(record):
                is_asked = (item.rating_key, fold_label(record.label)) in answered
                is_left = item.rating_key in marked and of_people(record.because)
                gone = mark if is_left else _GONE
                texts = [] if is_asked else [gone]
                replaced.update({(record.label, gone)} if gone else ())
            for text in texts:
                items.add(item.rating_key)
                labels[record.label, text] += 1
    return Effect(len(items), labels, frozenset(replaced))


def _left(records: Iterable[tuple[Item, Record]], side: _Side) -> set[int]:
    """Give the items, by rating key, that people have labels on and none of them wants then."""
    labelled: set[int] = set()
    wanted: set[int] = set()
    for item, record in records:
        if wishes := of_people(record.because):
            still = not record.ended and any(map(side.counts, wishes))
            (wanted if still else labelled).add(item.rating_key)
    return labelled - wanted


class _Side(Struct):
    """What one policy makes of records."""

    policy: Policy
    worded: Worded
    orphan: _Orphaned
    _kept: dict[tuple[frozenset[Reason], bool], bool] = field(default_factory=dict)

    def keeps(self, record: Record) -> bool:
        """Whether a label stays, as far as the options say so: something asks for it, or may."""
        key = record.because, record.ended
        if key not in self._kept:
            self._kept[key] = self._is_kept(*key)
        return self._kept[key]

    def _is_kept(self, because: frozenset[Reason], ended: bool) -> bool:
        if not ended and any(self.counts(reason) for reason in because):
            return True
        policy = self.policy
        orphan = self.orphan if policy.cleanup_orphans else _nobody
        return Removal(policy.removed_mode, orphan).spares(because)

    def counts(self, reason: Reason) -> bool:
        """Whether the options let a reason have a label; those of its source are read."""
        off = {OWN: self.policy.own_watchlist, FRIENDS: self.policy.friends_watchlists}
        unread = frozenset(source for source, is_read in off.items() if not is_read)
        return not is_below(reason.source, unread) and self.worded(reason) is not None


def _moves(record: Record, old: Worded, new: Worded) -> Iterable[str]:
    """Give the texts that a label is to have, where that is another one than before."""
    texts: dict[str, str] = {}
    for reason in sorted(record.because):
        before, after = old(reason), new(reason)
        stays = {fold_label(text) for text in (record.label, before) if text is not None}
        if after is not None and fold_label(after) not in stays:
            texts.setdefault(fold_label(after), after)
    return texts.values()


def _orphaned(connection: Connection, runtime: Runtime, names: Names) -> _Orphaned:
    """Give what tells orphans by what all sources said last."""
    said = [poll.latest for poll in runtime.polls]
    readings = [reading for wishes in said if wishes for reading in wishes.readings]
    unknown = unknown_sources(readings, claims.names(connection))
    silent = {poll.source for poll in runtime.polls if poll.latest is None}
    return orphaned(readings, names.people.keys(), unknown | silent)


def _nobody(_: Reason) -> bool:
    return False
