"""Short ways to call actions, and to see what came of them."""

import asyncio
from collections.abc import Callable
import threading
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.town import Town

_MOMENT = 20
"""Seconds in which a broken off dry run ends."""


async def act(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call an action as a user does who wants an answer."""
    answer = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert answer is not None
    return answer


async def sync(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Run a full sync, and give its answer."""
    return await act(hass, "sync", **data)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens besides; a busy machine takes its time."""
    for _ in range(4_000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an entry up; what follows goes on in the background."""
    if not hass.config_entries.async_get_entry(entry.entry_id):
        entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def end(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Let a reload end, and then all that asks the town: it is about to stop.

    A dry run that is broken off still closes its copy of the database. Its thread is waited for in
    another one: where a test stops the clock, no sleep ends.
    """
    await hass.async_block_till_done()
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
    for thread in threading.enumerate():
        if ".trial_" in thread.name:
            await asyncio.to_thread(thread.join, _MOMENT)
            assert not thread.is_alive()


def labels(town: Town) -> dict[int, set[str]]:
    """Give the labels of all items in Plex, folded, by rating key."""
    return {
        item.rating_key: {label.casefold() for label in item.labels}
        for item in town.world.plex.items()
    }


def ours(town: Town, prefix: str = "pulsarr:") -> set[str]:
    """Give the labels with our prefix that any item in Plex carries, without grandma's own one."""
    everywhere = set().union(*labels(town).values())
    return {label for label in everywhere if label.startswith(prefix)} - {"pulsarr:grandma"}


def state_of(hass: HomeAssistant, platform: str, unique_id: str) -> State:
    """Give the state of an entity."""
    entity_id = er.async_get(hass).async_get_entity_id(platform, DOMAIN, unique_id)
    assert entity_id
    state = hass.states.get(entity_id)
    assert state
    return state
