"""The files that version 0.1.0 really wrote."""

import json
from pathlib import Path
from typing import Any

from custom_components.plex_label_sync.state.takeover import KINDS

from .disk import content

WRITTEN = Path(__file__).parent / "written_by_0_1_0"


def written(name: str) -> dict[str, bytes | None]:
    """Give the files of one house, by kind."""
    paths = {kind: WRITTEN / name / f"{kind}.json" for kind in KINDS}
    return {kind: content(path) if path.exists() else None for kind, path in paths.items()}


def data(name: str, kind: str) -> Any:
    """Give what is in a file."""
    stored = written(name)[kind]
    assert stored
    return json.loads(stored)["data"]
