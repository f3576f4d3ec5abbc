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

type Check = Callable[[House], Iterator[Fault]]

CHECKS: tuple[Check, ...] = (
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
    """Give the faults that any check finds, each once."""
    seen: set[Fault] = set()
    for check in CHECKS:
        for fault in found(check, house):
            if fault not in seen:
                seen.add(fault)
                yield fault


def found(check: Check, house: House) -> Iterator[Fault]:
    """Give the faults that a check finds. A file that is unreadable is one."""
    try:
        yield from check(house)
    except UnreadableError as err:
        yield err.fault
