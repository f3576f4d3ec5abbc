"""Links in our pages, and from Home Assistant to them: whether they lead anywhere."""

from collections.abc import Iterator
import posixpath

from tests.house.house import ADDRESS, Fault, House
from tests.house.manifest import FILE as MANIFEST
from tests.house.markdown import anchors, links

_OURS = f"{ADDRESS}/"


def check(house: House) -> Iterator[Fault]:
    """Give the links that lead nowhere."""
    for file in (*house.files("*.md"), *house.files("docs/*.md")):
        for link in links(house.text(file)):
            yield from _followed(house, file, link)
    documentation = str(house.json(MANIFEST).get("documentation"))
    yield from _followed(house, MANIFEST, documentation)


def _followed(house: House, file: str, link: str) -> Iterator[Fault]:
    path, _, anchor = link.partition("#")
    if path.startswith(_OURS):
        target = path.removeprefix(_OURS)
    elif ":" in path:
        return
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), path or file))
        target = target if path else file
    if not house.path(target).exists():
        yield Fault(file, link, "leads nowhere: correct it")
    elif anchor and anchor not in anchors(house.text(target)):
        yield Fault(file, link, f"{target} has no such heading: correct it")
