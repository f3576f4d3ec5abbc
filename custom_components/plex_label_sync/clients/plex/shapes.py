"""What the Plex server's answers hold, as types, and how each is read from JSON.

The shapes are those of answers recorded of Plex Media Server 1.43. What is not as promised is a
`BadAnswerError`.
"""

from dataclasses import dataclass

from ...core.guid import usable
from ...core.model import Item, MediaType
from ..shape import Json, entries, mapping, number, optional_number, text


@dataclass(frozen=True, slots=True)
class Identity:
    """Which server this is."""

    machine_identifier: str
    friendly_name: str
    version: str


@dataclass(frozen=True, slots=True)
class Section:
    """A library of films or series."""

    key: str
    title: str
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class Choice:
    """A label that a section offers as a filter, in Plex's own spelling."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """An item that was read by its key, with its labels in Plex's own spelling."""

    item: Item
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest items of a section, newest first; `total` is how many the section has."""

    items: tuple[Item, ...]
    total: int


def media_container(answer: object) -> Json:
    """Give what every answer of Plex is wrapped in. Raises `BadAnswerError`."""
    return mapping(mapping(answer).get("MediaContainer"))


def found_of(container: Json) -> tuple[Found, ...]:
    """Give the films and series of an answer in full; all else is left out.

    Raises `BadAnswerError`. An entry names its section, or the container does for all.
    """
    return tuple(
        Found(
            item_of(entry, text(container | entry, "librarySectionID"), MediaType(kind)),
            tuple(text(label, "tag") for label in entries(entry.get("Label"))),
        )
        for entry in entries(container.get("Metadata"))
        if (kind := str(entry.get("type"))) in set(MediaType)
    )


def item_of(entry: Json, section: str, media_type: MediaType) -> Item:
    """Give the item of an entry, which may lack all but its key. Raises `BadAnswerError`."""
    guid = str(entry.get("guid", ""))
    others = (str(other.get("id", "")) for other in entries(entry.get("Guid")))
    return Item(
        rating_key=number(entry, "ratingKey"),
        section=section,
        media_type=media_type,
        guid=guid,
        guids=usable((guid, *others)),
        title=str(entry.get("title", "")),
        added_at=optional_number(entry, "addedAt"),
    )
