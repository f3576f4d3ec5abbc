"""The JSON files that version 0.1.0 kept in Home Assistant's storage, as typed structs.

Each is what Home Assistant's `Store` writes around `data`.
"""

from datetime import datetime

from msgspec import Struct

from ..core.ledger import Record
from ..core.model import (
    Claim,
    Item,
    MediaType,
    Person,
    Reading,
    Reason,
    ReasonKind,
    Source,
    Title,
    packed,
)
from ..core.queue import Waiting
from ..core.requests import Request

type StoredTitle = tuple[MediaType, frozenset[str], str]
"""A title: its ids, and its name."""

type StoredClaim = tuple[MediaType, frozenset[str], str, ReasonKind, str, bool]
"""A title, then the reason's kind and subject, and whether the claim waits."""


class Envelope[Data](Struct):
    """What `Store` writes around the data."""

    data: Data


class StoredRecord(Struct):
    """A label that we wrote; each reason is its kind, subject and source."""

    label: str
    since: str
    because: list[tuple[ReasonKind, str, str]]
    ended: bool = False

    def record(self) -> Record:
        """Give the record."""
        because = frozenset(Reason(*reason) for reason in self.because)
        return Record(self.label, self.since, because, self.ended)


class StoredEntry(Struct):
    """An item with its labels in the file `ledger`."""

    rating_key: int
    section: str
    media_type: MediaType
    guid: str
    title: str
    added_at: int
    labels: list[StoredRecord]

    def records(self) -> list[tuple[Item, Record]]:
        """Give the item with each of its records."""
        item = Item(
            self.rating_key,
            self.section,
            self.media_type,
            self.guid,
            "",
            self.title,
            self.added_at,
        )
        return [(item, stored.record()) for stored in self.labels]


class StoredSource(Struct):
    """What a source is called, and what it claimed."""

    name: str
    claims: list[StoredClaim]

    def reading(self, source: Source) -> Reading:
        """Give the claims as the source told them."""
        claims = tuple(
            Claim(Title(media_type, packed(guids), name), Reason(kind, subject, source), waits)
            for media_type, guids, name, kind, subject, waits in self.claims
        )
        return Reading(source, self.name, claims)


class StoredMemory(Struct):
    """The file `memory`; a person is their id, username, display name, uuid and number in a Seerr.

    Of which Seerr that was is not stored.
    """

    sources: dict[Source, StoredSource]
    people: list[tuple[str, str, str, str, str]]
    learned: dict[str, frozenset[str]]
    pending: list[StoredTitle] = []

    def readings(self) -> list[Reading]:
        """Give what each source said."""
        return [stored.reading(source) for source, stored in self.sources.items()]


class StoredWaiting(Struct):
    """A title that waits, in the file `queue`."""

    media_type: MediaType
    guids: frozenset[str]
    name: str
    imported: bool
    since: float

    def waiting(self) -> Waiting:
        """Give the title; who waits is not stored."""
        return Waiting(
            self.media_type,
            self.guids,
            self.name,
            frozenset(),
            imported=self.imported,
            since=self.since,
        )


class StoredPerson(Struct):
    """Somebody, in the file `requests`."""

    id: str
    username: str
    display_name: str
    uuid: str


class StoredRequest(Struct):
    """A request that was made in Home Assistant, in the file `requests`."""

    media_type: MediaType
    guids: frozenset[str]
    name: str
    person: StoredPerson

    def request(self) -> Request:
        """Give the request."""
        who = self.person
        return Request(
            Title(self.media_type, packed(self.guids), self.name),
            Person(who.id, who.username, who.display_name, who.uuid),
        )


class StoredLast(Struct):
    """The file `last`: what was switched, and the last full sync, if there was any.

    `kept` in that file named removals that the user did not want by a checksum alone.
    """

    enabled: bool = True
    harm: str | None = None
    ended: datetime | None = None
    status: str = ""
    duration: float = 0
    queued: int | None = None
    failed: int = 0
