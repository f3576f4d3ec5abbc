"""Removals that were held back or kept stay so, whatever happens to single items."""

from collections.abc import Awaitable, Callable

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from tests.hearing import Client, calm, labels_on, scan, tell, title
from tests.lab.town import Town
from tests.running import labels, sync, until

from .answering import open_question, question, reply

FRIENDS = {"pulsarr:john", "pulsarr:maria"}
FERRY = "The Last Ferry but One"


@pytest.fixture(autouse=True)
async def _repairs(hass: HomeAssistant) -> None:
    """Set up what shows issues, before the web server runs."""
    assert await async_setup_component(hass, "repairs", {})


@pytest.fixture
async def held(hass: HomeAssistant, following: Client, town: Town) -> Client:
    """Whoever posts to Home Assistant, after two watchlists came back empty: 12 labels would go."""
    for friend in town.world.people[1:3]:
        friend.watchlist.clear()
    assert (await sync(hass))["status"] == "stopped"
    await calm(town)
    return following


async def _refresh(_: Client, town: Town) -> None:
    """Let Plex refresh its items, one after the other."""
    for item in town.world.plex.items():
        await town.plex.announce_refreshed([item])
        await calm(town, 0.1)


async def _upgrade(client: Client, town: Town) -> None:
    """Let Radarr and Sonarr get better files of all that they have."""
    for place, arr in enumerate(town.arrs):
        for one in list(arr.state.titles.values()):
            await tell(client, town, place, "Download", one, is_upgrade=True)
            await calm(town, 0.1)


@pytest.mark.parametrize("happens", [_refresh, _upgrade])
@pytest.mark.parametrize("answer", ["none", "keep"])
async def test_nothing_goes_item_by_item(
    hass: HomeAssistant,
    held: Client,
    town: Town,
    happens: Callable[[Client, Town], Awaitable[None]],
    answer: str,
) -> None:
    """Each run alone would remove only a label or two."""
    if answer == "keep":
        await reply(hass, await open_question(hass), "keep")
    before = labels(town)
    assert set().union(*before.values()) >= FRIENDS

    await happens(held, town)

    assert labels(town) == before
    assert (question(hass) is None) is (answer == "keep")


async def test_labels_are_added_to_single_items_all_the_same(
    hass: HomeAssistant, held: Client, town: Town
) -> None:
    await town.plex.announce(scan(town, title(town, FERRY)))

    await until(lambda: "pulsarr:owner" in labels_on(town, FERRY))


async def test_small_removals_of_a_day_are_counted_together(
    hass: HomeAssistant, following: Client, town: Town
) -> None:
    """Seven go, and then five more would be too many."""
    town.world.person("maria").watchlist.clear()
    assert (await sync(hass))["removed"] == 7
    town.world.person("john").watchlist.clear()

    answer = await sync(hass)

    assert (answer["status"], answer["removed"]) == ("stopped", 0)
    assert question(hass)
