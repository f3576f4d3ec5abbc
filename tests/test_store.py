"""The stored files: that they last, and that a damaged one or a full disk does no harm."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from errno import ENOSPC
import json
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from homeassistant.util.file import write_utf8_file_atomic

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import file, labels, ours, state_of, stored, sync

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda whole: whole[: len(whole) // 2],
    "empty": lambda _: b"",
    "zeroes": lambda whole: bytes(len(whole)),
    "no text": lambda _: b"\xff\xfe\x00",
    "an empty object": lambda _: b"{}",
    "an empty list": lambda _: b"[]",
    "null": lambda _: b"null",
    "a number": lambda _: b"7",
    "a text": lambda _: b'"version"',
    "no data": lambda _: b'{"version": 1}',
    "no version": lambda _: b'{"data": []}',
    "data of another kind": lambda _: b'{"version": 1, "data": "text"}',
    "data of another shape": lambda _: b'{"version": 1, "data": [{"a": {}}]}',
    "data of nothing": lambda _: b'{"version": 1, "data": null}',
}
SOME = ("cut in half", "an empty list", "data of another shape")
FULL = OSError(ENOSPC, "No space left on device")


async def test_all_that_is_known_survives_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """So that a second sync finds nothing to do."""
    await sync(hass)
    before = loaded.runtime_data.store
    town.forget()

    await hass.config_entries.async_reload(loaded.entry_id)

    after = loaded.runtime_data.store
    assert after is not before
    assert after.ledger == before.ledger
    assert after.memory == before.memory
    assert after.last == before.last
    assert (await sync(hass))["added"] == 0
    assert town.plex.writes == 0


@pytest.mark.parametrize(
    ("kind", "damage"),
    [
        *(pytest.param("ledger", damage, id=f"ledger, {name}") for name, damage in DAMAGE.items()),
        *(pytest.param("memory", DAMAGE[name], id=f"memory, {name}") for name in SOME),
    ],
)
async def test_a_damaged_file_is_set_aside(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    kind: str,
    damage: Callable[[bytes], bytes],
) -> None:
    """Set-up goes on without it, the other files stay, and a repair issue tells of it."""
    await sync(hass)
    await hass.config_entries.async_unload(loaded.entry_id)
    before = stored(hass, loaded)
    damaged = damage(before[kind])

    await _restart_with(hass, loaded, kind, damaged)

    assert loaded.state is ConfigEntryState.LOADED
    assert stored(hass, loaded) == {name: before[name] for name in before if name != kind}
    path = file(hass, loaded, kind)
    (aside,) = path.parent.glob(f"{path.name}.*")
    assert aside.read_bytes() == damaged
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{kind}_damaged_{loaded.entry_id}")
    assert issue
    assert issue.translation_key == f"{kind}_damaged"
    assert issue.translation_placeholders == {"folder": str(path.parent), "file": path.name}
    assert issue.is_persistent


async def test_a_damaged_ledger_makes_our_labels_anybodys(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """What is not in the ledger is never removed; new labels are kept in step as before."""
    await sync(hass)
    before = labels(town)
    await _restart_with(hass, loaded, "ledger", b"")
    town.world.people[1].watchlist.clear()
    owner = town.world.owner
    owner.watchlist.append(town.world.title("Quiet Engine"))

    answer = await sync(hass)

    assert answer["removed"] == 0
    assert answer["added"] == 2
    assert all(labels(town)[key] >= before[key] for key in before)
    assert len(loaded.runtime_data.store.ledger) == 2


async def test_a_damaged_memory_costs_no_label_of_a_silent_source(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Its labels stay until it speaks again."""
    await sync(hass)
    before = labels(town)
    await _restart_with(hass, loaded, "memory", b"")
    town.plextv.faults.append(Fault("status"))
    town.arrs[0].faults.append(Fault("status"))

    answer = await sync(hass)

    assert answer["status"] == "partial"
    assert answer["removed"] == 0
    assert labels(town) == before


def _with(**values: object) -> Callable[[bytes], bytes]:
    def changed(whole: bytes) -> bytes:
        content = json.loads(whole)
        return json.dumps(content | {"data": content["data"] | values}).encode()

    return changed


