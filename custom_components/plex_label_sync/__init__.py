"""Plex Label Sync: keeps Plex labels in step with who asked for what."""

from asyncio import gather
from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .actions.offered_people import offer_no_longer, offer_people
from .backup import pause_of
from .const import DOMAIN
from .dashboard import register_dashboard
from .device import follow_versions
from .follow.first_sync import remind_of_first_sync
from .follow.restrictions import watch_restrictions
from .follow.runtime import SyncConfigEntry
from .follow.schedule import start_schedule
from .follow.start import (
    make_runtime,
    make_up_for_failed_sync,
    path_of,
    start_following,
)
from .issues.report import clear_instance_issues, clear_issues, report_damage, report_storage
from .migration import migrate
from .old_choices import old_choices, without_old_choices
from .person_devices import keep_devices
from .picture import register_pictures
from .reasons import Words
from .services import register_actions
from .state import choices
from .state.damage import open_or_set_aside
from .state.database import Database, DatabaseError, NewerDatabaseError
from .state.takeover import take_over_files
from .sync.dry_run import delete_left_over
from .sync.expected import not_saved
from .sync.outcome import Outcome
from .webhooks.endpoints import register_webhooks
from .webhooks.instance_webhook import Instance, instances_of
from .webhooks.pending_removals import pending_removals_of
from .webhooks.registration import start_registration
from .webhooks.removal import left_behind
from .webhooks.removed_instances import watch_instances
from .webhooks.silence import watch_for_silence

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TEXT,
    Platform.TODO,
)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Register what is there once, and see to what instances that are gone still hold of us."""
    register_actions(hass)
    register_pictures(hass)
    await register_dashboard(hass)
    watch_instances(hass, await pending_removals_of(hass))
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> bool:
    """Take over what an earlier version stored."""
    migrate(hass, entry)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> bool:
    """Set up a Plex server. No other server is asked, so that none can hold up HA's start."""
    await _take_over_choices(hass, entry)
    before = instances_of(entry)
    # Called last, as what was registered first: what is removed may be told of until it is over.
    entry.async_on_unload(partial(_clear_removed, hass, entry, before))
    # First of all: what changes while this goes on must be taken in afterwards.
    entry.async_on_unload(entry.add_update_listener(partial(_reload, before, dict(entry.data))))
    database = await _open(hass, entry)
    # So early, as it is to be closed as well where the set-up fails further on.
    entry.async_on_unload(database.close)
    database.on_damage = partial(hass.config_entries.async_schedule_reload, entry.entry_id)
    try:
        entry.runtime_data = await make_runtime(hass, entry, database)
    except DatabaseError as err:
        raise _not_ready(hass, entry, err) from err
    report_storage(hass, entry.entry_id, ())
    notes = entry.runtime_data.worker.notes
    # It comes before the database is closed, as what was registered last is called first.
    entry.async_on_unload(notes.write)

    async def close(_event: Event) -> None:
        await gather(notes.write(), database.close())

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, close))
    register_webhooks(hass, entry)
    keep_devices(hass, entry)
    start_schedule(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    offer_people(hass, entry)
    follow_versions(hass, entry)
    start_following(hass, entry)
    remind_of_first_sync(hass, entry)
    start_registration(hass, entry)
    watch_for_silence(hass, entry)
    watch_restrictions(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> bool:
    """Unload a Plex server; a running sync is broken off, loses nothing, and goes on later."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Forget what was stored and take our webhooks out of the instances.

    Labels in Plex stay as they are.
    """
    await hass.async_add_executor_job(_delete, hass, entry.entry_id)
    clear_issues(hass, entry.entry_id)
    await offer_no_longer(hass)
    removals = await pending_removals_of(hass)
    await removals.remove(instances_of(entry).values())


async def _open(hass: HomeAssistant, entry: SyncConfigEntry) -> Database:
    """Open the database, with what version 0.1.0 stored; a damaged one is set aside and told."""
    path = path_of(hass, entry.entry_id)
    try:
        database, aside = await open_or_set_aside(path, pause_of(hass))
    except NewerDatabaseError as err:
        raise ConfigEntryError(translation_domain=DOMAIN, translation_key="newer_database") from err
    except DatabaseError as err:
        raise _not_ready(hass, entry, err) from err
    await hass.async_add_executor_job(delete_left_over, path)
    if aside:
        report_damage(hass, entry.entry_id, str(path.parent), aside.name)
    try:
        damaged = await take_over_files(database, path.parent, f"{DOMAIN}.{entry.entry_id}")
    except DatabaseError as err:
        await database.close()
        raise _not_ready(hass, entry, err) from err
    for kind in sorted(damaged):
        file = f"{DOMAIN}.{entry.entry_id}.{kind}.taken_over"
        report_damage(hass, entry.entry_id, str(path.parent), file)
    return database


async def _take_over_choices(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Take over what the options of version 0.1.0 said of single people; then these go."""
    old = old_choices(entry.options)
    if old is None:
        return
    database = await _open(hass, entry)
    try:
        await database.write(
            lambda connection: choices.put_by_name(connection, old.left_out, old.names),
            durable=True,
        )
    except DatabaseError as err:
        raise _not_ready(hass, entry, err) from err
    finally:
        await database.close()
    hass.config_entries.async_update_entry(entry, options=without_old_choices(entry.options))


def _not_ready(
    hass: HomeAssistant, entry: SyncConfigEntry, err: DatabaseError
) -> ConfigEntryNotReady:
    """Raise the repair issue of a disk that cannot be written; gives what has it tried again."""
    report_storage(hass, entry.entry_id, not_saved(Outcome(), err).problems)
    return ConfigEntryNotReady(
        translation_domain=DOMAIN,
        translation_key="not_saved",
        translation_placeholders={"error": Words.of(hass).reason(err.why)},
    )


def _delete(hass: HomeAssistant, entry_id: str) -> None:
    for file in path_of(hass, entry_id).parent.glob(f"{DOMAIN}.{entry_id}.*"):
        file.unlink(missing_ok=True)


@callback
def _clear_removed(
    hass: HomeAssistant, entry: SyncConfigEntry, before: Mapping[str, Instance]
) -> None:
    for gone in before.keys() - entry.subentries.keys():
        clear_instance_issues(hass, entry.entry_id, gone)


async def _reload(
    before: Mapping[str, Instance],
    access: Mapping[str, Any],
    hass: HomeAssistant,
    entry: SyncConfigEntry,
) -> None:
    """Take in changed options and subentries, and another `access` to Plex than before.

    A webhook is removed from its old place before it is set up in the new one: both may be one
    instance under two addresses.
    """
    after = instances_of(entry)
    try:
        if access != entry.data and entry.state is ConfigEntryState.LOADED:
            await make_up_for_failed_sync(entry)
        removals = await pending_removals_of(hass)
        await removals.remove(left_behind(before, after), after)
    finally:
        _clear_removed(hass, entry, before)
        hass.config_entries.async_schedule_reload(entry.entry_id)
