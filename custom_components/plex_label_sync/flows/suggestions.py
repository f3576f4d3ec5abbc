"""What Home Assistant's own Radarr, Sonarr and Overseerr entries say of an instance (2026.10)."""

from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from typing import Any

from yarl import URL

from homeassistant.const import (
    CONF_API_KEY,
    CONF_HOST,
    CONF_PORT,
    CONF_SSL,
    CONF_URL,
    CONF_VERIFY_SSL,
)
from homeassistant.core import HomeAssistant, callback

from ..const import SUBENTRY_RADARR, SUBENTRY_SEERR, SUBENTRY_SONARR
from .validation import InvalidUrlError, normalised

_DOMAINS = {
    SUBENTRY_RADARR: "radarr",
    SUBENTRY_SONARR: "sonarr",
    SUBENTRY_SEERR: "overseerr",
}


@callback
def suggestion(hass: HomeAssistant, kind: str, taken: Container[str]) -> dict[str, Any]:
    """Give address, key and certificate check of the first instance that is not added yet.

    `taken` are the unique ids of those that are. Nothing is given when there is none.
    """
    return next(
        (one for one in _known(hass, kind) if f"{kind}_{one[CONF_URL]}" not in taken),
        {},
    )


def _known(hass: HomeAssistant, kind: str) -> Iterator[dict[str, Any]]:
    for entry in hass.config_entries.async_entries(_DOMAINS[kind], include_ignore=False):
        with suppress(InvalidUrlError):
            url = normalised(_url(entry.data))
            verify_ssl = not url.startswith("https:") or entry.data.get(CONF_VERIFY_SSL, True)
            yield {
                CONF_URL: url,
                CONF_API_KEY: entry.data.get(CONF_API_KEY, ""),
                CONF_VERIFY_SSL: verify_ssl,
            }


def _url(data: Mapping[str, Any]) -> str:
    """Give the address; that of an Overseerr is kept in parts."""
    if CONF_HOST not in data:
        return str(data.get(CONF_URL, ""))
    scheme = "https" if data.get(CONF_SSL) else "http"
    return str(URL.build(scheme=scheme, host=data[CONF_HOST], port=data.get(CONF_PORT)))
