"""What is stored: it lasts, and no damage or old file makes us forget what is ours."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
import sqlite3

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.follow.start import path_of
from custom_components.plex_label_sync.state.connection import files
from tests.asking import ENGINE, ENGINE_KEYS, JOHN, add, is_labelled, remove
from tests.database import dump, ledger_of, queue_of, requests_of
from tests.expected import labels_of, wanted_labels
from tests.hearing import settle
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import end, start, sync, until
from tests.state.disk import content, put_content
from tests.state.older import written
from tests.state.rescuing import overwrite, root_of

type Damage = Callable[[Path], None]

NOTHING_IS_LEFT: dict[str, Damage] = {
    "empty": lambda path: put_content(path, b""),
    "zeroes": lambda path: put_content(path, bytes(len(content(path)))),
    "a text": lambda path: put_content(path, b"plex " * 10_000),
}
MUCH_IS_LEFT: dict[str, Damage] = {
    "no header": lambda path: overwrite(path, [1]),
    "no items": lambda path: overwrite(path, [root_of(path, "items")]),
    "no settings": lambda path: overwrite(path, [root_of(path, "settings")]),
}


@pytest.fixture
async def requested(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry, synced, with one request of John's that is labelled."""
    await sync(hass)
    await add(hass, "john", ENGINE)
    await until(lambda: is_labelled(town))
    await settle(loaded, town)
    return loaded


async def test_all_that_is_known_survives_a_reload(
    hass: HomeAssistant, requested: MockConfigEntry, town: Town
) -> None:
    """So that a second sync finds nothing to do."""
    before = ledger_of(requested), queue_of(requested), requests_of(requested)
    assert [len(part) for part in before] == [36, 3, 1]

    await hass.config_entries.async_reload(requested.entry_id)

    assert (ledger_of(requested), queue_of(requested), requests_of(requested)) == before
    assert (await sync(hass))["unchanged"] == 36
    assert town.plex.writes == 0


@pytest.mark.parametrize("damage", MUCH_IS_LEFT.values(), ids=MUCH_IS_LEFT)
async def test_what_can_be_read_of_a_damaged_database_is_kept(
    hass: HomeAssistant, requested: MockConfigEntry, town: Town, damage: Damage
) -> None:
    """Nothing of ours is forgotten, and what nobody wants any more goes."""
    before, recorded, made = labels_of(town.world), ledger_of(requested), requests_of(requested)
    town.world.person("john").watchlist.clear()

    await _damaged(hass, requested, damage)

    assert ledger_of(requested).entries.keys() == recorded.entries.keys()
    assert len(ledger_of(requested)) == len(recorded)
    assert requests_of(requested) == made
    assert (await sync(hass))["removed"] == 5
    gone = frozenset({JOHN})
    assert labels_of(town.world) == {
        key: carried if key in ENGINE_KEYS else carried - gone for key, carried in before.items()
    }


async def test_after_a_damage_a_full_sync_reads_anew_what_sources_claim(
    hass: HomeAssistant, requested: MockConfigEntry, town: Town
) -> None:
    """By itself."""
    town.world.person("john").watchlist.clear()

    await _damaged(hass, requested, MUCH_IS_LEFT["no header"])

    await until(lambda: requested.runtime_data.coordinator.data.synced)
    assert len(ledger_of(requested)) == 31


@pytest.mark.parametrize("damage", NOTHING_IS_LEFT.values(), ids=NOTHING_IS_LEFT)
async def test_without_its_database_everything_wanted_comes_and_nothing_goes(
    hass: HomeAssistant, requested: MockConfigEntry, town: Town, damage: Damage
) -> None:
    """What is not recorded as ours is never removed."""
    before = labels_of(town.world)
    town.world.person("john").watchlist.clear()
    town.world.owner.watchlist.append(town.world.title("Quiet Engine"))

    await _damaged(hass, requested, damage)

    answer = await sync(hass)
    assert (answer["added"], answer["removed"]) == (2, 0)
    wanted = wanted_labels(town.world)
    assert labels_of(town.world) == {key: before[key] | wanted[key] for key in before}
    town.forget()
    await sync(hass)
    assert town.plex.writes == 0


