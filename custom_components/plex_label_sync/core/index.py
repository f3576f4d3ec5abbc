"""Finds the Plex items of a title: every edition and every copy in every library."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from .model import Guids, Item, MediaType, Title

type _Id = tuple[MediaType, str]


@dataclass(frozen=True, slots=True)
class Index:
    """All items that were read, and which of them are copies of one title.

    Two items of a media type are copies when they share a usable id, or when a chain of copies
    links them; so an id that one copy alone knows finds all the others.
    """

    items: dict[int, Item]
    _group_of: dict[_Id, int]
    _groups: dict[int, tuple[Item, ...]]

    @classmethod
    def build(cls, items: Iterable[Item]) -> Self:
        """Index items by their ids, in whatever order they come."""
        by_key = {item.rating_key: item for item in items}
        parents: dict[_Id, _Id] = {}
        for item in by_key.values():
            ids = iter([(item.media_type, guid) for guid in item.guids])
            if (first := next(ids, None)) is None:
                continue
            root = _root(parents, first)
            for other in ids:
                parents[_root(parents, other)] = root
        numbers: dict[_Id, int] = {}
        group_of = {
            guid: numbers.setdefault(_root(parents, guid), len(numbers)) for guid in list(parents)
        }
        groups: dict[int, list[Item]] = {}
        for key in sorted(by_key):
            item = by_key[key]
            if item.guids:
                group = group_of[item.media_type, next(iter(item.guids))]
                groups.setdefault(group, []).append(item)
        return cls(by_key, group_of, {group: tuple(members) for group, members in groups.items()})

    def match(self, title: Title) -> tuple[Item, ...]:
        """Give every item that is this title, by rising rating key; empty when Plex has none."""
        groups = {
            group
            for guid in title.guids
            if (group := self._group_of.get((title.media_type, guid))) is not None
        }
        if len(groups) == 1:
            return self._groups[groups.pop()]
        found = (item for group in groups for item in self._groups[group])
        return tuple(sorted(found, key=lambda item: item.rating_key))

    def knows(self, media_type: MediaType, guids: Guids) -> bool:
        """Whether some item carries one of these ids."""
        return any((media_type, guid) in self._group_of for guid in guids)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items.values())

    def __len__(self) -> int:
        return len(self.items)


def _root(parents: dict[_Id, _Id], node: _Id) -> _Id:
    parents.setdefault(node, node)
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node
