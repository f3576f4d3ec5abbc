"""Where one is in the media browser, and how that is written in an identifier."""

from copy import replace
from enum import StrEnum
import re
from typing import Self
from urllib.parse import quote, unquote

from msgspec import Struct

from ..core.guid import usable
from ..core.model import MediaType, Title, packed

_PARTS = 4

_START = re.compile(r"[0-9]{0,9}")
"""How many entries may stand before a page: no more than the database can count."""


class Folder(StrEnum):
    """What a folder of a Plex server shows."""

    SERVER = ""
    PEOPLE = "people"
    TAGS = "tags"
    WAITING = "waiting"
    UNWANTED = "unwanted"
    TITLE = "title"


class Place(Struct, frozen=True):
    """A folder of a Plex server's config entry.

    `about` is the id of a person, a tag, or a title as `title_key` writes it; `start` is how many
    entries stand on the pages before.
    """

    entry_id: str
    folder: Folder = Folder.SERVER
    about: str = ""
    start: int = 0

    @classmethod
    def read(cls, identifier: str) -> Self:
        """Read an identifier. Raises `ValueError`."""
        entry_id, folder, about, start = (*identifier.split("/"), *("",) * _PARTS)[:_PARTS]
        if identifier.count("/") >= _PARTS or not _START.fullmatch(start):
            raise ValueError(identifier)
        return cls(entry_id, Folder(folder), unquote(about), int(start or 0))

    @property
    def identifier(self) -> str:
        """What `read` reads."""
        parts = (self.folder, quote(self.about, safe=""), str(self.start or ""))
        return f"{self.entry_id}/{'/'.join(parts)}".rstrip("/")

    def at(self, folder: Folder, about: str = "") -> Place:
        """Give another folder of the same server."""
        return Place(self.entry_id, folder, about)

    def after(self, entries: int) -> Place:
        """Give the page of the same folder that follows so many entries more."""
        return replace(self, start=self.start + entries)


def title_key(title: Title) -> str:
    """Write which title is meant, by one of its ids; empty for one without any."""
    guid = min(title.guids, default="")
    return f"{title.media_type} {guid}" if guid else ""


def title_of(about: str) -> Title:
    """Read what `title_key` wrote. Raises `ValueError`."""
    media_type, _, guid = about.partition(" ")
    guids = usable([guid])
    if not guids:
        raise ValueError(about)
    return Title(MediaType(media_type), packed(guids), "")
