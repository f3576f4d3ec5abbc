"""Reads a large JSON array while it arrives, entry by entry.

Radarr's list of films is tens of megabytes: read whole it would hold up the event loop and
fill the memory.
"""

from codecs import getincrementaldecoder
from collections.abc import AsyncIterable, AsyncIterator
import json
from typing import Any

from .errors import BadAnswerError

_DECODER = json.JSONDecoder()
_BLANK = " \t\r\n"
_END = ""


async def entries_of(chunks: AsyncIterable[bytes]) -> AsyncIterator[Any]:
    """Yield the objects of an array. Raises `BadAnswerError` unless it is whole and well made.

    An entry at a chunk's end is read again with the next chunk, so entries should be small
    beside chunks.
    """
    decode = getincrementaldecoder("utf-8")("replace").decode
    before = "["
    text = ""
    async for chunk in chunks:
        text += decode(chunk)
        at = 0
        while (found := _next(text, at, before)) is not None:
            entry, at, before = found
            if before == _END:
                break
            yield entry
        text = text[at:]
    text += decode(b"", final=True)
    if before != _END or text.strip(_BLANK):
        raise BadAnswerError("its answer is not a JSON array, or only a part of one")


def _next(text: str, at: int, before: str) -> tuple[Any, int, str] | None:
    """Read what stands before an entry (`[` or `,`) and the entry; None when more must come."""
    start = _skip(text, at)
    if start == len(text) or before == _END:
        return None
    if text[start] == "]" and before == ",":
        return None, start + 1, _END
    if text[start] != before:
        raise BadAnswerError("its answer is not a JSON array")
    start = _skip(text, start + 1)
    if before == "[" and text[start : start + 1] == "]":
        return None, start + 1, _END
    try:
        entry, end = _DECODER.raw_decode(text, start)
    except ValueError, RecursionError:
        return None
    return entry, end, ","


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
