"""The user's options: their form, its checks, and what they mean for a run."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import voluptuous as vol

from homeassistant.const import PERCENTAGE, UnitOfTime
from homeassistant.data_entry_flow import section
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
    TextSelectorConfig,
    TimeSelector,
)

from .core.choices import Choices
from .core.model import Person, widened
from .core.naming import (
    PREFIX_FIELDS,
    TAG_FIELDS,
    USER_FIELDS,
    Naming,
    TemplateError,
    check_template,
    collisions,
    valid_prefix,
)
from .core.people import unified
from .core.policy import Policy
from .core.removal import RemovedMode
from .old_choices import OLD_CHOICES

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
LIBRARIES = "libraries"
INCLUDE_TAGS = "include_tags"
EXCLUDE_TAGS = "exclude_tags"
CONF_LABEL_NEW_PEOPLE = "label_new_people"
IGNORE_LABEL = "ignore_label"
SCHEDULE_TIME = "schedule_time"
SCHEDULE_DAYS = "schedule_days"
CONCURRENCY = "concurrency"

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_CONCURRENCY = 5
MAX_CONCURRENCY = 20
DEFAULT_IGNORE_LABEL = "{prefix}:ignore"
DEFAULT_REMOVED_LABEL = "{prefix}:removed"
DEFAULT_REMOVAL_LIMIT = 25

type Options = Mapping[str, Mapping[str, Any]]


class OptionError(ValueError):
    """A value that cannot be used: the error's key and what its message shows."""

    def __init__(self, key: str, **placeholders: str) -> None:
        super().__init__(key)
        self.key = key
        self.placeholders = placeholders


def schema(libraries: Mapping[str, str]) -> vol.Schema:
    """Give the form; `libraries` maps the keys of those that can be chosen to their titles."""
    naming = Naming()
    text = TextSelector()
    texts = TextSelector(TextSelectorConfig(multiple=True))
    fields: dict[str, dict[vol.Marker, Any]] = {
        LABELS: {
            vol.Required(PREFIX, default=naming.prefix): text,
            vol.Required(USER_LABEL, default=naming.user_label): text,
            vol.Required(TAG_LABEL, default=naming.tag_label): text,
            vol.Required(NAME_SOURCE, default=naming.name_source): _choice(
                NAME_SOURCE, ["username", "title"]
            ),
        },
        REMOVAL: {
            vol.Required(REMOVED_MODE, default=RemovedMode.REMOVE.value): _choice(
                REMOVED_MODE, [mode.value for mode in RemovedMode]
            ),
            vol.Required(REMOVED_LABEL, default=DEFAULT_REMOVED_LABEL): text,
            vol.Required(CLEANUP_ORPHANS, default=False): BooleanSelector(),
            vol.Required(REMOVAL_LIMIT, default=DEFAULT_REMOVAL_LIMIT): vol.All(
                NumberSelector(
                    NumberSelectorConfig(
                        min=0,
                        max=100,
                        step=1,
                        mode=NumberSelectorMode.SLIDER,
                        unit_of_measurement=PERCENTAGE,
                    )
                ),
                vol.Coerce(int),
            ),
        },
        SOURCES: {
            vol.Required(OWN_WATCHLIST, default=True): BooleanSelector(),
            vol.Required(FRIENDS_WATCHLISTS, default=True): BooleanSelector(),
            vol.Required(POLL_MINUTES, default=15): vol.All(
                NumberSelector(
                    NumberSelectorConfig(
                        min=1,
                        max=1440,
                        step=1,
                        mode=NumberSelectorMode.BOX,
                        unit_of_measurement=UnitOfTime.MINUTES,
                    )
                ),
                vol.Coerce(int),
            ),
            vol.Required(CONF_LABEL_NEW_PEOPLE, default=True): BooleanSelector(),
        },
        SCOPE: {
            vol.Optional(LIBRARIES, default=[]): SelectSelector(
                SelectSelectorConfig(
                    options=[
                        SelectOptionDict(value=key, label=title) for key, title in libraries.items()
                    ],
                    multiple=True,
                    mode=SelectSelectorMode.DROPDOWN,
                )
            ),
            vol.Optional(INCLUDE_TAGS, default=[]): texts,
            vol.Optional(EXCLUDE_TAGS, default=[]): texts,
            vol.Required(IGNORE_LABEL, default=DEFAULT_IGNORE_LABEL): text,
        },
        SCHEDULE: {
            vol.Optional(SCHEDULE_TIME): TimeSelector(),
            vol.Optional(SCHEDULE_DAYS, default=list(WEEKDAYS)): _choice(
                SCHEDULE_DAYS, list(WEEKDAYS), multiple=True
            ),
        },
        PERFORMANCE: {
            vol.Required(CONCURRENCY, default=DEFAULT_CONCURRENCY): vol.All(
                NumberSelector(
                    NumberSelectorConfig(
                        min=1, max=MAX_CONCURRENCY, step=1, mode=NumberSelectorMode.SLIDER
                    )
                ),
                vol.Coerce(int),
            ),
        },
    }
    return vol.Schema(
        {
            vol.Required(name): section(vol.Schema(part), {"collapsed": name != LABELS})
            for name, part in fields.items()
        }
    )


