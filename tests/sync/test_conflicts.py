"""Ids of one title that lead to different titles in Plex: the source's own one decides."""

import pytest

from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from custom_components.plex_label_sync.sync.scope import Scope
from tests.lab.world_plex import PlexItem
from tests.lab.world_titles import Title as LabTitle

from .conftest import Syncing
from .following import Following

LABEL = "pulsarr:mixed"


def of_sonarr(syncing: Syncing, *, wrong_tmdb: int, name: str = "Mixed Up") -> LabTitle:
    """Let Sonarr tag a show of which it has the TMDB number of another."""
    right = syncing.world.add_title("show", name, tmdb=910_001, tvdb=910_101)
    told = LabTitle("show", name, right.plex_id, tmdb=wrong_tmdb, tvdb=910_101)
    syncing.world.arrs[2].add_title(told, "mixed")
    return right


def scan(syncing: Syncing, title: LabTitle) -> PlexItem:
    """Let Plex find a show."""
    return syncing.world.plex.add_item(title, syncing.world.plex.sections["4"])


def other(syncing: Syncing) -> PlexItem:
    """The show whose number Sonarr has."""
    return syncing.item("Low Tide Radio")


async def test_a_wrong_number_of_sonarr_labels_no_other_title(open_lists: Syncing) -> None:
    right = of_sonarr(open_lists, wrong_tmdb=920_777)
    scan(open_lists, right)

    outcome = await open_lists.sync()

    assert LABEL in open_lists.labels_on("Mixed Up")
    assert LABEL not in open_lists.labels_on("Low Tide Radio")
    assert outcome.status is Status.OK
    (problem,) = outcome.of(ProblemKind.CONFLICTING_IDS)
    assert "“Mixed Up” of Sonarr (tvdb://910101 counts)" in problem.error
    assert "Mixed Up" not in problem.line
    assert outcome.conflicts == 1
    assert outcome.sources["conflicting ids"] == problem.error


async def test_nor_does_it_while_plex_does_not_have_the_title(open_lists: Syncing) -> None:
    """It waits until Plex has it."""
    right = of_sonarr(open_lists, wrong_tmdb=920_777)
    following = await Following.start(open_lists)

    await following.sync()
    assert LABEL not in open_lists.labels_on("Low Tide Radio")
    assert "Mixed Up" in open_lists.waiting()

    await following.tell(scan(open_lists, right).rating_key)
    assert LABEL in open_lists.labels_on("Mixed Up")
    assert LABEL not in open_lists.labels_on("Low Tide Radio")
    assert "Mixed Up" not in open_lists.waiting()


@pytest.mark.parametrize("is_there", [True, False])
async def test_a_run_of_the_other_title_agrees(open_lists: Syncing, is_there: bool) -> None:
    right = of_sonarr(open_lists, wrong_tmdb=920_777)
    if is_there:
        scan(open_lists, right)
    following = await Following.start(open_lists)
    await following.sync()
    before = open_lists.labels()

    outcome = await following.tell(other(open_lists).rating_key)

    assert open_lists.labels() == before
    assert outcome.has(ProblemKind.CONFLICTING_IDS)
    assert outcome.status is Status.OK
    assert ("Mixed Up" in open_lists.waiting()) is not is_there


async def test_a_second_sync_writes_nothing_and_tells_of_it_again(open_lists: Syncing) -> None:
    scan(open_lists, of_sonarr(open_lists, wrong_tmdb=920_777))
    await open_lists.sync()

    outcome = await open_lists.sync()

    assert outcome.writes == 0
    assert outcome.conflicts == 1


async def test_a_dry_run_says_the_same(open_lists: Syncing) -> None:
    scan(open_lists, of_sonarr(open_lists, wrong_tmdb=920_777))

    dry = await open_lists.sync(dry_run=True)

    added = {row["title"] for row in dry.changes or () if LABEL in row["add"]}
    assert added == {"Mixed Up"}
    assert dry.conflicts == 1


async def test_explain_tells_of_the_conflict_at_both_titles(open_lists: Syncing) -> None:
    right = scan(open_lists, of_sonarr(open_lists, wrong_tmdb=920_777))
    following = await Following.start(open_lists)
    await following.sync()

    for item in (right, other(open_lists)):
        explained = await following.engine.explain(Scope(keys=frozenset({item.rating_key})))
        assert explained["conflicts"] == [
            {
                "source": "Sonarr",
                "tag": "mixed",
                "title": "Mixed Up",
                "guids": ["tmdb://920777", "tvdb://910101"],
                "counts": ["tvdb://910101"],
            }
        ]
    harbour = Title(MediaType.MOVIE, packed({"tmdb://900001"}), "")
    explained = await following.engine.explain(Scope(titles=frozenset({harbour})))
    assert explained["conflicts"] == []


async def test_it_is_told_no_more_once_sonarr_has_the_right_number(open_lists: Syncing) -> None:
    right = of_sonarr(open_lists, wrong_tmdb=920_777)
    scan(open_lists, right)
    await open_lists.sync()
    sonarr = open_lists.world.arrs[2]
    (entry,) = [one for one in sonarr.titles.values() if one.title.name == "Mixed Up"]
    entry.title = right

    outcome = await open_lists.sync()

    assert outcome.conflicts == 0
    assert outcome.writes == 0


async def test_a_label_that_a_wrong_number_had_put_there_goes(open_lists: Syncing) -> None:
    """Plex knew less of the other title then."""
    radio = other(open_lists)
    known = radio.guids
    radio.guids = ("tmdb://920777",)
    right = of_sonarr(open_lists, wrong_tmdb=920_777)
    await open_lists.sync()
    assert LABEL in open_lists.labels_on("Low Tide Radio")
    radio.guids = known
    scan(open_lists, right)

    await open_lists.sync()

    assert LABEL not in open_lists.labels_on("Low Tide Radio")
    assert LABEL in open_lists.labels_on("Mixed Up")
