"""Reads who carries the labels that matter: across all libraries at once where the server can."""

from asyncio import gather
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from ..clients.errors import ServiceError
from ..clients.plex.client import OfferedLabels, PlexServer, Section
from ..clients.together import together
from ..core.labels import Labels
from ..core.model import MediaType, fold_label, widened
from .library import Library


class _Offer(Struct, frozen=True, gc=False):
    """A label that sections of a media type offer as a filter, with their ids for it."""

    label: str
    spelling: str
    media_type: MediaType
    ids: Mapping[str, str]
    """By section key."""


class LabelReader(Struct):
    """Reads labels of one Plex server.

    `sizes` is about how many items each section has. Whether the server filters across libraries is
    tried until it is known, and remembered: as long as it is not known to, it is asked section by
    section. `nameless` is how many labels without a name there were when they were read last.
    """

    plex: PlexServer
    across: bool | None = None
    nameless: int = 0

    async def read(
        self, library: Library, wanted: frozenset[str], ignore: str, sizes: Mapping[str, int]
    ) -> Labels:
        """Give who carries the wanted labels, and whom the ignore label keeps us from; all folded.

        A label that a section does not offer is on none of its items. Labels that Plex may take for
        one of these are read, too. One without a name may be any label, also the one that keeps us
        off: items that carry it are left alone. Of sections that Plex did not name nothing could be
        read. To read labels back that were just written, `ignore` is empty.
        """
        sections = tuple(library.sections.values())
        wide = frozenset(map(widened, wanted | {ignore}))
        all_offered = await gather(*(self._offered(section) for section in sections))
        unread = {
            (section.key, label)
            for section, offered in zip(sections, all_offered, strict=True)
            if offered is None
            for label in wanted | {ignore}
        }
        unnamed = sizes.keys() - library.sections.keys()
        unread |= {(section, label) for section in unnamed for label in wanted | {ignore}}
        offers = _offers(sections, all_offered, wide)
        reading = _Reading(self, library, sizes, unread=unread, ignore=ignore)
        await self._try_across(reading, offers)
        await together(reading.read(offer) for offer in offers)
        if ignore:
            self.nameless = 0
            for section, offered in zip(sections, all_offered, strict=True):
                self.nameless += len(offered.nameless) if offered else 0
                await reading.read_nameless(section, offered.nameless if offered else ())
        return reading.labels()

    async def _offered(self, section: Section) -> OfferedLabels | None:
        try:
            return await self.plex.offered_labels(section)
        except ServiceError:
            return None

    async def _try_across(self, reading: _Reading, offers: Iterable[_Offer]) -> None:
        """Compare, once, what one label has across libraries with the sum of the sections."""
        for offer in offers if self.across is None else ():
            try:
                by_section = await reading.by_section(offer)
                if not by_section:
                    continue
                found = await self.plex.members(_id(offer), offer.media_type)
            except ServiceError:
                return
            elsewhere = await self._elsewhere(reading.library, offer)
            self.across = found == by_section | elsewhere
            return

    async def _elsewhere(self, library: Library, offer: _Offer) -> frozenset[int]:
        """Give the members in sections that are out of scope."""
        others = [
            section
            for section in library.everywhere
            if section.key not in offer.ids and section.media_type is offer.media_type
        ]
        found = await together(self._found(section, offer.label) for section in others)
        return frozenset[int]().union(*found)

    async def _found(self, section: Section, label: str) -> frozenset[int]:
        offered = await self._offered(section)
        for one in offered.named if offered else ():
            if fold_label(one.label) == label:
                return await self.plex.section_members(section, [one.id])
        return frozenset()


