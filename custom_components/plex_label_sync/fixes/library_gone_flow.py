"""The flow behind the repair issue of chosen libraries that are gone: it asks which count now."""

from collections.abc import Collection
from typing import Any

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from ..clients.errors import ServiceError
from ..clients.http import HASTY
from ..flows.reasons import reason_of
from ..options import LIBRARIES, SCOPE, with_defaults
from ..servers import plex_for
from ..sync.library import Library, read_sections


class LibraryGoneFlow(RepairsFlow):
    """Asks for the libraries that count from now on: those that are there, and are still chosen.

    None is no answer: in the options that means all, which nobody is to choose by mistake.
    """

    def __init__(self, entry_id: str) -> None:
        """Remember which Plex server it is; it may be removed meanwhile."""
        self._entry_id = entry_id

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_choose()

    async def async_step_choose(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, and take the choice. Where none is gone any more there is nothing left to fix."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None:
            return self.async_create_entry(data={})
        if user_input and user_input[LIBRARIES]:
            return self._save(entry, user_input[LIBRARIES])
        chosen = with_defaults(entry.options)[SCOPE][LIBRARIES]
        plex = await plex_for(self.hass, entry.data, patience=HASTY)
        try:
            library = await read_sections(plex, frozenset(chosen) or None)
        except ServiceError as err:
            return self.async_abort(
                reason="cannot_connect",
                description_placeholders={"reason": await reason_of(self.hass, err)},
            )
        if not library.gone:
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="choose",
            data_schema=_schema(library, [key for key in chosen if key in library.sections]),
            errors={LIBRARIES: "none_chosen"} if user_input is not None else {},
            description_placeholders={"libraries": ", ".join(sorted(library.gone))},
        )

    def _save(self, entry: ConfigEntry[Any], libraries: Collection[str]) -> RepairsFlowResult:
        """Keep the choice, which sets all up again; the next sync follows it."""
        scope = {**entry.options.get(SCOPE, {}), LIBRARIES: list(libraries)}
        options = {**entry.options, SCOPE: scope}
        self.hass.config_entries.async_update_entry(entry, options=options)
        return self.async_create_entry(data={})


def _schema(library: Library, chosen: list[str]) -> vol.Schema:
    """Give the form: all libraries that Plex has, by their titles."""
    return vol.Schema(
        {
            vol.Optional(LIBRARIES, default=chosen): SelectSelector(
                SelectSelectorConfig(
                    options=[
                        SelectOptionDict(value=one.key, label=one.title)
                        for one in library.everywhere
                    ],
                    multiple=True,
                    mode=SelectSelectorMode.LIST,
                )
            )
        }
    )
