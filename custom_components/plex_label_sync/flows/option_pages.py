"""The pages of the options: which fields each has, and where these are stored.

What is stored is divided as version 0.1.0 divided it.
"""

from collections.abc import Collection, Mapping
from typing import Any, override

from msgspec import Struct
import probatio
import voluptuous as vol

from homeassistant.const import PERCENTAGE, UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TimeSelector,
)

from ..core.removal import RemovedMode
from ..options import (
    CLEANUP_ORPHANS,
    CONCURRENCY,
    CONF_LABEL_NEW_PEOPLE,
    EXCLUDE_TAGS,
    FRIENDS_WATCHLISTS,
    IGNORE_LABEL,
    INCLUDE_TAGS,
    LABELS,
    LIBRARIES,
    NAME_SOURCE,
    OWN_WATCHLIST,
    PERFORMANCE,
    POLL_MINUTES,
    PREFIX,
    REMOVAL,
    REMOVAL_LIMIT,
    REMOVED_LABEL,
    REMOVED_MODE,
    SCHEDULE,
    SCHEDULE_DAYS,
    SCHEDULE_TIME,
    SCOPE,
    SOURCES,
    TAG_LABEL,
    USER_LABEL,
    WEEKDAYS,
    Options,
    with_defaults,
)

FILTERS = "filters"

PAGES: Mapping[str, Mapping[str, str]] = {
    LABELS: {
        PREFIX: LABELS,
        USER_LABEL: LABELS,
        TAG_LABEL: LABELS,
        NAME_SOURCE: LABELS,
        IGNORE_LABEL: SCOPE,
    },
    REMOVAL: dict.fromkeys((REMOVED_MODE, REMOVED_LABEL, CLEANUP_ORPHANS, REMOVAL_LIMIT), REMOVAL),
    SOURCES: dict.fromkeys(
        (OWN_WATCHLIST, FRIENDS_WATCHLISTS, POLL_MINUTES, CONF_LABEL_NEW_PEOPLE), SOURCES
    ),
    FILTERS: dict.fromkeys((LIBRARIES, INCLUDE_TAGS, EXCLUDE_TAGS), SCOPE),
    SCHEDULE: dict.fromkeys((SCHEDULE_TIME, SCHEDULE_DAYS), SCHEDULE),
    PERFORMANCE: {CONCURRENCY: PERFORMANCE},
}
"""The pages, each with its fields and the part of the options in which these are stored."""

RANGES: Mapping[str, tuple[int, int]] = {
    REMOVAL_LIMIT: (0, 100),
    POLL_MINUTES: (1, 1440),
    CONCURRENCY: (1, 20),
}
"""The least and the most that a number may be."""

_UNITS = {REMOVAL_LIMIT: PERCENTAGE, POLL_MINUTES: UnitOfTime.MINUTES}
_SLIDERS = {REMOVAL_LIMIT, CONCURRENCY}


class Offered(Struct, frozen=True):
    """What there is to choose from: the libraries, by key with their titles, and the tags."""

    libraries: Mapping[str, str]
    tags: Collection[str]


class _AnyNumber(NumberSelector):
    """HA's field for a number, which lets every number through: the page says what is wrong."""

    @override
    def __call__(self, data: Any) -> float:
        """Give the number, which may be out of range."""
        number: float = probatio.Coerce(float)(data)
        return number


def values(page: str, options: Options) -> dict[str, Any]:
    """Give what a page shows; a time that is not set is left out."""
    whole = with_defaults(options)
    return {
        field: whole[part][field] for field, part in PAGES[page].items() if field in whole[part]
    }


def with_page(page: str, options: Options, entered: Mapping[str, Any]) -> dict[str, Any]:
    """Give the options with what was entered in a page; everything else stays."""
    changed: dict[str, Any] = {part: dict(stored) for part, stored in options.items()}
    for field, part in PAGES[page].items():
        stored = changed.setdefault(part, {})
        stored.pop(field, None)
        if field in entered:
            stored[field] = _meant(entered[field])
    return changed


def schema(page: str, offered: Offered) -> vol.Schema:
    """Give the form of a page. What may be left empty is optional."""
    empty = {LIBRARIES, INCLUDE_TAGS, EXCLUDE_TAGS, SCHEDULE_DAYS}
    selectors = _selectors(offered)
    fields: dict[vol.Marker, Any] = {}
    for field in PAGES[page]:
        if field == SCHEDULE_TIME:
            marker: vol.Marker = vol.Optional(field)
        elif field in empty:
            marker = vol.Optional(field, default=[])
        else:
            marker = vol.Required(field)
        fields[marker] = selectors.get(field, TextSelector())
    return vol.Schema(fields)


def _selectors(offered: Offered) -> Mapping[str, Any]:
    """Give what is entered otherwise than as a text."""
    switches = (OWN_WATCHLIST, FRIENDS_WATCHLISTS, CONF_LABEL_NEW_PEOPLE, CLEANUP_ORPHANS)
    return {
        **{field: _number(field) for field in RANGES},
        **{field: BooleanSelector() for field in switches},
        NAME_SOURCE: _choice(NAME_SOURCE, ["username", "title"]),
        REMOVED_MODE: _choice(REMOVED_MODE, [mode.value for mode in RemovedMode]),
        SCHEDULE_DAYS: _choice(SCHEDULE_DAYS, list(WEEKDAYS), multiple=True),
        SCHEDULE_TIME: TimeSelector(),
        LIBRARIES: _libraries(offered.libraries),
        INCLUDE_TAGS: _tags(offered.tags),
        EXCLUDE_TAGS: _tags(offered.tags),
    }


def _number(field: str) -> NumberSelector:
    least, most = RANGES[field]
    mode = NumberSelectorMode.SLIDER if field in _SLIDERS else NumberSelectorMode.BOX
    config = NumberSelectorConfig(min=least, max=most, step=1, mode=mode)
    if unit := _UNITS.get(field):
        config["unit_of_measurement"] = unit
    return _AnyNumber(config)


def _choice(key: str, options: list[str], *, multiple: bool = False) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=options,
            translation_key=key,
            multiple=multiple,
            mode=SelectSelectorMode.LIST,
        )
    )


def _libraries(libraries: Mapping[str, str]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=[SelectOptionDict(value=key, label=libraries[key]) for key in libraries],
            multiple=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def _tags(tags: Collection[str]) -> SelectSelector:
    """Give a choice of tags; patterns can be entered, too."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(tags),
            multiple=True,
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def _meant(value: Any) -> Any:
    """Give what is stored: HA's fields send 5 as 5.0, and take a blank one for a choice."""
    if isinstance(value, list):
        return [text for one in value if (text := one.strip())]
    return int(value) if isinstance(value, float) and value.is_integer() else value
