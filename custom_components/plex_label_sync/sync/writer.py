"""Carries a plan out: one write at a time, the first of a kind checked, every label read back."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from ..clients.errors import NotFoundError, ServiceError
from ..clients.plex import EDIT_SIZE, PlexServer, Section
from ..core.ledger import Key
from ..core.model import fold
from ..core.plan import Change, Labels
from .library import Library
from .witness import Witness, find_witness

_FAILURES_IN_A_ROW = 3

type _Put = Callable[[Section, str, Collection[int]], Coroutine[Any, Any, None]]


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


@dataclass(frozen=True, slots=True)
class _Edit:
    """One label to add to, or take off, items of one section."""

    section: Section
    label: str
    changes: tuple[Change, ...]


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
        await self._write(changes, self._plex.add_label, self.added, adds=True)

    async def remove(self, changes: Sequence[Change]) -> None:
        """Remove labels. Raises what `add` raises."""
        await self._write(changes, self._plex.remove_label, self.removed, adds=False)

    async def _write(
        self, changes: Sequence[Change], put: _Put, outcome: Outcome, *, adds: bool
    ) -> None:
        await self._check_first(changes, put, outcome, adds=adds)
        for edit in _edits(self._library, changes):
            for batch in batched(edit.changes, EDIT_SIZE, strict=False):
                await self._send(put, edit, batch, outcome)
            await self._confirm(edit, outcome, adds=adds)
            self._progress(len(edit.changes))

    async def _check_first(
        self, changes: Sequence[Change], put: _Put, outcome: Outcome, *, adds: bool
    ) -> None:
        """Write to one item that carries other labels, alone, and see that these stay."""
        witness = await find_witness(self._plex, self._library, self._labels, changes)
        if witness is None:
            return
        change = witness.change
        key = change.item.rating_key
        section = self._library.shelves[change.item.section].section
        outcome.unclear.add(change.key)
        await put(section, change.label, [key])
        found = await self._plex.labels([key])
        if key not in found:
            raise NotFoundError("the item of the first write is gone, so nothing more was written")
        left = frozenset(map(fold, found[key]))
        outcome.tell([change], done=lambda change: (fold(change.label) in left) is adds)
        if lost := witness.others - left:
            raise LabelsLostError(_harm(witness, lost))

    async def _send(
        self, put: _Put, edit: _Edit, changes: Sequence[Change], outcome: Outcome
    ) -> None:
        outcome.unclear.update(change.key for change in changes)
        try:
            await put(edit.section, edit.label, [change.item.rating_key for change in changes])
        except ServiceError as err:
            self._note(err)
        else:
            self._failures = 0

    async def _confirm(self, edit: _Edit, outcome: Outcome, *, adds: bool) -> None:
        """Read the label's members back: an answer of 200 is no evidence."""
        count = len(self._library.shelves[edit.section.key].items)
        try:
            members = await self._plex.members(edit.section, [edit.label], of=count)
        except ServiceError as err:
            self._note(err)
            return
        outcome.tell(edit.changes, done=lambda change: (change.item.rating_key in members) is adds)

    def _note(self, err: ServiceError) -> None:
        """Go on after a failure, but not after several in a row."""
        self.error = err
        self._failures += 1
        if self._failures == _FAILURES_IN_A_ROW:
            raise PlexGaveOutError(str(err)) from err


def _edits(library: Library, changes: Iterable[Change]) -> list[_Edit]:
    """Bring changes together by section and label, so that one request serves many items."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.item.section, fold(change.label)), []).append(change)
    return [
        _Edit(library.shelves[section].section, group[0].label, tuple(group))
        for (section, _), group in groups.items()
    ]


def _harm(witness: Witness, lost: frozenset[str]) -> str:
    return (
        f"Plex dropped the labels {', '.join(sorted(lost))} of “{witness.change.item.title}” when "
        f"“{witness.change.label}” was written, instead of keeping them. Nothing more was "
        "written. Put these labels back by hand, and report this with your Plex version"
    )
