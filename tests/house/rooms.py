"""The rooms of the code: imports point one way, and lead in no circle.

Counted is every import of ours, those within functions and for types alone included.
"""

import ast
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache

from tests.house.house import INTEGRATION, Fault, House

_BASE_FILES = {
    "activity",
    "activity_filter",
    "const",
    "coordinator",
    "faults",
    "markdown",
    "old_choices",
    "options",
    "people_coordinator",
    "people_state",
    "plex_integration",
    "reasons",
    "servers",
    "sync_state",
    "words",
}
"""The files at the top on which the rooms above `sync` stand: one room, the base."""

_BASE = "the base"

_INNER = {
    "threads": set[str](),
    "core": set[str](),
    "clients": {"core", "threads"},
    "state": {"core", "threads"},
    "sources": {"clients", "core", "threads"},
    "sync": {"sources", "clients", "state", "core", "threads"},
}
"""What the rooms import that know nothing of Home Assistant, besides themselves.

`threads` is a single file.
"""

_OUTER = {
    "issues": set[str](),
    "follow": {"issues"},
    "webhooks": {"follow", "issues"},
    "flows": {"webhooks", "follow"},
    "fixes": {"flows", "webhooks", "follow"},
    "actions": {"follow"},
    "media": {"follow"},
}
"""What the rooms import that know Home Assistant, besides themselves, all these and the base."""

type _Imports = tuple[tuple[int, str], ...]
"""Lines with what is imported there: the full name, ours from the integration's folder on.

Ours begin with a dot.
"""


def check(house: House) -> Iterator[Fault]:
    """Give imports that point the wrong way, and circles."""
    files = {_module(file): file for file in house.files(f"{INTEGRATION}/**/*.py")}
    graph: dict[str, list[str]] = {module: [] for module in files}
    for module, file in files.items():
        room = _room(module)
        for line, name in _imports(house.text(file), _folder(file)):
            if name.startswith("homeassistant"):
                if room in _INNER:
                    advice = f"{room} knows nothing of Home Assistant: move what needs it"
                    yield Fault(file, f"line {line}", advice)
            elif name.startswith(".") and (target := _imported(name[1:], files)):
                graph[module].append(target)
                if not _may_import(room, _room(target)):
                    advice = f"{room} imports {target}: imports point the other way"
                    yield Fault(file, f"line {line}", advice)
    for circle in _circles(graph):
        advice = f"imports lead in a circle: {' > '.join((*circle, circle[0]))}"
        yield Fault(files[circle[0]], "", advice)


def _may_import(room: str, target: str) -> bool:
    """Whether files of a room may import those of another."""
    if target == room or not room:
        return True
    if room in _INNER:
        return target in _INNER[room]
    return target in _INNER or (room in _OUTER and target in {_BASE, *_OUTER[room]})


def _room(module: str) -> str:
    """Give the room of a module; nothing for the files that Home Assistant looks for."""
    first = module.partition(".")[0]
    if first in _INNER or first in _OUTER:
        return first
    return _BASE if first in _BASE_FILES else ""


def _folder(file: str) -> tuple[str, ...]:
    """Give the folders between the integration's and a file."""
    return tuple(file.removeprefix(f"{INTEGRATION}/").split("/")[:-1])


def _module(file: str) -> str:
    """Give the name of the module that a file is, from the integration's folder on."""
    name = file.removeprefix(f"{INTEGRATION}/").removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")


def _imported(name: str, modules: Container[str]) -> str | None:
    """Give the module of ours that an import leads to: its last part may name what is in it."""
    above = name.rpartition(".")[0] or "__init__"
    return next((module for module in (name, above) if module in modules), None)


def _circles(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Give a circle for each import that closes one, on a walk through all modules."""
    done: set[str] = set()
    path: list[str] = []

    def walk(module: str) -> Iterator[tuple[str, ...]]:
        if module in path:
            yield tuple(path[path.index(module) :])
        elif module not in done:
            path.append(module)
            for target in graph[module]:
                yield from walk(target)
            path.pop()
            done.add(module)

    for module in graph:
        yield from walk(module)


@cache
def _imports(code: str, folder: tuple[str, ...]) -> _Imports:
    return tuple(_names(ast.parse(code), folder))


def _names(tree: ast.Module, folder: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = [node.module] if node.module else []
            if node.level:
                parts = ["", *folder[: len(folder) - node.level + 1], *parts]
            yield from ((node.lineno, ".".join((*parts, name.name))) for name in node.names)
