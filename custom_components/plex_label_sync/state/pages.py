"""The rows in the pages of a database file, read without SQLite: each page by itself.

For a damaged file, of which SQLite reads nothing that lies behind the damage. The layout is that of
https://www.sqlite.org/fileformat2.html.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
import struct
from struct import unpack_from

from .connection import PAGE_SIZE, files
from .rows import Row

type Pages = Mapping[int, bytes]
"""The content of each page, by its number, from 1 on."""

_INDEX_INTERIOR, _INDEX_LEAF, _TABLE_LEAF = 2, 10, 13
"""The kinds of pages that hold rows; a table without row ids is an index."""

_HEADERS = {_INDEX_INTERIOR: 12, _INDEX_LEAF: 8, _TABLE_LEAF: 8}
"""How many bytes stand before the places of a page's rows."""

_LOG_HEADER, _FRAME_HEADER = 32, 24

_LARGEST = 1 << 20
"""No row of ours has so many bytes; a damaged one may claim any number, and lead in circles."""

_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""How many bytes an integer of each serial type takes."""

_NULL, _FLOAT, _ZERO, _ONE, _FIRST_BLOB = 0, 7, 8, 9, 12


def read_pages(path: Path) -> Pages:
    """Read all pages of the file, as its log says they are now. Raises `OSError`."""
    file, log, _ = files(path)
    data = file.read_bytes()
    pages = {
        number: data[start : start + PAGE_SIZE]
        for number, start in enumerate(range(0, len(data), PAGE_SIZE), start=1)
    }
    return {**pages, **_logged(log.read_bytes())} if log.exists() else pages


def rows(pages: Pages) -> Iterator[Row]:
    """Give the rows of all tables and indexes that can be read, each with its row id before it.

    The row id is None in an index.
    """
    for number, page in pages.items():
        header = _HEADERS.get(page[0]) if number > 1 else None
        if header and len(page) == PAGE_SIZE:
            (cells,) = unpack_from(">H", page, 3)
            for place in range(header, min(header + 2 * cells, PAGE_SIZE - 1), 2):
                (start,) = unpack_from(">H", page, place)
                try:
                    yield _row(pages, page, start)
                except IndexError, KeyError, struct.error:
                    continue


def _logged(log: bytes) -> Pages:
    """Give the pages that the log's transactions have changed; the last may not have ended."""
    pages: dict[int, bytes] = {}
    changed: dict[int, bytes] = {}
    salt = log[16:24]
    size = _FRAME_HEADER + PAGE_SIZE
    for start in range(_LOG_HEADER, len(log) - size + 1, size):
        number, ends_at = unpack_from(">II", log, start)
        if log[start + 8 : start + 16] != salt:
            break
        changed[number] = log[start + _FRAME_HEADER : start + size]
        if ends_at:
            pages |= changed
            changed.clear()
    return pages


def _row(pages: Pages, page: bytes, at: int) -> Row:
    kind = page[0]
    if kind == _INDEX_INTERIOR:
        at += 4
    size, at = _varint(page, at)
    row_id = None
    most = (PAGE_SIZE - 12) * 64 // 255 - 23
    if kind == _TABLE_LEAF:
        row_id, at = _varint(page, at)
        most = PAGE_SIZE - 35
    return (row_id, *_columns(_payload(pages, page, at, size, most)))


def _payload(pages: Pages, page: bytes, at: int, size: int, most: int) -> bytes:
    """Give what a row is made of; what is larger than `most` goes on in other pages."""
    if size > _LARGEST:
        raise IndexError
    if size <= most:
        return page[at : at + size]
    least = (PAGE_SIZE - 12) * 32 // 255 - 23
    here = least + (size - least) % (PAGE_SIZE - 4)
    here = here if here <= most else least
    parts = [page[at : at + here]]
    following = unpack_from(">I", page, at + here)[0]
    for _ in range(-(-(size - here) // (PAGE_SIZE - 4))):
        page = pages[following]
        following = unpack_from(">I", page)[0]
        parts.append(page[4:])
    return b"".join(parts)[:size]


def _columns(payload: bytes) -> Iterator[int | float | str | bytes | None]:
    end, at = _varint(payload, 0)
    place = end
    while at < end:
        kind, at = _varint(payload, at)
        size = _INTEGERS.get(kind, 8 if kind == _FLOAT else max(0, kind - _FIRST_BLOB) // 2)
        if place + size > len(payload):
            raise IndexError
        yield _value(kind, payload[place : place + size])
        place += size


def _value(kind: int, data: bytes) -> int | float | str | bytes | None:
    if kind in _INTEGERS:
        return int.from_bytes(data, signed=True)
    if kind == _FLOAT:
        return float(unpack_from(">d", data)[0])
    if kind >= _FIRST_BLOB:
        return _text(data) if kind % 2 else data
    return {_NULL: None, _ZERO: 0, _ONE: 1}[kind]


def _text(data: bytes) -> str | bytes:
    """Give a text, or its bytes where it cannot be read."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Read a number of one to nine bytes; give it, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if not data[place] & 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9
