"""The intents of Assist. They give facts; `custom_sentences/` has the words, for each language.

A sentence's answer is a template in the same file, which gets the facts as `slots`. A language
model that calls an intent as a tool gets the facts themselves.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, override

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, intent

from ..const import DOMAIN, LOGGER
from ..core.model import MediaType
from ..follow.runtime import Runtime, SyncConfigEntry
from ..state.database import DatabaseError
from .spoken import Facts, who_wants, why_labelled
from .titles import ATTR_TITLE, ATTR_YEAR, YEAR, name_of_title

ATTR_PERSON = "person"
NOT_LOADED = "not_loaded"
NOT_READ = "not_read"


class _Handler(intent.IntentHandler):
    """Answers a question about a title, from the first Plex server that knows it."""

    _slots: ClassVar[Mapping[Any, Any]]

    @property
    @override
    def slot_schema(self) -> dict[Any, Any]:
        """What a sentence names."""
        return {
            vol.Required(ATTR_TITLE): name_of_title,
            vol.Optional(ATTR_YEAR): YEAR,
            vol.Optional("media_type"): vol.Coerce(MediaType),
            **self._slots,
        }

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Give the facts, or the key of what is wrong as `problem`."""
        slots = self.async_validate_slots(intent_obj.slots)
        asked = {key: slot["value"] for key, slot in slots.items() if key in self._keys}
        response = intent_obj.create_response()
        response.response_type = intent.IntentResponseType.QUERY_ANSWER
        response.async_set_speech_slots({**asked, **await self._facts(intent_obj.hass, asked)})
        return response

    @property
    def _keys(self) -> set[str]:
        return {str(key) for key in self.slot_schema}

    async def _facts(self, hass: HomeAssistant, asked: Mapping[str, Any]) -> Facts:
        problem: Facts = {"problem": NOT_LOADED}
        entries: list[SyncConfigEntry] = hass.config_entries.async_entries(DOMAIN)
        for entry in entries:
            if entry.state is not ConfigEntryState.LOADED:
                continue
            try:
                return {"problem": "", **await self._answer(entry.runtime_data, asked)}
            except ServiceValidationError as err:
                problem = {"problem": err.translation_key, **(err.translation_placeholders or {})}
            except DatabaseError as err:
                LOGGER.debug("The database cannot be read: %s", err)
                problem = {"problem": NOT_READ}
        return problem

    @abstractmethod
    async def _answer(self, runtime: Runtime, asked: Mapping[str, Any]) -> Facts:
        """Give the facts. Raises `ServiceValidationError` and `DatabaseError`."""


class WhoWantsHandler(_Handler):
    """Answers "Who wants Heat?"."""

    intent_type = "PlexLabelSyncWhoWants"
    description = (
        "Tells which people want a movie or TV show, by Plex watchlists and requests, and whether "
        "it is in Plex already"
    )
    _slots: ClassVar = {}

    @override
    async def _answer(self, runtime: Runtime, asked: Mapping[str, Any]) -> Facts:
        return await who_wants(runtime, asked)


class WhyLabelHandler(_Handler):
    """Answers "Why does Heat have John's label?"."""

    intent_type = "PlexLabelSyncWhyLabel"
    description = "Tells why a movie or TV show in Plex has the label of a person"
    _slots: ClassVar = {vol.Required(ATTR_PERSON): cv.string}

    @override
    async def _answer(self, runtime: Runtime, asked: Mapping[str, Any]) -> Facts:
        return await why_labelled(runtime, asked, asked[ATTR_PERSON])
