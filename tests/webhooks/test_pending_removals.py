"""What could not be taken out of an instance that was removed is taken out later."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.storage import Store
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.webhooks import pending_removals
from custom_components.plex_label_sync.webhooks.received import received_by
from tests.fixing import issues_of
from tests.lab.arr import ArrServer
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_arr import ArrState
from tests.registering import issues, later, registered, update, urls
from tests.running import until
from tests.steps import add, complete, entered_for_seerr, instance

FILE = "plex_label_sync.webhooks_to_remove"


@pytest.fixture
def radarr(town: Town) -> ArrState:
    """The town's first Radarr."""
    return town.world.arrs[0]


@pytest.fixture
async def down(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, radarr: ArrState
) -> ArrServer:
    """Its server, which is down since it has its connection."""
    for arr in town.world.arrs:
        await registered(arr)
    server = town.arrs[0]
    server.faults.append(Fault("drop"))
    return server


async def seerr_with_webhook(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town, home: str
) -> SeerrServer:
    """Add a Seerr, which keeps its webhook; gives its server."""
    server = SeerrServer(town.world.add_seerr())
    await server.start()
    entered = entered_for_seerr(server) | {"webhook": "automatic", "home_assistant_url": home}
    await complete(hass, await add(hass, entry, "seerr"), entered)
    await hass.async_block_till_done()
    return server


async def remove(hass: HomeAssistant, entry: MockConfigEntry, name: str = "Radarr") -> None:
    """Remove an instance, as its menu does."""
    hass.config_entries.async_remove_subentry(entry, instance(entry, name).subentry_id)
    await hass.async_block_till_done()


def file_of(hass: HomeAssistant) -> Path:
    """Give where that is."""
    return Path(hass.config.path(".storage", FILE))


def stored(hass: HomeAssistant) -> str:
    """Give what is kept for later."""
    file = file_of(hass)
    return file.read_text() if file.exists() else ""


async def test_it_is_tried_again_until_it_works(
    hass: HomeAssistant, kept: MockConfigEntry, down: ArrServer, radarr: ArrState
) -> None:
    """At growing intervals; then the issue goes."""
    await remove(hass, kept)
    assert set(issues(hass)) == {"webhook_left_behind"}
    later(hass, seconds=61)
    await until(lambda: len(_removing(down)) > 1)
    down.faults.clear()

    later(hass, seconds=61 + 181)

    await until(lambda: not radarr.connections)
    await until(lambda: issues(hass) == {})


async def test_nothing_of_the_instance_is_kept_once_it_is_done(
    hass: HomeAssistant, kept: MockConfigEntry, down: ArrServer, radarr: ArrState
) -> None:
    """Its key least of all; until then it is in a file that only Home Assistant may read."""
    await remove(hass, kept)
    assert radarr.api_key in stored(hass)
    assert file_of(hass).stat().st_mode & 0o077 == 0
    down.faults.clear()

    later(hass, seconds=61)
    await until(lambda: issues(hass) == {})
    await hass.async_block_till_done()

    assert stored(hass) == ""


async def test_each_pause_is_longer_up_to_an_hour(
    hass: HomeAssistant, kept: MockConfigEntry, down: ArrServer
) -> None:
    """An instance that is down for long costs little."""
    pauses: list[float] = []

    def call_later(hass: HomeAssistant, delay: float, job: Any) -> CALLBACK_TYPE:
        pauses.append(delay)
        return async_call_later(hass, delay, job)

    with patch.object(pending_removals, "async_call_later", call_later):
        await remove(hass, kept)
        for _ in range(5):
            later(hass, seconds=pauses[-1] + 1)
            await hass.async_block_till_done()

    assert pauses == [60, 180, 540, 1620, 3600, 3600]


async def test_it_goes_on_after_a_restart_though_the_entry_is_gone(
    hass: HomeAssistant, kept: MockConfigEntry, down: ArrServer, radarr: ArrState
) -> None:
    """All that is left of it is a file."""
    await hass.config_entries.async_remove(kept.entry_id)
    assert set(issues(hass)) == {"webhook_left_behind"}
    down.faults.clear()

    async with async_test_home_assistant(config_dir=hass.config.config_dir) as again:
        again.data.pop(DATA_CUSTOM_COMPONENTS)
        assert await async_setup_component(again, DOMAIN, {})
        await until(lambda: not radarr.connections)
        await again.async_block_till_done()
        await again.async_stop(force=True)

    assert stored(hass) == ""


