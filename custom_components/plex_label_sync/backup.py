"""Home Assistant's backups: while one is made nothing is written to the databases.

The end of a backup comes however it went, but for one that dies with what makes it: then the pause
ends by itself (`state/pause.py`).
"""

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .state.pause import Pause

_PAUSE: HassKey[Pause] = HassKey(f"{DOMAIN}_pause")


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Let writes wait, and the files be whole in themselves, until the backup has been made."""
    await pause_of(hass).begin()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the writes go on."""
    pause_of(hass).end()


@callback
def pause_of(hass: HomeAssistant) -> Pause:
    """Give the pause of all config entries, loaded or not."""
    return hass.data.setdefault(_PAUSE, Pause())
