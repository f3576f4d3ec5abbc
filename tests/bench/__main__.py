"""The benchmark: `python -m tests.bench`, called by `scripts/bench`.

Belongs here: what is measured when, and what is done with the findings.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Callable, Coroutine
import sys
from typing import Any

from tests.bench import pages, realtime, start, sync, troubled
from tests.bench.table import Findings, keep
from tests.bench.world import FULL, QUICK, Effort

_PARTS: dict[str, Callable[[Effort], Coroutine[Any, Any, Findings]]] = {
    "sync": sync.bench,
    "realtime": realtime.bench,
    "start": start.bench,
    "troubled": troubled.bench,
    "pages": pages.bench,
}
_MARKS = {name: name for name in _PARTS} | {"sync": "bench"}
"""What the places in docs/performance.md are called."""


def main() -> int:
    """Measure, print, and say what is not as promised."""
    parser = ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=_PARTS, help="what to measure (default: all)")
    parser.add_argument("--keep", action="store_true", help="put the tables into the documentation")
    parser.add_argument(
        "--quick", action="store_true", help="small houses, only to see that everything runs"
    )
    options = parser.parse_args()
    if options.quick and options.keep:
        parser.error("--quick measures nothing that is worth keeping")
    broken: list[str] = []
    for part in [options.part] if options.part else _PARTS:
        findings = asyncio.run(_PARTS[part](QUICK if options.quick else FULL))
        sys.stdout.write(f"{findings.text}\n\n")
        if options.keep:
            keep(_MARKS[part], findings.text)
        broken += findings.broken
    for promise in broken:
        sys.stderr.write(f"NOT KEPT: {promise}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
