"""The files that version 0.1.0 really wrote, and what is kept as it wrote it."""

import json
from pathlib import Path
import sqlite3
from typing import Any

from custom_components.plex_label_sync.state import ledger
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


def all_records(connection: sqlite3.Connection) -> dict[int, dict[str, Any]]:
    """Give the ledger's records as 0.1.0 wrote them, by item and label."""
    return {
        key: {
            record.label: (
                record.since,
                {(why.kind.value, why.subject, why.source) for why in record.because},
                record.ended,
            )
            for record in entry.records.values()
        }
        for key, entry in ledger.of(connection, ledger.keys(connection)).entries.items()
    }
