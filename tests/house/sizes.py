"""How long files of code are: each holds one thing, and is read at one go."""

from collections.abc import Iterator

from tests.house.house import INTEGRATION, Fault, House

LONGEST = 350
"""So many lines a file may have."""

_PATTERNS = (
    "tests/**/*.py",
    f"{INTEGRATION}/**/*.py",
    f"{INTEGRATION}/**/*.js",
)


def check(house: House) -> Iterator[Fault]:
    """Give the files that are too long."""
    for pattern in _PATTERNS:
        for file in house.files(pattern):
            lines = len(house.text(file).splitlines())
            if lines > LONGEST:
                yield Fault(file, "", f"has {lines} lines: {LONGEST} are the most, so split it")
