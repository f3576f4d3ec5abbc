"""The files that describe the integration to Home Assistant, and what the code needs of them."""

import ast
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
import json
from pathlib import Path
from string import Formatter
from typing import Any

from homeassistant.util.yaml import load_yaml_dict

from custom_components import plex_label_sync
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.reasons import Words

FOLDER = Path(plex_label_sync.__file__).parent
LANGUAGES = sorted(file.stem for file in (FOLDER / "translations").glob("*.json"))
TEXTS = json.loads((FOLDER / "translations" / "en.json").read_text())
ICONS = json.loads((FOLDER / "icons.json").read_text())
ACTIONS = load_yaml_dict(str(FOLDER / "services.yaml"))
TRIGGERS = load_yaml_dict(str(FOLDER / "triggers.yaml"))
CONDITIONS = load_yaml_dict(str(FOLDER / "conditions.yaml"))
MANIFEST = json.loads((FOLDER / "manifest.json").read_text())

type Keys = dict[str, Any]


def words_in(language: str) -> Words:
    """Give the words of a language, as Home Assistant has them once it has read the texts."""
    texts = json.loads((FOLDER / "translations" / f"{language}.json").read_text())
    return Words(dict(_flat(texts, f"component.{DOMAIN}")))


def _flat(texts: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(texts, str):
        yield key, texts
        return
    for name, value in texts.items():
        yield from _flat(value, f"{key}.{name}")


def keys(texts: Any) -> Any:
    """Give texts without their wording."""
    if isinstance(texts, dict):
        return {key: keys(value) for key, value in texts.items()}
    return ""


def leaves(texts: Any) -> Iterator[str]:
    """Give all wordings of texts."""
    if isinstance(texts, dict):
        for value in texts.values():
            yield from leaves(value)
    else:
        yield texts


def placeholders(texts: Any) -> set[str]:
    """Give the names of all that is filled in."""
    return {name for text in leaves(texts) for _, name, _, _ in Formatter().parse(text) if name}


def fit(texts: Keys, patterns: Iterable[str]) -> None:
    """Assert that each text is needed, and each needed one there."""
    patterns = set(patterns)
    assert not [key for key in texts if not any(fnmatchcase(key, one) for one in patterns)]
    assert not [one for one in patterns if not any(fnmatchcase(key, one) for key in texts)]


def nodes[T: ast.AST](file: str, kind: type[T]) -> Iterator[T]:
    """Give all nodes of a kind in the code of a file."""
    tree = ast.parse((FOLDER / file).read_text())
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def calls(name: str) -> Iterator[ast.Call]:
    """Give all calls of a function or method in Home Assistant's own files."""
    for file in sorted(FOLDER.rglob("*.py")):
        for call in nodes(str(file.relative_to(FOLDER)), ast.Call):
            if ast.unparse(call.func).rsplit(".", 1)[-1] == name:
                yield call


def keyword(call: ast.Call, name: str) -> ast.expr:
    """Give what a call passes by a keyword."""
    return next(one.value for one in call.keywords if one.arg == name)


def pattern(text: ast.expr) -> str:
    """Give a text of the code, with a star where something is filled in."""
    if isinstance(text, ast.JoinedStr):
        return "".join(pattern(part) for part in text.values)
    return str(text.value) if isinstance(text, ast.Constant) else "*"
