"""Which title an id or a link that was entered points to, and which person is meant by a name.

Actions and conditions name both in the same fields. How a title is found by its name, for which all
names are looked through, is in `titles.py`.
"""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

import voluptuous as vol

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from ..const import DOMAIN
from ..core.model import MediaType, Person, Title, packed
from ..core.people import people_named, unified
from ..core.pointer import Pointer, pointer
from ..state import items
from ..state.title_names import media_types

ATTR_GUID = "guid"
ATTR_MEDIA_TYPE = "media_type"
ATTR_RATING_KEY = "rating_key"
ATTR_USER = "user"

RATING_KEY = vol.All(cv.positive_int, vol.Range(max=2**63 - 1))
"""Checks a rating key: it is no larger than the database's numbers."""


def pointer_of(fields: Mapping[str, Any], server: str | None) -> int | Pointer:
    """Give what a rating key, an id or a link points to; `server` is this Plex server's id.

    Without it, any server's item will do. A media type that was entered beside it is the
    pointer's. Raises `ServiceValidationError`.
    """
    if ATTR_RATING_KEY in fields:
        rating_key: int = fields[ATTR_RATING_KEY]
        return rating_key
    raw: str = fields[ATTR_GUID]
    found = pointer(raw)
    if found is None:
        raise entry_error("invalid_guid", guid=raw)
    if found.rating_key:
        if found.server != (server or found.server):
            raise entry_error("other_server")
        return found.rating_key
    return _typed(found, fields.get(ATTR_MEDIA_TYPE), raw)


def _typed(found: Pointer, asked: MediaType | None, raw: str) -> Pointer:
    """Give a pointer with the media type that was entered. Raises `ServiceValidationError`.

    A number of TMDB or TVDB is another title in the other media type.
    """
    if asked is None:
        if found.media_type is None and any(
            guid.startswith(("tmdb://", "tvdb://")) for guid in found.guids
        ):
            raise entry_error("media_type_needed")
        return found
    if found.media_type not in {None, asked}:
        raise entry_error("guid_of_other_type", guid=raw)
    own = frozenset(
        guid
        for guid in found.guids
        if not guid.startswith("plex://") or guid.startswith(f"plex://{asked}/")
    )
    return Pointer(own, asked, words=found.words)


def pointed_title(connection: Connection, found: Pointer) -> Title:
    """Give the title to which ids point. Raises `ServiceValidationError`.

    The media type is looked up where nobody told it.
    """
    media_type = found.media_type
    if media_type is None:
        types = media_types(connection, found.guids)
        if len(types) != 1:
            is_plain = not types and all(guid.startswith("plex://") for guid in found.guids)
            raise entry_error("unknown_title" if is_plain else "media_type_needed")
        (media_type,) = types
        found = _typed(found, media_type, "")
    return Title(media_type, packed(found.guids), "")


def named_title(connection: Connection, asked: int | Title) -> Title:
    """Give the title that is asked for, by its rating key or an id; an item has all its ids.

    Raises `ServiceValidationError`.
    """
    if isinstance(asked, Title):
        return asked
    item = items.of(connection, [asked]).get(asked)
    if item is None:
        raise entry_error("unknown_rating_key")
    return item.as_title()


def person_of(name: str, people: Mapping[str, Person]) -> Person:
    """Give the one of all people, by id, with this account id, username or display name.

    Raises `ServiceValidationError` when there is none, or several.
    """
    found = people_named(name.strip(), people.values(), unified(people.values()))
    if not found:
        raise entry_error("unknown_user")
    if len(found) > 1:
        raise entry_error("ambiguous_user")
    return found[0]


def entry_error(key: str, **placeholders: str) -> ServiceValidationError:
    """Give the error for what was entered."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders or None,
    )