async def test_with_a_backup_of_it_the_next_sync_ends_right(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    by_hand = labels_of(town.world)
    await sync(hass)
    await hass.config_entries.async_unload(loaded.entry_id)
    whole = content(path_of(hass, loaded.entry_id))
    await _damaged(hass, loaded, NOTHING_IS_LEFT["zeroes"])
    town.world.person("john").watchlist.clear()
    await sync(hass)

    await _damaged(hass, loaded, lambda path: put_content(path, whole))
    await sync(hass)

    wanted = wanted_labels(town.world)
    assert labels_of(town.world) == {key: by_hand[key] | wanted[key] for key in by_hand}


@pytest.mark.parametrize(
    "damage", [NOTHING_IS_LEFT["zeroes"], MUCH_IS_LEFT["no header"]], ids=["all", "some"]
)
async def test_a_repair_issue_tells_where_the_damaged_database_is(
    hass: HomeAssistant, loaded: MockConfigEntry, damage: Damage
) -> None:
    """It lasts over restarts, and the file is as it was found."""
    path = path_of(hass, loaded.entry_id)
    await sync(hass)
    await hass.config_entries.async_unload(loaded.entry_id)
    damage(path)
    damaged = content(path)

    await start(hass, loaded)

    assert loaded.state is ConfigEntryState.LOADED
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"database_damaged_{loaded.entry_id}")
    assert issue
    assert issue.is_persistent
    told = issue.translation_placeholders
    assert told
    assert told["folder"] == str(path.parent)
    assert content(path.parent / told["file"]) == damaged


