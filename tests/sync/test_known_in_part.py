"""Titles of watchlists of which plex.tv knows some ids alone, as it does while they are new."""

from dataclasses import replace

import pytest

from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from tests.lab.server import Fault
from tests.lab.world_titles import Title

from .conftest import Syncing

METADATA = "/library/metadata/"
NEW, OTHER = "A New Series", "Salt and Lanterns"


@pytest.fixture
async def known(open_lists: Syncing) -> Title:
    """A new series with all its ids, of which plex.tv did not know TVDB's in the first sync.

    A library of the legacy TVDB agent has it.
    """
    world = open_lists.world
    known = world.add_title("show", NEW, imdb="tt9000777", tmdb=900_777, tvdb=980_777)
    old = next(one for one in world.plex.sections.values() if one.title == "Old TV Shows")
    world.plex.add_item(known, old, guid="com.plexapp.agents.thetvdb://980777?lang=en")
    tell(open_lists, replace(known, tvdb=None))
    world.owner.watchlist += [known, open_lists.title(OTHER)]
    assert (await open_lists.sync()).status is Status.OK
    assert open_lists.labels_on(NEW) == frozenset()
    return known


def tell(syncing: Syncing, title: Title) -> None:
    """Let plex.tv know these ids of a title."""
    syncing.world.titles[title.plex_id] = title


async def sync_and_count(syncing: Syncing) -> int:
    """Run a full sync; gives how many titles plex.tv was asked for."""
    assert (await syncing.sync()).status is Status.OK
    return sum(METADATA in one.path for one in syncing.town.plextv.log)


async def test_a_full_sync_asks_for_the_rest_after_a_day_and_then_each_week(
    open_lists: Syncing, known: Title
) -> None:
    syncing = open_lists
    for pause in (1, 7, 7):
        syncing.pass_days(pause - 0.1)
        assert await sync_and_count(syncing) == 0
        syncing.pass_days(0.1)
        assert await sync_and_count(syncing) == 1
    assert NEW in syncing.waiting()

    tell(syncing, known)
    syncing.pass_days(7)
    assert await sync_and_count(syncing) == 1
    assert "pulsarr:owner" in syncing.labels_on(NEW)
    assert NEW not in syncing.waiting()
    syncing.pass_days(70)
    assert await sync_and_count(syncing) == 0


async def test_what_plextv_tells_no_more_is_known_on(open_lists: Syncing, known: Title) -> None:
    """Here of a movie, which a library of an agent gets that went by what it told first."""
    syncing = open_lists
    ran = syncing.world.add_title("movie", "Ran", imdb="tt0089881", tmdb=11_645)
    syncing.world.owner.watchlist.append(ran)
    tell(syncing, replace(ran, tmdb=None))
    assert await sync_and_count(syncing) == 1
    tell(syncing, replace(ran, imdb=None))
    syncing.pass_days(1)
    await sync_and_count(syncing)

    old = next(one for one in syncing.world.plex.sections.values() if one.title == "Old Movies")
    guid = "com.plexapp.agents.imdb://tt0089881?lang=en"
    syncing.world.plex.add_item(ran, old, guid=guid)
    await sync_and_count(syncing)
    assert "pulsarr:owner" in syncing.labels_on("Ran")


async def test_while_the_rest_cannot_be_asked_for_labels_still_go(
    open_lists: Syncing, known: Title
) -> None:
    """What is known leads where it did; the sync says what failed."""
    syncing = open_lists
    assert "pulsarr:owner" in syncing.labels_on(OTHER)
    syncing.world.owner.watchlist.remove(syncing.title(OTHER))
    syncing.pass_days(1)
    syncing.town.plextv.faults.append(Fault("status", METADATA, status=503))

    outcome = await syncing.sync()

    assert outcome.has(ProblemKind.LOOK_UPS)
    assert "pulsarr:owner" not in syncing.labels_on(OTHER)


async def test_while_nothing_is_known_of_a_title_they_stay(
    open_lists: Syncing, known: Title
) -> None:
    """It may be any item."""
    syncing = open_lists
    tell(syncing, replace(known, plex_id="a" * 24))
    syncing.world.owner.watchlist.append(syncing.world.titles["a" * 24])
    syncing.world.owner.watchlist.remove(syncing.title(OTHER))
    syncing.town.plextv.faults.append(Fault("status", METADATA, status=503))

    outcome = await syncing.sync()

    assert outcome.has(ProblemKind.LOOK_UPS)
    assert "pulsarr:owner" in syncing.labels_on(OTHER)