class _Reading(Struct):
    """One reading of some labels, as far as it is."""

    reader: LabelReader
    library: Library
    sizes: Mapping[str, int]
    unread: set[tuple[str, str]]
    ignore: str
    stored: dict[str, dict[int, str]] = field(default_factory=dict)
    nameless: frozenset[int] = frozenset()

    async def read(self, offer: _Offer) -> None:
        """Read who carries a label; where that fails it is unread in the sections that offer it."""
        try:
            keys = await self._keys(offer)
        except ServiceError:
            self.unread.update((section, offer.label) for section in offer.ids)
        else:
            members = self.stored.setdefault(offer.label, {})
            members.update(dict.fromkeys(keys, offer.spelling))

    async def read_nameless(self, section: Section, label_ids: Iterable[str]) -> None:
        """Read who carries labels without a name; where that fails nobody knows whom to leave."""
        for label_id in label_ids:
            try:
                self.nameless |= await self._in_section(section, label_id)
            except ServiceError:
                self.unread.add((section.key, self.ignore))

    async def _keys(self, offer: _Offer) -> frozenset[int]:
        if self.reader.across and len(set(offer.ids.values())) == 1:
            try:
                return await self._across(offer)
            except FilterIgnoredError:
                self.reader.across = False
        return await self.by_section(offer)

    async def by_section(self, offer: _Offer) -> frozenset[int]:
        """Give the members of all sections that offer a label. Raises a `ServiceError`."""
        found = await together(
            self._in_section(self.library.sections[key], label_id)
            for key, label_id in offer.ids.items()
        )
        return frozenset[int]().union(*found)

    async def _across(self, offer: _Offer) -> frozenset[int]:
        plex, label_id, media_type = self.reader.plex, _id(offer), offer.media_type
        keys = await plex.members(label_id, media_type)
        size = sum(
            self.sizes.get(section.key, 0)
            for section in self.library.sections.values()
            if section.media_type is media_type
        )
        if _is_suspicious(keys, size):
            _check(keys, await plex.count_without(label_id, media_type))
        return keys

    async def _in_section(self, section: Section, label_id: str) -> frozenset[int]:
        plex = self.reader.plex
        keys = await plex.section_members(section, [label_id])
        if _is_suspicious(keys, self.sizes.get(section.key, 0)):
            _check(keys, await plex.section_count_without(section, [label_id]))
        return keys

    def labels(self) -> Labels:
        """Give what was read; all of a section is ignored whose ignore label could not be."""
        wide = widened(self.ignore)
        return Labels(
            self.stored,
            frozenset(self.unread),
            frozenset(
                key
                for label, members in self.stored.items()
                if widened(label) == wide
                for key in members
            )
            | self.nameless,
            unsafe=frozenset(section for section, label in self.unread if widened(label) == wide),
            ignore=self.ignore,
        )


class FilterIgnoredError(ServiceError):
    """Plex ignored a filter that it does not support, and returned everything."""


def _is_suspicious(keys: frozenset[int], size: int) -> bool:
    """Whether so many items carry the label that the filter may have been ignored."""
    return bool(keys) and 4 * len(keys) >= 3 * size


def _check(keys: frozenset[int], without: int) -> None:
    """Raise `FilterIgnoredError` when as many items lack the label: the filter was ignored."""
    if without >= len(keys):
        raise FilterIgnoredError("it ignored the label filter and returned everything")


def _id(offer: _Offer) -> str:
    return next(iter(offer.ids.values()))


def _offers(
    sections: Iterable[Section],
    all_offered: Iterable[OfferedLabels | None],
    wide: frozenset[str],
) -> list[_Offer]:
    """Give the offered labels that Plex may take for one of these."""
    ids: dict[tuple[str, MediaType], dict[str, str]] = {}
    spelling: dict[str, str] = {}
    for section, offered in zip(sections, all_offered, strict=True):
        for one in offered.named if offered else ():
            label = fold_label(one.label)
            if widened(label) in wide:
                spelling.setdefault(label, one.label)
                ids.setdefault((label, section.media_type), {})[section.key] = one.id
    return [
        _Offer(label, spelling[label], media_type, by_section)
        for (label, media_type), by_section in sorted(ids.items())
    ]
