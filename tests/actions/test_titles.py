"""Titles by name and by link in actions: what they mean, and what is refused."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from tests.asking import add, is_labelled
from tests.database import requests_of
from tests.lab.fill import small_world
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_plex import Section
from tests.running import act, sync, until

CATALOGUE = "https://app.plex.tv/desktop/#!/provider/tv.plex.provider.discover/details"
ENGINE_TWIN = {"title": "Quiet Engine", "year": 1947}


def section(world: World, title: str) -> Section:
    """Give a library."""
    return next(one for one in world.plex.sections.values() if one.title == title)


@pytest.fixture
def world() -> World:
    """The small world with another movie of a name, and a TV show of the same."""
    world = small_world()
    movies, shows = section(world, "Movies"), section(world, "TV Shows")
    world.plex.add_item(world.add_title("movie", "Quiet Engine", year=1947, tmdb=1947), movies)
    world.plex.add_item(world.add_title("show", "Quiet Engine", year=1947, tvdb=1947), shows)
    return world


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry, after a first sync."""
    await sync(hass)
    return loaded


async def test_what_can_be_no_title_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    named = {"user": "john", "title": "Heat", "guid": "tmdb://77770", "media_type": "movie"}
    for field, value, said in (
        ("title", "H" * 256, "a title has at most 255 characters"),
        ("title", "He\x00at", "a title has no control characters"),
        ("title", "He\u202eat", "a title has no control characters"),
        ("year", 10_000, "value must be at most 9999"),
        ("year", -1, "value must be at least 0"),
    ):
        with subtests.test(field=field, value=value):
            with pytest.raises(vol.Invalid, match=said):
                await act(hass, "add_request", **named | {field: value})

            assert not requests_of(synced)


async def test_a_title_is_one_line(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    await add(hass, "john", "tmdb://77770", title=" The\nLast  Ferry ")

    (request,) = requests_of(synced)
    assert request.title.name == "The Last Ferry"


async def error_of(hass: HomeAssistant, **named: Any) -> ServiceValidationError:
    """Give why a title that is named so is refused."""
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "explain", **named)
    return raised.value


async def explained(hass: HomeAssistant, **named: Any) -> list[int]:
    """Give the rating keys of the items that a title has that is named so."""
    return [item["rating_key"] for item in (await act(hass, "explain", **named))["items"]]


