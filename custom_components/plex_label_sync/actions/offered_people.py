"""Offers the people who are known where an action asks for one; any other name may be entered."""

from collections.abc import Collection, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.helpers.service import async_set_service_schema
from homeassistant.helpers.start import async_at_started
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.yaml import load_yaml_dict

from ..const import DOMAIN, LOGGER
from ..core.model import Person, fold
from ..core.people import full_names, people_named, unified
from ..follow.runtime import Runtime, SyncConfigEntry
from ..state.database import DatabaseError
from .names import ATTR_USER
from .requests import ACTION_ADD_REQUEST, ACTION_REMOVE_REQUEST

_DESCRIPTIONS = Path(__file__).parent.parent / "services.yaml"
_OFFERED: HassKey[list[SelectOptionDict]] = HassKey(f"{DOMAIN}_offered_people")


@callback
def offer_people(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Offer them once Home Assistant runs, and again after a sync or if there are more or fewer."""
    coordinator = entry.runtime_data.coordinator
    offered: tuple[object, ...] = ()

    @callback
    def follow() -> None:
        nonlocal offered
        now = (coordinator.data.users, coordinator.data.last_sync)
        if now != offered:
            offered = now
            entry.async_create_background_task(
                hass, describe(hass), "offer people", eager_start=False
            )

    @callback
    def start(_hass: HomeAssistant) -> None:
        entry.async_on_unload(coordinator.async_add_listener(follow))
        follow()

    entry.async_on_unload(async_at_started(hass, start))


async def offer_no_longer(hass: HomeAssistant) -> None:
    """Offer those of an entry that was removed no longer."""
    if hass.data.get(_OFFERED):
        await describe(hass)


async def describe(hass: HomeAssistant) -> None:
    """Describe the actions with the people of all servers; those of one that is closed are not.

    As long as these are the same nothing is done.
    """
    entries: list[SyncConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    known: list[Collection[Person]] = []
    for entry in entries:
        runtime: Runtime | None = getattr(entry, "runtime_data", None)
        if runtime is None:
            continue
        try:
            known.append((await runtime.people()).values())
        except DatabaseError as err:
            LOGGER.debug("The people cannot be read, and are not offered: %s", err)
    options = await hass.async_add_executor_job(_sorted_options, known)
    if options == hass.data.get(_OFFERED):
        return
    described = await hass.async_add_executor_job(_descriptions, options)
    for action, description in described.items():
        async_set_service_schema(hass, DOMAIN, action, description)
    hass.data[_OFFERED] = options


def _sorted_options(known: Iterable[Iterable[Person]]) -> list[SelectOptionDict]:
    options = {option["value"]: option for people in known for option in options_of(people)}
    return sorted(options.values(), key=lambda option: fold(option["label"]))


def _descriptions(options: list[SelectOptionDict]) -> dict[str, dict[str, Any]]:
    """Give the descriptions of the actions that ask for a person, with these to choose from."""
    described = load_yaml_dict(str(_DESCRIPTIONS))
    select = SelectSelector(
        SelectSelectorConfig(options=options, custom_value=True, mode=SelectSelectorMode.DROPDOWN)
    )
    found: dict[str, dict[str, Any]] = {}
    for action in (ACTION_ADD_REQUEST, ACTION_REMOVE_REQUEST):
        # The two share parts of the file.
        found[action] = deepcopy(described[action])
        found[action]["fields"][ATTR_USER]["selector"] = {"select": select.config}
    return found


def options_of(people: Iterable[Person]) -> list[SelectOptionDict]:
    """Give each person once: by the name, or by the account id where others are called so."""
    everybody = tuple(people)
    meant = unified(everybody)
    called = full_names(everybody)
    options: list[SelectOptionDict] = []
    for person in {one.id: one for one in meant.values()}.values():
        is_clear = len(people_named(person.name, everybody, meant)) == 1
        value = person.name if is_clear else person.id
        options.append(SelectOptionDict(value=value, label=called[person.id]))
    return options
