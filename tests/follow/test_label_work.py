"""Work on labels: titles that wait are looked for; what fails costs little and delays nobody."""

from collections.abc import Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.core.work import Work, WorkKind
from custom_components.plex_label_sync.state import work
from tests.database import queue_of, work_of
from tests.hearing import (
    SOCKET,
    Client,
    asked,
    calm,
    coordinator_of,
    deafen,
    film,
    labels_on,
    scan,
    tag,
    tell,
    title,
)
from tests.lab.server import Fault, Logged
from tests.lab.town import Town
from tests.running import sync, until

from .clock import Clock

FERRY, ORCHARD, ENGINE = "The Last Ferry but One", "The Paper Orchard", "Quiet Engine"
TRIES = 6
"""How often work that fails is tried in ten minutes."""

REQUESTS = 3
"""Requests of one try, at most: a server that fails for a moment is asked again."""


@pytest.fixture
async def deaf(
    clock: Clock,
    following: MockConfigEntry,
    town: Town,
    hass_client_no_auth: ClientSessionGenerator,
) -> Client:
    """Whoever posts to a Home Assistant that hears nothing of Plex.

    Radarr has just got the file of a title that is not in Plex yet, where it was looked for.
    """
    await deafen(following, town)
    client: Client = await hass_client_no_auth()
    ferry = film(town, 0, FERRY)
    ferry.has_file = True
    await tell(client, town, 0, "Download", ferry)
    await until(lambda: _look(following) is not None and _attempts(following) == 1)
    await calm(town)
    town.forget()
    return client


async def test_an_import_is_found_without_any_notification(
    clock: Clock, following: MockConfigEntry, town: Town, deaf: Client
) -> None:
    """Five seconds after the first look in vain, by another one."""
    scan(town, title(town, FERRY))

    await clock.go_on(6)

    await clock.until(lambda: {"pulsarr:owner", "pulsarr:holiday"} <= labels_on(town, FERRY))
    await clock.until(lambda: FERRY not in queue_of(following))
    assert _look(following) is None


async def test_looks_in_vain_become_rarer(
    clock: Clock, following: MockConfigEntry, town: Town, deaf: Client
) -> None:
    """From five seconds to ten minutes; a minute after an import there were six at least."""
    pauses: list[float] = []
    for attempts in range(1, 16):
        await until(lambda: _attempts(following) == attempts)  # noqa: B023 - awaited at once
        look = _look(following)
        assert look
        pauses.append(look.not_before - dt_util.utcnow().timestamp())
        await clock.go_on(pauses[-1] + 0.5, step=700)

    assert pauses[0] <= 5
    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(600, abs=2)
    assert sum(pauses[:5]) <= 66


async def test_a_plex_that_is_down_is_not_asked_in_a_loop(
    clock: Clock, following: MockConfigEntry, town: Town, deaf: Client
) -> None:
    """Though an imported title waits whose time has come."""
    down = Fault("status", status=503)
    town.plex.faults.append(down)
    await clock.go_on(6)
    await calm(town)
    # Whoever wants to hear it again asks who it is, too: twice in this time.
    assert 0 < asked(town.plex.log, "/identity") <= 3 * REQUESTS

    scan(town, title(town, FERRY))
    town.plex.faults.remove(down)
    await clock.go_on(6)

    await clock.until(lambda: "pulsarr:owner" in labels_on(town, FERRY))


async def test_a_title_that_nobody_imported_waits_without_looks(
    following: MockConfigEntry,
) -> None:
    """Plex tells when it comes."""
    assert not queue_of(following)[FERRY].imported
    assert _look(following) is None


async def test_switched_off_a_title_that_is_due_is_not_looked_for(
    clock: Clock, following: MockConfigEntry, town: Town, deaf: Client
) -> None:
    await following.runtime_data.worker.set_enabled(False)
    await calm(town)
    town.forget()

    await clock.go_on(60)
    await calm(town)

    assert not [one for one in town.plex.log if not one.path.startswith((SOCKET, "/identity"))]


async def test_a_look_for_everything_costs_one_request_for_each_library(
    following: MockConfigEntry, town: Town
) -> None:
    """And one to see that it is the same Plex."""
    following.runtime_data.worker.seek()
    await until(lambda: asked(town.plex.log, "/library/sections/") == 5)
    await calm(town)

    assert len(town.plex.log) == 6
    assert asked(town.plex.log, "/identity") == 1


async def test_a_library_that_always_fails_costs_little_and_delays_nobody(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, client: Client, town: Town
) -> None:
    """It alone is listed again, and other work neither waits nor hastens that."""
    town.plex.faults.append(Fault("status", "/library/sections/4/all"))
    assert (await sync(hass))["status"] == "partial"
    town.forget()

    await _ten_minutes(clock, client, town)

    listings = [one for one in town.plex.log if "X-Plex-Container-Start" in one.path]
    assert _count(town, lambda one: "/sections/4/all" in one.path) <= TRIES * REQUESTS
    assert not [one for one in listings if "/sections/4/" not in one.path]
    assert [entry.key for entry in work_of(following, WorkKind.LIBRARY)] == ["4"]

    town.plex.faults.clear()
    await clock.go_on(601, step=20)
    await clock.until(lambda: work_of(following, WorkKind.LIBRARY) == [])


