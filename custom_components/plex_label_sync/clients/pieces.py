"""Reads a JSON array of objects piece by piece while it arrives.

Radarr's list of movies is tens of megabytes. Decoded at once, even in a thread, it would hold up
Home Assistant: nothing else runs in Python while a decoder does.
"""

from collections.abc import AsyncIterable
import re

from ..threads import in_turn
from .decode import Read
from .errors import BadAnswerError
from .rows import Rows

PIECE = 262_144
"""About how many bytes are decoded at a time: less than a millisecond's work."""

MOST = 64 * 1024**2
"""What follows the last row that could be read has no more bytes, or it is not waited for."""

_SEAM = re.compile(rb"\}\s*,\s*\{")


async def read_pieces[T](chunks: AsyncIterable[bytes], read: Read[Rows[T]]) -> Rows[T]:
    """Give all rows of the array that the chunks make up; `read` gets arrays of some of them.

    Raises `BadAnswerError` unless the array is whole, and of rows of a size that can be.
    """
    pieces = _Pieces(read)
    async for chunk in chunks:
        if pieces.add(chunk):
            await in_turn(pieces.read_some)
            if pieces.left > MOST:
                raise BadAnswerError("an entry of its answer is too large")
    return await in_turn(pieces.read_rest)


class _Pieces[T]:
    """What has been read, and what is left, which always begins as an array does.

    Where a piece ends is a guess that the decoder checks. An array's beginning that is made an
    array by a bracket, and so is what follows it, were cut between two rows: no row can get lost.
    """

    def __init__(self, read: Read[Rows[T]]) -> None:
        self._read = read
        self._left = bytearray()
        self._enough = PIECE
        self._rows: list[T] = []
        self._odd: list[bytes] = []

    def add(self, chunk: bytes) -> bool:
        """Take in a chunk; tell whether there is enough to read."""
        self._left += chunk
        return len(self._left) >= self._enough

    @property
    def left(self) -> int:
        """How many bytes are not read yet."""
        return len(self._left)

    def read_some(self) -> None:
        """Read up to the last seam between rows; where none is, wait for twice as much."""
        left = bytes(self._left)
        seam = _last_seam(left)
        if seam and self._take(left[: seam.start() + 1] + b"]"):
            self._left = bytearray(b"[" + left[seam.end() - 1 :])
            self._enough = PIECE
        else:
            self._enough = 2 * len(left)

    def read_rest(self) -> Rows[T]:
        """Read what is left, and give all rows. Raises `BadAnswerError`."""
        self._keep(self._read(bytes(self._left)))
        return Rows(tuple(self._rows), tuple(self._odd))

    def _take(self, piece: bytes) -> bool:
        try:
            self._keep(self._read(piece))
        except BadAnswerError:
            return False
        return True

    def _keep(self, rows: Rows[T]) -> None:
        self._rows += rows.rows
        self._odd += rows.odd


def _last_seam(text: bytes) -> re.Match[bytes] | None:
    """Give the last seam between objects that is no deeper than any other.

    Braces in texts are counted with the others, so this may be wrong.
    """
    last: re.Match[bytes] | None = None
    least = depth = at = 0
    for seam in _SEAM.finditer(text):
        end = seam.start() + 1
        depth += text.count(b"{", at, end) - text.count(b"}", at, end)
        at = end
        if last is None or depth <= least:
            last, least = seam, depth
    return last
