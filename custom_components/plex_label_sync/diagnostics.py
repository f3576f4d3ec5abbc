"""Diagnostics of a config entry: what a bug report needs, and nothing of people or addresses.

Only what is named here goes in: numbers, times, versions, kinds of error, and the choices among
fixed ones. Instances go by kind and number, because their names are the user's own words.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.loader import async_get_integration

from .const import (
    CONF_HOME_ASSISTANT_URL,
    CONF_REGISTER_WEBHOOK,
    CONF_REQUESTER_TAGS,
    CONF_SYNC_TAGS,
    DOMAIN,
)
from .coordinator import SyncConfigEntry, SyncCoordinator
from .core.claims import is_below
from .core.model import Source, fold
from .core.naming import Naming
from .core.queue import Waiting
from .follow.polls import ArrCoordinator, InstanceCoordinator, SourceCoordinator
from .options import Options, concurrency_from, policy_from, poll_interval_from, schedule_from
from .sync.result import OK, Result

_TEMPLATES = ("prefix", "user_label", "tag_label")
_SWITCHES = (CONF_VERIFY_SSL, CONF_SYNC_TAGS, CONF_REQUESTER_TAGS, CONF_REGISTER_WEBHOOK)
_ATTEMPTS = ((0, "none"), (5, "1 to 5"), (20, "6 to 20"))

type Facts = dict[str, Any]


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: SyncConfigEntry) -> Facts:
    """Give what is known of a config entry; of one that is not set up only what was chosen."""
    integration = await async_get_integration(hass, DOMAIN)
    facts: Facts = {
        "version": str(integration.version),
        "state": entry.state.value,
        "options": _options(entry.options),
        "issues": _issues(hass, entry.entry_id),
    }
    if entry.state is not ConfigEntryState.LOADED:
        return facts
    coordinator = entry.runtime_data
    return facts | _found(coordinator) | {"stored_bytes": await coordinator.store.async_sizes()}


def _found(coordinator: SyncCoordinator) -> Facts:
    store, names = coordinator.store, _numbered(coordinator.instances)
    return {
        "enabled": store.enabled,
        "plex": _plex(coordinator),
        "instances": [_instance(one, names) for one in coordinator.instances.values()],
        "sources": [_source(coordinator, one, names) for one in coordinator.sources],
        "last_sync": {key: store.last.get(key) for key in ("ended", "status", "duration")},
        "last_runs": {
            "full" if full else "scoped": _run(result)
            for full, result in coordinator.results.items()
        },
        "queue": _queue(store.queue or (), names),
        "ledger": {
            "items": len(store.ledger.entries),
            "labels": len({fold(record.label) for _, record in store.ledger}),
            "labels_on_items": len(store.ledger),
        },
        "people": {
            "known": len(store.memory.people),
            "with_account": sum(one.has_account for one in store.memory.people.values()),
        },
        "pending_titles": len(store.memory.pending),
        "requests_made_here": len(store.requests),
    }


def _options(options: Options) -> Facts:
    policy, usual = policy_from(options), Naming()
    time, days = schedule_from(options)
    return {
        "own_words": [
            one for one in _TEMPLATES if getattr(policy.naming, one) != getattr(usual, one)
        ],
        "name_source": policy.naming.name_source,
        "removed_mode": policy.removed_mode.value,
        "removal_limit": policy.removal_limit,
        "cleanup_orphans": policy.cleanup_orphans,
        "own_watchlist": policy.own_watchlist,
        "friends_watchlists": policy.friends_watchlists,
        "poll_minutes": poll_interval_from(options).total_seconds() / 60,
        "libraries": None if policy.libraries is None else len(policy.libraries),
        "include_tags": len(policy.include_tags),
        "exclude_tags": len(policy.exclude_tags),
        "exclude_users": len(policy.exclude_users),
        "aliases": len(policy.naming.aliases),
        "schedule_time": time,
        "schedule_days": sorted(days),
        "concurrency": concurrency_from(options),
    }


def _issues(hass: HomeAssistant, entry_id: str) -> Mapping[str, int]:
    return Counter(
        issue.translation_key
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active and issue.issue_id.endswith(entry_id)
        if issue.translation_key
    )


def _numbered(instances: Mapping[str, InstanceCoordinator]) -> dict[str, str]:
    """Give each instance a name of its kind and a number, by the id of its subentry."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for key, one in instances.items():
        kind = one.subentry.subentry_type
        counts[kind] += 1
        names[key] = f"{kind} {counts[kind]}"
    return names


def _plex(coordinator: SyncCoordinator) -> Facts:
    watch = coordinator.watch
    return {
        "version": coordinator.plex_version(),
        "connected": coordinator.data.plex,
        "notifications": watch.heard if watch else 0,
        "last_notification": _time(watch.last_heard) if watch else None,
    }


def _instance(instance: InstanceCoordinator, names: Mapping[str, str]) -> Facts:
    data = instance.subentry.data
    return {
        "name": names[instance.subentry.subentry_id],
        "version": instance.version if isinstance(instance, ArrCoordinator) else None,
        "last_webhook": _time(instance.last_webhook),
        "own_home_assistant_url": bool(data[CONF_HOME_ASSISTANT_URL]),
        **{key: data[key] for key in _SWITCHES if key in data},
    }


def _source(
    coordinator: SyncCoordinator, source: SourceCoordinator, names: Mapping[str, str]
) -> Facts:
    claims, tops = coordinator.store.memory.claims, frozenset({source.source})
    said = source.said
    every = source.update_interval
    return {
        "source": _called(source.source, names),
        "asked": _time(source.asked),
        "every_seconds": every.total_seconds() if every else None,
        "failure": type(said.failure).__name__ if said and said.failure else None,
        "lists": len(said.readings) if said else 0,
        "unknown_lists": Counter(type(one).__name__ for one in said.troubles.values())
        if said
        else {},
        "claims": sum(len(claims[one]) for one in claims if is_below(one, tops)),
    }


def _run(result: Result) -> Facts:
    numbers = result.as_dict()
    return {key: value for key, value in numbers.items() if key not in {"sources", "changes"}} | {
        "held_back": result.held.count if result.held else 0,
        "libraries_gone": len(result.gone),
        "collisions": len(result.collisions),
        "sources_ok": sum(said == OK for said in result.sources.values()),
        "sources_in_trouble": sum(said != OK for said in result.sources.values()),
    }


def _queue(waiting: Iterable[Waiting], names: Mapping[str, str]) -> Facts:
    waiting = tuple(waiting)
    oldest = min((one.since for one in waiting), default=None)
    return {
        "titles": len(waiting),
        "imported": sum(one.imported for one in waiting),
        "without_ids": sum(not one.guids for one in waiting),
        "oldest": None if oldest is None else _time(datetime.fromtimestamp(oldest, UTC)),
        "by_media_type": Counter(one.media_type.value for one in waiting),
        "by_source": Counter(
            source
            for one in waiting
            for source in {_called(reason.source, names) for reason in one.because}
        ),
        "by_attempts": Counter(_tried(one.attempts) for one in waiting),
    }


def _tried(attempts: int) -> str:
    return next((name for most, name in _ATTEMPTS if attempts <= most), "more than 20")


def _called(source: Source, names: Mapping[str, str]) -> str:
    """Give a source without person or instance: `watchlist/friend`, `tags of radarr 1`."""
    top, _, rest = source.partition("/")
    if rest in names:
        return f"{top} of {names[rest]}"
    return f"{top}/{rest.partition('/')[0]}"


def _time(time: datetime | None) -> str | None:
    return time.isoformat(timespec="seconds") if time else None
