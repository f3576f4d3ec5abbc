"""README.md: one page, which leads to all others."""

from collections.abc import Iterator

from tests.house.house import Fault, House
from tests.house.markdown import links

FILE = "README.md"
INDEX = "docs/README.md"

_LEAST, _MOST = 8_000, 10_240


def check(house: House) -> Iterator[Fault]:
    """Say if the README is no page long, and which pages it does not lead to."""
    readme = house.text(FILE)
    size = len(readme.encode())
    if not _LEAST <= size <= _MOST:
        yield Fault(FILE, "", f"has {size} bytes: make it {_LEAST} to {_MOST}")
    from_readme, from_index = set(links(readme)), set(links(house.text(INDEX)))
    for page in house.files("docs/*.md"):
        name = page.rpartition("/")[2]
        if page == INDEX:
            continue
        if page not in from_readme:
            yield Fault(FILE, "", f"does not link to {page}: link to it")
        if name not in from_index:
            yield Fault(INDEX, "", f"does not link to {name}: link to it")
