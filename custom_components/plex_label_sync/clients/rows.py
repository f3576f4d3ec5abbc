"""Lists of rows: an odd row is left out and counted, and does not keep the others from being read.

Who asks decides what an odd row makes unknown: nothing that is missing from such a list may count
as gone.
"""

from contextlib import suppress
from logging import getLogger
from types import GenericAlias
from typing import cast

from msgspec import Raw, Struct

from ..core.model import Doubt
from .decode import Body, Read, reader
from .errors import OddShapeError

_LOGGER = getLogger(__name__)


class Rows[T](Struct, frozen=True):
    """The rows of a list that could be read, in order; `odd` are the others, as they came."""

    rows: tuple[T, ...]
    odd: tuple[bytes, ...] = ()


class Listing[T](Struct, frozen=True):
    """A whole list; `odd` is how many more entries it has, which could not be read.

    `doubts` say which entries these may be; None: any.
    """

    entries: tuple[T, ...]
    odd: int = 0
    doubts: tuple[Doubt, ...] | None = None


def row_reader[T](kind: type[T], of_what: str) -> Read[Rows[T]]:
    """Give what reads a JSON array of rows of this type; `of_what` names the list in the log.

    It raises `BadAnswerError` for what is no array.
    """
    read_all = reader(cast("type[list[T]]", GenericAlias(list, (kind,))))
    read_frame = reader(list[Raw])
    read_row = reader(kind)

    def read(body: Body) -> Rows[T]:
        with suppress(OddShapeError):
            return Rows(tuple(read_all(body)))
        rows: list[T] = []
        odd: list[bytes] = []
        for row in read_frame(body):
            try:
                rows.append(read_row(row))
            except OddShapeError as err:
                odd.append(bytes(row))
                _LOGGER.debug("An odd row of %s is left out: %s", of_what, err.plain)
        return Rows(tuple(rows), tuple(odd))

    return read