async def test_a_database_of_a_newer_version_is_left_as_it_is(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    path = path_of(hass, loaded.entry_id)
    await hass.config_entries.async_unload(loaded.entry_id)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = content(path)

    await hass.config_entries.async_setup(loaded.entry_id)

    assert loaded.state is ConfigEntryState.SETUP_ERROR
    assert loaded.error_reason_translation_key == "newer_database"
    assert content(path) == before


async def test_set_up_is_tried_again_while_the_database_cannot_be_opened(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """A repair issue tells of it until it can."""
    path = path_of(hass, loaded.entry_id)
    aside = path.with_name("aside")
    await sync(hass)
    await hass.config_entries.async_unload(loaded.entry_id)
    path.rename(aside)
    path.mkdir()

    await hass.config_entries.async_setup(loaded.entry_id)

    assert loaded.state is ConfigEntryState.SETUP_RETRY
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"not_saved_{loaded.entry_id}")
    assert issue
    assert issue.translation_placeholders == {"error": "the file cannot be opened"}
    path.rmdir()
    aside.rename(path)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    assert not ir.async_get(hass).async_get_issue(DOMAIN, f"not_saved_{loaded.entry_id}")
    assert (await sync(hass))["unchanged"] == 34


async def test_a_request_is_on_disk_when_its_action_answers(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    path = path_of(hass, loaded.entry_id)
    await sync(hass)

    await add(hass, "john", ENGINE)
    assert _requests_on_disk(path) == [ENGINE]

    await remove(hass, "john", ENGINE)
    assert _requests_on_disk(path) == []


async def test_requests_know_their_people_when_plextv_is_silent_after_a_damage(
    hass: HomeAssistant, requested: MockConfigEntry, town: Town
) -> None:
    """The request is labelled, and can be removed."""
    town.plextv.faults.append(Fault("status"))

    await _damaged(hass, requested, MUCH_IS_LEFT["no header"])

    assert (await sync(hass))["removed"] == 0
    assert is_labelled(town)
    assert await remove(hass, "john", ENGINE) == [JOHN]


async def test_a_reload_loses_no_request_that_is_being_saved(
    hass: HomeAssistant, requested: MockConfigEntry
) -> None:
    saving = hass.async_create_task(add(hass, "maria", "tmdb://949"))

    await hass.config_entries.async_reload(requested.entry_id)
    await asyncio.wait([saving])

    assert len(requests_of(requested)) == (1 if saving.exception() else 2)


async def test_a_dry_run_leaves_nothing_behind(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It works on a copy, which goes with it."""
    await settle(loaded, town)
    before = dump(loaded)

    await sync(hass, dry_run=True)

    assert dump(loaded) == before
    assert _files_of(hass, loaded) == {*files(path_of(hass, loaded.entry_id))}


async def test_the_copy_of_a_dry_run_that_was_killed_goes(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    path = path_of(hass, loaded.entry_id)
    put_content(path.with_name(f"{path.name}.trial_0123abcd"), b"a copy")
    put_content(path.with_name(f"{path.name}.trial_0123abcd-wal"), b"and its log")

    await hass.config_entries.async_reload(loaded.entry_id)

    assert _files_of(hass, loaded) == {*files(path)}


async def test_a_removed_entry_leaves_no_file(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Neither a damaged database nor what was taken over from 0.1.0; others' files stay."""
    path = path_of(hass, loaded.entry_id)
    await sync(hass)
    await _damaged(hass, loaded, NOTHING_IS_LEFT["zeroes"])
    for name in (f"{DOMAIN}.{loaded.entry_id}.ledger.taken_over", f"{DOMAIN}.another.db"):
        put_content(path.with_name(name), b"{}")
    assert len(_files_of(hass, loaded)) > 2

    await hass.config_entries.async_remove(loaded.entry_id)
    await hass.async_block_till_done()

    assert _files_of(hass, loaded) == set()
    assert path.with_name(f"{DOMAIN}.another.db").exists()


@pytest.fixture
def older(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Path]:
    """The files that 0.1.0 wrote of the small world, by kind, in their place."""
    paths: dict[str, Path] = {}
    for kind, data in written("quiet").items():
        if data is not None:
            paths[kind] = Path(hass.config.path(".storage", f"{DOMAIN}.{entry.entry_id}.{kind}"))
            paths[kind].parent.mkdir(exist_ok=True)
            put_content(paths[kind], data)
    return paths


async def test_what_0_1_0_stored_is_taken_over_when_it_is_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, older: dict[str, Path]
) -> None:
    """Its files are kept under another name, and not read again."""
    await start(hass, entry)

    assert len(ledger_of(entry)) == 36
    assert [request.person.username for request in requests_of(entry)] == ["john"]
    assert not any(path.exists() for path in older.values())
    assert all(path.with_name(f"{path.name}.taken_over").exists() for path in older.values())
    await hass.config_entries.async_reload(entry.entry_id)
    assert len(requests_of(entry)) == 1
    await end(hass, entry)


async def test_a_damaged_file_of_0_1_0_is_told_and_the_others_are_taken_over(
    hass: HomeAssistant, entry: MockConfigEntry, older: dict[str, Path]
) -> None:
    put_content(older["requests"], b"[]")

    await start(hass, entry)

    assert entry.state is ConfigEntryState.LOADED
    assert len(ledger_of(entry)) == 36
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"database_damaged_{entry.entry_id}")
    assert issue
    assert issue.translation_placeholders == {
        "folder": str(older["requests"].parent),
        "file": f"{older['requests'].name}.taken_over",
    }
    await end(hass, entry)


async def _damaged(hass: HomeAssistant, entry: MockConfigEntry, damage: Damage) -> None:
    """Do something to the database while the entry is not loaded."""
    await hass.config_entries.async_unload(entry.entry_id)
    damage(path_of(hass, entry.entry_id))
    await start(hass, entry)
    assert entry.state is ConfigEntryState.LOADED


def _requests_on_disk(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [guids for (guids,) in connection.execute("SELECT guids FROM requests")]


def _files_of(hass: HomeAssistant, entry: MockConfigEntry) -> set[Path]:
    """Give all files in the storage folder that are the entry's."""
    folder = Path(hass.config.path(".storage"))
    return set(folder.glob(f"{DOMAIN}.{entry.entry_id}*"))