async def test_a_removed_entry_tells_of_each_instance(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, down: ArrServer
) -> None:
    """The issues outlast it."""
    town.arrs[2].faults.append(Fault("status", status=503))

    await hass.config_entries.async_remove(kept.entry_id)

    told = issues_of(hass, "webhook_left_behind")
    assert sorted((one.translation_placeholders or {})["name"] for one in told) == [
        "Radarr",
        "Sonarr",
    ]
    assert [len(arr.connections) for arr in town.world.arrs] == [1, 0, 1]


async def test_after_thirty_days_nothing_is_tried_or_kept_any_more(
    hass: HomeAssistant, kept: MockConfigEntry, down: ArrServer, radarr: ArrState
) -> None:
    """The issue stays and says what to do."""
    await remove(hass, kept)
    down.faults.clear()

    with patch.object(pending_removals, "_KEPT", timedelta()):
        later(hass, seconds=61)
        await hass.async_block_till_done()

    assert stored(hass) == ""
    assert radarr.connections
    assert set(issues(hass)) == {"webhook_left_behind"}


async def test_an_instance_that_is_back_under_its_address_keeps_its_webhook(
    hass: HomeAssistant, kept: MockConfigEntry, down: ArrServer, radarr: ArrState, town: Town
) -> None:
    """It had another one for a while."""
    before = town.arrs[0].url
    other = ArrServer(town.world.add_arr("radarr", "Films"))
    update(hass, kept, "Radarr", url=await other.start(), api_key=other.state.api_key)
    await hass.async_block_till_done()
    assert set(issues(hass)) == {"webhook_left_behind"}
    down.faults.clear()
    update(hass, kept, "Radarr", url=before, api_key=radarr.api_key)
    await hass.async_block_till_done()

    later(hass, seconds=61)
    await until(lambda: issues(hass) == {})
    await hass.async_block_till_done()

    assert len(radarr.connections) == 1
    assert stored(hass) == ""
    await other.stop()


async def test_an_instance_that_took_its_webhook_along_leaves_none_behind(
    hass: HomeAssistant, kept: MockConfigEntry, down: ArrServer, radarr: ArrState
) -> None:
    """Nobody will ever answer at its old address again."""
    before = urls(radarr)
    moved = ArrServer(radarr)

    update(hass, kept, "Radarr", url=await moved.start())
    await hass.async_block_till_done()

    assert issues(hass) == {}
    assert stored(hass) == ""
    assert urls(radarr) == before
    await moved.stop()


async def test_a_seerr_that_took_its_webhook_along_leaves_none_behind(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, home: str
) -> None:
    server = await seerr_with_webhook(hass, kept, town, home)
    webhook_id = instance(kept, "Seerr").data["webhook_id"]
    await until(lambda: webhook_id in received_by(hass).ways)
    moved = SeerrServer(server.state)
    moved.slot = server.slot
    await server.stop()

    update(hass, kept, "Seerr", url=await moved.start())
    await hass.async_block_till_done()

    assert issues(hass) == {}
    assert stored(hass) == ""
    assert moved.slot == server.slot
    await moved.stop()


async def test_one_instance_under_two_addresses_keeps_its_webhook(
    hass: HomeAssistant, kept: MockConfigEntry, down: ArrServer, radarr: ArrState
) -> None:
    """What is removed late at the old one is made again at the new one, at once."""
    (before,) = urls(radarr)
    moved = ArrServer(radarr)
    moved.faults.append(Fault("drop"))
    update(hass, kept, "Radarr", url=await moved.start())
    await hass.async_block_till_done()
    assert set(issues(hass)) == {"webhook_left_behind"}
    (old,) = radarr.connections
    down.faults.clear()
    moved.faults.clear()

    later(hass, seconds=61)
    await until(lambda: old not in radarr.connections)

    await registered(radarr)
    assert urls(radarr) == [before]
    await moved.stop()


async def test_a_seerr_that_refuses_changes_is_tried_again(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, home: str
) -> None:
    """As CSRF protection makes it."""
    server = await seerr_with_webhook(hass, kept, town, home)
    await until(lambda: server.slot.enabled)
    server.state.csrf = True

    await remove(hass, kept, "Seerr")

    assert issues(hass)["webhook_left_behind"]["error"] == "the change was rejected"
    server.state.csrf = False
    later(hass, seconds=61)
    await until(lambda: server.slot.url == "")
    await until(lambda: issues(hass) == {})
    await server.stop()


async def test_what_cannot_be_read_of_it_hinders_nothing(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """The rest is done."""
    await Store[Any](hass, 1, FILE).async_save({"webhooks": [{"since": 1}, 2]})

    assert await async_setup_component(hass, DOMAIN, {})

    assert caplog.text.count("Cannot read the stored data of a webhook") == 2


def _removing(server: ArrServer) -> list[str]:
    """Give the looks for connections to remove."""
    return [one.path for one in server.log if one.path == "/api/v3/notification"]
