"""What is wrong with the words on a page: keys in place of texts, and another language's texts."""

from collections.abc import Collection, Iterable
from functools import cache
import json
import re
from string import Formatter
from typing import Any

from tests.texts import FOLDER, leaves

ENGLISH = "en"

_RAW = re.compile(
    r"component\.plex_label_sync|\[object \w+\]|\bundefined\b|\bNaN\b|Invalid Date"
    r"|Translation error"
)
_HOLE = re.compile(r"\{(\w+)\}")
_TEMPLATES = {"prefix", "user", "user_id", "tag", "instance", "source"}
"""What the options say may stand in braces."""

_SPLIT = re.compile(r"(?<=[.!?:])\s+|\n+")
_MARKUP = re.compile(r"[*`]+")
_LEAST_WORDS = 4
"""Of fewer words two languages can have the same."""


@cache
def texts_of(language: str) -> dict[str, Any]:
    """Give all our texts in a language, as they stand in its file."""
    file = FOLDER / "translations" / f"{language}.json"
    texts: dict[str, Any] = json.loads(file.read_text())
    return texts


@cache
def patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Give what a text of ours looks like as a whole; one that says next to nothing is left out."""
    return tuple(
        re.compile(pattern)
        for text in leaves(texts_of(language))
        if (pattern := _pattern(text)) is not None
    )


def found_by(text: str) -> re.Pattern[str]:
    """Give what finds a text of ours on a page, whatever is filled in."""
    return re.compile(_pattern(text) or re.escape(text))


@cache
def is_ours(text: str, language: str) -> bool:
    """Whether this is a text of ours, whatever is filled in."""
    return any(pattern.fullmatch(text) for pattern in patterns(language))


def raw(texts: Iterable[str]) -> list[str]:
    """Give those that show a key, a hole that nothing filled, or what a program calls nothing."""
    return [text for text in texts if _RAW.search(text) or _unfilled(text) or text in _keys()]


def foreign(texts: Collection[str], language: str) -> list[str]:
    """Give English sentences of ours that stand on a page in another language."""
    if language == ENGLISH:
        return []
    page, own = " ".join(texts), _all(language)
    return [one for one in _sentences() if one in page and one not in own]


def without_reasons(text: str) -> str:
    """Take out why something went wrong: a record keeps the words of the language of its time."""
    for reason in _reasons():
        text = text.replace(reason, "")
    return text


@cache
def _all(language: str) -> str:
    return " ".join(_plain(text) for text in leaves(texts_of(language)))


def _unfilled(text: str) -> bool:
    return any(name not in _TEMPLATES for name in _HOLE.findall(text))


@cache
def _keys() -> frozenset[str]:
    """Give the keys of our texts that nobody could take for a word."""

    def walk(texts: Any) -> Iterable[str]:
        if isinstance(texts, dict):
            for key, value in texts.items():
                yield key
                yield from walk(value)

    return frozenset(key for key in walk(texts_of(ENGLISH)) if "_" in key)


@cache
def _reasons() -> frozenset[str]:
    texts = texts_of(ENGLISH)["exceptions"]
    told = (text["message"] for key, text in texts.items() if key.startswith("reason_"))
    return frozenset(part for text in told for part in _split(text))


@cache
def _sentences() -> frozenset[str]:
    parts = (part.strip() for text in leaves(texts_of(ENGLISH)) for part in _split(text))
    return frozenset(part for part in parts if len(part.split()) >= _LEAST_WORDS)


def _split(text: str) -> Iterable[str]:
    """Give the sentences of a text that are the same whatever is filled in."""
    return (part for part in _SPLIT.split(_plain(text)) if "{" not in part)


def _plain(text: str) -> str:
    return _MARKUP.sub("", text)


def _pattern(text: str) -> str | None:
    """Give the pattern of a whole text, or None for one without four letters of its own."""
    parts = list(Formatter().parse(_plain(text)))
    if sum(letter.isalpha() for fixed, *_ in parts for letter in fixed) < _LEAST_WORDS:
        return None
    return "".join(
        re.escape(re.sub(r"\s+", " ", fixed)) + (".+" if name is not None else "")
        for fixed, name, *_ in parts
    )
