"""The actions: what they take, what they answer, and what they refuse."""

from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.plex_label_sync.const import DOMAIN
from tests.database import dump, dump_after_sync, ledger_of
from tests.hearing import calm
from tests.lab.town import Town
from tests.running import labels, ours, sync

type Changes = dict[int, tuple[set[str], set[str]]]

REFUSED = "the connection was refused; nothing is listening on this port"


async def test_a_sync_answers_what_it_did(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """By numbers, and source by source."""
    await calm(town)
    town.forget()

    answer = await sync(hass)

    duration = answer.pop("duration")
    assert 0 < duration < 60
    assert answer == {
        "dry_run": False,
        "status": "partial",
        "items": 14,
        "added": 34,
        "removed": 0,
        "unchanged": 0,
        "queued": 3,
        "failed": 0,
        "requests": {"reads": town.plex.reads, "writes": town.plex.writes},
        "sources": {
            "watchlist of owner": "ok",
            "watchlist of john": "ok",
            "watchlist of maria": "ok",
            "watchlist of ines": "the watchlist is private",
            "Radarr": "ok",
            "Radarr 4K": "ok",
            "Sonarr": "ok",
            "requests in Home Assistant": "ok",
        },
    }


async def test_a_sync_without_trouble_is_ok(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.world.people[3].private = False

    assert (await sync(hass))["status"] == "ok"


async def test_a_sync_need_not_answer(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """A partial one is no error."""
    await _sync_without_answer(hass)

    assert ours(town)


async def test_a_dry_run_changes_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Neither in Plex nor in what is stored."""
    await sync(hass)
    kept = await dump_after_sync(loaded)
    _change_what_is_wanted(town)
    before = labels(town)
    town.forget()

    answer = await sync(hass, dry_run=True)

    assert answer["added"] > 0
    assert answer["removed"] > 0
    assert answer["requests"]["writes"] == 0
    assert town.plex.writes == 0
    assert labels(town) == before
    assert dump(loaded) == kept


async def test_a_first_dry_run_leaves_nothing_behind(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Such as a file of its own."""
    await calm(town)
    files, kept = _files(hass), dump(loaded)

    await sync(hass, dry_run=True)

    assert _files(hass) == files
    assert dump(loaded) == kept


@pytest.mark.parametrize("first", [True, False])
async def test_a_dry_run_tells_what_the_real_one_does(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, first: bool
) -> None:
    """To the label; also what goes."""
    if not first:
        await sync(hass)
        _change_what_is_wanted(town)
    before = labels(town)

    dry = await sync(hass, dry_run=True)
    real = await sync(hass)

    assert _told(dry) == _seen(before, labels(town))
    counts = ("status", "items", "added", "removed", "unchanged", "queued", "failed", "sources")
    assert [dry[name] for name in counts] == [real[name] for name in counts]
    assert "changes" not in real


async def test_a_dry_run_says_why(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    answer = await sync(hass, dry_run=True)

    change = next(one for one in answer["changes"] if one["title"] == "Low Tide Radio")
    assert change == {
        "title": "Low Tide Radio",
        "year": 2020,
        "rating_key": 112,
        "add": ["pulsarr:kids", "pulsarr:maria", "pulsarr:owner", "pulsarr:slow"],
        "remove": [],
        "because": {
            "pulsarr:kids": ["tag kids in Sonarr"],
            "pulsarr:maria": ["watchlist of maria"],
            "pulsarr:owner": ["watchlist of owner"],
            "pulsarr:slow": ["tag slow in Sonarr"],
        },
    }


async def test_with_two_servers_the_action_asks_which(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    other = MockConfigEntry(domain=DOMAIN, title="Cellar", data=dict(loaded.data))
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)

    with pytest.raises(ServiceValidationError):
        await sync(hass)

    assert not ours(town)
    assert (await sync(hass, config_entry_id=loaded.entry_id))["added"] == 34


async def test_an_unknown_server_is_refused(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    with pytest.raises(ServiceValidationError):
        await sync(hass, config_entry_id="nobody")


async def test_another_integrations_entry_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain="plex")
    other.add_to_hass(hass)

    with pytest.raises(ServiceValidationError):
        await sync(hass, config_entry_id=other.entry_id)


async def test_a_server_that_is_not_loaded_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)

    with pytest.raises(ServiceValidationError):
        await sync(hass, config_entry_id=loaded.entry_id)
    with pytest.raises(ServiceValidationError):
        await sync(hass)


@pytest.mark.parametrize("data", [{"dry_run": "perhaps"}, {"dry": True}, {"config_entry_id": {}}])
async def test_what_the_action_does_not_know_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await sync(hass, **data)


async def test_while_plex_is_down_the_answer_says_so(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await town.plex.stop()

    answer = await sync(hass)

    assert answer["status"] == "failed"
    assert list(answer["sources"]) == ["Plex"]
    assert answer["sources"]["Plex"] == REFUSED


async def test_while_plex_is_down_who_wants_no_answer_gets_an_error(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """So that an automation ends there; its text says why."""
    await town.plex.stop()

    with pytest.raises(HomeAssistantError) as error:
        await _sync_without_answer(hass)

    assert (error.value.translation_domain, error.value.translation_key) == (DOMAIN, "sync_failed")
    assert str(error.value).startswith("The sync failed. The next one will finish the work.")
    assert f"Plex: {REFUSED}" in str(error.value)


async def test_a_sync_that_stopped_itself_is_an_error(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Whoever asks for an answer reads it there."""
    town.plex.edits_replace = True

    with pytest.raises(HomeAssistantError) as error:
        await _sync_without_answer(hass)

    assert error.value.translation_key == "sync_stopped"
    assert "Plex: it dropped labels" in str(error.value)
    assert (await sync(hass))["status"] == "stopped"


async def test_another_plex_at_the_same_address_is_left_alone(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Its items have other numbers."""
    town.world.plex.machine_identifier = "another"

    answer = await sync(hass)

    assert answer["status"] == "failed"
    assert "another Plex server" in answer["sources"]["Plex"]
    assert town.plex.writes == 0
    assert len(ledger_of(loaded)) == 0


async def _sync_without_answer(hass: HomeAssistant) -> None:
    await hass.services.async_call(DOMAIN, "sync", {}, blocking=True)


def _change_what_is_wanted(town: Town) -> None:
    """John wants nothing any more, the owner something else, and a tag is gone."""
    town.world.people[1].watchlist.clear()
    town.world.owner.watchlist[0] = town.world.title("Quiet Engine")
    for entry in town.world.arrs[0].titles.values():
        entry.tags.discard(town.world.arrs[0].tag("holiday"))


def _told(answer: dict[str, Any]) -> Changes:
    return {
        change["rating_key"]: (
            {label.casefold() for label in change["add"]},
            {label.casefold() for label in change["remove"]},
        )
        for change in answer["changes"]
    }


def _seen(before: dict[int, set[str]], after: dict[int, set[str]]) -> Changes:
    return {
        key: (after[key] - before[key], before[key] - after[key])
        for key in before
        if after[key] != before[key]
    }


def _files(hass: HomeAssistant) -> set[Path]:
    """Give our stored files, without the marks of those who read the database just now."""
    files = Path(hass.config.path(".storage")).glob(f"{DOMAIN}.*")
    return {path for path in files if not path.name.endswith("-shm")}
