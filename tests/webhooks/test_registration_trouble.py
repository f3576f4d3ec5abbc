"""Webhooks that cannot be kept: what the user is told, and that it is tried again."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.markdown import escaped
from tests.clients.bare import BareServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_arr import ArrState
from tests.registering import IDS, NOWHERE, issues, keeping, later, registered, update
from tests.running import end, start, until
from tests.steps import instance


@pytest.fixture
def radarr(town: Town) -> ArrState:
    """The town's first Radarr."""
    return town.world.arrs[0]


@pytest.fixture
def entry(entry: MockConfigEntry) -> MockConfigEntry:
    """An entry with a single instance."""
    one = instance(entry, "Radarr")
    object.__setattr__(entry, "subentries", {one.subentry_id: one})
    return entry


async def test_an_instance_that_cannot_reach_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The user learns which address it tried, and what it says; the secret is not shown."""
    kept = keeping(entry, NOWHERE)
    await start(hass, kept)

    await until(lambda: bool(issues(hass)))

    assert issues(hass) == {
        "webhook_unreachable": {
            "name": "Radarr",
            "url": NOWHERE,
            "said": escaped("Connection refused (127.0.0.1:9)"),
        }
    }
    await end(hass, kept)


async def test_an_address_that_answers_an_error_is_shown_without_the_secret(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The instance says the whole address; of it the host is left."""
    async with BareServer() as other:
        other.faults = [Fault("status", status=404)]
        kept = keeping(entry, other.url)
        await start(hass, kept)

        await until(lambda: bool(issues(hass)))

        told = issues(hass)["webhook_unreachable"]
        assert told["said"].endswith(escaped(f"[404:NotFound] [POST] at [{other.url}]"))
        assert IDS["Radarr"] not in str(ir.async_get(hass).issues)
        await end(hass, kept)


async def test_it_is_tried_again_and_then_the_issue_goes(
    hass: HomeAssistant, home: str, entry: MockConfigEntry, radarr: ArrState
) -> None:
    """Without anybody's doing."""
    await hass.config.async_update(internal_url=NOWHERE)
    kept = keeping(entry, "")
    await start(hass, kept)
    await until(lambda: "webhook_unreachable" in issues(hass))
    hass.config.internal_url = home

    later(hass, seconds=6)

    await registered(radarr)
    await until(lambda: issues(hass) == {})
    await end(hass, kept)


async def test_the_issue_goes_when_the_user_enters_another_address(
    hass: HomeAssistant, home: str, entry: MockConfigEntry, radarr: ArrState
) -> None:
    kept = keeping(entry, NOWHERE)
    await start(hass, kept)
    await until(lambda: "webhook_unreachable" in issues(hass))

    update(hass, kept, "Radarr", home_assistant_url=home)
    await hass.async_block_till_done()

    await registered(radarr)
    await until(lambda: issues(hass) == {})
    await end(hass, kept)


async def test_the_issue_goes_when_the_webhook_is_not_wanted(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    kept = keeping(entry, NOWHERE)
    await start(hass, kept)
    await until(lambda: "webhook_unreachable" in issues(hass))

    update(hass, kept, "Radarr", webhook="manual")
    await hass.async_block_till_done()

    await until(lambda: issues(hass) == {})
    await end(hass, kept)


async def test_the_issue_goes_with_the_instance(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    kept = keeping(entry, NOWHERE)
    await start(hass, kept)
    await until(lambda: "webhook_unreachable" in issues(hass))

    hass.config_entries.async_remove_subentry(kept, instance(kept, "Radarr").subentry_id)
    await hass.async_block_till_done()

    assert issues(hass) == {}
    await end(hass, kept)


async def test_home_assistant_does_not_know_its_own_address(
    hass: HomeAssistant, home: str, entry: MockConfigEntry, radarr: ArrState
) -> None:
    """When the user has entered one, the webhook is there at once."""
    assert hass.config.api
    hass.config.api.use_ssl = True
    kept = keeping(entry, "")
    await start(hass, kept)
    await until(lambda: issues(hass) == {"no_home_assistant_url": {"name": "Radarr"}})

    await hass.config.async_update(internal_url=home)

    await registered(radarr)
    await until(lambda: issues(hass) == {})
    await end(hass, kept)


async def test_an_instance_that_is_down_has_its_webhook_when_it_is_up_again(
    hass: HomeAssistant, home: str, town: Town, entry: MockConfigEntry, radarr: ArrState
) -> None:
    """That it is down is no issue, and its polls say it already."""
    server = town.arrs[0]
    server.faults.append(Fault("status", "/notification", status=503))
    kept = keeping(entry, home)
    await start(hass, kept)
    await until(lambda: any("/notification" in one.path for one in server.log))
    assert issues(hass) == {}
    server.faults.clear()

    later(hass, seconds=6)

    await registered(radarr)
    await end(hass, kept)


async def test_a_trouble_that_polls_do_not_meet_is_logged_once(
    hass: HomeAssistant,
    home: str,
    town: Town,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """However often it is tried."""
    server = town.arrs[0]
    server.faults.append(Fault("garbage", "/notification"))
    kept = keeping(entry, home)
    await start(hass, kept)
    await until(lambda: "Cannot maintain the webhook" in caplog.text)
    server.forget()

    later(hass, seconds=6)
    await until(lambda: any("/notification" in one.path for one in server.log))
    await end(hass, kept)

    assert caplog.text.count("Cannot maintain the webhook") == 1


async def test_a_rejected_key_is_one_issue(
    hass: HomeAssistant, home: str, entry: MockConfigEntry, town: Town, radarr: ArrState
) -> None:
    """Not two."""
    kept = keeping(entry, home)
    radarr.api_key = "another"
    await start(hass, kept)

    await until(lambda: any("/notification" in one.path for one in town.arrs[0].log))
    await until(lambda: bool(issues(hass)))

    assert set(issues(hass)) == {"instance_auth"}
    await end(hass, kept)
