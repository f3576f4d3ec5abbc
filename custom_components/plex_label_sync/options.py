"""The user's options: what they are called, their defaults, and what they mean for a run."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from .core.naming import Naming
from .core.policy import Policy
from .core.removal import RemovedMode

LABELS = "labels"
REMOVAL = "removal"
SOURCES = "sources"
SCOPE = "scope"
SCHEDULE = "schedule"
PERFORMANCE = "performance"

PREFIX = "prefix"
USER_LABEL = "user_label"
TAG_LABEL = "tag_label"
NAME_SOURCE = "name_source"
REMOVED_MODE = "removed_mode"
REMOVED_LABEL = "removed_label"
CLEANUP_ORPHANS = "cleanup_orphans"
REMOVAL_LIMIT = "removal_limit"
OWN_WATCHLIST = "own_watchlist"
FRIENDS_WATCHLISTS = "friends_watchlists"
POLL_MINUTES = "poll_minutes"
CONF_LABEL_NEW_PEOPLE = "label_new_people"
LIBRARIES = "libraries"
INCLUDE_TAGS = "include_tags"
EXCLUDE_TAGS = "exclude_tags"
IGNORE_LABEL = "ignore_label"
SCHEDULE_TIME = "schedule_time"
SCHEDULE_DAYS = "schedule_days"
CONCURRENCY = "concurrency"

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_CONCURRENCY = 5

type Options = Mapping[str, Mapping[str, Any]]

_NAMING = Naming()

DEFAULTS: Options = {
    LABELS: {
        PREFIX: _NAMING.prefix,
        USER_LABEL: _NAMING.user_label,
        TAG_LABEL: _NAMING.tag_label,
        NAME_SOURCE: _NAMING.name_source,
    },
    REMOVAL: {
        REMOVED_MODE: RemovedMode.REMOVE.value,
        REMOVED_LABEL: "{prefix}:removed",
        CLEANUP_ORPHANS: False,
        REMOVAL_LIMIT: 25,
    },
    SOURCES: {
        OWN_WATCHLIST: True,
        FRIENDS_WATCHLISTS: True,
        POLL_MINUTES: 15,
        CONF_LABEL_NEW_PEOPLE: True,
    },
    SCOPE: {
        LIBRARIES: [],
        INCLUDE_TAGS: [],
        EXCLUDE_TAGS: [],
        IGNORE_LABEL: "{prefix}:ignore",
    },
    SCHEDULE: {SCHEDULE_TIME: "05:30:00", SCHEDULE_DAYS: list(WEEKDAYS)},
    PERFORMANCE: {CONCURRENCY: DEFAULT_CONCURRENCY},
}
"""What holds until something else is saved, by the part of the options in which it is stored."""


class OptionError(ValueError):
    """A value that cannot be used: the error's key, its fields, and what its message shows.

    Of the fields the first one that a page has is where the message belongs.
    """

    def __init__(self, key: str, *fields: str, **placeholders: str) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields
        self.placeholders = placeholders


def policy_from(options: Options) -> Policy:
    """Give what the options mean; missing ones have their default.

    What was chosen for people is not among them: see `Policy.choosing`.
    """
    whole = with_defaults(options)
    sources, scope, removal = whole[SOURCES], whole[SCOPE], whole[REMOVAL]
    naming = _naming(whole)
    return Policy(
        naming=naming,
        own_watchlist=sources[OWN_WATCHLIST],
        friends_watchlists=sources[FRIENDS_WATCHLISTS],
        libraries=frozenset(scope[LIBRARIES]) or None,
        include_tags=_texts(scope[INCLUDE_TAGS]),
        exclude_tags=_texts(scope[EXCLUDE_TAGS]),
        label_new_people=sources[CONF_LABEL_NEW_PEOPLE],
        ignore_label=naming.plain(scope[IGNORE_LABEL]),
        removed_mode=RemovedMode(removal[REMOVED_MODE]),
        removed_label=naming.plain(removal[REMOVED_LABEL]),
        cleanup_orphans=removal[CLEANUP_ORPHANS],
        removal_limit=removal[REMOVAL_LIMIT],
    )


def concurrency_from(options: Options) -> int:
    """Give how many requests Plex may get at a time."""
    return int(with_defaults(options)[PERFORMANCE][CONCURRENCY])


def poll_interval_from(options: Options) -> timedelta:
    """Give how long to wait between two looks at watchlists and requests."""
    return timedelta(minutes=with_defaults(options)[SOURCES][POLL_MINUTES])


def schedule_from(options: Options) -> tuple[str | None, frozenset[int]]:
    """Give the time of the scheduled sync (`HH:MM:SS`), if any, and its weekdays (0: Monday)."""
    schedule = with_defaults(options)[SCHEDULE]
    return schedule.get(SCHEDULE_TIME), frozenset(map(WEEKDAYS.index, schedule[SCHEDULE_DAYS]))


def has_schedule(options: Options) -> bool:
    """Whether the user saved a schedule, be it none."""
    return SCHEDULE in options


def with_defaults(options: Options) -> dict[str, dict[str, Any]]:
    """Give all options by part. A schedule that was saved without a time has none."""
    whole = {part: {**values, **options.get(part, {})} for part, values in DEFAULTS.items()}
    if has_schedule(options) and SCHEDULE_TIME not in options[SCHEDULE]:
        del whole[SCHEDULE][SCHEDULE_TIME]
    return whole


def _naming(options: Options) -> Naming:
    labels = options[LABELS]
    return Naming(
        prefix=labels[PREFIX],
        user_label=labels[USER_LABEL],
        tag_label=labels[TAG_LABEL],
        name_source=labels[NAME_SOURCE],
    )


def _texts(entered: Iterable[str]) -> tuple[str, ...]:
    """Give what was entered without the empty lines that a form lets through."""
    return tuple(text for line in entered if (text := line.strip()))
