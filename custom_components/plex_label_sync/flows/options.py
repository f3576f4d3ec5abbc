"""The flow of the options: a menu of short pages, and a question where labels would move or go.

The preview and the first sync, which stand in the same menu, are in `preview.py`.
"""

from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.data_entry_flow import AbortFlow

from ..clients.errors import ServiceError
from ..clients.http import HASTY
from ..const import LOGGER
from ..core.model import fold
from ..follow.runtime import Runtime, everybody, instances_by_tag
from ..options import (
    LABELS,
    LIBRARIES,
    PERFORMANCE,
    REMOVAL,
    SCHEDULE,
    SCOPE,
    SOURCES,
    OptionError,
    Options,
    policy_from,
    with_defaults,
)
from ..reasons import Words
from ..servers import plex_for
from ..state import choices
from ..state.database import DatabaseError
from .effect import Effect, effect_of
from .option_checks import SOMEBODY, House, check, named
from .option_examples import examples, message_of
from .option_pages import FILTERS, PAGES, Offered, schema, values, with_page
from .preview import PreviewFlow
from .restriction_text import restriction_text
from .validation import errors_at

_FIELDS = ("prefix", "user", "user_id", "source", "tag", "instance")
"""What templates may hold; the texts show these in braces."""


class SyncOptionsFlow(PreviewFlow):
    """Shows and takes the options."""

    _later = False
    _page: str
    _entered: dict[str, Any]
    _changed: dict[str, Any]

    async def async_step_init(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the pages; before them what to do about the first sync, while there was none."""
        runtime = await self._runtime()
        if runtime and not runtime.coordinator.data.synced and not self._later:
            return self.async_show_menu(
                step_id="first_sync", menu_options=["preview", "sync_now", "later"]
            )
        return self.async_show_menu(step_id="init", menu_options=[*PAGES, "preview"])

    async def async_step_first_sync(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the menu of the first sync, or the pages."""
        return await self.async_step_init()

    async def async_step_later(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Go on to the pages: a repair issue reminds of the first sync."""
        self._later = True
        return await self.async_step_init()

    async def async_step_labels(self, entered: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take how labels are worded."""
        return await self._take(LABELS, entered)

    async def async_step_removal(self, entered: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take what becomes of labels of what is no longer wanted."""
        return await self._take(REMOVAL, entered)

    async def async_step_sources(self, entered: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take which watchlists count, and whose."""
        return await self._take(SOURCES, entered)

    async def async_step_filters(self, entered: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take which libraries and tags count."""
        return await self._take(FILTERS, entered)

    async def async_step_schedule(self, entered: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take when full syncs run."""
        return await self._take(SCHEDULE, entered)

    async def async_step_performance(
        self, entered: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take how much Plex is asked at a time."""
        return await self._take(PERFORMANCE, entered)

    async def async_step_confirm_rename(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether labels are to be renamed."""
        return await self._ask()

    async def async_step_confirm_removal(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether labels are to go."""
        return await self._ask()

    async def async_step_confirm(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Keep what was entered, unless other options are stored by now than when it was asked."""
        if self._changed != with_page(self._page, self.config_entry.options, self._entered):
            return await self._take(self._page, self._entered)
        return self.async_create_entry(data=self._changed)

    async def async_step_back(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the page again, with what was entered."""
        return await self._form(self._page, self._entered, await self._house())

    async def _take(self, page: str, entered: dict[str, Any] | None) -> ConfigFlowResult:
        """Show a page, or take what was entered in it, unless something is wrong with that."""
        house = await self._house()
        if entered is None:
            return await self._form(page, values(page, self.config_entry.options), house)
        self._page, self._entered = page, entered
        self._changed = with_page(page, self.config_entry.options, entered)
        try:
            check(page, with_defaults(self._changed), house)
        except OptionError as err:
            return await self._form(page, entered, house, err)
        return await self._ask()

    async def _ask(self) -> ConfigFlowResult:
        """Ask about the labels that would move or go, if any would, whichever page is saved."""
        effect = await self._effect()
        if not effect.items:
            return await self.async_step_confirm()
        return self.async_show_menu(
            step_id="confirm_rename" if effect.renames else "confirm_removal",
            menu_options=["confirm", "back"],
            description_placeholders={
                "items": str(effect.items),
                "labels": effect.listed,
                "restrictions": await restriction_text(
                    self.hass, await self._loaded(), effect.going
                ),
            },
        )

    async def _form(
        self,
        page: str,
        shown: Mapping[str, Any],
        house: House,
        err: OptionError | None = None,
    ) -> ConfigFlowResult:
        offered = Offered(
            await self._libraries() if page == FILTERS else {}, sorted(house.tags, key=fold)
        )
        errors: dict[str, str] = {}
        placeholders = {f"{field}_field": f"{{{field}}}" for field in _FIELDS}
        placeholders |= examples(self.config_entry.options, house)
        if err:
            place = next((field for field in err.fields if field in PAGES[page]), "base")
            errors = errors_at(place, err.key)
            whole = with_defaults(self._changed)
            placeholders |= await message_of(self.hass, err, whole, house)
        return self.async_show_form(
            step_id=page,
            data_schema=self.add_suggested_values_to_schema(schema(page, offered), shown),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _house(self) -> House:
        """Give who and what is known from the sources; nothing while the entry is not set up."""
        runtime = await self._runtime()
        if runtime is None:
            return House()
        stored = self.config_entry.options
        return await self._read(runtime, lambda connection: _house(connection, stored))

    async def _effect(self) -> Effect:
        runtime = await self._runtime()
        if runtime is None:
            return Effect()
        before, after = policy_from(self.config_entry.options), policy_from(self._changed)
        return await self._read(
            runtime, lambda connection: effect_of(connection, runtime, before, after)
        )

    async def _read[T](self, runtime: Runtime, ask: Callable[[Connection], T]) -> T:
        """Read what is stored; where that fails nothing can be checked, and the dialog ends."""
        try:
            return await runtime.database.read(ask)
        except DatabaseError as err:
            why = {"error": Words.of(self.hass).reason(err.why)}
            raise AbortFlow("not_read", description_placeholders=why) from err

    async def _libraries(self) -> dict[str, str]:
        """Give the libraries to choose from: Plex's, and chosen ones that it does not name."""
        chosen = with_defaults(self.config_entry.options)[SCOPE][LIBRARIES]
        plex = await plex_for(self.hass, self.config_entry.data, patience=HASTY)
        try:
            known = {section.key: section.title for section in (await plex.sections()).entries}
        except ServiceError as err:
            LOGGER.warning("Cannot read Plex's libraries for the options: %s", err.plain)
            known = {}
        return {**{key: key for key in chosen}, **known}


def _house(connection: Connection, stored: Options) -> House:
    people = tuple(everybody(connection).values())
    chosen = choices.of(connection)
    labelled = named(policy_from(stored).choosing(chosen), people)
    somebody = min(labelled, key=lambda one: (fold(one.name), one.id), default=SOMEBODY)
    return House(people, instances_by_tag(connection), somebody, chosen, stored)
