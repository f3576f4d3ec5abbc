"""The to-do list of what waits: titles that people want and that Plex does not have yet."""

from collections.abc import Mapping
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import override

from homeassistant.components.todo.const import TodoItemStatus
from homeassistant.components.todo.entity import TodoItem, TodoListEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import LOGGER
from .coordinator import SyncCoordinator
from .core.model import fold
from .entity import SyncEntity
from .follow.runtime import SyncConfigEntry
from .markdown import harmless
from .media.entries import name_with_year
from .media.place import title_key
from .state import browsing, waiting
from .state.browsing import Wait
from .state.database import Database, DatabaseError
from .words import words_of

PARALLEL_UPDATES = 0

WAITING = EntityDescription(key="waiting")

MOST = 100
"""So many titles are listed, the newest first: every page that shows a list gets all of it."""

_PAUSE = 5.0
"""Seconds for which a list that was read stands at least."""


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the list."""
    runtime = entry.runtime_data
    async_add_entities([WaitingList(runtime.coordinator, runtime.database)])


class WaitingList(SyncEntity, TodoListEntity):
    """What waits for Plex. Nothing can be ticked off: a title goes when Plex has it."""

    def __init__(self, coordinator: SyncCoordinator, database: Database) -> None:
        super().__init__(coordinator, WAITING)
        self._database = database
        self._total: int | None = None

    @property
    @override
    def state(self) -> int | None:
        """How many titles wait, of which the list has the newest."""
        return self._total

    @override
    async def async_added_to_hass(self) -> None:
        """Read the list, and again whenever it may be another one."""
        await super().async_added_to_hass()
        again = Debouncer(
            self.hass,
            LOGGER,
            cooldown=_PAUSE,
            immediate=True,
            function=self._show,
            background=True,
        )
        self.async_on_remove(again.async_shutdown)
        self.async_on_remove(self.coordinator.on_refresh(again.async_schedule_call))
        await self._read()

    async def _show(self) -> None:
        before = self.todo_items
        await self._read()
        if self.todo_items != before:
            self.async_write_ha_state()

    async def _read(self) -> None:
        """Read the list; one that cannot be read stays as it was."""

        def look(connection: Connection) -> tuple[list[Wait], int]:
            return browsing.waits(connection, 0, MOST), waiting.count(connection)

        try:
            waits, total = await self._database.survey(look)
        except DatabaseError as err:
            LOGGER.debug("What waits cannot be read: %s", err)
            return
        words = await words_of(self.hass, "media")
        items = [self._item(wait, words) for wait in waits]
        if rest := total - len(waits):
            more = words["more"].format(count=rest)
            items.append(TodoItem(more, "more", TodoItemStatus.NEEDS_ACTION))
        self._attr_todo_items, self._total = items, total

    @callback
    def _item(self, wait: Wait, words: Mapping[str, str]) -> TodoItem:
        title = wait.shown.title
        # In ISO, as Home Assistant writes days in texts: nobody knows here who reads them.
        since = dt_util.as_local(datetime.fromtimestamp(wait.since, UTC)).date().isoformat()
        about = words["imported"].format(date=since)
        if who := self._names(wait.wishers):
            about = words["wanted"].format(people=", ".join(who), date=since)
        return TodoItem(
            name_with_year(title),
            title_key(title) or f"{title.media_type} {title.name}",
            TodoItemStatus.NEEDS_ACTION,
            description=about,
        )

    def _names(self, wishers: frozenset[str]) -> list[str]:
        people = self.coordinator.people
        who = {people.known.meant.get(key, key) for key in wishers} & people.states.keys()
        names = sorted((people.states[key].name for key in who), key=fold)
        # Pages show what is said of an entry as Markdown, and anybody at plex.tv chooses a name.
        return [harmless(name) for name in names]
