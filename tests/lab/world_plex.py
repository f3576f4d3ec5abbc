"""The Plex server of the world: its libraries, its items and their labels."""

from collections.abc import Iterator
from copy import replace
from dataclasses import dataclass, field
from itertools import count

from .world_titles import MediaType, Title, fake_hex


@dataclass
class PlexItem:
    """One item of a Plex library. `labels` are in Plex's stored spelling."""

    rating_key: int
    media_type: MediaType
    title: str
    guid: str
    guids: tuple[str, ...]
    section: str
    year: int = 2001
    added_at: int = 1_700_000_000
    updated_at: int = 1_700_000_000
    edition: str | None = None
    labels: list[str] = field(default_factory=list)
    labels_locked: bool = False


@dataclass
class Section:
    """One Plex library. `label_choices` are the labels it has ever seen, used up or not."""

    key: str
    title: str
    media_type: str
    agent: str
    items: dict[int, PlexItem] = field(default_factory=dict)
    label_choices: set[str] = field(default_factory=set)


@dataclass
class PlexState:
    """One Plex server: libraries, items and the label tags it has ever seen.

    `ascii_case`: labels are told apart in all but the case of the letters from A to Z. Nobody knows
    whether Plex does so, or whether it takes `Strauß` and `Strauss` for one label.
    """

    machine_identifier: str = field(default_factory=lambda: fake_hex("machine", 40))
    friendly_name: str = "Living room"
    version: str = "1.43.4.10903"
    ascii_case: bool = False
    sections: dict[str, Section] = field(default_factory=dict)
    label_tags: dict[int, str] = field(default_factory=dict)
    _keys: Iterator[int] = field(default_factory=lambda: count(101))
    _tag_ids: Iterator[int] = field(default_factory=lambda: count(9001))
    _ids: dict[str, int] = field(default_factory=dict)
    _labelled: dict[str, dict[int, PlexItem]] = field(default_factory=dict)

    def add_section(self, title: str, media_type: str, *, legacy: bool = False) -> Section:
        """Add an empty library; `legacy` gives it an old agent, without plex:// guids."""
        agents = {
            ("movie", False): "tv.plex.agents.movie",
            ("show", False): "tv.plex.agents.series",
            ("movie", True): "com.plexapp.agents.imdb",
            ("show", True): "com.plexapp.agents.thetvdb",
        }
        agent = agents.get((media_type, legacy), "tv.plex.agents.music")
        section = Section(str(len(self.sections) + 1), title, media_type, agent)
        self.sections[section.key] = section
        return section

    def add_item(
        self,
        title: Title,
        section: Section,
        *,
        guid: str | None = None,
        edition: str | None = None,
        labels: tuple[str, ...] = (),
        added_at: int = 1_700_000_000,
    ) -> PlexItem:
        """Scan a title into a library; `guid` makes it an item of a legacy agent."""
        item = PlexItem(
            rating_key=next(self._keys),
            media_type=title.media_type,
            title=title.name,
            guid=guid or title.guid,
            guids=() if guid else title.external_guids,
            section=section.key,
            year=title.year,
            added_at=added_at,
            edition=edition,
        )
        section.items[item.rating_key] = item
        for label in labels:
            self.add_label(item, label)
        return item

    def add_label(self, item: PlexItem, label: str) -> None:
        """Label an item as Plex does: an existing tag's spelling, else a capital first letter."""
        number = self.label_id(label)
        if number is None:
            number = next(self._tag_ids)
            self.label_tags[number] = label[:1].upper() + label[1:]
        stored = self.label_tags[number]
        if stored not in item.labels:
            item.labels.append(stored)
            self._labelled.setdefault(stored, {})[item.rating_key] = item
            self.sections[item.section].label_choices.add(stored)

    def label_id(self, label: str) -> int | None:
        """The id of a label, written in any case; None for one that was never on an item."""
        if len(self._ids) != len(self.label_tags):
            self._ids = {self.folded(tag): number for number, tag in self.label_tags.items()}
        return self._ids.get(self.folded(label))

    def folded(self, label: str) -> str:
        """The form in which labels are one."""
        if not self.ascii_case:
            return label.casefold()
        return "".join(one.lower() if one.isascii() else one for one in label)

    def items_with(self, label: str) -> list[PlexItem]:
        """The items that carry a label, in its stored spelling, by rating key."""
        labelled = self._labelled.get(label, {})
        return [
            item
            for key, item in sorted(labelled.items())
            if label in item.labels and self.item(key) is item
        ]

    def remove_label(self, item: PlexItem, label: str) -> None:
        """Take a label off; the tag lingers among the choices, as in Plex."""
        gone = self.folded(label)
        item.labels = [kept for kept in item.labels if self.folded(kept) != gone]

    def remove_item(self, item: PlexItem) -> None:
        """Delete an item; its labels go with it."""
        del self.sections[item.section].items[item.rating_key]

    def recreate_item(self, item: PlexItem) -> PlexItem:
        """Delete an item and scan it in again: a new key, no labels, the newest of its library."""
        items = self.sections[item.section].items
        newest = max(one.added_at for one in items.values())
        self.remove_item(item)
        again = replace(
            item,
            rating_key=next(self._keys),
            added_at=newest + 1,
            labels=[],
            labels_locked=False,
        )
        items[again.rating_key] = again
        return again

    def items(self) -> list[PlexItem]:
        """All items of all libraries."""
        return [item for section in self.sections.values() for item in section.items.values()]

    def item(self, rating_key: int) -> PlexItem | None:
        """The item with this rating key, if there is one."""
        for section in self.sections.values():
            if found := section.items.get(rating_key):
                return found
        return None
