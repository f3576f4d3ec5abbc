"""The flow behind the repair issue of people who share a label: it asks for another name.

That of labels which are reserved asks so, too.
"""

from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import Any

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..core.model import Person
from ..core.naming import MAX_NAME
from ..core.people import full_names, shown_names
from ..core.person_name import NameFault, trimmed
from ..core.policy import Policy
from ..follow.runtime import Runtime, runtime_of
from ..markdown import labels_in_line
from ..reasons import Words
from ..state import claims
from ..state.database import DatabaseError
from ..sync.report import shared_labels
from ..sync.servers import Names

CONF_PERSON = "person"
CONF_NAME = "name"

type PeopleByLabel = Mapping[str, Iterable[Person]]


class LabelCollisionFlow(RepairsFlow):
    """Asks which of the people gets another name, until nobody shares a label any more."""

    def __init__(self, entry_id: str) -> None:
        """Remember which Plex server it is."""
        self._entry_id = entry_id

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_rename()

    async def async_step_rename(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, and take a name that gives its person a label of their own."""
        runtime = runtime_of(self.hass, self._entry_id)
        if runtime is None:
            return self.async_abort(reason="not_set_up")
        try:
            shared = await self.people(runtime)
            fault = await _take(runtime, shared, user_input) if user_input else None
            shared = await self.people(runtime)
        except DatabaseError as err:
            placeholders = {"error": Words.of(self.hass).reason(err.why)}
            return self.async_abort(reason="not_saved", description_placeholders=placeholders)
        if not shared:
            return await self.renamed()
        called = full_names(_everybody(shared))
        kept = user_input if user_input and fault else {}
        return self.async_show_form(
            step_id="rename",
            data_schema=self.add_suggested_values_to_schema(_schema(shared), kept),
            errors={CONF_NAME: fault} if fault else {},
            description_placeholders={
                "labels": labels_in_line(
                    {label: [called[one.id] for one in group] for label, group in shared.items()}
                ),
                "name": trimmed(kept.get(CONF_NAME, "")),
            },
        )

    async def people(self, runtime: Runtime) -> PeopleByLabel:
        """Give the labels that are wrong, each with the people who would have it."""
        policy = runtime.engine.context.policy
        return await runtime.database.read(lambda connection: _read_shared(connection, policy))

    async def renamed(self) -> RepairsFlowResult:
        """Go on when nobody has such a label any more."""
        return self.async_create_entry(data={})


async def _take(
    runtime: Runtime, shared: PeopleByLabel, user_input: Mapping[str, Any]
) -> str | None:
    """Call somebody as was entered, or give the key of what is wrong with the name."""
    person, name = user_input[CONF_PERSON], trimmed(user_input[CONF_NAME])
    if not any(person == one.id for group in shared.values() for one in group):
        # Gone since it was asked, or nobody else has the label any more.
        return None
    if not name:
        return NameFault.UNSEEN.value
    if len(name) > MAX_NAME:
        return NameFault.IMPOSSIBLE.value
    if fault := await runtime.name_fault(person, name):
        return fault.value
    await runtime.worker.choose(person, name=name)
    return None


def _read_shared(connection: Connection, policy: Policy) -> PeopleByLabel:
    names = Names.of(connection)
    wishing = claims.wishing(connection)
    return shared_labels(wishing, names.people, policy.choosing(names.choices))


def _everybody(shared: PeopleByLabel) -> list[Person]:
    return [person for group in shared.values() for person in group]


def _schema(shared: PeopleByLabel) -> vol.Schema:
    return vol.Schema(
        {
            vol.Required(CONF_PERSON): SelectSelector(
                SelectSelectorConfig(
                    options=[
                        SelectOptionDict(value=key, label=name)
                        for key, name in shown_names(_everybody(shared)).items()
                    ],
                    mode=SelectSelectorMode.LIST,
                )
            ),
            vol.Required(CONF_NAME): TextSelector(),
        }
    )
