"""How labels are read: across libraries, by id, and section by section where that is ignored."""

import pytest

from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.sync.problem import Status
from tests.lab.server import Fault

from .conftest import Syncing, right_labels
from .following import Following

ACROSS = "/library/all?"
DIGITS = Policy(naming=Naming(user_label="{user_id}", tag_label="{tag}"))


def across(syncing: Syncing) -> int:
    """How many reads of labels were across all libraries."""
    return sum(logged.path.startswith(ACROSS) for logged in syncing.town.plex.log)


def by_section(syncing: Syncing) -> int:
    """How many reads of labels were of one library."""
    reads = [logged.path for logged in syncing.town.plex.log if logged.method == "GET"]
    return sum("/all?" in path and "label" in path for path in reads) - across(syncing)


async def test_labels_are_read_across_libraries_once_that_is_known_to_work(
    done: Syncing,
) -> None:
    following = await Following.start(done)
    await following.sync()
    done.town.forget()
    outcome = await following.sync()
    labels = frozenset[str]().union(*done.recorded().values())
    assert 0 < across(done) <= 2 * len(labels)
    assert by_section(done) == 0
    assert (outcome.status, outcome.writes) == (Status.OK, 0)


@pytest.mark.parametrize("libraries", [None, frozenset({"1", "4"})])
async def test_where_the_filter_is_ignored_across_libraries_they_are_read_one_by_one(
    open_lists: Syncing, libraries: frozenset[str] | None
) -> None:
    open_lists.policy = Policy(libraries=libraries)
    by_hand = open_lists.labels()
    open_lists.town.plex.ignore_filters_across = True
    following = await Following.start(open_lists)
    assert (await following.sync()).status is Status.OK
    right = right_labels(open_lists, by_hand)
    for item in open_lists.world.plex.items():
        key = item.rating_key
        chosen = libraries is None or item.section in libraries
        assert open_lists.labels()[key] == (right if chosen else by_hand)[key]
    outcome = await following.sync()
    assert (outcome.status, outcome.writes) == (Status.OK, 0)
    open_lists.town.forget()
    open_lists.person("john").watchlist.clear()
    assert (await following.sync()).removed > 0
    assert across(open_lists) == 0
    assert not any("pulsarr:john" in labels for labels in open_lists.labels().values())


async def test_libraries_out_of_scope_are_no_reason_to_read_one_by_one(done: Syncing) -> None:
    done.policy = Policy(libraries=frozenset({"1", "4"}))
    following = await Following.start(done)
    await following.sync()
    done.town.forget()
    await following.sync()
    assert across(done) > 0
    assert by_section(done) == 0


async def test_a_server_that_begins_to_ignore_the_filter_is_noticed(done: Syncing) -> None:
    following = await Following.start(done)
    await following.sync()
    before = done.labels()
    done.town.plex.ignore_filters_across = True
    outcome = await following.sync()
    assert (outcome.status, outcome.writes) == (Status.OK, 0)
    assert done.labels() == before


@pytest.mark.parametrize("status", [404, 500])
async def test_a_server_that_cannot_be_asked_across_libraries_is_asked_one_by_one(
    open_lists: Syncing, status: int
) -> None:
    by_hand = open_lists.labels()
    open_lists.town.plex.faults.append(Fault("status", ACROSS, status=status))
    assert (await open_lists.sync()).status is Status.OK
    assert open_lists.labels() == right_labels(open_lists, by_hand)
    assert (await open_lists.sync()).writes == 0


async def test_labels_of_digits_are_ours_and_go_like_any(open_lists: Syncing) -> None:
    """In a filter, digits are an id and never a title."""
    by_hand = open_lists.labels()
    open_lists.policy = DIGITS
    radarr = open_lists.world.arrs[0]
    tagged = radarr.titles[3]
    tagged.tags.add(radarr.tag("2160"))
    assert (await open_lists.sync()).status is Status.OK
    john = str(open_lists.person("john").id)
    orchard = open_lists.item("The Paper Orchard").rating_key
    assert open_lists.labels()[orchard] == by_hand[orchard] | {"2160", john}
    assert open_lists.recorded()[orchard] == {"2160", john}
    assert (await open_lists.sync()).writes == 0
    tagged.tags.clear()
    open_lists.person("john").watchlist.clear()
    await open_lists.sync()
    assert open_lists.labels()[orchard] == by_hand[orchard]


async def test_labels_of_digits_are_ours_in_scoped_runs(open_lists: Syncing) -> None:
    open_lists.policy = DIGITS
    following = await Following.start(open_lists)
    await following.sync()
    radarr = open_lists.world.arrs[0]
    radarr.titles[3].tags.add(radarr.tag("2160"))
    await following.hear("tags")
    assert (await following.follow()).added == 1
    assert "2160" in open_lists.recorded()[open_lists.item("The Paper Orchard").rating_key]
    radarr.titles[3].tags.clear()
    await following.hear("tags")
    assert (await following.follow()).removed == 1


async def test_a_digit_label_that_is_another_label_s_id_is_not_confused_with_it(
    open_lists: Syncing,
) -> None:
    plex = open_lists.world.plex
    kids = plex.label_id("kids")
    open_lists.policy = DIGITS
    radarr = open_lists.world.arrs[0]
    radarr.titles[3].tags.add(radarr.tag(str(kids)))
    await open_lists.sync()
    outcome = await open_lists.sync()
    assert (outcome.status, outcome.writes) == (Status.OK, 0)
    assert str(kids) in open_lists.labels_on("The Paper Orchard")
    assert "kids" in open_lists.labels_on("Salt and Lanterns")
