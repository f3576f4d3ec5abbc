"""The titles of an instance as they were listed last, by its own ids."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from msgspec import Struct, field

from ...core.model import Doubt, Guids, Title
from ..rows import Listing, Rows
from .kind import ArrKind
from .shapes import ArrTitle, ListedTag, OddTag, Row, Tag, TaggedRow, row_id, title_of


class ArrTitles(Struct):
    """What was listed; `odd` rows of it could not be read and are not known from before.

    `own_tags` are the ids of the tags that titles carry, for those that carry any, where they were
    listed with them.
    """

    kind: ArrKind
    rows: dict[int, Row] = field(default_factory=dict)
    odd: int = 0
    own_tags: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _made: dict[int, ArrTitle] = field(default_factory=dict)

    def take(self, listed: Rows[Row], *, keep: bool) -> None:
        """Take in a new list; a title whose row is odd stays as it was if that is to be kept."""
        rows = {row.id: row for row in listed.rows}
        odd = [row_id(row) for row in listed.odd]
        kept = {key: self.rows[key] for key in odd if keep and key in self.rows}
        rows.update(kept)
        self.rows, self._made, self.odd = rows, {}, len(odd) - len(kept)

    def take_tagged(self, listed: Rows[TaggedRow], *, keep: bool) -> None:
        """Take in a new list with the titles' own tags."""
        # Rows without tags, as `take` has them: there are many, and few carry any.
        bare = Rows(tuple(map(_bare, listed.rows)), listed.odd)
        before = self.own_tags
        self.take(bare, keep=keep)
        tags = {row.id: row.tags for row in listed.rows if row.tags}
        kept = {key: before[key] for key in map(row_id, listed.odd) if keep and key in before}
        self.own_tags = kept | tags

    def put(self, key: int, row: TaggedRow | None) -> None:
        """Take in one title as it is now, or that it is gone."""
        self._made.pop(key, None)
        self.own_tags.pop(key, None)
        if row is None:
            self.rows.pop(key, None)
            return
        self.rows[key] = _bare(row)
        if row.tags:
            self.own_tags[key] = row.tags

    def differs(self, row: TaggedRow) -> bool:
        """Whether a listed title is another one by now, or has a file where it had none.

        Sonarr may tell of a series without its statistics, which say whether it has files.
        """
        before, now = title_of(self.rows[row.id], self.kind), title_of(row, self.kind)
        if before.title.guids != now.title.guids:
            return True
        tells_files = self.kind is ArrKind.RADARR or row.statistics is not None
        return tells_files and before.has_file != now.has_file

    def missing(self, wanted: frozenset[int]) -> frozenset[int]:
        """Give those of these ids of which no title is known."""
        return frozenset(key for key in wanted if key not in self.rows)

    def give(self, ids: Iterable[int]) -> dict[int, ArrTitle]:
        """Give titles, as the same objects from one time to the next; some may be missing."""
        given: dict[int, ArrTitle] = {}
        for key in ids:
            title = self._made.get(key)
            if title is None and (row := self.rows.get(key)):
                title = self._made[key] = title_of(row, self.kind)
            if title:
                given[key] = title
        return given

    def ids_of(self, titles: Collection[Title]) -> frozenset[int]:
        """Give the instance's own ids of these titles."""
        wanted = {(title.media_type, guid) for title in titles for guid in title.guids}
        listed = ((key, title_of(row, self.kind).title) for key, row in list(self.rows.items()))
        return frozenset(
            key
            for key, title in listed
            if any((title.media_type, guid) in wanted for guid in title.guids)
        )

    def doubts(self, odd: Iterable[OddTag]) -> tuple[Doubt, ...]:
        """Give what tags that could not be read may be about: one tag, or the titles of one."""
        return tuple(map(self._doubt, odd))

    def tags(self, names: Rows[ListedTag]) -> Listing[Tag]:
        """Give the tags of these names with the titles that carry them, as the titles say.

        A title whose row could not be read may carry any; what a name may be that could not be read
        is on the titles that carry a tag without a name.
        """
        members: defaultdict[int, list[int]] = defaultdict(list)
        for key, tags in self.own_tags.items():
            for tag in tags:
                members[tag].append(key)
        named = tuple(Tag(tag.label, tuple(members.pop(tag.id, ()))) for tag in names.rows)
        doubts = [Doubt()] if self.odd else []
        if names.odd:
            unnamed = {key for keys in members.values() for key in keys}
            doubts.append(Doubt(guids=self._guids(unnamed)))
        odd = len(names.odd) + self.odd
        return Listing(named, odd, tuple(doubts) if odd else None)

    def _doubt(self, tag: OddTag) -> Doubt:
        if tag.label is not None:
            return Doubt(subject=tag.label)
        if tag.members is None or self.missing(frozenset(tag.members)):
            return Doubt()
        return Doubt(guids=self._guids(tag.members))

    def _guids(self, keys: Iterable[int]) -> Guids:
        found = (entry.title.guids for entry in self.give(keys).values())
        return frozenset[str]().union(*found)


def _bare(row: TaggedRow) -> Row:
    return Row(
        row.id,
        row.title,
        row.year,
        row.imdb_id,
        row.tmdb_id,
        row.tvdb_id,
        row.has_file,
        row.statistics,
    )
