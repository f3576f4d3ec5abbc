"""Readers for tests that care about the way of an answer, and not about what it holds."""

from typing import Any, cast

from custom_components.plex_label_sync.clients.decode import Read, reader
from custom_components.plex_label_sync.clients.rows import row_reader

ANY: Read[Any] = reader(cast("type[Any]", Any))
"""Reads all JSON as it is."""

OBJECTS = row_reader(dict[str, Any], "a test")
"""Reads rows that are objects."""
