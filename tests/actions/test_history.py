"""The action that shows the last runs."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.plex_label_sync.state import runs
from custom_components.plex_label_sync.state.database import Database, NotReadError
from tests.asking import ENGINE_KEYS, history
from tests.database import database_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import act, sync


async def test_before_the_first_run_there_is_none(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert await history(hass) == []


async def test_a_sync_with_what_it_changed_and_what_went_wrong(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    answer = await sync(hass)

    (run,) = await history(hass)

    assert before <= datetime.fromisoformat(run.pop("ended")) <= datetime.now(UTC)
    numbers = ("status", "duration", "added", "removed", "queued", "failed")
    (trouble,) = [(who, why) for who, why in answer["sources"].items() if why != "ok"]
    assert run == {
        "full": True,
        "started_by": "asked",
        **{key: answer[key] for key in numbers},
        "problems": [{"kind": "source", "concerns": trouble[0], "error": trouble[1]}],
    }


async def test_the_newest_comes_first(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    town.plex.faults.append(Fault("status"))
    await sync(hass)

    runs = await history(hass)

    assert [run["status"] for run in runs] == ["failed", "partial"]
    assert [one["kind"] for one in runs[0]["problems"]] == ["plex"]


async def test_a_dry_run_is_none(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await sync(hass, dry_run=True)
    await act(hass, "cleanup", dry_run=True)

    assert await history(hass) == []


async def test_a_sync_of_one_title_is_there_if_it_changed_something(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    await act(hass, "sync_item", rating_key=ENGINE_KEYS[0])
    assert len(await history(hass)) == 1

    item = town.world.plex.item(ENGINE_KEYS[0])
    assert item
    item.labels.clear()
    added = (await act(hass, "sync_item", rating_key=ENGINE_KEYS[0]))["added"]

    run = (await history(hass))[0]
    assert (run["full"], run["started_by"], run["added"]) == (False, "asked", added)


async def test_a_run_that_an_older_version_kept(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """It kept problems as lines of text, and not what started a run."""
    old = {"status": "partial", "duration": 2.5, "full": True, "problems": ["Radarr: it is down"]}
    await database_of(loaded).write(lambda connection: runs.add(connection, old, 1_800_000_000))

    assert await history(hass) == [
        {
            "ended": "2027-01-15T08:00:00+00:00",
            "full": True,
            "started_by": None,
            "status": "partial",
            "duration": 2.5,
            "added": None,
            "removed": None,
            "queued": None,
            "failed": None,
            "problems": [{"kind": None, "concerns": None, "error": "Radarr: it is down"}],
        }
    ]


async def test_what_cannot_be_read_is_told(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    with (
        patch.object(Database, "read", side_effect=NotReadError("no disk")),
        pytest.raises(HomeAssistantError, match="no disk"),
    ):
        await history(hass)
