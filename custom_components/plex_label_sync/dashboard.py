"""Brings the dashboard along: the module in `frontend/`, which Home Assistant's pages load."""

from hashlib import sha256
from pathlib import Path

from homeassistant.components.frontend import add_extra_js_url
from homeassistant.components.http.server import StaticPathConfig
from homeassistant.core import HomeAssistant

from .const import DOMAIN

FRONTEND = "frontend"
FOLDER = Path(__file__).parent / FRONTEND
MODULE = FOLDER / "plex-label-sync.js"


async def register_dashboard(hass: HomeAssistant) -> None:
    """Have the pages load the module; a Home Assistant without pages goes without.

    Browsers keep what is in the folder until any of it changes, and with that its address.
    """
    if FRONTEND not in hass.config.components:
        return
    url = f"/{DOMAIN}/{await hass.async_add_executor_job(_mark)}"
    await hass.http.async_register_static_paths([StaticPathConfig(url, str(FOLDER))])
    add_extra_js_url(hass, f"{url}/{MODULE.name}")


def _mark() -> str:
    """Give what changes when any file of the module does."""
    content = b"".join(file.read_bytes() for file in sorted(FOLDER.glob("*.js")))
    return sha256(content).hexdigest()[:12]
