"""Carries a plan out: one write at a time, the first of a kind checked, every label read back."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence, Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from ..clients.errors import NotFoundError, ServiceError
from ..clients.plex.client import METADATA_SIZE, PlexServer, Section
from ..core.labels import Labels
from ..core.ledger import Key
from ..core.model import fold
from ..core.plan import Change
from .edits import Edit, edits
from .library import Library
from .witness import Witness, find_witness

_FAILURES_IN_A_ROW = 3

type _Put = Callable[[Section, Sequence[str], Collection[int]], Coroutine[Any, Any, None]]


class LabelsLostError(Exception):
    """An edit took labels off an item that should have stayed: nothing more is written."""


class PlexGaveOutError(Exception):
    """Several edits in a row failed: the rest is left to the next run."""


@dataclass(slots=True)
class Outcome:
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
    def failed(self) -> set[Key]:
        """The changes that were tried and not seen in effect."""
        return (self.undone | self.unclear) - self.done


class Writer:
    """Writes one plan; `added` and `removed` tell what came of it, even when it breaks off.

    `error` is the last edit's or reading's failure, if one failed.
    """

    def __init__(
        self,
        plex: PlexServer,
        library: Library,
        labels: Labels,
        progress: Callable[[int], None],
    ) -> None:
        """`labels` are as read before; `progress` is told how many changes were dealt with."""
        self.added = Outcome()
        self.removed = Outcome()
        self.error: ServiceError | None = None
        self._plex = plex
        self._library = library
        self._labels = labels
        self._progress = progress
        self._failures = 0

    async def add(self, changes: Sequence[Change]) -> None:
        """Add labels.

        Raises `LabelsLostError` when the first write did harm, `PlexGaveOutError` when Plex
        takes no more edits, and a `ServiceError` when the first write could not be checked.
        """
        await self._write(changes, self._plex.add_labels, self.added, adds=True)

    async def remove(self, changes: Sequence[Change]) -> None:
        """Remove labels. Raises what `add` raises."""
        await self._write(changes, self._plex.remove_labels, self.removed, adds=False)

    async def _write(
        self, changes: Sequence[Change], put: _Put, outcome: Outcome, *, adds: bool
    ) -> None:
        if not changes:
            return
        await self._check_first(changes, put, outcome, adds=adds)
        self._progress(len(outcome.done))
        left = [change for change in changes if change.key not in outcome.done]
        for edit in edits(self._library, left):
            for part in edit.parts():
                await self._send(put, part, outcome)
            await self._confirm(edit, outcome, adds=adds)
            self._progress(len(edit.changes))

    async def _check_first(
        self, changes: Sequence[Change], put: _Put, outcome: Outcome, *, adds: bool
    ) -> None:
        """Write to one item that carries other labels, alone, and see that these stay."""
        witness = await find_witness(self._plex, self._library, self._labels, changes)
        if witness is None:
            return
        key = witness.item.rating_key
        section = self._library.shelves[witness.item.section].section
        outcome.unclear.update(change.key for change in witness.changes)
        await put(section, [change.label for change in witness.changes], [key])
        found = await self._plex.labels([key])
        if key not in found:
            raise NotFoundError("the item of the first write is gone, so nothing more was written")
        left = frozenset(map(fold, found[key]))
        outcome.tell(witness.changes, done=lambda change: (fold(change.label) in left) is adds)
        if lost := witness.others - left:
            raise LabelsLostError(_harm(witness, lost))

    async def _send(self, put: _Put, edit: Edit, outcome: Outcome) -> None:
        outcome.unclear.update(change.key for change in edit.changes)
        try:
            await put(edit.section, edit.labels, edit.rating_keys)
        except ServiceError as err:
            self._note(err)
        else:
            self._failures = 0

    async def _confirm(self, edit: Edit, outcome: Outcome, *, adds: bool) -> None:
        """Read the labels back: an answer of 200 is no evidence."""
        try:
            there = await self._carriers(edit)
        except ServiceError as err:
            self._note(err)
            return
        outcome.tell(edit.changes, done=lambda change: (change.key in there) is adds)

    async def _carriers(self, edit: Edit) -> AbstractSet[Key]:
        """Give the edit's labels that are there: read from the items, or the one from its list."""
        if len(edit.rating_keys) > METADATA_SIZE and len(edit.labels) == 1:
            count = len(self._library.shelves[edit.section.key].items)
            members = await self._plex.members(edit.section, edit.labels, of=count)
            return {(key, fold(edit.labels[0])) for key in members}
        found = await self._plex.labels(edit.rating_keys)
        return {(key, fold(label)) for key, labels in found.items() for label in labels}

    def _note(self, err: ServiceError) -> None:
        """Go on after a failure, but not after several in a row."""
        self.error = err
        self._failures += 1
        if self._failures == _FAILURES_IN_A_ROW:
            raise PlexGaveOutError(str(err)) from err


def _harm(witness: Witness, lost: frozenset[str]) -> str:
    return (
        f"Plex dropped the labels {', '.join(sorted(lost))} of “{witness.item.title}” when "
        f"{_quoted(witness.changes)} was written, instead of keeping them. Nothing more was "
        "written. Put these labels back by hand, and report this with your Plex version"
    )


def _quoted(changes: Iterable[Change]) -> str:
    return " and ".join(f"“{change.label}”" for change in changes)
