"""Makes the parts of a config entry, and starts all that makes work once Home Assistant runs."""

from collections.abc import Coroutine
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import orjson

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..const import CONF_REQUESTER_TAGS, CONF_SYNC_TAGS, DOMAIN, LOGGER
from ..coordinator import SyncCoordinator
from ..core.cause import Cause
from ..issues.report import report_harm, report_storage
from ..options import LABELS, POLL_MINUTES, REMOVAL, SCOPE, SOURCES, policy_from
from ..servers import asks_for_token, live_for, servers_for
from ..state import settings, work
from ..state.database import Database, DatabaseError
from ..sync.context import Context
from ..sync.engine import Engine
from ..sync.labels import LabelReader
from ..sync.problem import Status
from . import instance_work
from .instance_work import key_of
from .live import LiveChannel
from .plex_address import PlexAddress
from .plex_events import PlexEvents
from .polls import ArrPoll
from .runtime import Runtime, SyncConfigEntry
from .sources import polls_for
from .versions import watch_versions
from .worker import Worker


def path_of(hass: HomeAssistant, entry_id: str) -> Path:
    """Give where the database of a config entry is."""
    return Path(hass.config.path(".storage", f"{DOMAIN}.{entry_id}.db"))


async def make_runtime(hass: HomeAssistant, entry: ConfigEntry[Any], database: Database) -> Runtime:
    """Make the parts of a config entry; no server is asked. Raises `DatabaseError`."""
    servers = await servers_for(hass, entry)
    context = Context(
        servers=servers,
        policy=policy_from(entry.options),
        database=database,
        reader=LabelReader(servers.plex),
        now=dt_util.utcnow,
    )
    engine = Engine(context)
    coordinator = SyncCoordinator(hass, entry, database)
    people = coordinator.people
    polls = polls_for(hass, entry, servers.plextv, database, people.is_left_out)
    await engine.begin(frozenset(poll.source for poll in polls))
    await coordinator.begin()
    people.unread = lambda: engine.unread_watchlists(people.known.choices.left_out)
    people.read = engine.read_watchlists
    people.are_due = engine.are_watchlists_due
    await people.begin()
    terms = terms_of(entry)
    worker = Worker(
        hass,
        entry,
        database=database,
        engine=engine,
        coordinator=coordinator,
        polls=polls,
        terms=terms,
    )
    for poll in polls:
        poll.take = worker.take
    await _note_new_terms(database, terms, tuple(map(key_of, entry.subentries)))
    report_harm(hass, entry.entry_id, coordinator.data.harm)
    report_storage(hass, entry.entry_id, ())

    @callback
    def show(connected: bool) -> None:
        coordinator.show_plex(connected)
        if connected:
            worker.seek()

    refused = asks_for_token(hass, entry)
    events = PlexEvents(
        hass,
        async_get_clientsession(hass, entry.data[CONF_VERIFY_SSL]),
        entry.data[CONF_URL],
        entry.data[CONF_TOKEN],
        prove=PlexAddress(hass, entry, servers, refused).prove,
        notes=worker.notes,
        may_follow=lambda: coordinator.data.may_follow,
        on_change=show,
        refused=refused,
    )
    channels = [_channel(hass, entry, poll, worker) for poll in polls if isinstance(poll, ArrPoll)]
    return Runtime(database, engine, coordinator, worker, polls, events, channels)


def _channel(
    hass: HomeAssistant, entry: ConfigEntry[Any], poll: ArrPoll, worker: Worker
) -> LiveChannel:
    listen = live_for(hass, poll.subentry.subentry_type, poll.subentry.data)
    return LiveChannel(hass, entry, poll, worker.notes, listen)


@callback
def start_following(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Begin once Home Assistant runs: its start waits for nobody."""

    @callback
    def start(hass: HomeAssistant) -> None:
        _start(hass, entry)

    entry.async_on_unload(async_at_started(hass, start))


@callback
def _start(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Ask every source once and then in its time, listen to Plex and instances, and work.

    A poll goes on only while somebody listens, so each source gets a listener here. All of it
    begins a moment later: others, too, waited for Home Assistant to run.
    """
    runtime = entry.runtime_data

    def begin(work: Coroutine[Any, Any, None], name: str) -> None:
        entry.async_create_background_task(hass, work, f"{DOMAIN} {name}", eager_start=False)

    for poll in runtime.polls:
        entry.async_on_unload(poll.async_add_listener(_listen))
        begin(poll.async_refresh(), f"first look at {poll.source}")
    watch_versions(hass, entry)
    begin(runtime.events.run(), "events of Plex")
    for channel in runtime.channels:
        begin(channel.run(), "live channel")
    begin(runtime.worker.teller.tell_what_arrived(), "what arrived")
    begin(runtime.coordinator.people.count(), "counts wishes")
    runtime.worker.start()


async def make_up_for_failed_sync(entry: SyncConfigEntry) -> None:
    """Have the full sync done anew that failed, as with a token that was rejected.

    Who changed how Plex is reached is not to wait for the pause of one that failed, nor for the
    schedule.
    """
    now = dt_util.utcnow().timestamp()

    def note(connection: Connection) -> None:
        if settings.last_sync(connection)["status"] not in {None, Status.OK}:
            work.add_full_sync(connection, Cause.RETRY, now, at_once=True)

    try:
        await entry.runtime_data.database.write(note)
    except DatabaseError as err:
        # The schedule comes all the same; the repair issue tells that nothing can be saved.
        LOGGER.debug("The sync that failed cannot be noted: %s", err)


@callback
def _listen() -> None:
    """Keep a poll going: what it says is taken in by itself."""


def terms_of(entry: ConfigEntry[Any]) -> str:
    """Give what tells the options and sources that labels depend on from any others."""
    sources = dict(entry.options.get(SOURCES, {}))
    sources.pop(POLL_MINUTES, None)
    terms = {
        "options": [entry.options.get(part, {}) for part in (LABELS, REMOVAL, SCOPE)],
        "sources": sources,
        "instances": sorted(
            (
                key,
                one.title,
                one.data.get(CONF_SYNC_TAGS, False),
                one.data.get(CONF_REQUESTER_TAGS, False),
            )
            for key, one in entry.subentries.items()
        ),
    }
    return sha256(orjson.dumps(terms, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def _note_new_terms(database: Database, terms: str, instances: tuple[str, ...]) -> None:
    """Have labels follow changed options and sources, once there was a full sync at all.

    And have a sync go on that was begun from a preview, and drop what was to be asked of instances
    that are not among these, by how the keys of such work begin.
    """
    now = dt_util.utcnow().timestamp()

    def note(connection: Connection) -> None:
        work.hasten_preview(connection, now)
        work.drop_others(connection, instance_work.KINDS, instances)
        if not settings.get(connection, settings.SYNCED):
            return
        before = settings.get(connection, settings.TERMS)
        if before is None:
            settings.put(connection, settings.TERMS, terms)
        elif before != terms:
            work.add_full_sync(connection, Cause.OPTIONS, now, at_once=True)

    await database.write(note)