async def test_the_issue_of_a_damaged_memory_goes_once_all_sources_were_read(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    await _restart_with(hass, loaded, "memory", b"")
    issue = (DOMAIN, f"memory_damaged_{loaded.entry_id}")
    await sync(hass)
    assert ir.async_get(hass).async_get_issue(*issue)
    for person in town.world.people:
        person.private = False

    await sync(hass)

    assert not ir.async_get(hass).async_get_issue(*issue)


@pytest.mark.parametrize(
    "damage",
    [
        *(DAMAGE[name] for name in SOME),
        _with(status="splendid"),
        _with(ended="yesterday"),
        _with(ended=1),
        _with(duration="long"),
        _with(failed=None),
    ],
    ids=[*SOME, "no status", "no time", "no text", "no duration", "no number"],
)
async def test_a_damaged_last_result_is_forgotten(
    hass: HomeAssistant, loaded: MockConfigEntry, damage: Callable[[bytes], bytes]
) -> None:
    """Nothing hangs on it: no issue is raised, and the next sync writes it anew."""
    await sync(hass)
    whole = stored(hass, loaded)["last"]
    assert damage(whole) != whole

    await _restart_with(hass, loaded, "last", damage(whole))

    assert loaded.state is ConfigEntryState.LOADED
    unique_id = f"{loaded.entry_id}_last_sync_result"
    assert state_of(hass, "sensor", unique_id).state == "unknown"
    assert not [issue for _, issue in ir.async_get(hass).issues if "damaged" in issue]
    await sync(hass)
    assert state_of(hass, "sensor", unique_id).state == "partial"


@pytest.mark.parametrize("name", SOME)
async def test_a_damaged_queue_is_derived_anew(
    hass: HomeAssistant, loaded: MockConfigEntry, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """The sources tell who waits; since when is lost, and the log says so."""
    await sync(hass)
    before = {one.marks for one in loaded.runtime_data.store.queue}
    await hass.config_entries.async_unload(loaded.entry_id)
    damaged = DAMAGE[name](stored(hass, loaded)["queue"])

    await _restart_with(hass, loaded, "queue", damaged)

    assert loaded.state is ConfigEntryState.LOADED
    assert [record for record in caplog.records if "queue" in record.getMessage()]
    await sync(hass)
    assert {one.marks for one in loaded.runtime_data.store.queue} == before


async def test_what_is_kept_after_the_unload_comes_to_no_file(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """A run that ends late must not write over what the next set-up keeps."""
    await sync(hass)
    store = loaded.runtime_data.store
    await hass.config_entries.async_unload(loaded.entry_id)
    before = stored(hass, loaded)

    store.keep_queue(())
    store.keep_memory(replace(store.memory, claims={}))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=1))
    await hass.async_block_till_done()

    assert stored(hass, loaded) == before


@pytest.mark.parametrize("kind", ["ledger", "memory"])
async def test_on_a_full_disk_nothing_is_written_to_plex(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, kind: str
) -> None:
    """A label that cannot be recorded must not be written. The next sync does the work."""
    with _full_disk_for(kind):
        answer = await sync(hass)

    assert answer["status"] == "failed"
    assert "No space left on device" in answer["sources"]["storage"]
    assert town.plex.writes == 0
    assert not ours(town)
    assert (await sync(hass))["added"] == 34
    assert ours(town)


async def test_on_a_full_disk_the_answer_counts_what_was_done(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Not what was planned."""
    with _full_disk_for("ledger"):
        answer = await sync(hass)

    assert answer["added"] == 0


async def test_on_a_full_disk_a_removed_label_stays_recorded(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """A record too many does no harm, and the next sync drops it."""
    await sync(hass)
    town.world.people[1].watchlist.clear()

    with _full_disk_for("ledger"):
        answer = await sync(hass)

    assert answer["status"] == "failed"
    assert answer["removed"] == 5
    assert "pulsarr:john" not in ours(town)
    assert len(loaded.runtime_data.store.ledger) == 34
    assert (await sync(hass))["status"] == "partial"
    assert len(loaded.runtime_data.store.ledger) == 29


async def test_a_full_disk_does_not_keep_the_last_result_from_showing(
    hass: HomeAssistant, loaded: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    with _full_disk_for("last"):
        await sync(hass)

    unique_id = f"{loaded.entry_id}_last_sync_result"
    assert state_of(hass, "sensor", unique_id).state == "partial"
    assert "No space left on device" in caplog.text


async def test_nothing_is_written_to_plex_while_home_assistant_stops(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Stores save at the very end then, which is too late."""
    hass.set_state(CoreState.stopping)
    answer = await sync(hass)
    hass.set_state(CoreState.running)

    assert answer["status"] == "failed"
    assert answer["sources"]["storage"] == "Home Assistant is stopping"
    assert town.plex.writes == 0


async def _restart_with(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str, content: bytes
) -> None:
    """Put a file in the place of a stored one while the entry is not loaded."""
    await hass.config_entries.async_unload(entry.entry_id)
    file(hass, entry, kind).write_bytes(content)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


def _full_disk_for(kind: str) -> Any:
    """Let writing one of the files fail."""

    def write(path: str, *args: Any, **kwargs: Any) -> None:
        if path.endswith(f".{kind}"):
            raise FULL
        write_utf8_file_atomic(path, *args, **kwargs)

    return patch("homeassistant.helpers.storage.write_utf8_file_atomic", write)
