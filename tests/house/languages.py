"""The other languages: as complete as English, filled in alike, and free of English."""

from collections.abc import Iterator
import re
from typing import Any

from tests.house.house import Fault, House
from tests.house.texts import ENGLISH, FOLDER

_EVERYWHERE = frozenset(
    {
        "Plex",
        "Radarr",
        "Sonarr",
        "Seerr",
        "Token",
        "OK",
        "Tag",
        "Tags",
        "Webhook",
        "tag {names}",
        "{how}",
    }
)
SAME: dict[str, frozenset[str]] = {
    "de": frozenset({"Film", "Label", "Labels", "labels", "Person", "Version"}),
    "es": frozenset(),
    "fr": frozenset({"Film", "Options", "Source", "Sources", "Version"}),
    "it": frozenset({"Film", "Watchlist"}),
    "nl": frozenset({"Film", "Label", "Labels", "labels", "items"}),
    "pl": frozenset({"Film"}),
    "pt-BR": frozenset(),
}
"""The languages, and what each of them says in the words that English has, too."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|and|with|which|this|from|your|they|when|whose|only|again|have|been)\b",
    re.IGNORECASE,
)
"""Words that none of the languages has, and hardly an English sentence is without."""


def check(house: House) -> Iterator[Fault]:
    """Give what the languages lack, or have and should not."""
    english = dict(texts_of(house.json(ENGLISH)))
    for language, same in SAME.items():
        file = f"{FOLDER}/{language}.json"
        texts = dict(texts_of(house.json(file)))
        for place in english.keys() - texts.keys():
            yield Fault(file, place, "is missing: translate it from en.json")
        for place in texts.keys() - english.keys():
            yield Fault(file, place, "is not in en.json: remove it")
        for place in english.keys() & texts.keys():
            for advice in _faults(texts[place], english[place], same | _EVERYWHERE):
                yield Fault(file, place, advice)


def texts_of(texts: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Give all texts with the places where they stand."""
    if not isinstance(texts, dict):
        yield place, str(texts)
        return
    for key, value in texts.items():
        yield from texts_of(value, f"{place} > {key}" if place else key)


def _faults(text: str, english: str, same: frozenset[str]) -> Iterator[str]:
    """Say what is wrong with a translation."""
    if _filled_in(text) != _filled_in(english):
        names = ", ".join(sorted(_filled_in(english))) or "none"
        yield f"has other placeholders than in en.json: these belong here: {names}"
    if text == english and text not in same:
        yield "is the English text: translate it, or name it in tests/house/languages.py"
    elif word := _ENGLISH_WORDS.search(text):
        yield f"holds the English word “{word[0]}”: translate all of it"


def _filled_in(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))
