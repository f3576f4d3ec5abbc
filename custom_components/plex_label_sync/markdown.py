"""Texts of other people's within Markdown: they are shown as they are, and format nothing."""

from collections.abc import Iterable, Mapping
import re

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
"""All signs of ASCII: before each of them a backslash says that it means nothing."""

_MEANT = re.compile(r"[\\`*\[\]<>&~|@]|://|\bwww\.|\b_|_\b", re.IGNORECASE)
"""What formats a text, or makes a link or a picture of it."""


def escaped(text: str) -> str:
    """Give a text in one line that Markdown and HTML leave as it is."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def harmless(text: str) -> str:
    """Give a text that Markdown and HTML leave as it is, escaped only where it must be.

    For what automations read, too: to them `J. Doe` is to be the same as to people.
    """
    return escaped(text) if _MEANT.search(text) else " ".join(text.split())


def labels_in_line(labels: Mapping[str, Iterable[str]]) -> str:
    """Give labels with whose they are, in one line."""
    told = (f"{label} ({', '.join(whose)})" for label, whose in sorted(labels.items()))
    return escaped("; ".join(told))
