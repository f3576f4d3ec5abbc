"""The code's imports: other integrations that it uses must be named in the manifest."""

import ast
from collections.abc import Iterator
from functools import cache

from homeassistant.const import Platform

from tests.house.house import INTEGRATION, Fault, House
from tests.house.manifest import FILE as MANIFEST

_PREFIX = "homeassistant.components"
_ALWAYS = {"homeassistant", "websocket_api"}
"""Home Assistant does not start without these."""


def check(house: House) -> Iterator[Fault]:
    """Give the imports of integrations that may not be loaded when they are needed.

    An integration whose platform a file is (such as repairs.py) loads that file itself.
    """
    manifest = house.json(MANIFEST)
    files = house.files(f"{INTEGRATION}/**/*.py")
    named = {*manifest.get("dependencies", ()), *manifest.get("after_dependencies", ())}
    named |= _ALWAYS | set(Platform) | {file.split("/")[-1].removesuffix(".py") for file in files}
    for file in files:
        for line, name in _used(house.text(file)):
            if name not in named:
                advice = f"uses the integration {name}: name it in the manifest's dependencies"
                yield Fault(file, f"line {line}", advice)


@cache
def _used(code: str) -> tuple[tuple[int, str], ...]:
    """Give each integration of Home Assistant's that a module imports, with the line."""
    return tuple(_imported(code))


def _imported(code: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.ImportFrom(module=module, names=names) if module == _PREFIX:
                yield from ((node.lineno, one.name) for one in names)
            case ast.ImportFrom(module=str(module)) if module.startswith(f"{_PREFIX}."):
                yield node.lineno, module.split(".")[2]
            case ast.Import(names=names):
                for one in names:
                    if one.name.startswith(f"{_PREFIX}."):
                        yield node.lineno, one.name.split(".")[2]
