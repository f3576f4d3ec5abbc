"""How many bytes the files of items have, read from what Plex tells of their media."""

from msgspec import Struct, field

from ..address import Query
from ..decode import Body, Whole, reader
from ..plex_api import Answer, Entries

SIZES: Query = (
    ("excludeElements", "Image,UltraBlurColors,Genre,Country,Collection,Director,Writer,Role"),
    ("excludeFields", "summary,tagline"),
)
"""What is left out of an answer that is asked for sizes."""


class _Part(Struct, gc=False):
    size: Whole = 0


class _Media(Struct, gc=False):
    parts: list[_Part] = field(name="Part", default_factory=list)


class _Entry(Struct, gc=False):
    rating_key: Whole = field(name="ratingKey")
    media: list[_Media] = field(name="Media", default_factory=list)


_read = reader(Answer[Entries[_Entry]])


def read_sizes(body: Body) -> dict[int, int]:
    """Read the sizes of items, by rating key. Raises `BadAnswerError`."""
    return {
        row.rating_key: sum(part.size for media in row.media for part in media.parts)
        for row in _read(body).container.rows
    }


def read_size_of_all(body: Body) -> int:
    """Read the size of all items together. Raises `BadAnswerError`."""
    return sum(read_sizes(body).values())
