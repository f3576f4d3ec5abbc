"""Collects what is to go into the work list, and writes it in one go: nobody waits for that."""

from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from ..core.work import WorkKind
from ..state import work
from ..state.database import Database, DatabaseError

type _Note = tuple[WorkKind, float]


class Notes:
    """Takes notes of work to do; `written` is called when they are in the list."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        database: Database,
        written: Callable[[], None],
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._database = database
        self._written = written
        self._notes: dict[_Note, dict[str, dict[str, Any]]] = {}
        self._writing = False

    @callback
    def note(
        self, kind: WorkKind, key: str, about: Mapping[str, Any] | None = None, *, wait: float = 0
    ) -> None:
        """Have work done (see `state.work.add`); `wait` are the seconds in which more may come."""
        self._notes.setdefault((kind, wait), {}).setdefault(key, {}).update(about or {})
        if not self._writing:
            self._writing = True
            # A moment later: what else is noted in the same one is written along.
            self._entry.async_create_background_task(
                self._hass, self.write(), f"{DOMAIN} work list", eager_start=False
            )

    async def write(self) -> None:
        """Write what was noted, which is done by itself, unless it all ends in the same moment."""
        try:
            while self._notes:
                notes, self._notes = self._notes, {}
                now = dt_util.utcnow().timestamp()

                def add(
                    connection: Connection,
                    notes: Mapping[_Note, Mapping[str, dict[str, Any]]] = notes,
                    now: float = now,
                ) -> None:
                    for (kind, wait), about in notes.items():
                        work.add(connection, kind, about, now=now, wait=wait)

                await self._database.write(add)
                self._written()
        except DatabaseError as err:
            # The next full sync sees to it; the repair issue tells that nothing can be saved.
            LOGGER.warning("Cannot save what happened: %s", err)
        finally:
            self._writing = False
