"""Short ways to set up automations from the blueprints, and to let their time come."""

from datetime import datetime
from pathlib import Path
import re
from shutil import copytree
import string
from typing import Any

from pytest_homeassistant_custom_component.common import async_fire_time_changed

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

FOLDER = Path(__file__).parents[2] / "blueprints"
NAMES = sorted(path.name for path in FOLDER.rglob("*.yaml"))
AUTOMATION = "automation.ours"
PHONE = {"entity_id": "notify.phone_of_john"}
_SIGN = f"[{re.escape(string.punctuation)}]"


async def instantiate(hass: HomeAssistant, name: str, **inputs: Any) -> None:
    """Set up an automation from a blueprint, which must be valid."""
    await hass.async_add_executor_job(copytree, FOLDER, Path(hass.config.path("blueprints")))
    config = {
        "alias": "Ours",
        "use_blueprint": {"path": f"plex_label_sync/{name}", "input": inputs},
    }
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    await hass.async_block_till_done()
    state = hass.states.get(AUTOMATION)
    assert state
    assert state.state == "on"


def local(time: str) -> datetime:
    """Give a time of Home Assistant's time zone."""
    return datetime.fromisoformat(time).replace(tzinfo=dt_util.get_default_time_zone())


async def comes(hass: HomeAssistant, time: str) -> None:
    """Let a time of Home Assistant's time zone come, such as `2030-01-06T18:00:00`.

    Timers are told of it. The clock stands still, for they count from what it showed when they
    were set.
    """
    async_fire_time_changed(hass, local(time))
    await hass.async_block_till_done()


def ran(hass: HomeAssistant) -> bool:
    """Whether the automation ran, and has ended."""
    state = hass.states.get(AUTOMATION)
    assert state
    return state.attributes["last_triggered"] is not None and state.attributes["current"] == 0


def notifications(hass: HomeAssistant) -> list[tuple[str | None, str]]:
    """Give title and text of what Home Assistant shows under Notifications, which is Markdown.

    No sign in it may mean anything but itself.
    """
    shown = persistent_notification._async_get_or_create_notifications(hass)
    return [(one["title"], _as_text(one["message"])) for one in shown.values()]


def _as_text(markdown: str) -> str:
    assert not re.search(_SIGN, re.sub(rf"\\{_SIGN}", "", markdown)), markdown
    return re.sub(rf"\\({_SIGN})", r"\1", markdown)
