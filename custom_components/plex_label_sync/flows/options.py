"""The flow of the options: one form in sections, and a question where labels would be renamed."""

from collections.abc import Callable, Iterable
from itertools import batched
from sqlite3 import Connection
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow

from .. import options
from ..clients.errors import ServiceError
from ..clients.http import HASTY
from ..const import LOGGER
from ..core.choices import Choices
from ..core.ledger import Record
from ..core.model import Person, Reason, fold_label
from ..core.policy import Policy
from ..follow.runtime import Runtime
from ..options import OptionError, Options
from ..servers import plex_for
from ..state import choices, ledger
from ..sync.servers import Names

_PIECE = 500
_FIELDS = ("prefix", "user", "user_id", "source", "tag", "instance")
"""What templates may hold; the texts show these in braces."""


class SyncOptionsFlow(OptionsFlow):
    """Shows and takes the options."""

    _entered: dict[str, Any]

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the form, and take what gives everybody a good label."""
        if user_input is None:
            return await self._form(dict(self.config_entry.options))
        try:
            options.check(user_input, *await self._people())
        except OptionError as err:
            return await self._form(user_input, err)
        self._entered = user_input
        return await self.async_step_confirm_rename()

    async def async_step_confirm_rename(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether labels are to be renamed, if any would be."""
        renamed = await self._renamed()
        if not renamed:
            return await self.async_step_confirm()
        return self.async_show_menu(
            step_id="confirm_rename",
            menu_options=["confirm", "back"],
            description_placeholders={"items": str(renamed)},
        )

    async def async_step_confirm(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Keep what was entered."""
        return self.async_create_entry(data=self._entered)

    async def async_step_back(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the form again, with what was entered."""
        return await self._form(self._entered)

    async def _form(self, values: Options, err: OptionError | None = None) -> ConfigFlowResult:
        placeholders = {f"{field}_field": f"{{{field}}}" for field in _FIELDS}
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                options.schema(await self._libraries(values)), values
            ),
            errors={"base": err.key} if err else {},
            description_placeholders=placeholders | (err.placeholders if err else {}),
        )

    async def _people(self) -> tuple[Iterable[Person], Choices]:
        """Give everybody known from earlier syncs, and what was chosen for them.

        That is nobody while the entry is not set up.
        """
        runtime = self._runtime()
        if runtime is None:
            return (), Choices()
        people = await runtime.people()
        return people.values(), await runtime.database.read(choices.of)

    async def _renamed(self) -> int:
        """Give how many items carry labels that what was entered would rename."""
        runtime = self._runtime()
        if runtime is None:
            return 0
        before = options.policy_from(self.config_entry.options)
        after = options.policy_from(self._entered)
        return await runtime.database.read(
            lambda connection: renamed_items(connection, before, after)
        )

    def _runtime(self) -> Runtime | None:
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return None
        runtime: Runtime = self.config_entry.runtime_data
        return runtime

    async def _libraries(self, values: Options) -> dict[str, str]:
        """Give the libraries to choose from: Plex's, and chosen ones that it does not name."""
        chosen = values.get(options.SCOPE, {}).get(options.LIBRARIES, [])
        plex = await plex_for(self.hass, self.config_entry.data, patience=HASTY)
        try:
            known = {section.key: section.title for section in (await plex.sections()).entries}
        except ServiceError as err:
            LOGGER.warning("The options cannot name Plex's libraries: %s", err.plain)
            known = {}
        return {**{key: key for key in chosen}, **known}


def renamed_items(connection: Connection, before: Policy, after: Policy) -> int:
    """Give how many items carry labels of ours that move when one policy follows the other.

    Plex tells no case apart, so a label in another case does not move; nor does one that the
    policy leaves out, or one in a library that it leaves out.
    """
    names = Names.of(connection)
    old, new = _wording(before, names), _wording(after, names)

    def moves(record: Record) -> bool:
        stays = {None, fold_label(record.label)}
        return any(new(reason) not in {*stays, old(reason)} for reason in record.because)

    return len(
        {
            item.rating_key
            for piece in batched(ledger.keys(connection), _PIECE, strict=False)
            for item, record in ledger.of(connection, piece)
            if (after.libraries is None or item.section in after.libraries) and moves(record)
        }
    )


def _wording(policy: Policy, names: Names) -> Callable[[Reason], str | None]:
    """Give what words reasons, folded; None for those that are left out or not known any more."""
    worded = names.wording(policy)

    def folded(reason: Reason) -> str | None:
        label = worded(reason)
        return None if label is None else fold_label(label)

    return folded
