"""What started a run is kept with it."""

from collections.abc import Callable

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state import runs, work
from tests.database import database_of
from tests.hearing import poll_of, scan, title
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.people import leave_out
from tests.running import sync, until
from tests.steps import save_options

from .clock import Clock

ENGINE = "Quiet Engine"


def cause_of(entry: MockConfigEntry) -> str | None:
    """Give what started the last run."""
    cause: str | None = database_of(entry).look(runs.everything)[0]["started_by"]
    return cause


def next_run(entry: MockConfigEntry) -> Callable[[], bool]:
    """Give what tells whether another run was kept since now."""
    before = database_of(entry).look(runs.everything)
    return lambda: database_of(entry).look(runs.everything) != before


async def test_an_action(following: MockConfigEntry) -> None:
    assert cause_of(following) == "asked"


async def test_a_watchlist(following: MockConfigEntry, town: Town) -> None:
    ended = next_run(following)
    town.world.owner.watchlist.append(title(town, ENGINE))

    await poll_of(following, "watchlist/own").async_refresh()

    await until(ended)
    assert cause_of(following) == "sources"


async def test_what_came_to_plex(following: MockConfigEntry, town: Town) -> None:
    ended = next_run(following)

    await town.plex.announce(scan(town, title(town, "The Last Ferry but One")))

    await until(ended)
    assert cause_of(following) == "plex"


async def test_options(hass: HomeAssistant, following: MockConfigEntry) -> None:
    ended = next_run(following)

    await save_options(hass, following, scope={"exclude_tags": ["kids"]})

    await until(ended)
    assert cause_of(following) == "options"


async def test_what_was_chosen_for_a_person(following: MockConfigEntry) -> None:
    ended = next_run(following)

    await leave_out(following, "john")

    await until(ended)
    assert cause_of(following) == "options"


async def test_labels_that_are_to_follow_again(following: MockConfigEntry) -> None:
    worker = following.runtime_data.worker
    await worker.set_enabled(False)
    ended = next_run(following)

    await worker.set_enabled(True)

    await until(ended)
    assert cause_of(following) == "options"


async def test_a_sync_that_failed_and_is_tried_again(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    down = Fault("drop")
    town.plex.faults.append(down)
    assert (await sync(hass))["status"] == "failed"
    assert cause_of(following) == "asked"
    ended = next_run(following)
    town.plex.faults.remove(down)

    await clock.until(ended)

    assert cause_of(following) == "retry"


async def test_an_item_that_plex_refused_and_that_is_tried_again(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    refused = Fault("status", "/sections/1/all", method="PUT")
    town.plex.faults.append(refused)
    town.world.owner.watchlist.append(title(town, ENGINE))
    ended = next_run(following)
    await poll_of(following, "watchlist/own").async_refresh()
    await clock.until(ended)
    assert cause_of(following) == "sources"
    town.plex.faults.remove(refused)
    ended = next_run(following)

    await clock.until(ended)

    assert cause_of(following) == "retry"


async def test_work_that_an_older_version_noted_says_nothing(following: MockConfigEntry) -> None:
    now = dt_util.utcnow().timestamp()
    ended = next_run(following)

    await database_of(following).write(
        lambda connection: work.add(connection, WorkKind.FULL_SYNC, {"": {}}, now=now)
    )
    following.runtime_data.worker.wake()

    await until(ended)
    assert cause_of(following) is None
