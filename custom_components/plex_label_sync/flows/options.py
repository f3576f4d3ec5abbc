"""The flow of the options: one form in sections, and a question where labels would be renamed."""

from collections.abc import Callable, Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow

from .. import options
from ..clients.errors import ServiceError
from ..clients.http import HASTY
from ..const import LOGGER
from ..core.claims import Memory
from ..core.ledger import Ledger, Record
from ..core.model import NOBODY, Person, Reason, fold
from ..core.policy import Policy
from ..core.removal import RemovedMode
from ..options import OptionError, Options
from ..servers import plex_for

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
            options.check(user_input, self._people())
        except OptionError as err:
            return await self._form(user_input, err)
        self._entered = user_input
        return await self.async_step_confirm_rename()

    async def async_step_confirm_rename(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether labels are to be renamed, if any would be."""
        renamed = self._renamed()
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

    def _people(self) -> Iterable[Person]:
        """Give everybody known from earlier syncs."""
        return self._known()[0].people.values()

    def _renamed(self) -> int:
        """Give how many items carry labels that what was entered would rename."""
        memory, ledger = self._known()
        before = options.policy_from(self.config_entry.options)
        return renamed_items(before, options.policy_from(self._entered), memory, ledger)

    def _known(self) -> tuple[Memory, Ledger]:
        """Give what earlier syncs learned and wrote; nothing while the entry is not set up."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return Memory(), Ledger()
        store = self.config_entry.runtime_data.store
        return store.memory, store.ledger

    async def _libraries(self, values: Options) -> dict[str, str]:
        """Give the libraries to choose from: Plex's, and chosen ones that it does not name."""
        chosen = values.get(options.SCOPE, {}).get(options.LIBRARIES, [])
        plex = await plex_for(self.hass, self.config_entry.data, patience=HASTY)
        try:
            known = {section.key: section.title for section in await plex.sections()}
        except ServiceError as err:
            LOGGER.warning("The options cannot name Plex's libraries: %s", err.plain)
            known = {}
        return {**{key: key for key in chosen}, **known}


def renamed_items(before: Policy, after: Policy, memory: Memory, ledger: Ledger) -> int:
    """Give how many items carry labels of ours that move when one policy follows the other.

    Plex tells no case apart, so a label in another case does not move; nor does one that the
    policy leaves out, or one in a library that it leaves out.
    """
    old, new = _wording(before, memory), _wording(after, memory)

    def moves(record: Record) -> bool:
        stays = {None, fold(record.label)}
        return any(new(reason) not in {*stays, old(reason)} for reason in record.because)

    return len(
        {
            item.rating_key
            for item, record in ledger
            if (after.libraries is None or item.section in after.libraries) and moves(record)
        }
    )


def _wording(policy: Policy, memory: Memory) -> Callable[[Reason], str | None]:
    """Give what words reasons, folded; None for those that are left out or not known any more."""
    worded = policy.wording(memory)
    removed = policy.removed_label if policy.removed_mode is RemovedMode.SPECIAL else None

    def folded(reason: Reason) -> str | None:
        label = removed if reason == NOBODY else worded(reason)
        return None if label is None else fold(label)

    return folded
