"""The flow of the options: one form in sections."""

from collections.abc import Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow

from . import options
from .clients.errors import ServiceError
from .clients.http import HASTY
from .const import LOGGER
from .core.model import Person
from .options import OptionError, Options
from .servers import plex_for

_FIELDS = ("prefix", "user", "user_id", "source", "tag", "instance")
"""What templates may hold; the texts show these in braces."""


class SyncOptionsFlow(OptionsFlow):
    """Shows and takes the options."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the form, and take what gives everybody a good label."""
        errors: dict[str, str] = {}
        placeholders = {f"{field}_field": f"{{{field}}}" for field in _FIELDS}
        if user_input is not None:
            try:
                options.check(user_input, self._people())
            except OptionError as err:
                errors["base"] = err.key
                placeholders |= err.placeholders
            else:
                return self.async_create_entry(data=user_input)
        values = user_input or dict(self.config_entry.options)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                options.schema(await self._libraries(values)), values
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    def _people(self) -> Iterable[Person]:
        """Give everybody known from earlier syncs."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return ()
        people: Iterable[Person] = self.config_entry.runtime_data.store.memory.people.values()
        return people

    async def _libraries(self, values: Options) -> dict[str, str]:
        """Give the libraries to choose from: Plex's, and chosen ones that it does not name."""
        chosen = values.get(options.SCOPE, {}).get(options.LIBRARIES, [])
        plex = await plex_for(self.hass, self.config_entry.data, patience=HASTY)
        try:
            known = {section.key: section.title for section in await plex.sections()}
        except ServiceError as err:
            LOGGER.warning("The options cannot name Plex's libraries: %s", err)
            known = {}
        return {**{key: key for key in chosen}, **known}
