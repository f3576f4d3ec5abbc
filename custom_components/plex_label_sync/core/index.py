"""Finds the Plex items of a title: every edition and every copy in every library."""

from collections.abc import Iterable, Mapping
from typing import Self

from msgspec import Struct

from .deciding import deciding_ids, may_mean
from .model import Claim, Guids, Item, MediaType, Title


class Index(Struct, frozen=True):
    """All items that were read, and which of them are copies of one title.

    Two items of a media type are copies when they share a usable id, or when a chain of copies
    links them; so an id that one copy alone knows finds all the others.
    """

    items: Mapping[int, Item]
    _groups: Mapping[int, tuple[int, ...]]
    _group_of: Mapping[MediaType, Mapping[str, int]]

    @classmethod
    def build(cls, items: Iterable[Item]) -> Self:
        """Index items by their ids, in whatever order they come."""
        by_key = {item.rating_key: item for item in items}
        groups: dict[int, list[int]] = {}
        group_of: dict[MediaType, dict[str, int]] = {kind: {} for kind in MediaType}
        for item in by_key.values():
            ids = group_of[item.media_type]
            known = {ids[guid] for guid in item.guids if guid in ids}
            into = max(known, key=lambda group: len(groups[group]), default=item.rating_key)
            joining = [key for group in known - {into} for key in groups.pop(group)]
            for key in (*joining, item.rating_key):
                groups.setdefault(into, []).append(key)
                ids.update(dict.fromkeys(by_key[key].guids, into))
        return cls(by_key, {group: tuple(keys) for group, keys in groups.items()}, group_of)

    def groups(self, title: Title) -> set[int]:
        """Give what tells the groups of items that are this title; empty when Plex has none."""
        ids = self._group_of[title.media_type]
        return {ids[guid] for guid in title.guids if guid in ids}

    def groups_of_claim(self, claim: Claim) -> set[int]:
        """Give what tells the groups of items that a claim means; empty when Plex has none.

        Where its title's ids lead to different groups, that with its source's own id is meant.
        Where no item has that id, a group is meant that has no other one of the same catalogue, if
        it is the only one.
        """
        reached = self.groups(claim.title)
        if not reached:
            return reached
        own = deciding_ids(claim.title, claim.reason.source)
        ids = self._group_of[claim.title.media_type]
        if sure := {ids[guid] for guid in own if guid in ids}:
            return sure
        fitting = {group for group in reached if may_mean(own, self._guids(group))}
        return fitting if len(fitting) == 1 else set()

    def is_in_conflict(self, claim: Claim) -> bool:
        """Whether ids of a claim's title lead to items that it does not mean."""
        return self.groups(claim.title) != self.groups_of_claim(claim)

    def covers(self, title: Title) -> bool:
        """Whether items have all ids of a title."""
        return title.guids <= self._group_of[title.media_type].keys()

    def _guids(self, group: int) -> Guids:
        return frozenset[str]().union(*(self.items[key].guids for key in self._groups[group]))

    def match(self, title: Title) -> tuple[Item, ...]:
        """Give every item that is this title, by rising rating key; empty when Plex has none."""
        return self.members(self.groups(title))

    def groups_of(self, rating_keys: Iterable[int]) -> frozenset[int]:
        """Give what tells the groups of these items; one without usable ids is in none."""
        items = (self.items[key] for key in rating_keys if self.items[key].guids)
        return frozenset(self._group_of[item.media_type][next(iter(item.guids))] for item in items)

    def members(self, groups: Iterable[int]) -> tuple[Item, ...]:
        """Give the items of these groups, by rising rating key."""
        keys = sorted(key for group in groups for key in self._groups[group])
        return tuple(self.items[key] for key in keys)

    def copies(self, rating_keys: Iterable[int]) -> frozenset[int]:
        """Give these items, as far as they are known, with all other copies of their titles."""
        found = {key for key in rating_keys if key in self.items}
        for item in [self.items[key] for key in found]:
            found.update(copy.rating_key for copy in self.match(item.as_title()))
        return frozenset(found)

    def __len__(self) -> int:
        return len(self.items)
