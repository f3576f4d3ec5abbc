"""What version 0.1.0 had in the options for single people, and that now stands in the database."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from .core.naming import clean

_SECTION = "scope"
_LEFT_OUT = "exclude_users"
_NAMES = "aliases"
OLD_CHOICES = frozenset({_LEFT_OUT, _NAMES})
"""The keys of these options, in their section."""


class OldChoices(Struct, frozen=True):
    """Who was left out and who had another name, by what the user typed."""

    left_out: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def old_choices(options: Mapping[str, Any]) -> OldChoices | None:
    """Give what the options hold of it; None where they hold nothing, not even an empty field."""
    section = options.get(_SECTION, {})
    if OLD_CHOICES.isdisjoint(section):
        return None
    left_out = (typed.strip() for typed in section.get(_LEFT_OUT, ()))
    return OldChoices(tuple(filter(None, left_out)), _read_names(section.get(_NAMES, "")))


def without_old_choices(options: Mapping[str, Any]) -> dict[str, Any]:
    """Give the options without it."""
    section = {key: value for key, value in options[_SECTION].items() if key not in OLD_CHOICES}
    return {**options, _SECTION: section}


def _read_names(text: str) -> dict[str, str]:
    """Read `username: name to use in the label`, one per line, which the form let through alone."""
    lines = (line.partition(":") for line in text.splitlines())
    return {
        username.strip(): clean(name)
        for username, _, name in lines
        if username.strip() and clean(name)
    }
