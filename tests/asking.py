"""Short ways to call the actions about requests, the queue and the history."""

from typing import Any

from homeassistant.core import HomeAssistant

from tests.lab.town import Town
from tests.running import act, labels

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
    return await _labels(hass, "add_request", user=user, guid=guid, media_type=media_type, **more)


async def remove(
    hass: HomeAssistant, user: str, guid: str, media_type: str = "movie", **more: Any
) -> list[str]:
    """Remove a request; gives the labels that the action answers."""
    return await _labels(
        hass, "remove_request", user=user, guid=guid, media_type=media_type, **more
    )


async def queue(hass: HomeAssistant, **data: Any) -> dict[str, dict[str, Any]]:
    """Give the queue, by title."""
    answer = await act(hass, "get_queue", **data)
    return {item["title"]: item for item in answer["items"]}


async def history(hass: HomeAssistant, **data: Any) -> list[dict[str, Any]]:
    """Give the last runs, the newest first."""
    runs: list[dict[str, Any]] = (await act(hass, "get_history", **data))["runs"]
    return runs


async def _labels(hass: HomeAssistant, action: str, **data: Any) -> list[str]:
    labels: list[str] = (await act(hass, action, **data))["labels"]
    return labels
