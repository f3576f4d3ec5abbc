"""Makes the first edit of a kind on one item alone, and sees that its other labels stay.

Somebody else may take a label of their own off in that very moment. So a label that is missing is
looked for again, and a second item is tried, before that counts as harm. An item whose edit Plex
refuses tells nothing: another one is taken.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from copy import replace
from typing import Any

from msgspec import Struct

from ..clients.errors import NotFoundError, ServiceError
from ..clients.plex.client import METADATA_SIZE, PlexServer, Section
from ..core.labels import Labels
from ..core.model import Item, fold_label, widened
from ..core.phrase import Phrase, PhraseKind
from ..core.plan import Change
from ..core.title_name import with_year
from ..threads import in_turn
from .results import Results
from .sample import SampleItem, find_sample

_MOMENT = 0.3
"""Seconds until a label that is missing is looked for again."""

_REFUSALS = 3
"""After so many items whose edit is refused no other is tried: Plex takes none at present."""

type Put = Callable[[Section, Sequence[str], Collection[int]], Coroutine[Any, Any, None]]
type OtherItems = Callable[[str, bool], Awaitable[Sequence[Item]]]
"""Gives items with labels of ours: those that carry this folded label, or those that do not."""


class LabelsLostError(Exception):
    """An edit took labels off an item that should have stayed: nothing more is written."""

    def __init__(self, message: str, why: Phrase) -> None:
        super().__init__(message)
        self.why = why


class ItemGoneError(NotFoundError):
    """The item of a first write is gone."""

    kind = PhraseKind.ITEM_GONE


class _RefusedError(Exception):
    """The edit of an item was refused, as `error` says, and did no harm."""

    def __init__(self, error: ServiceError) -> None:
        super().__init__(str(error))
        self.error = error


class FirstWrite(Struct, frozen=True):
    """The first edit of a kind, sent by `put`; `adds`: it adds labels, else it takes them off.

    Items with the label `ignore`, folded, are left alone.
    """

    plex: PlexServer
    sections: Mapping[str, Section]
    other_items: OtherItems
    ignore: str
    put: Put
    adds: bool
    results: Results

    async def check(self, changes: Sequence[Change], labels: Labels) -> dict[int, ServiceError]:
        """Make the changes of one item that carries other labels, if there is one.

        Gives the items whose edit was refused, by rating key, and why. Raises `LabelsLostError`
        when such edits take other labels off, and a `ServiceError` when that cannot be told.
        """
        refused: dict[int, ServiceError] = {}
        while first := await find_sample(self.plex, self.sections, labels, changes):
            self.results.unclear.update(change.key for change in first.changes)
            try:
                await self._check(first, changes, labels)
            except _RefusedError as err:
                key = first.item.rating_key
                refused[key] = err.error
                if len(refused) == _REFUSALS:
                    raise err.error from err
                changes = await in_turn(_of_others, changes, key)
            else:
                break
        return refused

    async def _check(self, first: SampleItem, changes: Sequence[Change], labels: Labels) -> None:
        lost = await self._lost(first, labels)
        if not lost:
            return
        second = await self._second(first, changes, labels)
        if second is None and lost < first.others:
            # An edit that replaces labels leaves none of the others.
            return
        harmed = {first: lost}
        if second is not None:
            try:
                lost = await self._lost(second, labels)
            except _RefusedError as err:
                raise err.error from err
            harmed[second] = lost
        if lost:
            raise LabelsLostError(_harm(harmed), _why(harmed))

    async def _lost(self, sample: SampleItem, before: Labels) -> frozenset[str]:
        """Make the changes of an item; gives the labels that it lost, folded."""
        item = sample.item
        section = self.sections.get(item.section)
        refusal: ServiceError | None = None
        try:
            await self.put(
                section or Section(item.section, item.section, item.media_type),
                [change.label for change in sample.changes],
                [item.rating_key],
            )
        except ServiceError as err:
            refusal = err
        # An edit that was answered with an error may have taken effect all the same.
        try:
            left = await self._read(sample, before)
        except ItemGoneError as err:
            raise (_RefusedError(refusal) if refusal else err) from err
        if refusal and sample.others <= left and not self._is_made(sample):
            raise _RefusedError(refusal)
        if not sample.others <= left:
            await asyncio.sleep(_MOMENT)
            left = await self._read(sample, before)
        return sample.others - left

    async def _read(self, sample: SampleItem, before: Labels) -> frozenset[str]:
        key = sample.item.rating_key
        there = await self.plex.labels([key])
        if key not in there:
            raise ItemGoneError("the item of the first write is gone, so nothing more was written")
        after = Labels.of_items([(sample.item, there[key])], "")
        planned = [change for change in sample.changes if self.results.is_tried(change.key)]
        self.results.tell(planned, before, after, adds=self.adds)
        return after.whole[key]

    def _is_made(self, sample: SampleItem) -> bool:
        return all(self.results.is_settled(change.key) for change in sample.changes)

    async def _second(
        self, first: SampleItem, changes: Sequence[Change], labels: Labels
    ) -> SampleItem | None:
        """Look for another item to change, with labels read anew; else for one that is as wanted.

        The edit then changes nothing there.
        """
        key = first.item.rating_key
        rest = await in_turn(_of_others, changes, key)
        anew = replace(labels, whole={})
        if sample := await find_sample(self.plex, self.sections, anew, rest):
            self.results.unclear.update(change.key for change in sample.changes)
            return sample
        label = first.changes[0].label
        others = await self.other_items(fold_label(label), self.adds)
        items = {item.rating_key: item for item in others if item.rating_key != key}
        for other, there in (await self.plex.labels(list(items)[:METADATA_SIZE])).items():
            carried = frozenset(map(fold_label, there))
            change = Change(items[other], label, frozenset())
            if self._is_as_wanted(label, carried) and (sample := SampleItem.of([change], carried)):
                return sample
        return None

    def _is_as_wanted(self, label: str, carried: Collection[str]) -> bool:
        """Whether an item with these folded labels may be changed, and will stay as it is."""
        wide = set(map(widened, carried))
        if widened(self.ignore) in wide:
            return False
        # Plex may take what looks alike for the label, and would take that off.
        return fold_label(label) in carried if self.adds else widened(label) not in wide


def _of_others(changes: Iterable[Change], rating_key: int) -> list[Change]:
    return [change for change in changes if change.item.rating_key != rating_key]


def _harm(harmed: Mapping[SampleItem, Collection[str]]) -> str:
    lost = " and ".join(
        f"the labels {', '.join(sorted(labels))} of “{sample.item.title}” when "
        f"{_quoted(sample.changes)} was written"
        for sample, labels in harmed.items()
    )
    return (
        f"Plex dropped {lost}, instead of keeping them. Nothing more was written. Put these labels "
        "back by hand, and report this with your Plex version"
    )


def _why(harmed: Mapping[SampleItem, Collection[str]]) -> Phrase:
    """Give the same in names alone, for whatever language."""
    lost = "; ".join(
        f"“{with_year(sample.item.title, sample.item.year)}”: {', '.join(sorted(labels))}"
        for sample, labels in harmed.items()
    )
    changed = dict.fromkeys(change.label for sample in harmed for change in sample.changes)
    labels = ", ".join(f"“{label}”" for label in changed)
    return Phrase.of(PhraseKind.LABELS_DROPPED, label=labels, lost=lost)


def _quoted(changes: Iterable[Change]) -> str:
    return " and ".join(f"“{change.label}”" for change in changes)