async def test_a_title_that_plex_refuses_costs_little_and_delays_nobody(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, client: Client, town: Town
) -> None:
    orchard = next(item for item in town.world.plex.items() if item.title == ORCHARD)
    town.plex.faults.append(Fault("status", method="PUT", item=orchard.rating_key))
    town.world.owner.watchlist.append(title(town, ORCHARD))
    assert (await sync(hass))["failed"] == 1
    assert following.runtime_data.coordinator.data.failed_items == 1
    town.forget()

    await _ten_minutes(clock, client, town)

    refused = _count(town, lambda one: one.method == "PUT" and one.status == 500)
    assert 0 < refused <= TRIES * REQUESTS
    assert "pulsarr:owner" not in labels_on(town, ORCHARD)

    town.plex.faults.clear()
    await clock.go_on(601, step=20)
    await clock.until(lambda: "pulsarr:owner" in labels_on(town, ORCHARD))
    await clock.until(lambda: following.runtime_data.coordinator.data.failed_items == 0)


async def test_a_film_that_radarr_cannot_give_costs_little_and_delays_nobody(
    clock: Clock, following: MockConfigEntry, client: Client, town: Town
) -> None:
    """Above all no other film of that Radarr."""
    orchard = tag(town, 0, ORCHARD, "fresh")
    town.arrs[0].faults.append(Fault("status", "/api/v3/movie/", item=orchard.id))
    await tell(client, town, 0, "Download", orchard)
    await until(lambda: [one.attempts for one in _titles(following)] == [1])

    await _ten_minutes(clock, client, town)

    path = f"/api/v3/movie/{orchard.id}"
    assert sum(one.path.startswith(path) for one in town.arrs[0].log) <= (TRIES + 1) * REQUESTS
    assert asked(town.arrs[0].log, "/api/v3/movie?") == 0
    assert [one.error for one in _titles(following)] != [""]

    town.arrs[0].faults.clear()
    await clock.go_on(601, step=20)
    await clock.until(lambda: _titles(following) == [])


async def test_a_plex_that_refuses_all_is_tried_with_few_at_a_time(
    clock: Clock, following: MockConfigEntry, client: Client, town: Town
) -> None:
    """And all are labelled once it takes edits again."""
    names = ("The Glass Harbour", ORCHARD, "Salt and Lanterns", "The Winter Ledger")
    refusing = Fault("status", method="PUT")
    town.plex.faults.append(refusing)
    for name in names:
        tag(town, 0, name, "fresh")
    await coordinator_of(following, "Radarr").async_refresh()
    await calm(town)
    await clock.go_on(30)
    await calm(town)
    assert 0 < _count(town, lambda one: one.method == "PUT") <= 10 * REQUESTS

    town.plex.faults.remove(refusing)
    await clock.go_on(601, step=5)

    for name in names:
        await clock.until(lambda: "pulsarr:fresh" in labels_on(town, name))  # noqa: B023


async def test_a_library_that_cannot_be_looked_at_is_listed_later(
    clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    fault = Fault("status", "/library/sections/4/all")
    town.plex.faults.append(fault)
    show = scan(town, title(town, "Eleven Chimneys"), "TV Shows")
    following.runtime_data.worker.seek()
    await until(lambda: [one.key for one in work_of(following, WorkKind.LIBRARY)] == ["4"])
    town.plex.faults.remove(fault)

    await clock.go_on(6)

    await clock.until(lambda: "pulsarr:john" in labels_on(town, show.title))
    await clock.until(lambda: work_of(following, WorkKind.LIBRARY) == [])


async def test_a_library_that_plex_has_no_more_is_not_listed(
    following: MockConfigEntry, town: Town
) -> None:
    runtime, about = following.runtime_data, {"99": {"media_type": "movie"}}
    await runtime.database.write(lambda one: work.add(one, WorkKind.LIBRARY, about, now=0))
    runtime.worker.seek()

    await until(lambda: work_of(following, WorkKind.LIBRARY) == [])
    assert not asked(town.plex.log, "/library/sections/99")


async def test_a_title_whose_other_ids_cannot_be_looked_up_is_tried_again(
    clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """Until then it is not known to lack in Plex."""
    new = town.world.add_title("movie", "Not Here Yet", imdb="tt9000096", tmdb=900_096)
    town.world.owner.watchlist.append(new)
    down = Fault("status", "/library/metadata/", status=503)
    town.plextv.faults.append(down)
    poll = next(one for one in following.runtime_data.polls if one.source == "watchlist/own")
    await poll.async_refresh()
    await until(lambda: [one.attempts for one in work_of(following, WorkKind.TITLE)] == [1])
    assert new.name not in queue_of(following)
    town.plextv.faults.remove(down)

    await clock.go_on(6)

    await clock.until(lambda: new.name in queue_of(following))
    await clock.until(lambda: work_of(following, WorkKind.TITLE) == [])


async def _ten_minutes(clock: Clock, client: Client, town: Town) -> None:
    """Let ten minutes pass; in the midst of them a webhook is seen to at once."""
    await clock.go_on(300)
    await tell(client, town, 0, "Download", tag(town, 0, "Salt and Lanterns", "prompt"))
    await until(lambda: "pulsarr:prompt" in labels_on(town, "Salt and Lanterns"))
    await clock.go_on(300)


def _count(town: Town, is_meant: Callable[[Logged], bool]) -> int:
    return sum(map(is_meant, town.plex.log))


def _titles(entry: MockConfigEntry) -> list[Work]:
    """Give the titles about which instances are still to be asked."""
    return work_of(entry, WorkKind.INSTANCE_TITLE)


def _look(entry: MockConfigEntry) -> Work | None:
    """Give the work that looks for the ferry in Plex."""
    looks = work_of(entry, WorkKind.ARRIVAL)
    return next((look for look in looks if look.about["name"] == FERRY), None)


def _attempts(entry: MockConfigEntry) -> int:
    look = _look(entry)
    assert look
    return look.attempts
