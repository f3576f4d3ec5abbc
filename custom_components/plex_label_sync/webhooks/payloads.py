"""What a webhook of Radarr, Sonarr or Seerr tells: a hint where to look, and nothing more.

Names and shapes of events are those of Radarr's and Sonarr's `Webhook` classes and of Seerr's
webhook agent.
"""

from collections.abc import Mapping
import re
from typing import Any

from ..core.work import RequestEvent

_ARR_EVENTS = {
    "radarr": {"Download", "Rename", "MovieAdded", "MovieDelete", "MovieFileDelete"},
    "sonarr": {"Download", "Rename", "SeriesAdd", "SeriesDelete", "EpisodeFileDelete"},
}
_ARR_TITLES = {"radarr": "movie", "sonarr": "series"}
_REQUEST_EVENTS = {
    "MEDIA_AVAILABLE": RequestEvent.AVAILABLE,
    "MEDIA_DECLINED": RequestEvent.DECLINED,
}
_MOST_ID = 2**31 - 1
_NUMBER = re.compile(r"[0-9]{1,10}")


class NoEventError(ValueError):
    """A payload that is no event of this kind of application."""


def title_told_of(kind: str, payload: Mapping[str, Any]) -> int | None:
    """Give the instance's own id of the title that a Radarr's or Sonarr's event is about.

    None for events, such as `Test`, that need no work. Raises `NoEventError` when the payload
    names no event.
    """
    if _event(payload, "eventType") not in _ARR_EVENTS[kind]:
        return None
    title = payload.get(_ARR_TITLES[kind])
    return _id(title.get("id")) if isinstance(title, dict) else None


def request_told_of(payload: Mapping[str, Any]) -> tuple[int | None, RequestEvent] | None:
    """Give the number of the request that a Seerr's event is about, and what it tells of that.

    The number is None where it is missing; all is None for events that need no work. Raises
    `NoEventError` when the payload names no event.
    """
    event = _event(payload, "notification_type")
    if not event.startswith("MEDIA_"):
        return None
    request = payload.get("request")
    number = _id(request.get("request_id")) if isinstance(request, dict) else None
    return number, _REQUEST_EVENTS.get(event, RequestEvent.WISH)


def is_test(kind: str, payload: Mapping[str, Any]) -> bool:
    """Whether an event is a test of the webhook. Raises `NoEventError`."""
    if kind in _ARR_EVENTS:
        return _event(payload, "eventType") == "Test"
    return _event(payload, "notification_type") == "TEST_NOTIFICATION"


def _event(payload: Mapping[str, Any], key: str) -> str:
    event = payload.get(key)
    if not isinstance(event, str) or not event:
        raise NoEventError(f"it has no {key}")
    return event


def _id(value: Any) -> int | None:
    """Give a positive number, which may be written as text, of the size of the instance's ids."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = int(value)
    return value if type(value) is int and 0 < value <= _MOST_ID else None
