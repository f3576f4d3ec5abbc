"""What a run came to: its numbers and problems, and what it did.

Its status and texts are derived from them here and nowhere else.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from typing import Any, Protocol

from msgspec import Struct, field

from ..core.model import Item
from ..core.queue import Waiting
from .preview import Preview, Why
from .problem import Problem, ProblemKind, Status

OK = "ok"

MOST_TOLD = 50
"""A run that changes more items than this is told as a whole, and not item by item."""


_WORST_FIRST = (Status.FAILED, Status.STOPPED, Status.PARTIAL)


class Words(Protocol):
    """Gives what an answer tells in words."""

    def topic(self, problem: Problem) -> str:
        """Give what a problem concerns."""

    def error(self, problem: Problem) -> str:
        """Give what went wrong."""

    def source(self, name: str) -> str:
        """Give what a source is called, by its English name."""

    def why(self, why: Why) -> str:
        """Give why a label comes or goes."""


class Held(Struct, frozen=True):
    """Removals that wait for the user's word: `count` of `owned` labels, from some `titles`.

    `labels` are what is removed, folded. `lately` counts the removals of the last 24 hours, which
    the limit takes together with these; 0 where nobody asks.
    """

    count: int
    owned: int
    titles: tuple[str, ...]
    mark: str
    labels: frozenset[str] = frozenset()
    lately: int = 0


class Activity(Struct, frozen=True):
    """Labels that were added to an item, or removed, and for whom, which tags and by whom told."""

    added: bool
    item: Item
    labels: tuple[str, ...]
    users: tuple[str, ...]
    tags: tuple[str, ...]
    sources: tuple[str, ...]


class Queueing(Struct, frozen=True):
    """A title that waits since a run, its labels to be, for whom, which tags and by whom told.

    Of a title among many only what waits is told.
    """

    waiting: Waiting
    year: int = 0
    labels: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Outcome(Struct, frozen=True):
    """The numbers and findings of one run.

    `added`, `removed` and `unchanged` count labels on items; `items`, `queued` and `failed` count
    Plex items looked at, titles waiting for Plex and items whose last write failed. `good` names
    the sources that answered. `duration` is in seconds. `gone` holds the keys of chosen libraries
    that Plex does not have any more, `collisions` each label that several people share, with their
    names, `reserved` each that tags or people do not get because it says something else, with
    these; None where nobody looked. `conflicts` counts titles with ids of different titles.
    `changes` and `preview` tell what a dry run would do, `left_out` on how many more items.
    `held` are removals that wait for the
    user's word, and `holds` tells whether any label that was looked at is one of these, or stays
    by that word. `activities` tells what was done to each item, unless that would be a long list;
    `newly_queued` are the titles that wait since this run. `failed_keys` are the items whose last
    write failed, by rating key, `settled_keys` those that were seen to be as they should after it,
    and `unread_keys` those that could not be read.
    """

    items: int = 0
    added: int = 0
    removed: int = 0
    unchanged: int = 0
    queued: int = 0
    reads: int = 0
    writes: int = 0
    duration: float = 0
    good: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    gone: frozenset[str] = frozenset()
    collisions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reserved: Mapping[str, tuple[str, ...]] | None = None
    conflicts: int = 0
    changes: tuple[dict[str, Any], ...] | None = None
    left_out: int = 0
    preview: Preview | None = None
    held: Held | None = None
    holds: bool = False
    activities: tuple[Activity, ...] = ()
    newly_queued: tuple[Queueing, ...] = ()
    failed_keys: frozenset[int] = frozenset()
    settled_keys: frozenset[int] = frozenset()
    unread_keys: frozenset[int] = frozenset()

    @property
    def status(self) -> Status:
        """How the run ended: the worst that its problems stand for.

        A Plex that failed once labels were written left the run partly done.
        """
        found = {problem.status for problem in self.problems}
        wrote = self.added or self.removed
        if wrote and not self.has(ProblemKind.STORAGE, ProblemKind.FAULT):
            found = {Status.PARTIAL if one is Status.FAILED else one for one in found}
        return next((status for status in _WORST_FIRST if status in found), Status.OK)

    @property
    def went_through(self) -> bool:
        """Whether the run did what it could: it may have met trouble, or wait for an answer."""
        if self.has(ProblemKind.LABELS_LOST):
            return False
        return self.status is not Status.FAILED

    @property
    def failed(self) -> int:
        """How many items' last write failed."""
        return len(self.failed_keys)

    def has(self, *kinds: ProblemKind) -> bool:
        """Whether there is a problem of one of these kinds."""
        return any(problem.kind in kinds for problem in self.problems)

    def of(self, *kinds: ProblemKind) -> tuple[Problem, ...]:
        """Give the problems of these kinds."""
        return tuple(problem for problem in self.problems if problem.kind in kinds)

    def accepting(self, sources: frozenset[str]) -> Outcome:
        """Give the outcome with the problems of these sources accepted."""
        return replace(
            self,
            problems=tuple(
                replace(one, accepted=one.accepted or one.key in sources) for one in self.problems
            ),
        )

    def with_problems(self, *problems: Problem) -> Outcome:
        """Give the outcome with more problems."""
        return replace(self, problems=(*self.problems, *problems))

    @property
    def sources(self) -> dict[str, str]:
        """Each source's name with `ok` or what went wrong, and what else did; names are unique."""
        return _told(self.good, ((one, one.concerns, one.error) for one in self.problems))

    def sources_in(self, words: Words) -> dict[str, str]:
        """Give that in these words; people's lists are called the same whether they were read."""
        topics = (
            words.source(one.concerns) if one.whom else words.topic(one) for one in self.problems
        )
        errors = map(words.error, self.problems)
        return _told(map(words.source, self.good), zip(self.problems, topics, errors, strict=True))

    @property
    def trouble(self) -> str:
        """What went wrong, in one line; empty when nothing did."""
        return "; ".join(f"{problem.concerns}: {problem.error}" for problem in self.troubles)

    @property
    def discreet_trouble(self) -> str:
        """What went wrong, in one line that names nobody, for the log; empty when nothing did."""
        return "; ".join(dict.fromkeys(problem.line for problem in self.troubles))

    @property
    def troubles(self) -> tuple[Problem, ...]:
        """The problems that kept something from being done."""
        return tuple(one for one in self.problems if one.status is not Status.OK)

    @property
    def summary(self) -> str:
        """The numbers in one line, without anything about people."""
        return (
            f"{self.status.value}, {self.items} items, {self.added} labels added, "
            f"{self.removed} removed, {self.unchanged} unchanged, {self.queued} titles queued, "
            f"{self.failed} items failed, {self.reads} reads, {self.writes} writes, "
            f"{self.duration:.2f} s"
        )

    @property
    def numbers(self) -> dict[str, Any]:
        """The numbers as an action answers them."""
        return {
            "status": self.status.value,
            "items": self.items,
            "added": self.added,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "queued": self.queued,
            "failed": self.failed,
            "requests": {"reads": self.reads, "writes": self.writes},
            "duration": round(self.duration, 3),
        }

    def as_dict(self, words: Words) -> dict[str, Any]:
        """Give the outcome as an action answers it, in these `words`.

        `changes` only for a dry run, with how many more items would change.
        """
        answer = {**self.numbers, "sources": self.sources_in(words)}
        if self.changes is not None:
            answer["changes"] = [
                {**row, "because": _because(row["because"], words)} for row in self.changes
            ]
            answer["changes_left_out"] = self.left_out
        return answer


def _told(good: Iterable[str], problems: Iterable[tuple[Problem, str, str]]) -> dict[str, str]:
    told: dict[str, str] = dict.fromkeys(good, OK)
    for problem, concerns, error in problems:
        is_taken = concerns in told
        name = f"{concerns} ({problem.key or problem.kind.value})" if is_taken else concerns
        told[name] = error
    return told


def _because(reasons: Mapping[str, Iterable[Why]], words: Words) -> dict[str, list[str]]:
    """Give in words why labels come or go."""
    return {label: [*map(words.why, whys)] for label, whys in reasons.items()}
