"""The house that is checked, how its files are read, and what a fault is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

import probatio as vol

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.yaml import load_yaml_dict

DOMAIN = "plex_label_sync"
INTEGRATION = f"custom_components/{DOMAIN}"
ADDRESS = "https://github.com/plex-label-sync/plex-label-sync/blob/main"

type Schema = Callable[[Any], Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong: in which file (from the repository's root), where in it, and what to do."""

    file: str
    place: str
    advice: str

    def __str__(self) -> str:
        """All in one line."""
        return ": ".join(filter(None, (self.file, self.place, self.advice)))


class UnreadableError(Exception):
    """A file that cannot be read; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class House:
    """A working copy of the repository. Files are named from its root."""

    root: Path

    def path(self, file: str) -> Path:
        """Give where a file is, for whoever reads it in a way of their own."""
        return self.root / file

    def has(self, file: str) -> bool:
        """Whether there is such a file."""
        return self.path(file).is_file()

    def files(self, pattern: str) -> list[str]:
        """Give the files that fit a pattern such as `.github/**/*.yml`, in order."""
        return sorted(str(path.relative_to(self.root)) for path in self.root.glob(pattern))

    def text(self, file: str) -> str:
        """Read a text. Raises `UnreadableError`."""
        try:
            return self.path(file).read_text()
        except OSError as err:
            raise UnreadableError(Fault(file, "", "is missing: add it")) from err

    def json(self, file: str) -> Any:
        """Read JSON. Raises `UnreadableError`."""
        try:
            return json.loads(self.text(file))
        except ValueError as err:
            raise UnreadableError(Fault(file, "", f"is no JSON: {err}")) from err

    def yaml(self, file: str) -> dict[str, Any]:
        """Read a mapping in YAML, as Home Assistant reads it. Raises `UnreadableError`."""
        self.text(file)
        try:
            return load_yaml_dict(str(self.path(file)))
        except HomeAssistantError as err:
            reason = str(err).replace(f"{self.root}/", "")
            raise UnreadableError(Fault(file, "", f"is no mapping in YAML: {reason}")) from err


def against(schema: Schema, data: Any, file: str) -> Iterator[Fault]:
    """Give the faults of a file's content by a schema."""
    try:
        schema(data)
    except vol.MultipleInvalid as err:
        for one in err.errors:
            yield Fault(file, " > ".join(map(str, one.path)), one.msg)
