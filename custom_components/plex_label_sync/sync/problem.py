"""What can go wrong in a run, each with a kind: no decision is taken by a name that is shown."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from ..core.model import Reading, Source
from ..core.phrase import Phrase, PhraseKind
from ..core.sources import is_below

PLEX = "Plex"


class Status(StrEnum):
    """How a run ended.

    `partial`: a source, a library or an item failed, the rest is done. `stopped`: it stopped
    itself before doing harm. `failed`: it could not do its work.
    """

    OK = "ok"
    PARTIAL = "partial"
    STOPPED = "stopped"
    FAILED = "failed"


class ProblemKind(StrEnum):
    """What went wrong, by what it concerns."""

    SOURCE = "source"
    LIBRARY = "library"
    LIBRARY_GONE = "library_gone"
    LOOK_UPS = "look_ups"
    LABELS_UNREAD = "labels_unread"
    ITEMS_UNREAD = "items_unread"
    CONFLICTING_IDS = "conflicting_ids"
    EDITS = "edits"
    REMOVALS_HELD = "removals_held"
    LABELS_LOST = "labels_lost"
    PLEX = "plex"
    STORAGE = "storage"
    FAULT = "fault"


_STATUS = {
    # What is meant is labelled, and nothing else.
    ProblemKind.CONFLICTING_IDS: Status.OK,
    ProblemKind.REMOVALS_HELD: Status.STOPPED,
    ProblemKind.LABELS_LOST: Status.STOPPED,
    ProblemKind.PLEX: Status.FAILED,
    ProblemKind.STORAGE: Status.FAILED,
    ProblemKind.FAULT: Status.FAILED,
}


class Problem(Struct, frozen=True):
    """Something that went wrong: its kind, what it concerns, and the error in words.

    `concerns` and `error` are in English; users are told `why` in their own language. What the log
    may say of it, naming nobody, is `discreet`. `key` tells which source, library or item it is,
    and `whom` what the person or Seerr is called whose list it is. `accepted`: the user chose to
    ignore it.
    """

    kind: ProblemKind
    concerns: str
    error: str
    discreet: str = ""
    key: str = ""
    accepted: bool = False
    whom: str = ""
    why: Phrase | None = None

    @property
    def status(self) -> Status:
        """How a run ends that met it."""
        return Status.OK if self.accepted else _STATUS.get(self.kind, Status.PARTIAL)

    @property
    def line(self) -> str:
        """What the log may say, in one line that names nobody."""
        return self.discreet or f"{self.concerns}: {self.error}"

    @property
    def as_dict(self) -> dict[str, Any]:
        """What is kept of it, which JSON can hold."""
        return {
            "kind": self.kind.value,
            "concerns": self.concerns,
            "error": self.error,
            "key": self.key,
            "whom": self.whom,
            "why": self.why.as_dict if self.why else None,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Problem:
        """Give a problem that was kept. Raises `KeyError` and `ValueError` for what is none."""
        return cls(
            ProblemKind(kept["kind"]),
            str(kept["concerns"]),
            str(kept["error"]),
            key=str(kept.get("key", "")),
            whom=str(kept.get("whom", "")),
            why=Phrase.read(kept.get("why")),
        )


def of_readings(readings: Iterable[Reading]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Give the names of the sources that answered, and a problem for each that is unknown."""
    good: dict[str, str] = {}
    problems: list[Problem] = []
    for reading in readings:
        if reading.claims is None:
            problems.append(
                Problem(
                    ProblemKind.SOURCE,
                    reading.name,
                    reading.error or "unknown",
                    reading.discreet,
                    reading.source,
                    whom=reading.whom,
                    why=reading.why,
                )
            )
        else:
            name = (
                reading.name if reading.name not in good else f"{reading.name} ({reading.source})"
            )
            good[name] = reading.source
    return tuple(good), tuple(problems)


def of_sources(
    readings: Iterable[Reading], unknown: Iterable[Source], names: Mapping[Source, str]
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Give what `of_readings` gives, with a problem for each source that was not read yet.

    `unknown` are all that have no complete reading, `names` what sources are called.
    """
    readings = tuple(readings)
    good, problems = of_readings(readings)
    told = frozenset(problem.key for problem in problems)
    why = Phrase.of(PhraseKind.SOURCE_UNREAD)
    unread = tuple(
        Problem(ProblemKind.SOURCE, names.get(source, source), "not read yet", key=source, why=why)
        for source in sorted(unknown)
        if not is_below(source, told)
    )
    return good, problems + unread


def of_unknown(unknown: Iterable[Source], problems: Iterable[Problem]) -> Mapping[Source, Problem]:
    """Give for each source that has no complete reading the problem of what it stands below."""
    by_source = {problem.key: problem for problem in problems}
    return {
        source: by_source[top]
        for source in unknown
        if (top := max(_tops_of(source, by_source), key=len, default=None)) is not None
    }


def _tops_of(source: Source, tops: Iterable[Source]) -> Iterator[Source]:
    return (top for top in tops if is_below(source, frozenset({top})))


def unread_items(count: int) -> Iterator[Problem]:
    """Tell of so many items that Plex has, as far as we know, and did not give; of none nothing."""
    if count:
        text = f"items that were not given, and that are looked at again: {count}"
        # Each is tried again for itself: the log is not to tell of the same ones by other numbers.
        discreet = f"{PLEX}: some items were not given; they are looked at again"
        why = Phrase.of(PhraseKind.ITEMS_UNREAD, count=count)
        yield Problem(ProblemKind.ITEMS_UNREAD, PLEX, text, discreet, why=why)
