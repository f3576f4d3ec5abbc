"""The flow behind the repair issue of tags and people whose label says something else already."""

from collections.abc import Mapping
from glob import escape
from sqlite3 import Connection
from typing import Any, override

from msgspec import Struct

from homeassistant.components.repairs import FlowType, RepairsFlowResult

from ..core.model import Person, ReasonKind
from ..core.policy import Policy
from ..follow.runtime import Runtime, runtime_of
from ..markdown import labels_in_line
from ..options import EXCLUDE_TAGS, SCOPE, with_defaults
from ..reasons import Words
from ..state import claims
from ..state.database import DatabaseError
from ..sync.report import reserved_labels
from ..sync.servers import Names
from .label_collision_flow import LabelCollisionFlow, PeopleByLabel


class _Reserved(Struct, frozen=True):
    """The labels that tags and people may not have, with all of these, the tags, and the people."""

    labels: Mapping[str, tuple[str, ...]]
    tags: tuple[str, ...]
    people: PeopleByLabel


class ReservedLabelFlow(LabelCollisionFlow):
    """Excludes the tags, asks for other names of the people, or leads to the options."""

    @override
    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask what to do about those that there are now; where there are none all is well."""
        runtime = runtime_of(self.hass, self._entry_id)
        if runtime is None:
            return self.async_abort(reason="not_set_up")
        try:
            found = await _reserved(runtime)
        except DatabaseError as err:
            placeholders = {"error": Words.of(self.hass).reason(err.why)}
            return self.async_abort(reason="not_read", description_placeholders=placeholders)
        if not found.labels:
            return self.async_create_entry(data={})
        return self.async_show_menu(
            step_id="init",
            menu_options=[
                *(["exclude"] if found.tags else []),
                *(["rename"] if found.people else []),
                "options",
            ],
            description_placeholders={"labels": labels_in_line(found.labels)},
        )

    async def async_step_exclude(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Add the tags to those that get no label, which sets all up again."""
        runtime = runtime_of(self.hass, self._entry_id)
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if runtime is None or entry is None:
            return self.async_abort(reason="not_set_up")
        try:
            found = await _reserved(runtime)
        except DatabaseError as err:
            placeholders = {"error": Words.of(self.hass).reason(err.why)}
            return self.async_abort(reason="not_read", description_placeholders=placeholders)
        excluded = with_defaults(entry.options)[SCOPE][EXCLUDE_TAGS]
        tags = dict.fromkeys([*excluded, *map(escape, found.tags)])
        scope = {**entry.options.get(SCOPE, {}), EXCLUDE_TAGS: [*tags]}
        self.hass.config_entries.async_update_entry(entry, options={**entry.options, SCOPE: scope})
        return self.async_create_entry(data={})

    async def async_step_options(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Lead to the options, in which labels are worded. The issue stays until a sync."""
        if self.hass.config_entries.async_get_entry(self._entry_id) is None:
            return self.async_create_entry(data={})
        flow = await self.hass.config_entries.options.async_init(self._entry_id)
        return self.async_abort(
            reason="options", next_flow=(FlowType.OPTIONS_FLOW, flow["flow_id"])
        )

    @override
    async def people(self, runtime: Runtime) -> PeopleByLabel:
        return (await _reserved(runtime)).people

    @override
    async def renamed(self) -> RepairsFlowResult:
        """Go on with the tags, if there are any."""
        return await self.async_step_init()


async def _reserved(runtime: Runtime) -> _Reserved:
    policy = runtime.engine.context.policy
    return await runtime.database.read(lambda connection: _read(connection, policy))


def _read(connection: Connection, policy: Policy) -> _Reserved:
    names = Names.of(connection)
    reasons = sorted(claims.reasons(connection))
    wording = names.wording(policy)
    tags: dict[str, None] = {}
    people: dict[str, dict[str, Person]] = {}
    for reason in reasons:
        if not (label := wording.reserved(reason)):
            continue
        if reason.kind is ReasonKind.TAG:
            tags[reason.subject] = None
        for person in wording.bearers(reason):
            people.setdefault(label, {})[person.id] = person
    return _Reserved(
        reserved_labels(reasons, names, policy),
        tuple(tags),
        {label: tuple(group.values()) for label, group in people.items()},
    )
