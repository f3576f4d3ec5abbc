"""Negates each condition of the removal rules in turn, and sees that the tests of the core fail.

A mutant lives in a copy of the core, without the rest of the project and pytest's plugins, which
the core does not need. Examples come first: they are quick, and what they do not catch is for the
properties to catch.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[2]
CORE = Path("custom_components/plex_label_sync/core")
FILES = ("plan.py", "wishes.py", "removal.py", "orphans.py", "limit.py")
EXAMPLES = tuple(
    f"tests/core/test_{name}.py"
    for name in ("removal", "moves", "plan", "orphans", "limit", "plan_scope")
)
PROPERTIES = ("tests/core/test_promises.py", "tests/core/test_histories.py")
_COPIED = (CORE, Path("tests/core"))
_PYTEST = ("-m", "pytest", "-qx", "--noconftest", "-p", "tests.core.trying")


@dataclass(frozen=True)
class Mutant:
    """A file's source with one condition turned around, and where that is."""

    file: str
    line: int
    condition: str
    source: str


def conditions(tree: ast.AST) -> Iterator[ast.expr]:
    """Give every condition: tests of branches and loops, and the parts of `and`, `or` and `any`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            yield from _parts(node.test)
        elif isinstance(node, ast.comprehension):
            for test in node.ifs:
                yield from _parts(test)
        elif isinstance(node, ast.Assign | ast.Return | ast.keyword | ast.GeneratorExp):
            value = node.elt if isinstance(node, ast.GeneratorExp) else node.value
            if value and _is_condition(value):
                yield from _parts(value)


def _is_condition(value: ast.expr) -> bool:
    """Whether a value is true or false, as far as one sees."""
    match value:
        case ast.BoolOp() | ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Call(func=ast.Name(id="any" | "all" | "bool")):
            return True
    return False


def _parts(test: ast.expr) -> Iterator[ast.expr]:
    """Give a condition, and each part of it."""
    yield test
    if isinstance(test, ast.BoolOp):
        for part in test.values:
            yield from _parts(part)


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """Give a mutant for each condition of a file."""
    places = {
        (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset): node
        for node in conditions(ast.parse(source))
    }
    for node in (places[place] for place in sorted(places, key=str)):
        said = ast.get_source_segment(source, node)
        start, end = _span(source, node)
        turned = f"(not ({said}))"
        yield Mutant(file, node.lineno, str(said), source[:start] + turned + source[end:])


def _span(source: str, node: ast.expr) -> tuple[int, int]:
    """Give where a condition begins and ends, in characters."""
    lines = source.splitlines(keepends=True)

    def at(line: int, column: int) -> int:
        before = lines[line - 1].encode()[:column].decode()
        return sum(map(len, lines[: line - 1])) + len(before)

    return (
        at(node.lineno, node.col_offset),
        at(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
    )


def is_caught(copy: Path, mutant: Mutant) -> bool:
    """Whether a test fails in a copy of the project that holds the mutant."""
    path = copy / CORE / mutant.file
    right = path.read_text()
    path.write_text(mutant.source)
    try:
        return not all(passes(copy, tests) for tests in (EXAMPLES, PROPERTIES))
    finally:
        path.write_text(right)


def copy_core(copy: Path) -> None:
    """Copy the core and its tests, in packages that are empty otherwise."""
    for part in _COPIED:
        shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        for package in part.parents[:-1]:
            (copy / package / "__init__.py").touch()


def passes(copy: Path, tests: tuple[str, ...]) -> bool:
    """Whether the tests of a copy pass."""
    done = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, *_PYTEST, *tests],
        cwd=copy,
        env={
            **os.environ,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "HYPOTHESIS_PROFILE": "mutants",
        },
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Try all mutants; give 1 when one of them, or what there is without one, goes unseen."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_core(copy)
        if not passes(copy, EXAMPLES):
            _say("The tests fail as it is.")
            return 1
        missed = tried = 0
        for file in FILES:
            for mutant in mutants(file, (copy / CORE / file).read_text()):
                tried += 1
                if not is_caught(copy, mutant):
                    missed += 1
                    _say(f"not caught: {file}:{mutant.line}: {mutant.condition}")
        _say(f"{tried - missed} of {tried} negated conditions are caught.")
        return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
