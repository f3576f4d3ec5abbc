"""Diagnostics: what a bug report gets to see. That nobody is named is in `test_discretion.py`."""

from http import HTTPStatus
from sqlite3 import Connection
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state import work
from tests.asking import add
from tests.database import database_of, dump
from tests.hearing import Client, scan, tell, title, with_seerr
from tests.lab.odd import with_row, with_values
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.restricting import restrict
from tests.running import sync, until
from tests.steps import save_options
from tests.texts import MANIFEST

pytestmark = pytest.mark.usefixtures("a_seerr")


class Download:
    """Downloads diagnostics as the button in Home Assistant does."""

    def __init__(self, hass: HomeAssistant, client: Client, entry: MockConfigEntry) -> None:
        self._hass = hass
        self.client = client
        self._entry = entry

    async def __call__(self) -> dict[str, Any]:
        """Give the integration's part."""
        await self._hass.async_block_till_done()
        path = f"/api/diagnostics/config_entry/{self._entry.entry_id}"
        async with self.client.get(path) as answer:
            assert answer.status == HTTPStatus.OK
            data: dict[str, Any] = (await answer.json())["data"]
            return data


@pytest.fixture
async def download(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> Download:
    """What downloads the diagnostics of the config entry."""
    assert await async_setup_component(hass, "diagnostics", {})
    await hass.async_block_till_done()
    client: Client = await hass_client()
    return Download(hass, client, loaded)


async def test_before_the_first_sync(loaded: MockConfigEntry, download: Download) -> None:
    await until(lambda: loaded.runtime_data.coordinator.data.plex)

    facts = await download()

    assert facts["version"] == MANIFEST["version"]
    assert (facts["state"], facts["enabled"]) == ("loaded", True)
    assert facts["last_sync"] == {"ended": None, "status": None, "duration": None}
    assert facts["ledger"] == {"items": 0, "labels": 0, "records": 0}


async def test_after_a_sync(hass: HomeAssistant, download: Download, town: Town) -> None:
    answer = await sync(hass)

    facts = await download()

    run = facts["last_runs"]["full"]
    assert {key: run[key] for key in ("status", "items", "added", "requests", "duration")} == {
        key: answer[key] for key in ("status", "items", "added", "requests", "duration")
    }
    assert (run["sources_ok"], run["problems"]) == (7, {"source": 1})
    assert facts["last_sync"]["status"] == "partial"
    assert facts["ledger"]["records"] == answer["added"]
    assert facts["plex"]["version"] == town.world.plex.version
    assert facts["issues"] == {"watchlist_private": 1}
    assert facts["people"]["known"] > facts["people"]["with_account"] - 1 > 3
    # One hides the list, and two are no friends.
    assert facts["people"]["unread_watchlists"] == 3
    assert (run["reserved_labels"], run["conflicting_ids"]) == (0, 0)


async def test_restrictions_are_counted(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download, town: Town
) -> None:
    """Whose they are and what they name is nobody's business; not to be known is not to be none."""
    before = (await download())["people"]["restrictions"]
    restrict(town, "ines", "label=Kids")
    restrict(town, "guest", "nonsense")
    await sync(hass)
    await until(lambda: "label=Kids" in "".join(dump(loaded)))

    after = (await download())["people"]["restrictions"]

    assert before in (None, {"people": 5, "with_labels": 0, "unread": 0})
    assert after == {"people": 5, "with_labels": 1, "unread": 1}


async def test_the_state_of_each_source(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download, town: Town
) -> None:
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await town.arrs[1].stop()
    await sync(hass)

    sources = {one["source"]: one for one in (await download())["sources"]}

    assert {key: one["failure"] for key, one in sources.items()} == {
        "watchlist/own": None,
        "watchlist/friend": None,
        "tags of radarr 1": None,
        "tags of radarr 2": "CannotConnectError",
        "tags of sonarr 1": None,
        "requests of seerr 1": None,
        "requests/here": None,
    }
    friends = sources["watchlist/friend"]
    assert (friends["lists"], friends["unknown_lists"]) == (3, {"PrivateError": 1})
    assert sources["watchlist/own"]["claims"] == 3
    assert sources["tags of radarr 1"]["claims"] == 7
    assert sources["watchlist/own"]["every_seconds"] == 900
    assert sources["requests/here"]["every_seconds"] is None
    asked = dt_util.parse_datetime(sources["tags of sonarr 1"]["asked"])
    assert asked
    assert (dt_util.utcnow() - asked).total_seconds() < 60


async def test_whether_each_instance_tells_of_changes_itself(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download, town: Town
) -> None:
    """A Seerr has no channel; the Radarrs offer none here, until one does."""
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    town.arrs[0].live.is_offered = True
    await hass.config_entries.async_reload(loaded.entry_id)
    await town.arrs[0].live.wait_for(1)
    await until(lambda: next(iter(loaded.runtime_data.instances.values())).live)

    instances = (await download())["instances"]

    assert [one["live"] for one in instances] == [True, False, False, None]


async def test_instances_go_by_kind_and_number(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download, town: Town
) -> None:
    """What a user calls them is nobody's business."""
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await sync(hass)
    await until(lambda: all(one.version for one in loaded.runtime_data.instances.values()))
    await tell(download.client, town, 1, "Test")

    instances = (await download())["instances"]

    names = [one["name"] for one in instances]
    assert names == ["radarr 1", "radarr 2", "sonarr 1", "seerr 1"]
    assert [one["version"] for one in instances] == [
        *(arr.state.version for arr in town.arrs),
        town.seerrs[0].state.version,
    ]
    assert [one["last_webhook"] is not None for one in instances] == [False, True, False, False]
    assert instances[0]["sync_tags"] is True
    assert instances[0]["webhook"] == "manual"
    assert "sync_tags" not in instances[3]


async def test_the_last_webhook_is_known_after_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download, town: Town
) -> None:
    """As the sensor has it; none is made up."""
    await tell(download.client, town, 1, "Test")
    before = [one["last_webhook"] for one in (await download())["instances"]]

    await hass.config_entries.async_reload(loaded.entry_id)

    after = [one["last_webhook"] for one in (await download())["instances"]]
    assert after == before
    assert [bool(one) for one in after] == [False, True, False]


