"""Short ways to call the actions about requests and the queue."""

from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.town import Town
from tests.running import labels

ENGINE = "tmdb://900002"
"""Quiet Engine, which John does not want and Plex has twice."""

ENGINE_KEYS = (104, 105)
HARBOUR = "tmdb://900001"
"""The Glass Harbour, which is on John's watchlist."""

JOHN = "pulsarr:john"


def is_labelled(town: Town, label: str = JOHN) -> bool:
    """Whether both copies of Quiet Engine carry a label."""
    return all(label in labels(town)[key] for key in ENGINE_KEYS)


async def add(
    hass: HomeAssistant, user: str, guid: str, media_type: str = "movie", **more: Any
) -> list[str]:
    """Add a request; gives the labels that the action answers."""
    return await _request(
        hass, "add_request", {"user": user, "guid": guid, "media_type": media_type, **more}
    )


async def remove(
    hass: HomeAssistant, user: str, guid: str, media_type: str = "movie", **more: Any
) -> list[str]:
    """Remove a request; gives the labels that the action answers."""
    return await _request(
        hass, "remove_request", {"user": user, "guid": guid, "media_type": media_type, **more}
    )


async def queue(hass: HomeAssistant, **data: Any) -> dict[str, dict[str, Any]]:
    """Give the queue, by title."""
    answer: Any = await hass.services.async_call(
        DOMAIN, "get_queue", data, blocking=True, return_response=True
    )
    return {item["title"]: item for item in answer["items"]}


async def _request(hass: HomeAssistant, action: str, data: dict[str, Any]) -> list[str]:
    answer: Any = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    labels: list[str] = answer["labels"]
    return labels
