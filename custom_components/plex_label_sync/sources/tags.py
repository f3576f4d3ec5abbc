"""Tags of Radarr and Sonarr: each instance is a source."""

import asyncio
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct, field

from ..clients.arr.client import Arr, ArrTitle, Tag, Titles
from ..clients.errors import ServiceError
from ..clients.rows import Listing
from ..core.model import Claim, Doubt, Reading, Reason, ReasonKind, Source, Title
from ..threads import in_turn
from .reader import Wishes


class _Made(Struct):
    """The claims that were made last, by tag and by title, and of what."""

    tags: tuple[Tag, ...] = ()
    titles: Mapping[int, ArrTitle] = field(default_factory=dict)
    claims: Mapping[Tag, Mapping[int, Claim]] = field(default_factory=dict)
    all: tuple[Claim, ...] = ()


class TagReader(Struct, frozen=True):
    """Reads an instance's tags as claims on the titles that carry them.

    `sync_tags`: tags are reasons for labels. `requester_tags`: a tag that names somebody who is
    known is that person's request, and no tag; whom it names is found out where people are known. A
    title without a file does not wait for Plex because of a tag. An id that the instance itself
    does not know (a title deleted between its two answers) claims nothing.
    """

    arr: Arr
    source: Source
    name: str
    sync_tags: bool = True
    requester_tags: bool = False
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    # Claims are the same objects from one reading to the next: there are thousands, and webhooks
    # come in bursts, so that new ones would keep the garbage collector busy.
    _made: _Made = field(default_factory=_Made)

    @property
    def is_reading(self) -> bool:
        """Whether somebody reads just now: what was read last may be old already."""
        return self._reading.locked()

    async def read(self, *, is_same: bool = False) -> Wishes:
        """Read all tags and the titles that carry them.

        Whether it is still the same instance is asked first, unless `is_same` says so.
        """
        async with self._reading:
            return await self._read(frozenset(), {}, is_same=is_same)

    async def reread(self, ids: frozenset[int], about: Collection[Title] = ()) -> Rereading:
        """Read all tags, and what the instance knows of some titles, by its own ids, anew.

        Those titles count as well that it is asked `about`, as far as it is known to have them.

        Nobody else reads meanwhile, so that an older answer never takes a newer one's place.
        """
        async with self._reading:
            if about:
                ids |= await in_turn(self.arr.ids_of, about)
            before = self.arr.last_read(ids)
            failed: dict[int, ServiceError] = {}
            wishes = await self._read(ids, failed)
            now = self.arr.last_read(ids - failed.keys())
        return Rereading(
            wishes,
            failed=failed,
            titles=frozenset(entry.title for entry in (*before, *now)),
            imported=frozenset(entry.title for entry in now if entry.has_file),
        )

    async def _read(
        self, anew: frozenset[int], failed: dict[int, ServiceError], *, is_same: bool = False
    ) -> Wishes:
        try:
            if not is_same:
                await self.arr.status()
            failed.update(await self.arr.refresh(anew))
            listed = await self.arr.tags()
            tags = listed.entries
            counted = tags if self.sync_tags or self.requester_tags else ()
            members = await in_turn(_members, counted)
            titles = Titles({})
            if members:
                titles = await self.arr.titles(members, started=self.arr.started)
        except ServiceError as err:
            return Wishes.none(self.source, self.name, err)
        claims = await in_turn(self._claims, counted, titles.by_id)
        reading = Reading(
            self.source,
            self.name,
            claims,
            tags=frozenset(tag.label for tag in tags),
            odd=listed.odd + titles.odd,
            doubts=_doubts(listed, titles, counted),
        )
        return Wishes(self.source, (reading,))

    def _claims(self, tags: tuple[Tag, ...], titles: Mapping[int, ArrTitle]) -> tuple[Claim, ...]:
        made = self._made
        if (tags, titles) != (made.tags, made.titles):
            made.claims = self._make(tags, titles)
            made.tags, made.titles = tags, titles
            made.all = tuple(
                claim for its_own in made.claims.values() for claim in its_own.values()
            )
        return made.all

    def _make(
        self, tags: Iterable[Tag], titles: Mapping[int, ArrTitle]
    ) -> dict[Tag, Mapping[int, Claim]]:
        """Make the claims of tags; those of one are the same as long as it and its titles are."""
        made = self._made
        changed = {key for key, entry in titles.items() if made.titles.get(key) is not entry}
        changed |= made.titles.keys() - titles.keys()
        before = {tag.label: its_own for tag, its_own in made.claims.items()}
        claims: dict[Tag, Mapping[int, Claim]] = {}
        for tag in tags:
            same = made.claims.get(tag) if changed.isdisjoint(tag.members) else None
            if same is None:
                same = self._claims_of(tag, titles, before.get(tag.label, {}))
            claims[tag] = same
        return claims

    def _claims_of(
        self, tag: Tag, titles: Mapping[int, ArrTitle], before: Mapping[int, Claim]
    ) -> dict[int, Claim]:
        kind = ReasonKind.TAG if self.sync_tags else ReasonKind.UNCLEAR
        reason = Reason(kind, tag.label, self.source)
        claims: dict[int, Claim] = {}
        for member in tag.members:
            if entry := titles.get(member):
                claim = Claim(entry.title, reason, entry.has_file, self.requester_tags)
                made = before.get(member)
                claims[member] = made if made == claim else claim
        return claims


def _doubts(listed: Listing[Tag], titles: Titles, counted: Iterable[Tag]) -> tuple[Doubt, ...]:
    """Give which claims may be missing because of what could not be read.

    The subject of a doubt is the label of a tag, also of one that names somebody. A title that
    could not be read is one that carries a tag and is missing.
    """
    doubts = list(listed.doubts or [Doubt()] * bool(listed.odd))
    if titles.odd:
        doubts += [
            Doubt(subject=tag.label)
            for tag in counted
            if not titles.by_id.keys() >= set(tag.members)
        ]
    return tuple(doubts)


def _members(tags: Iterable[Tag]) -> frozenset[int]:
    return frozenset(member for tag in tags for member in tag.members)


class Rereading(Struct, frozen=True):
    """What came of reading some titles anew.

    `titles` are these as they were known before and are now, `imported` those of which the
    instance has a file. `failed` are those that it could not tell of, by its own ids, with why.
    """

    wishes: Wishes
    titles: frozenset[Title]
    imported: frozenset[Title]
    failed: Mapping[int, ServiceError] = field(default_factory=dict)
