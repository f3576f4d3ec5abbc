"""Diagnostics of a config entry: what a bug report needs, and nothing of people or addresses.

Only what is named here goes in: numbers, times, versions, kinds of error, and the choices among
fixed ones. Instances go by kind and number, because their names are the user's own words.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.loader import async_get_integration

from .const import (
    CONF_HOME_ASSISTANT_URL,
    CONF_REQUESTER_TAGS,
    CONF_SYNC_TAGS,
    CONF_WEBHOOK,
    DOMAIN,
)
from .core.model import Source
from .core.naming import Naming
from .core.restrictions import Restrictions
from .core.sources import is_below
from .core.work import WorkKind
from .follow.polls import ArrPoll, InstancePoll, Poll
from .follow.runtime import Runtime, SyncConfigEntry, everybody
from .options import Options, concurrency_from, policy_from, poll_interval_from, schedule_from
from .state import choices, claims, ledger, requests, restrictions, runs, settings, waiting, work
from .sync import library
from .sync.outcome import Outcome

_TEMPLATES = ("prefix", "user_label", "tag_label")
_CHOICES = (CONF_VERIFY_SSL, CONF_SYNC_TAGS, CONF_REQUESTER_TAGS, CONF_WEBHOOK)
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
    runtime = entry.runtime_data
    names = _numbered(runtime.instances)
    stored = await runtime.database.read(lambda connection: _stored(connection, names))
    chosen = await runtime.database.read(choices.of)
    unread = runtime.engine.unread_watchlists(chosen.left_out)
    stored["people"]["unread_watchlists"] = len(unread)
    stored["people"]["without_labels"] = len(chosen.left_out)
    stored["people"]["with_other_names"] = len(chosen.names)
    counts = await runtime.database.read(claims.counts)
    return {
        **facts,
        **stored,
        "enabled": runtime.coordinator.data.enabled,
        "plex": _plex(runtime, await runtime.database.read(library.odd_items)),
        "instances": [_instance(one, names) for one in runtime.instances.values()],
        "sources": [_source(one, names, counts) for one in runtime.polls],
        "last_runs": {
            "full" if full else "scoped": _run(outcome)
            for full, outcome in runtime.worker.teller.outcomes.items()
        },
        "history": [_past(run) for run in await runtime.database.read(runs.everything)],
        "stored_bytes": await runtime.database.size(),
    }


def _stored(connection: Connection, names: Mapping[str, str]) -> Facts:
    people = everybody(connection)
    return {
        "last_sync": settings.last_sync(connection),
        "queue": _queue(connection, names),
        "ledger": ledger.totals(connection),
        "people": {
            "known": len(people),
            "with_account": sum(person.has_account for person in people.values()),
            "restrictions": _restrictions(restrictions.of(connection)),
        },
        "work": work.counts(connection),
        "requests_made_here": len(requests.everything(connection)),
    }


def _restrictions(told: Restrictions | None) -> Facts | None:
    if told is None:
        return None
    return {
        "people": len(told.people),
        "with_labels": sum(bool(one.labels) for one in told.people),
        "unread": told.unread,
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
        "label_new_people": policy.label_new_people,
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


def _numbered(instances: Mapping[str, InstancePoll]) -> dict[str, str]:
    """Give each instance a name of its kind and a number, by the id of its subentry."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for key, one in instances.items():
        kind = one.subentry.subentry_type
        counts[kind] += 1
        names[key] = f"{kind} {counts[kind]}"
    return names


def _plex(runtime: Runtime, odd_items: int) -> Facts:
    events, engine = runtime.events, runtime.engine
    return {
        "version": engine.context.servers.plex.version,
        "connected": runtime.coordinator.data.plex,
        "notifications": events.count,
        "last_notification": _time(events.last),
        "odd_rows": {
            "libraries": engine.library.odd,
            "items": odd_items,
            "labels": engine.context.reader.nameless,
        },
    }


def _instance(instance: InstancePoll, names: Mapping[str, str]) -> Facts:
    data = instance.subentry.data
    return {
        "name": names[instance.subentry.subentry_id],
        "version": instance.version or None,
        "live": instance.live if isinstance(instance, ArrPoll) else None,
        "last_webhook": _time(instance.last_webhook),
        "own_home_assistant_url": bool(data[CONF_HOME_ASSISTANT_URL]),
        **{key: data[key] for key in _CHOICES if key in data},
    }


def _source(poll: Poll, names: Mapping[str, str], counts: Mapping[Source, int]) -> Facts:
    tops = frozenset({poll.source})
    latest = poll.latest
    every = poll.update_interval
    return {
        "source": _called(poll.source, names),
        "asked": _time(poll.asked),
        "every_seconds": every.total_seconds() if every else None,
        "failure": type(latest.failure).__name__ if latest and latest.failure else None,
        "lists": len(latest.readings) if latest else 0,
        "odd_rows": sum(reading.odd for reading in latest.readings) if latest else 0,
        "left_for_later": latest.rest_after is not None if latest else False,
        "unknown_lists": Counter(type(error).__name__ for error in latest.troubles.values())
        if latest
        else {},
        "claims": sum(count for source, count in counts.items() if is_below(source, tops)),
    }


def _run(outcome: Outcome) -> Facts:
    return outcome.numbers | {
        "held_back": outcome.held.count if outcome.held else 0,
        "libraries_gone": len(outcome.gone),
        "collisions": len(outcome.collisions),
        "reserved_labels": len(outcome.reserved or ()),
        "conflicting_ids": outcome.conflicts,
        "sources_ok": len(outcome.good),
        "problems": Counter(problem.kind.value for problem in outcome.problems),
    }


def _past(run: Facts) -> Facts:
    """Give a run of the history, with the kinds of its problems alone."""
    kinds = Counter(problem["kind"] or "unknown" for problem in run["problems"])
    ended = _time(datetime.fromtimestamp(run["at"], UTC))
    return {"ended": ended, **{part: run.get(part) for part in runs.PARTS}, "problems": kinds}


def _queue(connection: Connection, names: Mapping[str, str]) -> Facts:
    rows = waiting.everything(connection)
    oldest = min((row.since for row in rows), default=None)
    looks = work.all_of(connection, WorkKind.ARRIVAL)
    return {
        "titles": len(rows),
        "imported": sum(row.imported for row in rows),
        "without_ids": sum(not row.guids for row in rows),
        "oldest": None if oldest is None else _time(datetime.fromtimestamp(oldest, UTC)),
        "by_media_type": Counter(row.media_type.value for row in rows),
        "by_source": Counter(
            source
            for row in rows
            for source in {
                _called(claim.reason.source, names)
                for claim in claims.about(connection, [row.title])
                if claim.waits
            }
        ),
        "by_attempts": Counter(_tried(look.attempts) for look in looks),
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
