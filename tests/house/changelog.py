"""CHANGELOG.md: what a release of the manifest's version would show."""

from collections.abc import Iterator
import subprocess

from tests.house.house import Fault, House
from tests.house.manifest import FILE as MANIFEST

FILE = "CHANGELOG.md"
NOTES = "scripts/release-notes"


def check(house: House) -> Iterator[Fault]:
    """Say where the section of the version is missing or empty."""
    house.text(FILE)
    tag = f"v{house.json(MANIFEST).get('version')}"
    done = subprocess.run(  # noqa: S603 - our own script
        [house.path(NOTES), tag], capture_output=True, text=True, check=False
    )
    if done.returncode:
        yield Fault(FILE, "", done.stderr.strip())
