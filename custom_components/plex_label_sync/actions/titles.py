"""Which title an action means, by its name, an id, a link or a rating key."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from sqlite3 import Connection
from typing import Any

import voluptuous as vol

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from ..core.model import MediaType, Title
from ..core.pointer import pointer
from ..core.title_name import without_year
from ..follow.runtime import Runtime
from ..reasons import Words
from ..state.title_names import NamedTitle, called, near
from .names import (
    ATTR_GUID,
    ATTR_MEDIA_TYPE,
    ATTR_RATING_KEY,
    RATING_KEY,
    entry_error,
    pointed_title,
    pointer_of,
)

ATTR_TITLE = "title"
ATTR_YEAR = "year"

_LONGEST_NAME = 255
"""So many characters Home Assistant shows at most, as of a state."""


YEAR = vol.All(cv.positive_int, vol.Range(max=9999))
"""Checks a year."""


def name_of_title(value: Any) -> str:
    """Check the name of a title, and give it in one line."""
    name = " ".join(cv.string(value).split())
    if len(name) > _LONGEST_NAME:
        raise vol.Invalid(f"a title has at most {_LONGEST_NAME} characters")
    if not all(map(str.isprintable, name)):
        raise vol.Invalid("a title has no control characters")
    return name


TITLE_FIELDS: Mapping[Any, Any] = {
    vol.Optional(ATTR_TITLE): name_of_title,
    vol.Optional(ATTR_YEAR): YEAR,
    vol.Optional(ATTR_RATING_KEY): RATING_KEY,
    vol.Optional(ATTR_GUID): cv.string,
    vol.Optional(ATTR_MEDIA_TYPE): vol.Coerce(MediaType),
}
"""The part of a schema that names a title."""

_MOST_LISTED = 10
_MOST_NEAR = 5


async def asked_title(
    runtime: Runtime, fields: Mapping[str, Any], favoured: Collection[Title] = ()
) -> int | Title:
    """Give the one title that fields name: its rating key, or the title with its ids.

    A name beside an id is what the title is called, and decides nothing. Where a name fits several
    titles, one that is `favoured` is meant. Raises `ServiceValidationError` and `DatabaseError`.
    """
    check_title(fields)
    if not fields.keys() & {ATTR_RATING_KEY, ATTR_GUID}:
        media_type, year = fields.get(ATTR_MEDIA_TYPE), fields.get(ATTR_YEAR, 0)
        return await _by_name(runtime, fields[ATTR_TITLE], year, media_type, favoured)
    found = pointer_of(fields, runtime.engine.context.servers.machine_identifier)
    if isinstance(found, int):
        return found
    if found.words:
        return await _by_name(runtime, found.words.replace("-", " "), 0, found.media_type)
    return await runtime.database.read(partial(pointed_title, found=found))


def check_title(fields: Mapping[str, Any]) -> None:
    """Check that fields name one title, whatever is in them. Raises `ServiceValidationError`."""
    has_key, has_guid = ATTR_RATING_KEY in fields, ATTR_GUID in fields
    by_name = bool(fields.get(ATTR_TITLE)) and not (has_key or has_guid)
    if (
        (has_key and (has_guid or ATTR_MEDIA_TYPE in fields))
        or not (has_key or has_guid or by_name)
        or (ATTR_YEAR in fields and not by_name)
    ):
        raise entry_error("title_not_named")


async def _by_name(
    runtime: Runtime,
    name: str,
    year: int,
    media_type: MediaType | None,
    favoured: Collection[Title] = (),
) -> int | Title:
    found = await _of_type(runtime, name, media_type)
    if not found and not year:
        # As titles are listed in errors, and in addresses of Plex's pages.
        bare, year = without_year(name)
        found = await _of_type(runtime, bare, media_type) if year else ()
    fitting = _of_year(found, year)
    fitting = [one for one in fitting if any(map(one.is_same, favoured))] or fitting
    if not fitting:
        if not found and pointer(name):
            raise entry_error("id_as_title", title=name)
        alike = () if found else await _near(runtime, name, media_type)
        raise _unknown(name, found, alike, _words(runtime))
    if len(fitting) > 1:
        raise entry_error(
            "ambiguous_title", title=name, titles=titles_in_line(fitting, _words(runtime))
        )
    (one,) = fitting
    return one.key or one.title


async def _of_type(
    runtime: Runtime, name: str, media_type: MediaType | None
) -> tuple[NamedTitle, ...]:
    def look(connection: Connection) -> tuple[NamedTitle, ...]:
        return called(connection, name)

    found = await runtime.database.survey(look)
    return tuple(one for one in found if media_type in {None, one.title.media_type})


async def _near(
    runtime: Runtime, name: str, media_type: MediaType | None
) -> tuple[NamedTitle, ...]:
    bare, _ = without_year(name)

    def look(connection: Connection) -> tuple[NamedTitle, ...]:
        return near(connection, bare, _MOST_NEAR)

    found = await runtime.database.survey(look)
    return tuple(one for one in found if media_type in {None, one.title.media_type})


def _of_year(found: Sequence[NamedTitle], year: int) -> Sequence[NamedTitle]:
    """Give those of a year; where there are none, those of which nobody knows it."""
    if not year:
        return found
    exact = [one for one in found if one.title.year == year]
    return exact or [one for one in found if not one.title.year]


def _words(runtime: Runtime) -> Words:
    return Words.of(runtime.coordinator.hass)


def _unknown(
    name: str, found: Sequence[NamedTitle], alike: Sequence[NamedTitle], words: Words
) -> ServiceValidationError:
    if found:
        return entry_error("title_of_other_year", title=name, titles=titles_in_line(found, words))
    if alike:
        return entry_error("near_titles", title=name, titles=titles_in_line(alike, words))
    return entry_error("unknown_name", title=name)


def titles_in_line(found: Iterable[NamedTitle], words: Words) -> str:
    """Give titles in one line that tells them apart: with year and media type, or an id."""
    told = [_told(one, words) for one in found]
    lines = [
        f"{line}, {_id_of(one)})" if told.count(line) > 1 else f"{line})"
        for line, one in zip(told, found, strict=True)
    ]
    more = ["…"] if len(lines) > _MOST_LISTED else []
    return "; ".join([*sorted(lines)[:_MOST_LISTED], *more])


def _told(one: NamedTitle, words: Words) -> str:
    title = one.title
    year = f"{title.year}, " if title.year else ""
    return f"{title.name} ({year}{words.media_type(title.media_type)}"


def _id_of(one: NamedTitle) -> str:
    return min(one.title.guids, key=_by_brevity, default=f"rating_key {one.key}")


def _by_brevity(guid: str) -> tuple[bool, str]:
    """Ids of Plex are long."""
    return guid.startswith("plex://"), guid
