"""Which reasons have nobody and nothing behind them: people who left, tags that were deleted."""

from collections.abc import Callable, Collection, Iterable

from .model import Reading, Reason, ReasonKind, Source
from .sources import is_below


def orphaned(
    readings: Iterable[Reading], people: Collection[str], unknown: frozenset[Source]
) -> Callable[[Reason], bool]:
    """Give what tells whether a reason is an orphan, by what all sources said just now.

    `people` are the ids of everybody that a source knows. Whom a silent source may know is no
    orphan, nor is a tag of a silent instance, or one that may be among the tags of an instance that
    could not be read; a silent list knows its owner alone.
    """
    readings = tuple(readings)
    lists = {reading.source for reading in readings if reading.whose}
    all_spoke = unknown <= lists
    tags = {(reading.source, tag) for reading in readings for tag in reading.tags}
    by_source = {reading.source: reading for reading in readings if reading.odd}

    def is_orphan(reason: Reason) -> bool:
        if reason.kind is ReasonKind.USER:
            return all_spoke and reason.subject not in people
        if reason.kind is ReasonKind.TAG:
            odd = by_source.get(reason.source)
            silent = is_below(reason.source, unknown) or (odd and odd.may_hold(reason.subject))
            return not silent and (reason.source, reason.subject) not in tags
        return False

    return is_orphan
