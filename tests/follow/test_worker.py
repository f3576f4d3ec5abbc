"""Following: what is new somewhere becomes labels soon, and nothing else is asked or changed."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.work import WorkKind
from tests.database import queue_of, work_of
from tests.hearing import (
    Client,
    asked,
    calm,
    coordinator_of,
    labels_on,
    scan,
    tag,
    tell,
    title,
)
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, ours, sync, until

FERRY, ORCHARD, ENGINE = "The Last Ferry but One", "The Paper Orchard", "Quiet Engine"
NAMES = ["storage", "Plex", "removals"]


@pytest.fixture
def world(world: World, request: pytest.FixtureRequest) -> World:
    """The small world; its instances may have other names."""
    for arr, name in zip(world.arrs, getattr(request, "param", ()), strict=False):
        arr.name = name
    return world


async def test_all_that_happens_in_a_moment_is_few_runs(
    following: MockConfigEntry, town: Town
) -> None:
    """What several instances tell, about several titles, and Plex of its items."""
    tag(town, 0, ORCHARD, "fresh")
    tag(town, 1, ENGINE, "fresh")
    tag(town, 2, "Low Tide Radio", "fresh")

    await town.plex.announce_refreshed(town.world.plex.items())
    for name in ("Radarr", "Radarr 4K", "Sonarr"):
        await coordinator_of(following, name).async_refresh()
    titles = (ORCHARD, ENGINE, "Low Tide Radio")
    await until(lambda: all("pulsarr:fresh" in labels_on(town, name) for name in titles))
    await calm(town)

    assert asked(town.plex.log, "/identity") <= 6


async def test_of_a_sources_answers_the_newest_counts(
    following: MockConfigEntry, town: Town
) -> None:
    """What was said for a moment only is never written."""
    orchard = tag(town, 0, ORCHARD, "fresh")
    await coordinator_of(following, "Radarr").async_refresh()
    orchard.tags.clear()
    await coordinator_of(following, "Radarr").async_refresh()
    await calm(town)

    assert town.plex.writes == 0


async def test_a_poll_without_news_asks_plex_nothing(
    following: MockConfigEntry, town: Town
) -> None:
    for poll in following.runtime_data.polls:
        await poll.async_refresh()
    await calm(town)

    assert not town.plex.log


async def test_a_title_that_nobody_wants_any_more_waits_no_longer(
    following: MockConfigEntry, town: Town
) -> None:
    town.world.owner.watchlist.remove(title(town, FERRY))

    await next(
        poll for poll in following.runtime_data.polls if poll.source == "watchlist/own"
    ).async_refresh()

    await until(lambda: FERRY not in queue_of(following))


async def test_what_waits_waits_on_after_a_restart(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """Since when is not forgotten. What came meanwhile is labelled then."""
    before = {row.marks: row.since for row in queue_of(following).values()}
    await hass.config_entries.async_unload(following.entry_id)
    scan(town, title(town, FERRY))

    assert await hass.config_entries.async_setup(following.entry_id)
    assert {row.marks: row.since for row in queue_of(following).values()} == before

    await until(lambda: "pulsarr:owner" in labels_on(town, FERRY))


async def test_switched_off_nothing_follows(
    hass: HomeAssistant,
    following: MockConfigEntry,
    town: Town,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """No poll, webhook or notification changes a label, or asks Plex for any."""
    client: Client = await hass_client_no_auth()
    await following.runtime_data.worker.set_enabled(False)
    await calm(town)
    town.forget()
    before = labels(town)

    await tell(client, town, 0, "Download", tag(town, 0, ORCHARD, "fresh"))
    tag(town, 1, ENGINE, "fresh")
    await coordinator_of(following, "Radarr 4K").async_refresh()
    item = scan(town, title(town, FERRY))
    await town.plex.announce(item)
    await calm(town, 0.5)

    assert labels(town) == before | {item.rating_key: set()}
    assert not town.plex.log


async def test_switched_on_again_all_that_was_missed_is_made_up_for(
    following: MockConfigEntry, town: Town
) -> None:
    """Tags that changed, and a title that waited and came."""
    await following.runtime_data.worker.set_enabled(False)
    await calm(town)
    tag(town, 0, ORCHARD, "fresh")
    await coordinator_of(following, "Radarr").async_refresh()
    await town.plex.announce(scan(town, title(town, FERRY)))
    await calm(town, 0.5)
    assert "pulsarr:fresh" not in ours(town)

    await following.runtime_data.worker.set_enabled(True)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await until(lambda: "pulsarr:owner" in labels_on(town, FERRY))


@pytest.mark.parametrize("world", [NAMES], indirect=True)
async def test_what_an_instance_is_called_changes_nothing(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """Its trouble is that of an instance, and not of the disk, of Plex or of removals."""
    for arr in town.arrs:
        arr.faults.append(Fault("status", status=503))
    before = labels(town)
    town.world.owner.watchlist.append(title(town, ENGINE))

    answer = await sync(hass)

    assert answer["status"] == "partial"
    assert all("503" in answer["sources"][name] for name in NAMES)
    changed = {key for key, carried in labels(town).items() if carried != before[key]}
    assert {one.title for one in town.world.plex.items() if one.rating_key in changed} == {ENGINE}
    data = following.runtime_data.coordinator.data
    assert (data.last_result, data.enabled, data.harm) == ("partial", True, None)
    assert work_of(following, WorkKind.FULL_SYNC) == []
