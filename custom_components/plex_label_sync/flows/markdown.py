"""Texts of other people's within Markdown: they are shown as they are, and format nothing."""

import re

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
"""All signs of ASCII: before each of them a backslash says that it means nothing."""


def escaped(text: str) -> str:
    """Give a text in one line that Markdown and HTML leave as it is."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
