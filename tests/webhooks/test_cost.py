"""What one webhook costs, from its arrival to the label: as much in a house four times as large."""

from sqlite3 import Connection
from typing import Any

from msgspec import Struct
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.model import Reading
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.state import claims, decisions, items, ledger, waiting
from tests.automating import is_met
from tests.core.build import ANN, a_film, by, film as item_of, record, wish
from tests.costs import GROWING, Costs, tables_walked
from tests.database import database_of
from tests.hearing import Client, calm, labels_on, tag, tell
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import until

HOUSE = "requests/house"
FEW, MANY = 300, 1_200
ORCHARD = "The Paper Orchard"

SLACK = 1.1
"""The title that is tagged has one label more each time."""


class Cost(Struct):
    """The steps that SQLite took, the requests that were made, and the tables that were walked."""

    steps: int
    requests: int
    walked: frozenset[str]


@pytest.fixture
def world(world: World) -> World:
    """The small world, in which everybody's watchlist can be read."""
    world.person("ines").private = False
    return world


async def live_in(entry: MockConfigEntry, size: int) -> None:
    """Let that many titles be wanted and be in Plex with labels, and as many more be waited for.

    They are no titles of the servers, who are not asked for them: no full sync comes meanwhile.
    About all their labels the user is asked whether they may go.
    """
    await database_of(entry).write(lambda connection: _fill(connection, size))


def _fill(connection: Connection, size: int) -> None:
    numbers = range(1_000_000, 1_000_000 + size)
    there = [
        item_of(number, f"plex://movie/{number}", f"tmdb://{number}", section="99")
        for number in numbers
    ]
    items.put(connection, there)
    ledger.put(connection, [(one, record("pulsarr:house", by(ANN))) for one in there])
    decisions.ask(connection, [(number, "pulsarr:house") for number in numbers])
    titles = [one.as_title() for one in there]
    lacking = [a_film(f"tmdb://{number + size}") for number in numbers]
    alone = [a_film(f"plex://movie/{number}") for number in numbers]
    wishes = tuple(wish(one, ANN, HOUSE) for one in (*titles, *lacking, *alone))
    claims.take(connection, HOUSE, [Reading(HOUSE, "House", wishes)])
    rows = [Waiting(one.media_type, one.guids, one.name, frozenset()) for one in lacking]
    waiting.replace(connection, lacking, rows, 1.0)


async def cost_of(entry: MockConfigEntry, client: Client, town: Town, label: str) -> Cost:
    """Tag a title, and untag it again, and let a webhook tell of both."""
    database, costs = database_of(entry), Costs()
    await database.write(costs.begin)
    database.look(costs.begin)
    town.forget()
    state = town.arrs[0].state
    told = tag(town, 0, ORCHARD, label)
    await tell(client, town, 0, "Rename", told)
    await until(lambda: f"pulsarr:{label}" in labels_on(town, ORCHARD))
    told.tags.discard(state.tag(label))
    await tell(client, town, 0, "Rename", told)
    await until(lambda: f"pulsarr:{label}" not in labels_on(town, ORCHARD))
    await calm(town)
    await database.write(costs.end)
    database.look(costs.end)
    walked = await database.read(lambda connection: tables_walked(connection, costs.said))
    requests = sum(len(server.log) for server in town.servers)
    return Cost(costs.steps, requests, frozenset(walked))


async def test_a_webhook_costs_the_same_in_a_house_four_times_as_large(
    hass: HomeAssistant, following: Client, loaded: MockConfigEntry, town: Town
) -> None:
    """A label that comes and one that goes, while the user is asked about many others."""
    await live_in(loaded, FEW)
    await cost_of(loaded, following, town, "first")
    small = await cost_of(loaded, following, town, "second")
    await live_in(loaded, MANY)
    large = await cost_of(loaded, following, town, "third")

    assert large.requests == small.requests
    assert large.walked.isdisjoint(GROWING)
    assert large.steps < SLACK * small.steps


async def test_so_does_a_condition(
    hass: HomeAssistant, following: Client, loaded: MockConfigEntry, town: Town
) -> None:
    """Which is asked on the event loop."""
    costs: list[int] = []
    for size in (FEW, FEW, MANY):
        await live_in(loaded, size)
        counted = Costs()
        database_of(loaded).look(counted.begin)
        nobodys: dict[str, Any] = {"guid": "tmdb://1", "media_type": "movie"}
        for options in (nobodys, {**nobodys, "user": "john"}):
            assert await is_met(hass, "is_wanted", **options) is False
        assert await is_met(hass, "is_queue_empty") is False
        costs.append(counted.steps)

    assert costs[2] == costs[1]
