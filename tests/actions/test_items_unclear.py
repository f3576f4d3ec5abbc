"""The action `explain`, on tags that name somebody and give nobody a label."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from tests.hearing import with_seerr
from tests.lab.fill import small_world
from tests.lab.town import Town
from tests.lab.world import World
from tests.registering import update
from tests.running import act, labels, sync

LANTERNS = {"guid": "tmdb://900003", "media_type": "movie"}
LANTERNS_KEY = 106


@pytest.fixture
def world() -> World:
    """The small world with a Seerr whose user 3 is Maria, and a movie that is tagged `3-john`."""
    world = small_world()
    radarr = world.arrs[0]
    lanterns = next(one for one in radarr.titles.values() if one.title.tmdb == 900_003)
    lanterns.tags = {radarr.tag("3-john"), radarr.tag("holiday")}
    world.add_seerr().add_user("maria", world.person("maria"), number=3)
    return world


async def test_number_and_name_of_different_people_give_nobody_a_label(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    update(hass, loaded, "Radarr", requester_tags=True)
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await sync(hass)

    answer = await act(hass, "explain", **LANTERNS)

    assert labels(town)[LANTERNS_KEY] == {"family night", "kids", "pulsarr:holiday"}
    (told,) = answer["unclear"]
    assert (told["source"], told["tag"], told["users"]) == ("Radarr", "3-john", ["john", "maria"])
    assert told["why"].startswith("it fits several people, so nobody gets a label: Seerr takes any")


async def test_where_all_tags_are_clear_nothing_is_said_of_that(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    assert (await act(hass, "explain", **LANTERNS))["unclear"] == []


async def test_where_tags_are_no_labels_those_that_name_nobody_are_not_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """They are no trouble, and no reason for anything; who is named gets the label."""
    update(hass, loaded, "Radarr", requester_tags=True, sync_tags=False)
    await hass.async_block_till_done()
    await sync(hass)

    assert labels(town)[LANTERNS_KEY] == {"family night", "kids", "pulsarr:john"}
    assert (await act(hass, "explain", **LANTERNS))["unclear"] == []
    with pytest.raises(ServiceValidationError):
        await act(hass, "explain", guid="tmdb://1", media_type="movie")


async def test_a_title_that_is_not_in_plex_is_told_with_its_unclear_tags(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Though nothing waits for it."""
    radarr = town.world.arrs[0]
    film = town.world.add_title("movie", "Not There", tmdb=999_001)
    radarr.add_title(film, "3-john", has_file=False)
    update(hass, loaded, "Radarr", requester_tags=True)
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await sync(hass)

    answer = await act(hass, "explain", guid="tmdb://999001", media_type="movie")

    assert (answer["items"], answer["waiting"]) == ([], [])
    assert [told["tag"] for told in answer["unclear"]] == ["3-john"]
