"""What a user entered, read: which title and which person is meant.

Actions, triggers and conditions name both in the same fields.
"""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from homeassistant.exceptions import ServiceValidationError

from ..const import DOMAIN
from ..core.guid import canonical
from ..core.model import MediaType, Person, Title
from ..core.people import named, unified
from ..state import items

ATTR_GUID = "guid"
ATTR_MEDIA_TYPE = "media_type"
ATTR_RATING_KEY = "rating_key"
ATTR_USER = "user"


def guid_of(raw: str, media_type: MediaType) -> str:
    """Give the canonical form of an id that was entered. Raises `ServiceValidationError`."""
    guid = canonical(raw)
    if guid is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="invalid_guid",
            translation_placeholders={"guid": raw},
        )
    if guid.startswith("plex://") and not guid.startswith(f"plex://{media_type}/"):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="guid_of_other_type",
            translation_placeholders={"guid": raw},
        )
    return guid


def title_of(fields: Mapping[str, Any]) -> int | Title:
    """Give the one title that fields name: its rating key, or the title with its id.

    Raises `ServiceValidationError`.
    """
    check_names_one(fields)
    if ATTR_RATING_KEY in fields:
        rating_key: int = fields[ATTR_RATING_KEY]
        return rating_key
    media_type = fields[ATTR_MEDIA_TYPE]
    return Title(media_type, frozenset({guid_of(fields[ATTR_GUID], media_type)}), "")


def named_title(connection: Connection, asked: int | Title) -> Title:
    """Give the title that is asked for, by its rating key or an id; an item has all its ids.

    Raises `ServiceValidationError`.
    """
    if isinstance(asked, Title):
        return asked
    item = items.of(connection, [asked]).get(asked)
    if item is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="unknown_rating_key"
        )
    return item.as_title()


def check_names_one(fields: Mapping[str, Any]) -> None:
    """Check that fields name one title, whatever is in them. Raises `ServiceValidationError`."""
    filled = {ATTR_RATING_KEY, ATTR_GUID, ATTR_MEDIA_TYPE} & fields.keys()
    if filled not in ({ATTR_RATING_KEY}, {ATTR_GUID, ATTR_MEDIA_TYPE}):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="title_not_named")


def person_of(name: str, people: Mapping[str, Person]) -> Person:
    """Give the one of all people, by id, with this account id, username or display name.

    Raises `ServiceValidationError` when there is none, or several.
    """
    found = named(name.strip(), people.values(), unified(people.values()))
    if not found:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="unknown_user")
    if len(found) > 1:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="ambiguous_user")
    return found[0]
