"""What runs did, told one by one to whoever listens: the event entity, and automations through it.

A run that changes many items is told as a whole.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.util.signal_type import SignalType

from .const import DOMAIN
from .reasons import Words
from .sync.outcome import MOST_TOLD, Activity, Outcome, Queueing

LABEL_ADDED = "label_added"
LABEL_REMOVED = "label_removed"
QUEUED = "queued"
TITLE_AVAILABLE = "title_available"
SYNC_FINISHED = "sync_finished"
SYNC_FAILED = "sync_failed"
KINDS = [LABEL_ADDED, LABEL_REMOVED, QUEUED, TITLE_AVAILABLE, SYNC_FINISHED, SYNC_FAILED]

EVENT_ACTIVITY = f"{DOMAIN}_activity"
"""The event on Home Assistant's bus that the logbook tells of."""

type _Told = tuple[str, dict[str, Any], Context]

_SIGNAL: SignalType[str, str, dict[str, Any], Context] = SignalType(f"{DOMAIN}_activity")

type Listener = Callable[[str, dict[str, Any], Context], None]
"""Is told the kind of what happened, its attributes, and its context.

Copies of a title to which a run did the same share a context: to people that is one deed.
"""


@callback
def on_activity(hass: HomeAssistant, entry_id: str, listener: Listener) -> Callable[[], None]:
    """Tell a listener of all that runs of a Plex server do; gives what ends that."""

    @callback
    def hear(told_of: str, kind: str, attributes: dict[str, Any], context: Context) -> None:
        if told_of == entry_id:
            listener(kind, attributes, context)

    return on_any_activity(hass, hear)


@callback
def on_any_activity(
    hass: HomeAssistant, listener: Callable[[str, str, dict[str, Any], Context], None]
) -> Callable[[], None]:
    """Tell a listener of all that runs of any Plex server do, also of one that is set up later.

    It is told the id of the config entry first. Gives what ends that.
    """
    return async_dispatcher_connect(hass, _SIGNAL, listener)


@callback
def tell_activity(
    hass: HomeAssistant,
    entry_id: str,
    outcome: Outcome,
    arrivals: Collection[dict[str, Any]] = (),
    *,
    full: bool,
) -> None:
    """Tell what a run did; that it ended only of a full one, and of one that is told as a whole.

    `arrivals` are the titles that somebody waited for and that are in Plex now.
    """
    whole = _is_large(outcome, arrivals)
    for kind, attributes, context in () if whole else (*_labels(outcome), *_queued(outcome)):
        async_dispatcher_send(hass, _SIGNAL, entry_id, kind, attributes, context)
    if not whole:
        tell_arrivals(hass, entry_id, arrivals)
    if full or whole:
        kind = SYNC_FINISHED if outcome.went_through else SYNC_FAILED
        async_dispatcher_send(hass, _SIGNAL, entry_id, kind, _numbers(hass, outcome), Context())


@callback
def tell_arrivals(hass: HomeAssistant, entry_id: str, arrivals: Collection[dict[str, Any]]) -> None:
    """Tell which titles that somebody waited for are in Plex now, if these are not many."""
    for arrival in arrivals if len(arrivals) <= MOST_TOLD else ():
        async_dispatcher_send(hass, _SIGNAL, entry_id, TITLE_AVAILABLE, arrival, Context())


def _is_large(outcome: Outcome, arrivals: Collection[dict[str, Any]]) -> bool:
    """Whether a run changed too much to tell one by one: the engine does not list that either."""
    unlisted = (outcome.added or outcome.removed) and not outcome.activities
    items = {done.item.rating_key for done in outcome.activities}
    items |= {arrival["rating_key"] for arrival in arrivals}
    return bool(unlisted) or len(items) + len(outcome.newly_queued) > MOST_TOLD


def _labels(outcome: Outcome) -> Iterator[_Told]:
    """Give what was done to each item, copies of a title one right after the other."""
    deeds: dict[tuple[Any, ...], list[Activity]] = {}
    for done in outcome.activities:
        title = (done.item.title, done.item.year, done.item.media_type)
        deed = (done.added, title, done.labels, done.users, done.tags, done.sources)
        deeds.setdefault(deed, []).append(done)
    for copies in deeds.values():
        context = Context()
        for done in copies:
            yield LABEL_ADDED if done.added else LABEL_REMOVED, _attributes(done), context


def _attributes(done: Activity) -> dict[str, Any]:
    return {
        "title": done.item.title,
        "year": done.item.year or None,
        "media_type": done.item.media_type.value,
        "rating_key": done.item.rating_key,
        "labels": list(done.labels),
        "users": list(done.users),
        "tags": list(done.tags),
        "sources": list(done.sources),
    }


def _queued(outcome: Outcome) -> Iterator[_Told]:
    for one in outcome.newly_queued:
        yield QUEUED, _waiting(one), Context()


def _waiting(one: Queueing) -> dict[str, Any]:
    return {
        "title": one.waiting.name,
        "year": one.year or None,
        "media_type": one.waiting.media_type.value,
        "guids": sorted(one.waiting.guids),
        "labels": list(one.labels),
        "users": list(one.users),
        "tags": list(one.tags),
        "sources": list(one.sources),
    }


def _numbers(hass: HomeAssistant, outcome: Outcome) -> dict[str, Any]:
    answer = outcome.numbers
    keys = ("status", "added", "removed", "unchanged", "queued", "failed", "duration")
    told = {key: answer[key] for key in keys}
    if troubles := outcome.troubles:
        told["error"] = Words.of(hass).trouble(troubles)
    return told
