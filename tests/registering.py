"""What the tests of registration share: an entry that keeps webhooks, and a look at what came."""

from datetime import timedelta
from typing import Any

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.arr_schema import value
from tests.lab.world_arr import ArrState
from tests.running import until
from tests.steps import instance

IDS = {"Radarr": "a" * 64, "Radarr 4K": "b" * 64, "Sonarr": "c" * 64}
"""The webhook ids of the town's instances."""

NOWHERE = "http://127.0.0.1:9"
"""An address where nobody listens."""


def keeping(entry: MockConfigEntry, home: str, **more: Any) -> MockConfigEntry:
    """Give an entry like this one, whose instances are told to keep webhooks that lead here."""
    kept = {"webhook": "automatic", "home_assistant_url": home, **more}
    return MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        unique_id=entry.unique_id,
        data=dict(entry.data),
        subentries_data=[
            ConfigSubentryData(
                subentry_type=one.subentry_type,
                title=one.title,
                unique_id=one.unique_id,
                data={**one.data, CONF_WEBHOOK_ID: IDS[one.title], **kept},
            )
            for one in entry.subentries.values()
        ],
    )


async def registered(arr: ArrState) -> dict[str, Any]:
    """Wait until the instance keeps a connection, which must be its only one; give it."""
    await until(lambda: bool(arr.connections))
    (connection,) = arr.connections.values()
    return connection


def urls(arr: ArrState) -> list[str]:
    """Give the addresses of the instance's connections."""
    return [str(value(connection, "url")) for connection in arr.connections.values()]


def update(hass: HomeAssistant, entry: MockConfigEntry, name: str, **changed: Any) -> None:
    """Change an instance as its flow does."""
    subentry = instance(entry, name)
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, **changed})


def later(hass: HomeAssistant, **time: float) -> None:
    """Let time pass: what is due then is done."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(**time))


def issues(hass: HomeAssistant) -> dict[str | None, dict[str, str]]:
    """Give what the issues are about, by their key, without those that have tests of their own.

    A friend hides her list in every small world, and of few of these there was a sync.
    """
    found = ir.async_get(hass).issues.values()
    return {
        one.translation_key: one.translation_placeholders or {}
        for one in found
        if one.domain == DOMAIN and one.translation_key not in {"watchlist_private", "first_sync"}
    }
