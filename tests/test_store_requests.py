"""The stored requests: that they last, and that a damaged file or a full disk does no harm."""

from collections.abc import Callable
from errno import ENOSPC
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util.file import write_utf8_file_atomic

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.requests import HERE
from tests.asking import ENGINE, HARBOUR, JOHN, add, is_labelled, remove
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import file, labels, sync, until


@pytest.fixture
async def requested(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry, synced, with one request of John's that is labelled."""
    await sync(hass)
    await add(hass, "john", ENGINE)
    await until(lambda: is_labelled(town))
    return loaded


async def test_a_request_is_on_disk_when_its_action_answers(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    assert not file(hass, loaded, "requests").exists()

    await add(hass, "john", ENGINE)

    assert ENGINE in file(hass, loaded, "requests").read_text()


async def test_a_removal_is_on_disk_when_its_action_answers(
    hass: HomeAssistant, requested: MockConfigEntry
) -> None:
    await remove(hass, "john", ENGINE)

    assert ENGINE not in file(hass, requested, "requests").read_text()


async def test_requests_are_the_same_after_a_reload(
    hass: HomeAssistant, requested: MockConfigEntry
) -> None:
    before = requested.runtime_data.store.requests

    await hass.config_entries.async_reload(requested.entry_id)

    assert len(before) == 1
    assert requested.runtime_data.store.requests == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda _: b"",
        lambda _: b"\xff\xfe\x00",
        lambda _: b"[]",
        lambda _: b'{"version": 1, "data": null}',
        lambda _: b'{"version": 1, "data": {"requests": []}}',
        lambda whole: whole.replace(b"movie", b"album"),
    ],
    ids=["cut in half", "empty", "no text", "a list", "nothing", "another shape", "another kind"],
)
async def test_a_damaged_file_is_set_aside_and_no_label_goes(
    hass: HomeAssistant,
    requested: MockConfigEntry,
    town: Town,
    damage: Callable[[bytes], bytes],
) -> None:
    """The requests go on to count, as the last sync knew them."""
    before, kept = labels(town), requested.runtime_data.store.requests
    path = file(hass, requested, "requests")
    damaged = damage(path.read_bytes())

    await _restart_with(hass, requested, {"requests": damaged})

    assert requested.state is ConfigEntryState.LOADED
    assert requested.runtime_data.store.requests == kept
    (aside,) = path.parent.glob(f"{path.name}.*")
    assert aside.read_bytes() == damaged
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"requests_damaged_{requested.entry_id}")
    assert issue
    assert issue.translation_placeholders == {"folder": str(path.parent), "file": path.name}
    assert (await sync(hass))["removed"] == 0
    assert labels(town) == before


async def test_after_a_damage_new_requests_are_kept_along_with_the_old(
    hass: HomeAssistant, requested: MockConfigEntry
) -> None:
    await _restart_with(hass, requested, {"requests": b""})

    await add(hass, "maria", "tmdb://949")

    text = file(hass, requested, "requests").read_text()
    assert ENGINE in text
    assert "tmdb://949" in text


async def test_requests_know_their_people_when_the_memory_is_damaged(
    hass: HomeAssistant, requested: MockConfigEntry, town: Town
) -> None:
    """Also while plex.tv is silent: the request is labelled, and can be removed."""
    await _restart_with(hass, requested, {"memory": b""})
    town.plextv.faults.append(Fault("status"))
    await until(lambda: HERE in requested.runtime_data.store.memory.claims)

    assert (await sync(hass))["removed"] == 0

    assert is_labelled(town)
    assert await remove(hass, "john", ENGINE) == [JOHN]


async def test_on_a_full_disk_a_request_is_refused(
    hass: HomeAssistant, requested: MockConfigEntry, town: Town
) -> None:
    """Nothing has changed then, and later it goes through."""
    before = requested.runtime_data.store.requests

    with _full_disk():
        for action, guid in ((add, HARBOUR), (remove, ENGINE)):
            with pytest.raises(HomeAssistantError) as error:
                await action(hass, "john", guid)
            assert error.value.translation_key == "request_not_saved"
            assert "No space left on device" in str(error.value)

    assert requested.runtime_data.store.requests == before
    assert await add(hass, "john", HARBOUR) == [JOHN]


async def test_while_home_assistant_stops_a_request_is_refused(
    hass: HomeAssistant, requested: MockConfigEntry
) -> None:
    """It could not be on disk in time."""
    hass.set_state(CoreState.stopping)
    with pytest.raises(HomeAssistantError) as error:
        await add(hass, "john", "tmdb://949")
    hass.set_state(CoreState.running)

    assert "Home Assistant is stopping" in str(error.value)


async def test_a_reload_waits_for_a_request_that_is_being_saved(
    hass: HomeAssistant, requested: MockConfigEntry
) -> None:
    """Or whoever loads the file next would not know of it."""
    saving = hass.async_create_task(add(hass, "maria", "tmdb://949"))

    await hass.config_entries.async_reload(requested.entry_id)
    await saving

    assert len(requested.runtime_data.store.requests) == 2


async def test_requests_are_forgotten_with_their_server(
    hass: HomeAssistant, requested: MockConfigEntry
) -> None:
    path = file(hass, requested, "requests")
    assert path.exists()

    await hass.config_entries.async_remove(requested.entry_id)

    assert not path.exists()


async def _restart_with(
    hass: HomeAssistant, entry: MockConfigEntry, files: dict[str, bytes]
) -> None:
    """Put files in the place of stored ones while the entry is not loaded."""
    await hass.config_entries.async_unload(entry.entry_id)
    for kind, content in files.items():
        file(hass, entry, kind).write_bytes(content)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


def _full_disk() -> Any:
    """Let writing the requests fail."""

    def write(path: str, *args: Any, **kwargs: Any) -> None:
        if path.endswith(".requests"):
            raise OSError(ENOSPC, "No space left on device")
        write_utf8_file_atomic(path, *args, **kwargs)

    return patch("homeassistant.helpers.storage.write_utf8_file_atomic", write)
