"""The world that the stand-in servers show. Tests and the demo fill it and read it.

One `World` holds the titles that exist, the people, one Plex server and any number of Radarr,
Sonarr and Seerr instances. It knows what is true and nothing of HTTP.
"""

from collections.abc import Iterator
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any, Literal
from uuid import UUID

from tests.lab.world_seerr import SeerrState

MediaType = Literal["movie", "show"]
ArrKind = Literal["radarr", "sonarr"]


def fake_hex(seed: str, length: int) -> str:
    """A stable hexadecimal id, so that worlds are the same in every run."""
    return sha256(seed.encode()).hexdigest()[:length]


@dataclass(frozen=True)
class Title:
    """A film or a series as the world's catalogues know it."""

    media_type: MediaType
    name: str
    plex_id: str
    year: int = 2001
    imdb: str | None = None
    tmdb: int | None = None
    tvdb: int | None = None

    @property
    def guid(self) -> str:
        """The guid that Plex's new agents use, `plex://movie/<24 hex>`."""
        return f"plex://{self.media_type}/{self.plex_id}"

    @property
    def external_guids(self) -> tuple[str, ...]:
        """The other catalogues' ids, as Plex lists them in `Guid`."""
        ids = (("imdb", self.imdb), ("tmdb", self.tmdb), ("tvdb", self.tvdb))
        return tuple(f"{source}://{value}" for source, value in ids if value is not None)


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


@dataclass
class Person:
    """A plex.tv account. `private`: the watchlist is hidden from friends.

    `nameless`: it never got a username, and servers tell the e-mail address in its place.
    `elsewhere`: another server of the owner's is shared with it, and not this one.
    """

    id: int
    uuid: str
    username: str
    title: str
    email: str
    token: str
    friend: bool = True
    home: bool = False
    restricted: bool = False
    private: bool = False
    nameless: bool = False
    elsewhere: bool = False
    watchlist: list[Title] = field(default_factory=list)


@dataclass
class ArrTitle:
    """A film in Radarr or a series in Sonarr."""

    id: int
    title: Title
    tags: set[int] = field(default_factory=set)
    has_file: bool = True


@dataclass
class ArrState:
    """One Radarr or Sonarr instance.

    `started` is when it was started last; `old` makes it a version of some years ago, with fewer
    events and fields; `connections` are as its API tells them, but with passwords in clear, and
    `blocked` has the ids of those that are left out after failures, for up to an hour
    (NotificationStatusService). `history` holds what happened: event, title and time.
    """

    kind: ArrKind
    name: str
    api_key: str
    version: str = "5.28.0.10274"
    tags: dict[int, str] = field(default_factory=dict)
    titles: dict[int, ArrTitle] = field(default_factory=dict)
    started: str = "2025-08-01T06:00:00Z"
    old: bool = False
    connections: dict[int, dict[str, Any]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    history: list[tuple[str, ArrTitle, datetime]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    _connection_ids: Iterator[int] = field(default_factory=lambda: count(1))
    _tag_ids: Iterator[int] = field(default_factory=lambda: count(1))

    def add_title(self, title: Title, *tags: str, has_file: bool = True) -> ArrTitle:
        """Add a title, with tags by label (made where missing)."""
        added = ArrTitle(next(self._ids), title, {self.tag(tag) for tag in tags}, has_file)
        self.titles[added.id] = added
        return added

    def add_connection(self, connection: dict[str, Any]) -> dict[str, Any]:
        """Keep a connection under an id of its own."""
        added = connection | {"id": next(self._connection_ids)}
        self.connections[added["id"]] = added
        return added

    def tag(self, label: str) -> int:
        """The id of a tag, made where missing. Labels are lower-case, as in the real ones."""
        name = label.lower()
        for tag_id, known in self.tags.items():
            if known == name:
                return tag_id
        tag_id = next(self._tag_ids)
        self.tags[tag_id] = name
        return tag_id


@dataclass
class World:
    """Everything the stand-in servers show."""

    plex: PlexState = field(default_factory=PlexState)
    people: list[Person] = field(default_factory=list)
    arrs: list[ArrState] = field(default_factory=list)
    seerrs: list[SeerrState] = field(default_factory=list)
    titles: dict[str, Title] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The first person is the owner of the Plex server."""
        self.owner = self.add_person("owner", title="The Owner", friend=False)

    def add_person(self, username: str, *, title: str | None = None, friend: bool = True) -> Person:
        """Add a plex.tv account that the Plex server is shared with."""
        number = len(self.people)
        person = Person(
            id=555_000_001 + number,
            uuid=fake_hex(f"uuid {username} {number}", 16),
            username=username,
            title=title or username,
            email=f"{fake_hex(username, 8)}@example.com",
            token=f"token-{fake_hex(f'token {username} {number}', 20)}",
            friend=friend,
        )
        self.people.append(person)
        return person

    def add_title(
        self,
        media_type: MediaType,
        name: str,
        *,
        year: int = 2001,
        imdb: str | None = None,
        tmdb: int | None = None,
        tvdb: int | None = None,
    ) -> Title:
        """Add a film or series to the world's catalogues."""
        plex_id = fake_hex(f"{media_type} {name} {year} {len(self.titles)}", 24)
        title = Title(media_type, name, plex_id, year, imdb, tmdb, tvdb)
        self.titles[plex_id] = title
        return title

    def person(self, username: str) -> Person:
        """The person with this username."""
        return next(person for person in self.people if person.username == username)

    def title(self, name: str) -> Title:
        """The film or series with this name."""
        return next(title for title in self.titles.values() if title.name == name)

    def add_arr(self, kind: ArrKind, name: str | None = None) -> ArrState:
        """Add a Radarr or Sonarr instance."""
        number = len(self.arrs)
        name = name or kind.title()
        arr = ArrState(kind, name, str(UUID(fake_hex(f"{name} {number}", 32)).hex))
        self.arrs.append(arr)
        return arr

    def add_seerr(self, name: str = "Seerr") -> SeerrState:
        """Add a Seerr; its first user is the owner."""
        seerr = SeerrState(name, fake_hex(f"{name} {len(self.seerrs)} seerr", 64))
        seerr.add_user(self.owner.username, self.owner)
        self.seerrs.append(seerr)
        return seerr
