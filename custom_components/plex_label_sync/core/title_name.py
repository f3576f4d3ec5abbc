"""How names of titles are compared, and how they are told to people.

They are compared by their letters and digits, in any case, without accents.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nsmallest
import re
from unicodedata import combining, normalize

_APOSTROPHES = str.maketrans(
    "", "", "'`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
)
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?P<name>.*\S)\s*[\s(\[](?P<year>(?:18|19|20|21)\d\d)[)\]]?")

_LEAST_PART = 3
"""So many letters of a name at least are a part of it."""

_LEAST_ALIKE = 0.7
"""How much of two names is the same, at least, where one may be the other with a typo."""


def fold_title(name: str) -> str:
    """Give the form in which two names of titles are alike: `Amélie!` and `amelie`."""
    if not name.isascii():
        name = "".join(letter for letter in normalize("NFKD", name) if not combining(letter))
    folded = name.casefold().translate(_APOSTROPHES)
    return " ".join(_WORD.findall(folded)) or folded.strip()


def with_year(name: str, year: int | None) -> str:
    """Give a name with its year, if that is known; many a TV show's name ends with it already."""
    return name if not year or name.endswith(f"({year})") else f"{name} ({year})"


def without_year(name: str) -> tuple[str, int]:
    """Give a name without the year at its end, and that year; 0 where there is none."""
    found = _YEAR.fullmatch(name.strip())
    return (found["name"], int(found["year"])) if found else (name, 0)


def near_names(name: str, names: Iterable[str], most: int) -> list[str]:
    """Give the names that come nearest to one, the nearest first: one is a part, or has a typo.

    Of names that are alike the first one counts.
    """
    wanted = fold_title(name)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    called: dict[str, str] = {}
    for one in names:
        called.setdefault(fold_title(one), one)
    near = {folded: _nearness(folded, wanted, matcher) for folded in called}
    found = nsmallest(most, filter(near.__getitem__, near), key=lambda one: (-near[one], one))
    return [called[one] for one in found]


def _nearness(folded: str, wanted: str, matcher: SequenceMatcher[str]) -> float:
    """Give how near a name comes; nothing where it is another one. Parts come nearer than typos."""
    if _is_part(wanted, folded) or _is_part(folded, wanted):
        return 1 + min(len(wanted), len(folded)) / max(len(wanted), len(folded))
    matcher.set_seq1(folded)
    for ratio in (matcher.real_quick_ratio, matcher.quick_ratio):
        if ratio() < _LEAST_ALIKE:
            return 0
    alike = matcher.ratio()
    return alike if alike >= _LEAST_ALIKE else 0


def _is_part(part: str, name: str) -> bool:
    """Whether a name has a part that begins with a word; not all scripts part words."""
    if not part.isascii():
        return part in name
    return len(part) >= _LEAST_PART and f" {part}" in f" {name}"
