"""What a request asks of Plex: its raw query, which items it selects, in which order and page.

Media queries follow Plex's published API ("Media Queries"): `&` means and, a comma means or.
Parameters that are not known here are ignored, and that is what real servers were recorded doing
with filters that they do not support: the whole library comes back, with status 200.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from tests.lab.world_plex import PlexItem, PlexState, Section

TYPES = {"movie": 1, "show": 2, "season": 3, "episode": 4, "artist": 8, "album": 9, "track": 10}
TYPE_NAMES = {number: name for name, number in TYPES.items()}
ARTICLES = ("the ", "a ", "an ")
_FILTERS = frozenset({"id", "title", "title=", "label", "guid"})


class MalformedError(Exception):
    """The request makes no sense: Plex answers 400."""


class MissingError(Exception):
    """There is nothing of that name: Plex answers 404."""


@dataclass(frozen=True)
class Query:
    """The query of a request.

    A `+` stays a plus, until somebody shows that Plex reads it as a space.
    """

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, raw_path: str) -> Query:
        """Read the query of a path as it came over the wire."""
        parts = (part.partition("=") for part in raw_path.partition("?")[2].split("&") if part)
        return cls(tuple((unquote(name), unquote(value)) for name, _, value in parts))

    def get(self, name: str) -> str | None:
        """The first value of a parameter."""
        return next((value for found, value in self.pairs if found == name), None)

    def listed(self, name: str) -> frozenset[str]:
        """The values of a parameter that holds a list."""
        return frozenset((self.get(name) or "").split(",")) - {""}


@dataclass(frozen=True)
class Page:
    """The part of a list that a client asked for; without a `size` it gets everything."""

    start: int
    size: int | None

    @classmethod
    def asked(cls, headers: Mapping[str, str], query: Query) -> Page:
        """Read the paging headers or parameters.

        Recorded from PMS 1.43.2: the parameter for the size counts only together with one for
        the start, the header also alone.
        """
        start = headers.get("X-Plex-Container-Start", query.get("X-Plex-Container-Start"))
        size = headers.get("X-Plex-Container-Size")
        if size is None and start is not None:
            size = query.get("X-Plex-Container-Size")
        return cls(_whole(start or "0"), None if size is None else _whole(size))

    def cut[Row](self, rows: list[Row]) -> list[Row]:
        """The rows on this page."""
        end = None if self.size is None else self.start + self.size
        return rows[self.start : end]


def select(
    plex: PlexState, sections: Sequence[Section], query: Query, *, ignore_filters: bool = False
) -> list[PlexItem]:
    """The items of one type that pass every filter; `ignore_filters` lets all pass."""
    kind = query.get("type")
    types = {section.media_type for section in sections}
    if kind is not None:
        types = {TYPE_NAMES.get(_whole(kind), "")}
    items = _first_items(plex, sections, query, ignore_filters=ignore_filters)
    items = [item for item in items if item.media_type in types]
    for name, value in query.pairs:
        scope, _, field = name.rpartition(".")
        if scope and scope not in types:
            continue
        if passes := _filter(plex, field, value, ignore_filters=ignore_filters):
            items = [item for item in items if passes(item)]
    return items


def count(
    plex: PlexState, sections: Sequence[Section], query: Query, *, ignore_filters: bool = False
) -> int:
    """How many items `select` would give, as fast as a database counts."""
    without = [value for name, value in query.pairs if name == "label!"]
    others = [pair for pair in query.pairs if pair[0] != "label!"]
    if ignore_filters or len(without) != 1 or any(name in _FILTERS for name, _ in others):
        return len(select(plex, sections, query, ignore_filters=ignore_filters))
    members = select(plex, sections, Query((*others, ("label", without[0]))))
    kind = TYPE_NAMES.get(_whole(query.get("type") or ""), "")
    listed = (
        len(section.items)
        if section.media_type == kind
        else sum(item.media_type == kind for item in section.items.values())
        for section in sections
    )
    return sum(listed) - len(members)


def _first_items(
    plex: PlexState, sections: Sequence[Section], query: Query, *, ignore_filters: bool
) -> Iterable[PlexItem]:
    """The items among which a query's are: those of a label, or all."""
    if (label := query.get("label")) is None or ignore_filters:
        return (item for section in sections for item in section.items.values())
    keys = {section.key for section in sections}
    labelled = {
        item.rating_key: item
        for title in _labels(plex, label)
        for item in plex.items_with(title)
        if item.section in keys
    }
    return (item for _, item in sorted(labelled.items()))


def _filter(
    plex: PlexState, field: str, value: str, *, ignore_filters: bool
) -> Callable[[PlexItem], bool] | None:
    """What an item must be to pass; None for parameters that filter nothing.

    An empty `id` filters nothing, so that a client that forgets its ids edits the whole library.
    """
    match field:
        case "id" if value:
            keys = {_whole(key) for key in value.split(",")}
            return lambda item: item.rating_key in keys
        case "title":
            return lambda item: value.casefold() in item.title.casefold()
        case "title=":
            return lambda item: item.title.casefold() == value.casefold()
        case "label" | "label!" if not ignore_filters:
            labels, apart = _labels(plex, value), field == "label!"
            return lambda item: labels.isdisjoint(item.labels) is apart
        case "guid" if not ignore_filters:
            beginnings = tuple(value.split(","))
            return lambda item: item.guid.startswith(beginnings)
    return None


def _labels(plex: PlexState, value: str) -> frozenset[str]:
    """The labels that a filter names, by id or by title in any case (recorded from PMS 1.43.5).

    Digits are an id, never the title of a label that is called like a year.
    """
    ids = (int(part) if _is_whole(part) else plex.label_id(part) for part in value.split(","))
    return frozenset(plex.label_tags[number] for number in ids if number in plex.label_tags)


@cache
def _sort_title(title: str) -> str:
    folded = title.casefold()
    article = next((article for article in ARTICLES if folded.startswith(article)), "")
    return folded.removeprefix(article)


SORTS: dict[str, Callable[[PlexItem], str | int]] = {
    "titleSort": lambda item: _sort_title(item.title),
    "addedAt": lambda item: item.added_at,
    "updatedAt": lambda item: item.updated_at,
    "year": lambda item: item.year,
    "id": lambda item: item.rating_key,
}


def ordered(items: list[PlexItem], sort: str | None) -> list[PlexItem]:
    """Sort by `field[:desc]`, several with commas; by title where no known field is asked for."""
    asked = [part.partition(":") for part in (sort or "").split(",")]
    known = [(name.rpartition(".")[2], direction) for name, _, direction in asked]
    keys = [(name, direction) for name, direction in known if name in SORTS]
    for name, direction in reversed(keys or [("titleSort", "asc")]):
        items = sorted(items, key=SORTS[name], reverse=direction == "desc")
    return items


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _whole(text: str) -> int:
    if not _is_whole(text):
        raise MalformedError(text)
    return int(text)
