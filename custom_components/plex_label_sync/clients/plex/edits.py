"""Edits of labels as Plex takes them: one address, which must not get too long."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import quote

from ...core.model import MediaType
from ..address import Query, address
from .shapes import Section

LONGEST_ADDRESS = 4_000
"""The most bytes of path and query: servers and proxies refuse addresses from 8,000 bytes on."""

TYPES = {MediaType.MOVIE: "1", MediaType.SHOW: "2"}
"""Plex's numbers of media types."""

_COMMA = len("%2C")


def section_path(section: Section) -> str:
    """Give the path of a section's items."""
    return f"/library/sections/{section.key}/all"


def addition(labels: Sequence[str]) -> Query:
    """Give what adds labels to the items of an edit."""
    return [(f"label[{number}].tag.tag", label) for number, label in enumerate(labels)]


def removal(labels: Sequence[str]) -> Query:
    """Give what takes labels off; Plex splits it at commas and decodes each part once more."""
    return [("label[].tag.tag-", ",".join(quote(label, safe="") for label in labels))]


def edit_query(section: Section, change: Query, rating_keys: Collection[int]) -> Query:
    """Give the query of an edit.

    Raises `ValueError` without rating keys, for which Plex would edit every item of the section,
    and for an address that gets too long.
    """
    if not rating_keys:
        raise ValueError("an edit names its items")
    query = _query(section, change, ",".join(str(int(key)) for key in rating_keys))
    if (size := len(address(section_path(section), query))) > LONGEST_ADDRESS:
        raise ValueError(f"an edit takes up to {LONGEST_ADDRESS} bytes of address, not {size}")
    return query


def edit_batches(
    section: Section, labels: Sequence[str], rating_keys: Iterable[int]
) -> Iterator[tuple[int, ...]]:
    """Split rating keys so that each part goes into one edit with these labels.

    The same parts do for adding and for removing them. Raises `ValueError` when the labels leave
    no room for an item.
    """
    room = LONGEST_ADDRESS - max(
        len(address(section_path(section), _query(section, change, "")))
        for change in (addition(labels), removal(labels))
    )
    batch: list[int] = []
    size = 0
    for key in rating_keys:
        digits = len(str(key))
        if digits > room:
            raise ValueError("the labels leave no room for an item")
        if batch and size + _COMMA + digits > room:
            yield tuple(batch)
            batch, size = [], 0
        size += digits + (_COMMA if batch else 0)
        batch.append(key)
    if batch:
        yield tuple(batch)


def _query(section: Section, change: Query, ids: str) -> Query:
    return (("type", TYPES[section.media_type]), ("id", ids), *change, ("label.locked", "1"))
