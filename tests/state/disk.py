"""What the tests of damage and trouble do to files and folders, and look for in them."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import resource

NOBODY = 65534
"""A user who may write what everybody may write, and nothing else."""


def content(path: Path) -> bytes:
    """Give what is in a file."""
    return path.read_bytes()


def put_content(path: Path, data: bytes | bytearray) -> None:
    """Put something else in the place of a file's content."""
    path.write_bytes(data)


def size(path: Path) -> int:
    """Give how many bytes are in a file."""
    return path.stat().st_size


@contextmanager
def files_of_at_most(most: int) -> Iterator[None]:
    """Let the system refuse whatever would make a file of this process larger, as a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Act as one for whom the rights of files count: they do not for root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
