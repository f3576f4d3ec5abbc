"""Tells in the logbook what runs did: title, label, person and reason, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
    LOGBOOK_ENTRY_STATE,
)
from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

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
from .core.title_name import with_year
from .follow.runtime import runtime_of
from .reasons import Words
from .sources.watchlists import WATCHLIST_OF

type _About = Mapping[str, Any]
type _Describe = Callable[[LazyEventPartialState], dict[str, Any]]


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, _Describe], None]
) -> None:
    """Let the logbook describe what runs did."""

    def described(event: LazyEventPartialState) -> dict[str, Any]:
        return _described(event.data, _Words.of(hass, event.data))

    async_describe_event(DOMAIN, EVENT_ACTIVITY, described)


@dataclass(frozen=True)
class _Words:
    """The texts in the language of this Home Assistant: the logbook knows no other."""

    texts: Mapping[str, str]
    reasons: Words
    shown_names: Mapping[str, str]

    @classmethod
    def of(cls, hass: HomeAssistant, about: _About) -> _Words:
        """Take the texts that Home Assistant holds of an integration that is set up.

        An event has people by the names that automations compare: here they are called as their
        devices are.
        """
        words = Words.of(hass)
        return cls(words.texts, words, _shown_names(hass, about.get(ATTR_ENTITY_ID)))

    def say(self, key: str, **about: object) -> str:
        """Give a text, filled in."""
        return self.texts[f"component.{DOMAIN}.common.logbook_{key}"].format(**about)

    def listed(self, names: Iterable[str]) -> str:
        """Give names as a list in a sentence."""
        *others, last = names
        return self.say("and", names=", ".join(others), last=last) if others else last

    def people(self, users: Iterable[str]) -> list[str]:
        """Give what people are called who are known, of others their names in the event."""
        return [self.shown_names.get(name, name) for name in users]

    def _source(self, name: str) -> str:
        if not name.startswith(WATCHLIST_OF):
            return self.reasons.source(name)
        (whose,) = self.people([name.removeprefix(WATCHLIST_OF)])
        return self.reasons.watchlist(whose)

    def _sources(self, about: _About) -> list[str]:
        """Give by whose word a label is; watchlists only with their owners' names if it must be.

        Those of just the people for whom it is need none: they are named already.
        """
        told = about.get("sources", ())
        lists = [name for name in told if name.startswith(WATCHLIST_OF)]
        owners = {name.removeprefix(WATCHLIST_OF) for name in lists}
        if not lists or owners != set(about.get("users", ())):
            return [self._source(name) for name in told]
        others = [self._source(name) for name in told if name not in lists]
        return [*others, self.say("watchlists" if len(lists) > 1 else "watchlist")]

    def because(self, about: _About) -> str:
        """Give for whom a label is, by which tag, and by whose word, in brackets."""
        users, sources = self.people(about.get("users", ())), self._sources(about)
        parts = [
            self.say(key, names=self.listed(names))
            for key, names in (("for", users), ("tag", about.get("tags")), ("from", sources))
            if names
        ]
        return f" ({', '.join(parts)})" if parts else ""


def _shown_names(hass: HomeAssistant, entity_id: Any) -> Mapping[str, str]:
    """Give what the people of an activity's server are called, by their names in events."""
    entity = er.async_get(hass).async_get(str(entity_id))
    runtime = runtime_of(hass, entity.config_entry_id or "") if entity else None
    return runtime.coordinator.people.known.shown_names if runtime else {}


def _described(about: _About, words: _Words) -> dict[str, Any]:
    """Give the words of an event. Home Assistant finds them by the entity's id in the event.

    The kind is what a logbook card can be narrowed by, to leave out the entity's own changes; of an
    entry with an entity's id it would be shown instead of the words.
    """
    kind = about.get("event_type")
    icon, message = _MESSAGES.get(str(kind), ("mdi:label-outline", _other))
    try:
        text = message(about, words)
    except KeyError, TypeError, ValueError:
        # Anybody may fire such an event, and one that cannot be told would hide all others.
        text = _other(about, words)
    return {
        LOGBOOK_ENTRY_NAME: words.say("name"),
        LOGBOOK_ENTRY_MESSAGE: text,
        LOGBOOK_ENTRY_ICON: icon,
        LOGBOOK_ENTRY_STATE: kind,
    }


def _title(about: _About) -> str:
    return with_year(about["title"], about.get("year"))


def _added(about: _About, words: _Words) -> str:
    return _changed("added", about, words)


def _removed(about: _About, words: _Words) -> str:
    return _changed("removed", about, words)


def _changed(how: str, about: _About, words: _Words) -> str:
    labels = about["labels"]
    key = f"labels_{how}" if len(labels) > 1 else f"label_{how}"
    text = words.say(key, title=_title(about), labels=words.listed(labels))
    return f"{text}{words.because(about)}"


def _queued(about: _About, words: _Words) -> str:
    return f"{words.say('queued', title=_title(about))}{words.because(about)}"


def _available(about: _About, words: _Words) -> str:
    return words.say(
        "title_available", title=_title(about), people=words.listed(words.people(about["users"]))
    )


def _finished(about: _About, words: _Words) -> str:
    numbers = {key: about[key] for key in ("added", "removed", "queued")}
    if error := about.get("error"):
        return words.say("sync_trouble", **numbers, error=error)
    return words.say("sync_finished", **numbers)


def _failed(about: _About, words: _Words) -> str:
    return words.say("sync_failed", error=about.get("error") or words.say("see_log"))


def _other(_: _About, words: _Words) -> str:
    """Say what can be said of what another version told of."""
    return words.say("other")


_MESSAGES: Mapping[Any, tuple[str, Callable[[_About, _Words], str]]] = {
    LABEL_ADDED: ("mdi:label", _added),
    LABEL_REMOVED: ("mdi:label-off-outline", _removed),
    QUEUED: ("mdi:tray-plus", _queued),
    TITLE_AVAILABLE: ("mdi:movie-check-outline", _available),
    SYNC_FINISHED: ("mdi:check-circle-outline", _finished),
    SYNC_FAILED: ("mdi:sync-alert", _failed),
}
