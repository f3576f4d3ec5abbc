"""All checks together."""

from collections.abc import Callable, Iterator

from tests.house import (
    blueprints,
    brand,
    changelog,
    described,
    docs,
    examples,
    hacs,
    icons,
    imports,
    languages,
    links,
    manifest,
    pins,
    readme,
    rooms,
    scale,
    sizes,
    texts,
    wording,
    workflows,
)
from tests.house.house import Fault, House, UnreadableError

CHECKS: tuple[Callable[[House], Iterator[Fault]], ...] = (
    manifest.check,
    pins.check,
    imports.check,
    rooms.check,
    texts.check,
    languages.check,
    wording.check,
    described.check,
    icons.check,
    scale.check,
    sizes.check,
    blueprints.check,
    brand.check,
    hacs.check,
    changelog.check,
    readme.check,
    docs.check,
    examples.check,
    links.check,
    workflows.check,
)


def faults(house: House) -> Iterator[Fault]:
    """Give the faults that any check finds, each once. A file that is unreadable is one."""
    seen: set[Fault] = set()
    for check in CHECKS:
        for fault in _found(check, house):
            if fault not in seen:
                seen.add(fault)
                yield fault


def _found(check: Callable[[House], Iterator[Fault]], house: House) -> Iterator[Fault]:
    try:
        yield from check(house)
    except UnreadableError as err:
        yield err.fault
