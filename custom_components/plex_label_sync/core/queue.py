"""The queue: titles that somebody wants and that Plex does not have yet, derived from claims.

What is remembered of a waiting title is since when it waits and when it was last looked for.
Times are seconds since 1970.
"""

from collections.abc import Iterable, Sequence
from copy import replace
from dataclasses import dataclass

from .model import Claim, Guids, MediaType, Reason, ReasonKind, Title

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 600.0
_GROWTH = 1.5
_GROWN = 20
"""After so many looks in vain the longest pause is reached; a higher power may overflow."""

type Mark = tuple[MediaType, str]
"""Tells a title from others: its media type with an id, or with the name when it has no id."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A title that is not in Plex yet, and the reasons that wait for it.

    `imported`: an instance has a file of it, so that Plex should have it any moment; it is
    looked for again at `next_attempt`, which is None for titles that nobody has imported, and
    for those without ids, which cannot be found.
    """

    media_type: MediaType
    guids: Guids
    name: str
    because: frozenset[Reason]
    imported: bool = False
    since: float = 0
    attempts: int = 0
    next_attempt: float | None = None

    @property
    def title(self) -> Title:
        """The title itself."""
        return Title(self.media_type, self.guids, self.name)

    @property
    def marks(self) -> frozenset[Mark]:
        """What tells the title from others: its ids, or its name when it has none."""
        return marks_of(self.title)

    def is_due(self, now: float) -> bool:
        """Whether it is time to look for the title again."""
        return self.next_attempt is not None and self.next_attempt <= now

    def tried(self, now: float) -> Waiting:
        """Give the title as it waits after one more look in vain: each pause is longer."""
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * _GROWTH ** min(self.attempts + 1, _GROWN))
        return replace(self, attempts=self.attempts + 1, next_attempt=now + pause)


def queue(claims: Iterable[Claim]) -> tuple[Waiting, ...]:
    """Bring the waiting claims of each title together; claims that share an id are one title."""
    at: dict[tuple[MediaType, str], int] = {}
    merged: dict[int, Waiting] = {}
    for number, claim in enumerate(claims):
        waiting = Waiting(
            claim.title.media_type,
            claim.title.guids,
            claim.title.name,
            frozenset({claim.reason}),
            # The tag of a title without a file does not wait.
            imported=claim.reason.kind is ReasonKind.TAG,
        )
        ids = [(waiting.media_type, guid) for guid in waiting.guids]
        for known in sorted({at[one] for one in ids if one in at}):
            waiting = _merge(waiting, merged.pop(known))
        for guid in waiting.guids:
            at[waiting.media_type, guid] = number
        merged[number] = waiting
    return tuple(sorted(merged.values(), key=_order))


def followed(
    fresh: Iterable[Waiting],
    before: Sequence[Waiting],
    *,
    imported: Iterable[Title] = (),
    now: float,
) -> tuple[Waiting, ...]:
    """Give the queue as it is now with what was remembered of its titles before.

    `imported` are titles of which an instance has just got a file.
    """
    earlier = {mark: one for one in before for mark in one.marks}
    arrived = {mark for title in imported for mark in marks_of(title)}
    return tuple(_followed(waiting, earlier, arrived, now) for waiting in fresh)


def _followed(
    waiting: Waiting,
    earlier: dict[Mark, Waiting],
    arrived: set[Mark],
    now: float,
) -> Waiting:
    known = [earlier[mark] for mark in waiting.marks if mark in earlier]
    new = not arrived.isdisjoint(waiting.marks)
    imported = waiting.imported or new or any(one.imported for one in known)
    sought = imported and waiting.guids
    latest = max(known, key=lambda one: one.attempts, default=waiting)
    attempts, due = (0, None) if new else (latest.attempts, latest.next_attempt)
    return replace(
        waiting,
        imported=imported,
        since=min((one.since for one in known), default=now),
        attempts=attempts,
        next_attempt=(now + FIRST_PAUSE if due is None else due) if sought else None,
    )


def marks_of(title: Title) -> frozenset[Mark]:
    """Give what tells a title from others: its ids, or its name when it has none."""
    return frozenset((title.media_type, mark) for mark in title.guids or (title.name,))


def _order(title: Waiting) -> tuple[str, MediaType, list[str], list[Reason]]:
    return title.name, title.media_type, sorted(title.guids), sorted(title.because)


def _merge(one: Waiting, other: Waiting) -> Waiting:
    return Waiting(
        one.media_type,
        one.guids | other.guids,
        min(one.name, other.name),
        one.because | other.because,
        imported=one.imported or other.imported,
    )
