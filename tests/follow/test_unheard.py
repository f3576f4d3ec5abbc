"""What is in Plex already, though Plex told nobody: it is looked for as soon as somebody asks."""

from collections.abc import Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plex_label_sync.core.work import Work, WorkKind
from tests.database import queue_of, work_of
from tests.hearing import (
    SOCKET,
    Client,
    calm,
    deafen,
    film,
    labels_on,
    poll_of,
    scan,
    tag,
    tell,
    title,
)
from tests.lab.town import Town
from tests.lab.world_titles import Title
from tests.running import until

from .clock import Clock

FERRY, ORCHARD = "The Last Ferry but One", "The Paper Orchard"
NEWEST = "sort=addedAt%3Adesc"
MOVIE_LIBRARIES, SHOW_LIBRARIES = 3, 2


@pytest.fixture(params=["heard", "deaf"])
async def house(
    request: pytest.FixtureRequest, clock: Clock, following: MockConfigEntry, town: Town
) -> MockConfigEntry:
    """Labels follow what happens; Plex can be heard and says nothing, or it cannot be heard."""
    if request.param == "deaf":
        await deafen(following, town)
    await calm(town)
    town.forget()
    return following


async def test_an_import_after_plex_has_scanned_it_is_labelled_at_once(
    clock: Clock, house: MockConfigEntry, client: Client, town: Town
) -> None:
    """Radarr's webhook comes late; nothing waits for a time of day."""
    scan(town, title(town, FERRY))
    ferry = film(town, 0, FERRY)
    ferry.has_file = True

    await tell(client, town, 0, "Download", ferry)

    await until(lambda: {"pulsarr:owner", "pulsarr:holiday"} <= labels_on(town, FERRY))
    assert clock.ahead == 0
    assert looks(town) == MOVIE_LIBRARIES, "one look, which found it"
    await until(lambda: FERRY not in queue_of(house))
    assert _arrivals(house) == []


async def test_a_series_that_plex_has_already_is_labelled_at_once(
    clock: Clock, house: MockConfigEntry, client: Client, town: Town
) -> None:
    """As Sonarr tells of it."""
    new = town.world.add_title("show", "New Here", tvdb=990_099, tmdb=991_099)
    scan(town, new, "TV Shows")
    added = town.arrs[2].state.add_title(new, "slow")

    await tell(client, town, 2, "Download", added)

    await until(lambda: labels_on(town, "New Here") == {"pulsarr:slow"})
    assert clock.ahead == 0
    assert looks(town) == SHOW_LIBRARIES


def _wish(town: Town, new: Title) -> str:
    town.world.owner.watchlist.append(new)
    return "pulsarr:owner"


def _friends_wish(town: Town, new: Title) -> str:
    town.world.people[1].watchlist.append(new)
    return "pulsarr:john"


@pytest.mark.parametrize(
    ("wish", "source"), [(_wish, "watchlist/own"), (_friends_wish, "watchlist/friend")]
)
async def test_a_new_wish_for_what_plex_has_already_is_labelled_at_once(
    clock: Clock,
    house: MockConfigEntry,
    town: Town,
    wish: Callable[[Town, Title], str],
    source: str,
) -> None:
    """Though nobody imported it."""
    new = town.world.add_title("movie", "New Here", imdb="tt9000099", tmdb=900_099)
    scan(town, new)
    label = wish(town, new)

    await poll_of(house, source).async_refresh()

    await until(lambda: labels_on(town, "New Here") == {label})
    assert clock.ahead == 0
    assert looks(town) == MOVIE_LIBRARIES


async def test_a_new_wish_for_what_plex_lacks_is_looked_for_once(
    clock: Clock, house: MockConfigEntry, town: Town
) -> None:
    """Plex tells when it comes."""
    new = town.world.add_title("movie", "Not Here Yet", imdb="tt9000096", tmdb=900_096)
    _wish(town, new)
    poll = poll_of(house, "watchlist/own")
    await poll.async_refresh()
    await until(lambda: new.name in queue_of(house))
    await until(lambda: looks(town) == MOVIE_LIBRARIES)

    await clock.go_on(60)
    await poll.async_refresh()
    await calm(town)

    assert looks(town) == MOVIE_LIBRARIES
    assert work_of(house, WorkKind.SEEK) == []


async def test_an_import_that_plex_does_not_have_yet_is_looked_for_at_once_and_then_later(
    clock: Clock, house: MockConfigEntry, client: Client, town: Town
) -> None:
    """The first look comes before any pause."""
    ferry = film(town, 0, FERRY)
    ferry.has_file = True

    await tell(client, town, 0, "Download", ferry)
    await until(lambda: [one.attempts for one in _arrivals(house)] == [1])
    await calm(town)
    assert (clock.ahead, looks(town)) == (0, MOVIE_LIBRARIES)

    scan(town, title(town, FERRY))
    await clock.go_on(6)

    await clock.until(lambda: "pulsarr:owner" in labels_on(town, FERRY))
    assert looks(town) == 2 * MOVIE_LIBRARIES


async def test_a_title_in_plex_that_is_known_costs_no_look(
    house: MockConfigEntry, client: Client, town: Town
) -> None:
    """Its webhook is two reads and one write, after it was seen that this is the same Plex."""
    await tell(client, town, 0, "Download", tag(town, 0, ORCHARD, "fresh"))

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await calm(town)
    reads = [one for one in town.plex.log if one.method == "GET"]
    others = [one for one in reads if not one.path.startswith((SOCKET, "/identity"))]
    assert (len(others), town.plex.writes, looks(town)) == (2, 1, 0)


async def test_what_plex_deletes_is_not_looked_for(house: MockConfigEntry, town: Town) -> None:
    """While it deletes many, each look would list a library."""
    item = next(one for one in town.world.plex.items() if one.title == ORCHARD)
    town.world.plex.remove_item(item)
    about = {"deleted": True, "whole": True}
    house.runtime_data.worker.notes.note(WorkKind.ITEM, str(item.rating_key), about)

    await until(lambda: ORCHARD in queue_of(house))
    await calm(town)
    assert looks(town) == 0


def looks(town: Town) -> int:
    """Count the libraries whose newest items were read."""
    return sum(NEWEST in one.path for one in town.plex.log)


def _arrivals(entry: MockConfigEntry) -> list[Work]:
    """Give what is looked for of the titles that the tests bring."""
    looked_for = work_of(entry, WorkKind.ARRIVAL)
    return [one for one in looked_for if one.about["name"] == FERRY]
