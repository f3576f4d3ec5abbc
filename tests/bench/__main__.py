"""The benchmark: `python -m tests.bench`, called by `scripts/bench`.

Belongs here: what is measured when, and what is done with the findings.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Callable, Coroutine
import sys
from typing import Any

from tests.bench import realtime, start, sync
from tests.bench.table import Findings, keep

_PARTS: dict[str, Callable[[], Coroutine[Any, Any, Findings]]] = {
    "sync": sync.bench,
    "realtime": realtime.bench,
    "start": start.bench,
}
_MARKS = {"sync": "bench", "realtime": "realtime", "start": "start"}
"""What the places in the README are called."""


def main() -> int:
    """Measure, print, and say what is not as promised."""
    parser = ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=_PARTS, help="what to measure (default: all)")
    parser.add_argument("--keep", action="store_true", help="put the tables into the README")
    options = parser.parse_args()
    broken: list[str] = []
    for part in [options.part] if options.part else _PARTS:
        found = asyncio.run(_PARTS[part]())
        sys.stdout.write(f"{found.text}\n\n")
        if options.keep:
            keep(_MARKS[part], found.text)
        broken += found.broken
    for promise in broken:
        sys.stderr.write(f"NOT KEPT: {promise}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
