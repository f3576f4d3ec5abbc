"""The trigger that tells of titles which somebody waited for, and that are in Plex now."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.automating import automate_on, triggers
from tests.hearing import calm, follow, labels_on, scan, title
from tests.lab.town import Town
from tests.lab.world_plex import PlexItem
from tests.running import sync, until

FERRY = "The Last Ferry but One"


async def test_a_title_that_arrives_is_told_with_all_that_is_known_of_it(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    told = await automate_on(hass, "title_available", user="owner", media_type="movie")

    item = await arrive(town)
    await until(lambda: bool(told))

    (variables,) = triggers(told)
    assert variables.pop("picture").startswith("/api/plex_label_sync/picture/")
    assert variables.pop("link").startswith("https://app.plex.tv/desktop/#!/server/")
    assert variables == {
        "id": "0",
        "idx": "0",
        "alias": None,
        "platform": "plex_label_sync.title_available",
        "description": f"{FERRY} is now in Plex",
        "title": FERRY,
        "year": title(town, FERRY).year,
        "media_type": "movie",
        "rating_key": item.rating_key,
        "users": ["owner"],
        "labels": ["pulsarr:owner"],
        "config_entry_id": loaded.entry_id,
    }


@pytest.mark.parametrize("options", [{"user": "maria"}, {"media_type": "show"}])
async def test_an_arrival_that_is_not_asked_for_is_not_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, options: dict[str, Any]
) -> None:
    await follow(hass, loaded, town)
    told = await automate_on(hass, "title_available", **options)

    await arrive(town)
    await until(lambda: "pulsarr:owner" in labels_on(town, FERRY))
    await calm(town)

    assert told == []


async def test_the_first_sync_tells_of_labels_and_of_no_arrival(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """All of that was in Plex before."""
    told = await automate_on(hass, "title_available")

    await sync(hass)
    await hass.async_block_till_done()

    assert told == []


async def arrive(town: Town) -> PlexItem:
    """Let a title come to Plex for which the owner waits."""
    item = scan(town, title(town, FERRY))
    await town.plex.announce(item)
    return item
