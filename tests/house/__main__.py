"""Runs all checks on this working copy: `python -m tests.house`."""

from pathlib import Path
import sys

from tests.house.checks import faults
from tests.house.house import House


def main(root: Path = Path(__file__).parents[2]) -> int:
    """Print every fault; give 1 if there is one."""
    found = list(faults(House(root)))
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
