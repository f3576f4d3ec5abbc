"""Tells in the logbook what runs did: title, label, person and reason, in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
    LOGBOOK_ENTRY_STATE,
)
from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.core import HomeAssistant, callback

from .activity import (
    EVENT_ACTIVITY,
    LABEL_ADDED,
    LABEL_REMOVED,
    QUEUED,
    SYNC_FAILED,
    SYNC_FINISHED,
    TITLE_AVAILABLE,
)
from .const import DOMAIN

type _Describe = Callable[[LazyEventPartialState], dict[str, Any]]


@callback
def async_describe_events(
    _hass: HomeAssistant, async_describe_event: Callable[[str, str, _Describe], None]
) -> None:
    """Let the logbook describe what runs did."""
    async_describe_event(DOMAIN, EVENT_ACTIVITY, _described)


def _described(event: LazyEventPartialState) -> dict[str, Any]:
    """Give the words of an event. Home Assistant finds them by the entity's id in the event.

    The kind is what a logbook card can be narrowed by, to leave out the entity's own changes; of an
    entry with an entity's id it would be shown instead of the words.
    """
    about = event.data
    kind = about.get("event_type")
    icon, words = _WORDS.get(kind, ("mdi:label-outline", _nothing))
    return {
        LOGBOOK_ENTRY_NAME: "Plex labels",
        LOGBOOK_ENTRY_MESSAGE: words(about),
        LOGBOOK_ENTRY_ICON: icon,
        LOGBOOK_ENTRY_STATE: kind,
    }


def _added(about: Mapping[str, Any]) -> str:
    return f"{about['title']} got {_labels(about)}{_because(about)}"


def _removed(about: Mapping[str, Any]) -> str:
    return f"{about['title']} lost {_labels(about)}{_because(about)}"


def _queued(about: Mapping[str, Any]) -> str:
    return f"{about['title']} is wanted and waits until Plex has it{_because(about)}"


def _available(about: Mapping[str, Any]) -> str:
    return f"{about['title']} is in Plex now, for {_listed(about['users'])}"


def _finished(about: Mapping[str, Any]) -> str:
    numbers = f"{about['added']} labels added, {about['removed']} removed"
    error = about.get("error")
    return f"Sync finished: {numbers}, {about['queued']} titles waiting" + (
        f" ({error})" if error else ""
    )


def _failed(about: Mapping[str, Any]) -> str:
    return f"Sync failed: {about.get('error', 'the log says more')}"


def _nothing(_: Mapping[str, Any]) -> str:
    """Say what can be said of what another version told of."""
    return "Something happened"


_WORDS: Mapping[Any, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    LABEL_ADDED: ("mdi:label", _added),
    LABEL_REMOVED: ("mdi:label-off-outline", _removed),
    QUEUED: ("mdi:tray-plus", _queued),
    TITLE_AVAILABLE: ("mdi:movie-check-outline", _available),
    SYNC_FINISHED: ("mdi:check-circle-outline", _finished),
    SYNC_FAILED: ("mdi:sync-alert", _failed),
}


def _labels(about: Mapping[str, Any]) -> str:
    labels = about["labels"]
    return f"the label{'s' if len(labels) > 1 else ''} {_listed(labels)}"


def _because(about: Mapping[str, Any]) -> str:
    """Give for whom a label is, by which tag, and by whose word, in brackets."""
    parts = [
        f"{word} {_listed(about[key])}"
        for key, word in (("users", "for"), ("tags", "tag"), ("sources", "from"))
        if about.get(key)
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