async def test_a_name_that_fits_several_titles_lists_them(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    error = await error_of(hass, title="quiet engine")

    assert error.translation_key == "ambiguous_title"
    assert (
        "Quiet Engine (1947, Movie); Quiet Engine (1947, TV show); Quiet Engine (2016, Movie)"
        in str(error)
    )


async def test_year_and_media_type_tell_them_apart(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """Also a year behind the name, as in that list."""
    assert await explained(hass, title="Quiet Engine", year=2016) == [104, 105]
    assert await explained(hass, title="Quiet Engine (2016)") == [104, 105]
    assert len(await explained(hass, **ENGINE_TWIN, media_type="movie")) == 1
    assert len(await explained(hass, **ENGINE_TWIN, media_type="show")) == 1
    assert (await error_of(hass, **ENGINE_TWIN)).translation_key == "ambiguous_title"


async def test_titles_that_look_alike_are_listed_with_an_id(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    plex = town.world.plex
    again = town.world.add_title("movie", "Quiet Engine", year=1947, tmdb=1948)
    plex.add_item(again, section(town.world, "Movies"))
    await sync(hass)

    error = await error_of(hass, **ENGINE_TWIN, media_type="movie")

    assert "(1947, Movie, tmdb://1947); Quiet Engine (1947, Movie, tmdb://1948)" in str(error)


async def test_a_long_list_is_cut(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> None:
    plex = town.world.plex
    for year in range(1950, 1970):
        one = town.world.add_title("movie", "Home", year=year, tmdb=year)
        plex.add_item(one, section(town.world, "Movies"))
    await sync(hass)

    error = str(await error_of(hass, title="Home"))

    assert (error.count("Movie)"), "Home (1959, Movie); …" in error) == (10, True)


async def test_another_year_is_told_with_what_there_is(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    error = await error_of(hass, title="The Paper Orchard", year=1999)

    assert error.translation_key == "title_of_other_year"
    assert "The Paper Orchard (2019, Movie)" in str(error)


async def test_an_unknown_name_is_told_as_it_was_entered(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    error = await error_of(hass, title="Blade Runner 2049")

    assert error.translation_key == "unknown_name"
    assert "Blade Runner 2049" in str(error)


@pytest.mark.parametrize(
    "entered", ["tt1000001", "tmdb://949", "https://www.imdb.com/title/tt0113277/"]
)
async def test_an_id_as_the_name_of_a_title_is_told_where_it_belongs(
    hass: HomeAssistant, synced: MockConfigEntry, entered: str
) -> None:
    error = await error_of(hass, title=entered)

    assert error.translation_key == "id_as_title"
    assert f"“{entered}” is an ID or a link" in str(error)
    assert "“ID or link” (guid)" in str(error)


async def test_a_title_that_is_called_like_an_id_is_found_by_its_name(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    plex = town.world.plex
    one = town.world.add_title("movie", "tt1000001", year=1999, tmdb=777)
    plex.add_item(one, section(town.world, "Movies"))
    await sync(hass)

    answer = await act(hass, "explain", title="tt1000001")

    assert [item["title"] for item in answer["items"]] == ["tt1000001"]


@pytest.mark.parametrize(
    ("entered", "near"),
    [
        ({"title": "orchard"}, "The Paper Orchard (2019, Movie)"),
        ({"title": "The Papr Orchard (2019)"}, "The Paper Orchard (2019, Movie)"),
        ({"title": "Quiet Engin", "media_type": "show"}, "Quiet Engine (1947, TV show)"),
        ({"guid": "https://watch.plex.tv/movie/paper-orchard"}, "The Paper Orchard (2019, Movie)"),
    ],
)
async def test_titles_are_told_that_are_called_nearly_so(
    hass: HomeAssistant, synced: MockConfigEntry, entered: dict[str, Any], near: str
) -> None:
    """Of which a part was entered, or with a typo; and what to do."""
    error = await error_of(hass, **entered)

    assert error.translation_key == "near_titles"
    assert f"Similar names: {near}. Enter one of these names" in str(error)


async def test_where_nobody_knows_a_year_the_name_is_enough(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Friends' watchlists tell none; plex.tv fails to look the ids up."""
    film = town.world.add_title("movie", "Not Yet Here", year=2024, tmdb=777)
    town.world.person("john").watchlist.append(film)
    await sync(hass)

    answer = await act(hass, "explain", title="Not yet here", year=2024)

    assert [one["title"] for one in answer["waiting"]] == ["Not Yet Here"]


async def test_an_item_without_ids_is_found_by_its_name(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    video = next(one for one in town.world.plex.items() if one.title == "Summer at the Lake")
    assert await explained(hass, title="summer at the lake") == [video.rating_key]


async def test_links_to_plex_are_followed(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, subtests: pytest.Subtests
) -> None:
    plex_id = town.world.title("The Paper Orchard").plex_id
    server = town.world.plex.machine_identifier
    for case, link in {
        "item": f"https://app.plex.tv/desktop/#!/server/{server}/details?key=%2Flibrary%2Fmetadata%2F107",
        "catalogue": f"{CATALOGUE}?key=%2Flibrary%2Fmetadata%2F{plex_id}",
        "page": "https://watch.plex.tv/movie/the-paper-orchard",
        "page with year": "https://watch.plex.tv/movie/the-paper-orchard-2019",
    }.items():
        with subtests.test(case):
            assert await explained(hass, guid=link) == [107]


async def test_an_item_of_another_server_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """Its number is another item here."""
    link = "https://app.plex.tv/desktop/#!/server/other/details?key=/library/metadata/107"
    assert (await error_of(hass, guid=link)).translation_key == "other_server"


async def test_a_title_of_plexs_catalogue_that_nobody_knows_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    link = f"{CATALOGUE}?key=/library/metadata/{'f' * 24}"
    assert (await error_of(hass, guid=link)).translation_key == "unknown_title"


async def test_of_several_titles_that_which_was_requested_is_taken_back(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """The name alone is enough then."""
    await act(hass, "add_request", user="john", title="Quiet Engine", year=2016)
    await until(lambda: is_labelled(town))

    await act(hass, "remove_request", user="john", title="Quiet Engine")

    assert requests_of(synced) == ()


async def test_a_request_by_an_id_is_called_as_plex_calls_the_title(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    await act(hass, "add_request", user="john", guid="tmdb://900002", media_type="movie")
    (request,) = requests_of(synced)
    assert request.title.name == "Quiet Engine"