async def test_the_queue_by_reason(hass: HomeAssistant, download: Download) -> None:
    await sync(hass)
    await add(hass, "maria", "tmdb://900123", title="Something New")
    await sync(hass)

    queue = (await download())["queue"]

    assert (queue["titles"], queue["imported"], queue["without_ids"]) == (4, 1, 1)
    assert queue["by_media_type"] == {"movie": 3, "show": 1}
    assert queue["by_source"] == {
        "watchlist/own": 1,
        "watchlist/friend": 1,
        "tags of radarr 1": 1,
        "requests/here": 1,
    }
    assert queue["by_attempts"] == {}
    assert queue["oldest"] <= dt_util.utcnow().isoformat()


@pytest.mark.parametrize(
    ("attempts", "told"), [(0, "none"), (1, "1 to 5"), (6, "6 to 20"), (21, "more than 20")]
)
async def test_how_often_titles_were_looked_for(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download, attempts: int, told: str
) -> None:
    """Only what an instance has imported is looked for."""
    now = dt_util.utcnow().timestamp()

    def look_for(connection: Connection) -> None:
        about = {"movie tmdb://900123": {"media_type": "movie"}}
        work.add(connection, WorkKind.ARRIVAL, about, now=now, wait=3600)
        connection.execute("UPDATE work SET attempts = ?", [attempts])

    await sync(hass)
    await database_of(loaded).write(look_for)

    queue = (await download())["queue"]

    assert queue["by_attempts"] == {told: 1}


async def test_what_was_heard_of_plex(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download, town: Town
) -> None:
    await until(lambda: loaded.runtime_data.coordinator.data.plex)
    await sync(hass)
    item = scan(town, title(town, "The Last Ferry but One"))
    await town.plex.announce(item)

    plex = (await download())["plex"]

    assert plex["connected"] is True
    assert plex["notifications"] > 0
    assert plex["last_notification"]


async def test_the_options_without_words_of_the_user(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download
) -> None:
    await save_options(
        hass,
        loaded,
        labels={"prefix": "ours"},
        scope={"libraries": ["1"]},
        sources={"poll_minutes": 30},
        schedule={"schedule_time": "03:00:00", "schedule_days": ["mon"]},
    )

    options = (await download())["options"]

    assert options["own_words"] == ["prefix"]
    assert (options["label_new_people"], options["libraries"]) == (True, 1)
    assert options["poll_minutes"] == 30
    assert (options["schedule_time"], options["schedule_days"]) == ("03:00:00", [0])


async def test_how_large_the_files_are(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download
) -> None:
    await sync(hass)

    size = (await download())["stored_bytes"]

    assert size == await loaded.runtime_data.database.size() > 0


async def test_of_a_server_that_is_not_set_up(
    hass: HomeAssistant, loaded: MockConfigEntry, download: Download
) -> None:
    """What was chosen is known all the same."""
    await hass.config_entries.async_unload(loaded.entry_id)

    facts = await download()

    assert set(facts) == {"version", "state", "options", "issues"}
    assert facts["state"] == "not_loaded"


async def test_after_a_sync_that_failed(
    hass: HomeAssistant, download: Download, town: Town
) -> None:
    town.plex.faults.append(Fault("status"))

    await sync(hass)

    run = (await download())["last_runs"]["full"]
    assert (run["status"], run["problems"]) == ("failed", {"plex": 1})


async def test_the_history_with_the_kinds_of_problems(
    hass: HomeAssistant, download: Download, town: Town
) -> None:
    """Their words may name people."""
    answer = await sync(hass)
    town.plex.faults.append(Fault("status"))
    await sync(hass)

    failed, first = (await download())["history"]

    assert (failed["status"], failed["problems"]) == ("failed", {"plex": 1})
    assert first["ended"] <= failed["ended"]
    parts = ("status", "duration", "added", "removed", "queued", "failed")
    assert first == {
        **{part: answer[part] for part in parts},
        "ended": first["ended"],
        "full": True,
        "started_by": "asked",
        "problems": {"source": 1},
    }


async def test_rows_that_could_not_be_read_are_counted_by_source(
    hass: HomeAssistant, download: Download, town: Town
) -> None:
    """And nobody is named."""
    town.world.arrs[0].tags[99] = ""
    friends = with_row({"user": None}, "data", "allFriendsV2")
    town.plextv.faults.append(Fault("alter", "/community", alter=friends))
    directory = ("MediaContainer", "Directory")
    nameless = with_values(directory, lambda row: row["title"] == "Kids", title=None)
    items = with_row(None, "MediaContainer", "Metadata")
    town.plex.faults += [
        Fault("alter", "/sections/1/label", alter=nameless),
        Fault("alter", "/sections/2/all?type=1&includeGuids", alter=items),
    ]
    await sync(hass)

    facts = await download()

    odd = {one["source"]: one["odd_rows"] for one in facts["sources"]}
    assert (odd["watchlist/friend"], odd["tags of radarr 1"]) == (1, 1)
    assert sum(odd.values()) == 2
    assert facts["plex"]["odd_rows"] == {"libraries": 0, "items": 1, "labels": 1}
