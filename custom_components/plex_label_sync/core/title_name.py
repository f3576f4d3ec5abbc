"""How names of titles are compared, and how they are told to people.

They are compared by their letters and digits, in any case, without accents.
"""

import re
from unicodedata import combining, normalize

_APOSTROPHES = str.maketrans(
    "", "", "'`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
)
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?P<name>.*\S)\s*[\s(\[](?P<year>(?:18|19|20|21)\d\d)[)\]]?")


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
