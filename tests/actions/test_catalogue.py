"""Requests of titles that nobody knows here: they are looked up at plex.tv by Plex's own id."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from tests.asking import queue
from tests.database import queue_of, requests_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_titles import Title
from tests.running import act, sync, until

LINK = (
    "https://app.plex.tv/desktop/#!/provider/tv.plex.provider.discover/details"
    "?key=%2Flibrary%2Fmetadata%2F{}"
)


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry, after a first sync."""
    await sync(hass)
    return loaded


@pytest.fixture
def new(town: Town) -> Title:
    """A TV show that Plex's catalogue has, and nobody here knows."""
    return town.world.add_title("show", "Far From Here", year=2024, tvdb=777)


async def add(hass: HomeAssistant, guid: str, **more: Any) -> None:
    """Let John want a title by an id."""
    await act(hass, "add_request", user="john", guid=guid, **more)


async def test_it_gets_name_year_and_media_type_from_there(
    hass: HomeAssistant, synced: MockConfigEntry, new: Title
) -> None:
    await add(hass, LINK.format(new.plex_id))

    (request,) = requests_of(synced)
    assert (request.title.name, request.title.media_type) == ("Far From Here", "show")
    assert request.title.guids == {new.guid}
    await until(lambda: any(row.name == "Far From Here" for row in queue_of(synced).values()))
    waiting = (await queue(hass))["Far From Here"]
    assert (waiting["year"], waiting["users"]) == (2024, ["john"])


async def test_so_it_is_found_by_its_name_then(
    hass: HomeAssistant, synced: MockConfigEntry, new: Title
) -> None:
    await add(hass, new.guid)
    await until(lambda: any(row.name == "Far From Here" for row in queue_of(synced).values()))

    await act(hass, "remove_request", user="john", title="far from here", year=2024)

    assert requests_of(synced) == ()


async def test_an_id_that_the_catalogue_does_not_have_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    for guid in (f"plex://movie/{'f' * 24}", LINK.format("f" * 24)):
        with pytest.raises(ServiceValidationError) as raised:
            await add(hass, guid)
        assert raised.value.translation_key == "not_in_catalogue"
    assert requests_of(synced) == ()


async def test_so_is_one_that_it_has_in_the_other_media_type(
    hass: HomeAssistant, synced: MockConfigEntry, new: Title
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await add(hass, f"plex://movie/{new.plex_id}")
    assert raised.value.translation_key == "not_in_catalogue"


async def test_while_plextv_is_down_that_is_an_error(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, new: Title
) -> None:
    town.plextv.faults = [Fault("status", "/library/metadata/", status=500)]

    with pytest.raises(HomeAssistantError) as raised:
        await add(hass, new.guid)

    assert raised.value.translation_key == "catalogue_failed"
    assert requests_of(synced) == ()


async def test_unless_name_and_media_type_were_entered(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, new: Title
) -> None:
    town.plextv.faults = [Fault("status", "/library/metadata/", status=500)]

    await add(hass, new.guid, title="Far from here")

    (request,) = requests_of(synced)
    assert request.title.name == "Far from here"


async def test_a_link_to_an_item_in_plex_is_no_question_for_it(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    server = town.world.plex.machine_identifier
    town.forget()

    await add(
        hass, f"https://app.plex.tv/desktop/#!/server/{server}/details?key=/library/metadata/104"
    )

    (request,) = requests_of(synced)
    assert request.title.name == "Quiet Engine"
    assert not [one for one in town.plextv.log if "/library/metadata/" in str(one)]


async def test_what_is_known_here_is_not_looked_up(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    town.forget()

    await add(hass, town.world.title("Quiet Engine").guid)
    await until(lambda: bool(requests_of(synced)))

    assert not [one for one in town.plextv.log if "/library/metadata/" in str(one)]
