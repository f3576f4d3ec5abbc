"""Carries a plan out: one write at a time, the first of a kind checked, every label read back."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from itertools import batched

from ..clients.errors import BadAnswerError, NotFoundError, ServerFaultError, ServiceError
from ..clients.plex.client import METADATA_SIZE, PlexServer
from ..core.labels import Labels
from ..core.model import fold_label
from ..core.plan import Change
from ..threads import in_turn
from .edits import Edit, edits
from .first_write import FirstWrite, OtherItems, Put
from .labels import LabelReader
from .library import Library
from .results import Results

_OF_ONE_ITEM = (BadAnswerError, NotFoundError, ServerFaultError)
"""Failures of an edit that may be about one of its items alone."""

_FAILURES_IN_A_ROW = 3
_BATCH = 200
"""How many edits are made before their labels are read back, all together."""

_FEW = 2 * METADATA_SIZE
"""Up to so many items labels are read back item by item."""


class PlexGaveOutError(Exception):
    """Several edits in a row failed, the last one because of `why`; the next run does the rest."""

    def __init__(self, last: ServiceError) -> None:
        super().__init__(str(last))
        self.why = last.why


class Writer:
    """Writes one plan; `added` and `removed` tell what came of it, even when it breaks off.

    `error` is the last edit's or reading's failure, if one failed.
    """

    def __init__(
        self,
        plex: PlexServer,
        reader: LabelReader,
        library: Library,
        sizes: Callable[[], Awaitable[Mapping[str, int]]],
        *,
        other_items: OtherItems,
        ignore: str,
        progress: Callable[[int], None],
    ) -> None:
        """`sizes` gives how many items each section has; `progress` is told of changes done.

        `other_items` gives more items to check a first write on, but for those with the folded
        label `ignore`.
        """
        self.added = Results()
        self.removed = Results()
        self.error: ServiceError | None = None
        self._plex = plex
        self._reader = reader
        self._library = library
        self._sizes = sizes
        self._other_items = other_items
        self._ignore = ignore
        self._progress = progress
        self._failures = 0

    async def add(self, changes: Sequence[Change], labels: Labels) -> None:
        """Add labels; `labels` are as read before.

        Raises `LabelsLostError` when the first writes did harm, `PlexGaveOutError` when Plex
        takes no more edits, and a `ServiceError` when the first write could not be checked.
        """
        await self._write(changes, labels, self._plex.add_labels, self.added, adds=True)

    async def remove(self, changes: Sequence[Change], labels: Labels) -> None:
        """Remove labels. Raises what `add` raises."""
        await self._write(changes, labels, self._plex.remove_labels, self.removed, adds=False)

    async def _write(
        self, changes: Sequence[Change], labels: Labels, put: Put, results: Results, *, adds: bool
    ) -> None:
        if not changes:
            return
        sections, others = self._library.sections, self._other_items
        first = FirstWrite(self._plex, sections, others, self._ignore, put, adds, results)
        refused = await first.check(changes, labels)
        self.error = next(reversed(refused.values()), self.error)
        self._progress(len(results.done))
        for batch in await in_turn(self._batches, changes, results, refused):
            given_out = await self._send_all(put, batch, results)
            await self._confirm(batch, labels, results, adds=adds)
            if given_out:
                raise given_out

    def _batches(
        self, changes: Sequence[Change], results: Results, refused: Collection[int]
    ) -> list[tuple[Edit, ...]]:
        """Give the edits that make these changes, but for those that are settled already.

        Items whose edit was `refused` are left out.
        """
        left = [
            change
            for change in changes
            if not results.is_settled(change.key) and change.item.rating_key not in refused
        ]
        parts = (part for edit in edits(self._library.sections, left) for part in edit.parts())
        return list(batched(parts, _BATCH, strict=False))

    async def _send_all(
        self, put: Put, batch: Iterable[Edit], results: Results
    ) -> PlexGaveOutError | None:
        for part in batch:
            try:
                await self._send(put, part, results)
            except PlexGaveOutError as err:
                return err
        return None

    async def _send(self, put: Put, edit: Edit, results: Results) -> None:
        """Send an edit; one that Plex refuses in halves, so that one item keeps no other."""
        results.unclear.update(change.key for change in edit.changes)
        try:
            await put(edit.section, edit.labels, edit.rating_keys)
        except _OF_ONE_ITEM as err:
            if halves := edit.halves():
                for half in halves:
                    await self._send(put, half, results)
                return
            self._note(err)
        except ServiceError as err:
            self._note(err)
        else:
            self._failures = 0
        self._progress(len(edit.changes))

    async def _confirm(
        self, batch: Sequence[Edit], before: Labels, results: Results, *, adds: bool
    ) -> None:
        """Read the labels of a batch back: an answer of 200 is no evidence."""
        tried = await in_turn(_tried, batch, results)
        keys = {change.item.rating_key for change in tried}
        one_by_one = len(keys) <= _FEW
        try:
            after = await (self._read_items(keys) if one_by_one else self._read_labels(tried))
        except ServiceError as err:
            self._note(err)
            return

        def tell() -> None:
            known = [change for change in tried if _is_read(change, after, one_by_one)]
            results.tell(known, before, after, adds=adds)

        await in_turn(tell)

    async def _read_items(self, rating_keys: Collection[int]) -> Labels:
        read = await self._plex.read(sorted(rating_keys))
        return Labels.of_items(((entry.item, entry.labels) for entry in read.values()), "")

    async def _read_labels(self, changes: Iterable[Change]) -> Labels:
        wanted = frozenset(fold_label(change.label) for change in changes)
        return await self._reader.read(self._library, wanted, "", await self._sizes())

    def _note(self, err: ServiceError) -> None:
        """Go on after a failure, but not after several in a row."""
        self.error = err
        self._failures += 1
        if self._failures == _FAILURES_IN_A_ROW:
            raise PlexGaveOutError(err) from err


def _tried(batch: Iterable[Edit], results: Results) -> list[Change]:
    return [change for edit in batch for change in edit.changes if change.key in results.unclear]


def _is_read(change: Change, labels: Labels, one_by_one: bool) -> bool:
    """Whether it is known if the item carries the label; items read one by one may be missing."""
    if one_by_one:
        return change.item.rating_key in labels.whole
    return (change.item.section, fold_label(change.label)) not in labels.unread
