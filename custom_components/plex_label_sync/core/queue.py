"""The queue: titles that somebody wants and that Plex does not have yet, derived from claims.

What is remembered of a waiting title is since when it waits, and whether it was imported. Times are
seconds since 1970.
"""

from collections.abc import Collection, Iterable
from copy import replace

from msgspec import Struct

from .model import Claim, Guids, MediaType, Reason, ReasonKind, Title, packed

type Mark = tuple[MediaType, str]
"""Tells a title from others: its media type with an id, or with the name when it has no id."""


class Waiting(Struct, frozen=True):
    """A title that is not in Plex yet, and the reasons that wait for it.

    `imported`: an instance has a file of it, so that Plex should have it any moment. `had` are the
    ids of the people who had it when Plex lost it: to them it is not new when Plex has it again.
    """

    media_type: MediaType
    guids: Guids
    name: str
    because: frozenset[Reason]
    imported: bool = False
    since: float = 0
    had: frozenset[str] = frozenset()

    @property
    def title(self) -> Title:
        """The title itself."""
        return Title(self.media_type, packed(self.guids), self.name)

    @property
    def marks(self) -> frozenset[Mark]:
        """What tells the title from others: its ids, or its name when it has none."""
        return marks_of(self.title)

    def followed(self, before: Collection[Waiting], now: float) -> Waiting:
        """Give the title as it waits now, with what was remembered of it."""
        return replace(
            self,
            imported=self.imported or any(old.imported for old in before),
            since=min((old.since for old in before), default=now),
            had=self.had.union(*(old.had for old in before)),
        )

    def without_reasons(self) -> Waiting:
        """Give what is remembered of the title."""
        return replace(self, because=frozenset())


def queue(claims: Iterable[Claim], imported: frozenset[Mark] = frozenset()) -> tuple[Waiting, ...]:
    """Bring the waiting claims of each title together; claims that share an id are one title.

    `imported` are marks of titles of which an instance has just got a file.
    """
    at: dict[Mark, int] = {}
    merged: dict[int, Waiting] = {}
    for number, claim in enumerate(claims):
        waiting = Waiting(
            claim.title.media_type,
            claim.title.guids,
            claim.title.name,
            frozenset({claim.reason}),
            # The tag of a title without a file does not wait.
            imported=claim.reason.kind is ReasonKind.TAG
            or not imported.isdisjoint(marks_of(claim.title)),
        )
        for other in sorted({at[mark] for mark in waiting.marks if mark in at}):
            waiting = _merge(waiting, merged.pop(other))
        at.update(dict.fromkeys(waiting.marks, number))
        merged[number] = waiting
    return tuple(sorted(merged.values(), key=_order))


def marks_of(title: Title) -> frozenset[Mark]:
    """Give what tells a title from others: its ids, or its name when it has none."""
    return frozenset((title.media_type, mark) for mark in title.guids or (title.name,))


def _order(title: Waiting) -> tuple[str, MediaType, list[str], list[Reason]]:
    return title.name, title.media_type, sorted(title.guids), sorted(title.because)


def _merge(first: Waiting, second: Waiting) -> Waiting:
    return Waiting(
        first.media_type,
        first.guids | second.guids,
        min(first.name, second.name),
        first.because | second.because,
        imported=first.imported or second.imported,
    )