def check(options: Options, people: Iterable[Person], choices: Choices) -> None:
    """Raise `OptionError` unless all fits, and everybody gets a good label of their own.

    `choices` is what was chosen for people.
    """
    labels, scope = options[LABELS], options[SCOPE]
    prefix = labels[PREFIX]
    if not valid_prefix(prefix):
        raise OptionError("invalid_prefix", value=prefix)
    checks = (
        (labels[USER_LABEL], USER_FIELDS),
        (labels[TAG_LABEL], TAG_FIELDS),
        (options[REMOVAL][REMOVED_LABEL], PREFIX_FIELDS),
        (scope[IGNORE_LABEL], PREFIX_FIELDS),
    )
    for template, fields in checks:
        try:
            check_template(template, prefix, fields)
        except TemplateError as err:
            raise OptionError("invalid_template", template=template, label=err.label) from err
    schedule = options[SCHEDULE]
    if schedule.get(SCHEDULE_TIME) and not schedule[SCHEDULE_DAYS]:
        raise OptionError("no_days")
    policy = policy_from(options).choosing(choices)
    known = {person.id: person for person in unified(people).values()}
    named = [person for person in known.values() if not policy.excludes(person)]
    for label, group in collisions(policy.naming, named).items():
        raise OptionError("same_label", label=label, people=_names(group))
    _check_removed_label(policy, named)


def policy_from(options: Options) -> Policy:
    """Give what the options mean; missing ones have their default.

    What was chosen for people is not among them: see `Policy.choosing`.
    """
    whole = _with_defaults(options)
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
    return int(_with_defaults(options)[PERFORMANCE][CONCURRENCY])


def poll_interval_from(options: Options) -> timedelta:
    """Give how long to wait between two looks at watchlists and requests."""
    return timedelta(minutes=_with_defaults(options)[SOURCES][POLL_MINUTES])


def schedule_from(options: Options) -> tuple[str | None, frozenset[int]]:
    """Give the time of the scheduled sync (`HH:MM:SS`), if any, and its weekdays (0: Monday)."""
    schedule = _with_defaults(options)[SCHEDULE]
    return schedule.get(SCHEDULE_TIME), frozenset(map(WEEKDAYS.index, schedule[SCHEDULE_DAYS]))


def _check_removed_label(policy: Policy, people: Iterable[Person]) -> None:
    """Raise `OptionError` if the label of titles that nobody wants says something else already."""
    label = widened(policy.removed_label)
    if label == widened(policy.ignore_label):
        raise OptionError("removed_is_ignore", label=policy.removed_label)
    if named := [
        person for person in people if label in map(widened, policy.naming.all_of(person))
    ]:
        raise OptionError("removed_is_person", label=policy.removed_label, people=_names(named))


def _names(people: Iterable[Person]) -> str:
    return ", ".join(sorted(person.name for person in people))


def _with_defaults(options: Options) -> Options:
    names = (LABELS, REMOVAL, SOURCES, SCOPE, SCHEDULE, PERFORMANCE)
    parts = {name: dict(options.get(name, {})) for name in names}
    for key in OLD_CHOICES:
        parts[SCOPE].pop(key, None)
    chosen: Options = schema({key: key for key in parts[SCOPE].get(LIBRARIES, [])})(parts)
    return chosen


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


def _choice(key: str, values: list[str], *, multiple: bool = False) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=values,
            translation_key=key,
            multiple=multiple,
            mode=SelectSelectorMode.LIST,
        )
    )
