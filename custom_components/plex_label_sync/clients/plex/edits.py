"""Edits of labels as Plex takes them: one address, which must not get too long."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import quote

from ...core.model import MediaType
from ..address import Query, address
from .shapes import Section

LONGEST_ADDRESS = 4_000
"""The most bytes of path and query, where an edit has a choice."""

_REFUSED_FROM = 8_000
"""Servers and proxies refuse addresses of so many bytes; no label is too long for an item alone."""

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
    most = LONGEST_ADDRESS if len(rating_keys) > 1 else _REFUSED_FROM
    if (size := len(address(section_path(section), query))) > most:
        raise ValueError(f"an edit takes up to {most} bytes of address, not {size}")
    return query


def label_batches(
    section: Section, labels: Sequence[str], rating_keys: Sequence[int]
) -> list[tuple[str, ...]]:
    """Split labels so that edits with each part have room for items.

    All are one part where one edit can hold them and these items. Else each part takes up to half
    of an address, but for a label that takes more by itself.
    """
    if len(labels) == 1 or _fits(section, labels, rating_keys):
        return [tuple(labels)]
    parts: list[list[str]] = []
    for label in labels:
        if parts and _taken(section, [*parts[-1], label]) <= LONGEST_ADDRESS // 2:
            parts[-1].append(label)
        else:
            parts.append([label])
    return [tuple(part) for part in parts]


def edit_batches(
    section: Section, labels: Sequence[str], rating_keys: Iterable[int]
) -> Iterator[tuple[int, ...]]:
    """Split rating keys so that each part goes into one edit with these labels.

    The same parts do for adding and for removing them. Where the labels, which are one long one
    then (see `label_batches`), leave no room for an item, each is a part.
    """
    room = LONGEST_ADDRESS - _taken(section, labels)
    batch: list[int] = []
    size = 0
    for key in rating_keys:
        digits = len(str(key))
        if batch and size + _COMMA + digits > room:
            yield tuple(batch)
            batch, size = [], 0
        size += digits + (_COMMA if batch else 0)
        batch.append(key)
    if batch:
        yield tuple(batch)


def _fits(section: Section, labels: Sequence[str], rating_keys: Sequence[int]) -> bool:
    if len(rating_keys) > LONGEST_ADDRESS // _COMMA:
        return False
    ids = _COMMA * (len(rating_keys) - 1) + sum(len(str(key)) for key in rating_keys)
    return _taken(section, labels) + ids <= LONGEST_ADDRESS


def _taken(section: Section, labels: Sequence[str]) -> int:
    """Give how many bytes of an address are taken by all but the items."""
    return max(
        len(address(section_path(section), _query(section, change, "")))
        for change in (addition(labels), removal(labels))
    )


def _query(section: Section, change: Query, ids: str) -> Query:
    return (("type", TYPES[section.media_type]), ("id", ids), *change, ("label.locked", "1"))
