"""Short ways to make what the examples speak of: films, series, wishes, tags and records."""

from custom_components.plex_label_sync.core.ledger import Ledger, Record
from custom_components.plex_label_sync.core.model import (
    Claim,
    Item,
    MediaType,
    Person,
    Reason,
    ReasonKind,
    Title,
    packed,
)
from tests.core.records import with_records

MOVIES = "1"
MOVIES_4K = "2"
SHOWS = "3"

ANN = Person("1", "ann", "Ann A.")
BOB = Person("2", "bob", "Bob B.")

OWN = "watchlist/own"
FRIEND = "watchlist/friend/b"
SEERR = "requests/s"
RADARR = "tags/r"

MONDAY = "2026-01-05T08:00:00+00:00"


def film(rating_key: int, *guids: str, section: str = MOVIES, added_at: int = 1) -> Item:
    """Give a film of a library."""
    return _item(rating_key, section, MediaType.MOVIE, guids, added_at)


def series(rating_key: int, *guids: str, section: str = SHOWS, added_at: int = 1) -> Item:
    """Give a series of a library."""
    return _item(rating_key, section, MediaType.SHOW, guids, added_at)


def _item(
    rating_key: int, section: str, media_type: MediaType, guids: tuple[str, ...], added_at: int
) -> Item:
    return Item(
        rating_key=rating_key,
        section=section,
        media_type=media_type,
        guid=f"plex://{media_type}/{rating_key}",
        packed_guids=packed(guids),
        title=f"Title {rating_key}",
        added_at=added_at,
    )


def a_film(*guids: str, name: str = "Heat") -> Title:
    """Give a film as a source knows it."""
    return Title(MediaType.MOVIE, packed(guids), name)


def a_series(*guids: str, name: str = "Lost") -> Title:
    """Give a series as a source knows it."""
    return Title(MediaType.SHOW, packed(guids), name)


def by(person: Person, source: str = OWN) -> Reason:
    """Give the reason of a person's wish."""
    return Reason(ReasonKind.USER, person.id, source)


def tagged(tag: str, source: str = RADARR) -> Reason:
    """Give the reason of an instance's tag."""
    return Reason(ReasonKind.TAG, tag, source)


def wish(title: Title, person: Person = ANN, source: str = OWN) -> Claim:
    """Give the claim of a person who wants a title."""
    return Claim(title, by(person, source))


def record(label: str, *because: Reason) -> Record:
    """Give the record of a label that we wrote on a Monday."""
    return Record(label, MONDAY, frozenset(because))


def ledger_of(item: Item, *records: Record) -> Ledger:
    """Give a ledger that knows one item."""
    return with_records(Ledger(), ((item, one) for one in records))
