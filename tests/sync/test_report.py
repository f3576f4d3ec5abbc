"""What a run tells of itself: what was done to which item, for whom, and in which words."""

import pytest

from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.state import former_names
from custom_components.plex_label_sync.state.former_names import FormerNames
from custom_components.plex_label_sync.sync import report
from custom_components.plex_label_sync.sync.outcome import Activity, Outcome
from custom_components.plex_label_sync.sync.preview import Why
from custom_components.plex_label_sync.sync.problem import Problem, ProblemKind, Status
from tests.database import forget_former_names
from tests.lab.fill import big_world
from tests.lab.server import Fault
from tests.texts import words_in

from .conftest import Syncing
from .following import Following


def told(result: Outcome) -> list[tuple[bool, str, tuple[str, ...]]]:
    """What was done to which item."""
    return [(one.added, one.item.title, one.labels) for one in result.activities]


async def test_what_was_added_is_told_with_people_tags_and_sources(following: Following) -> None:
    syncing = following.syncing
    orchard, radarr = syncing.title("The Paper Orchard"), syncing.world.arrs[0]
    syncing.person("maria").watchlist.append(orchard)
    radarr.titles[3].tags.add(radarr.tag("holiday"))
    await following.hear()
    (activity,) = (await following.follow()).activities
    assert activity == Activity(
        added=True,
        item=activity.item,
        labels=("pulsarr:holiday", "pulsarr:maria"),
        users=("maria",),
        tags=("holiday",),
        sources=("Radarr", "watchlist of maria"),
    )
    assert activity.item.title == orchard.name


async def test_what_was_removed_is_told_with_who_had_wanted_it(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.remove(syncing.title("The Paper Orchard"))
    await following.hear()
    (activity,) = (await following.follow()).activities
    assert (activity.added, activity.labels, activity.users) == (
        False,
        ("pulsarr:john",),
        ("john",),
    )


async def test_a_person_who_left_is_named_once_more(synced: Syncing) -> None:
    """And so is the source that told of them; with the last label their names go."""
    synced.world.people.remove(synced.person("maria"))
    result = await synced.sync()
    assert {(one.users, one.sources) for one in result.activities} == {
        (("maria",), ("watchlist of maria",))
    }
    assert synced.database.look(former_names.of) == FormerNames()


async def test_in_a_run_for_some_titles_the_names_go_with_the_last_label_too(
    following: Following,
) -> None:
    database = following.syncing.database
    following.syncing.world.people.remove(following.syncing.person("maria"))
    await following.hear()
    assert [one.username for one in database.look(former_names.of).people.values()] == ["maria"]
    assert (await following.follow()).removed
    assert database.look(former_names.of) == FormerNames()


async def test_who_left_before_names_were_kept_is_not_named(synced: Syncing) -> None:
    """And neither is the source that told of them, of which nothing but a key is left."""
    synced.world.people.remove(synced.person("maria"))
    following = await Following.start(synced)
    await following.hear()
    await forget_former_names(synced.database)
    result = await following.sync()
    assert result.activities
    assert {(one.users, one.sources) for one in result.activities} == {((), ())}


async def test_somebody_without_a_username_goes_by_the_display_name(following: Following) -> None:
    syncing = following.syncing
    john = syncing.person("john")
    john.username = ""
    john.watchlist.append(syncing.title("Brass Meridian"))
    again = await Following.start(syncing)
    await again.hear()
    result = await again.follow(syncing.item("Brass Meridian").rating_key)
    assert [one.users for one in result.activities if one.added] == [("John from upstairs",)]


async def test_what_was_not_done_is_not_told(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.append(syncing.title("Brass Meridian"))
    await following.hear()
    syncing.town.plex.edits_lost = True
    result = await following.follow()
    assert result.status is Status.PARTIAL
    assert told(result) == []


async def test_nothing_done_is_nothing_told(synced: Syncing) -> None:
    assert (await synced.sync()).activities == ()


async def test_a_run_that_changes_over_fifty_items_is_told_as_a_whole(syncing: Syncing) -> None:
    world = big_world(60, 0, 2, wanted=51, wanted_titles=51, tags=0)
    syncing.world.plex.sections = world.plex.sections
    syncing.world.owner.watchlist = [title for one in world.people for title in one.watchlist]
    result = await syncing.sync()
    assert result.added == 51
    assert result.activities == ()


async def test_a_run_of_fifty_items_is_told_item_by_item(syncing: Syncing) -> None:
    world = big_world(60, 0, 2, wanted=50, wanted_titles=50, tags=0)
    syncing.world.plex.sections = world.plex.sections
    syncing.world.owner.watchlist = [title for one in world.people for title in one.watchlist]
    assert len((await syncing.sync()).activities) == 50


async def test_trouble_is_told_in_one_line_and_what_went_well_is_not(synced: Syncing) -> None:
    result = await synced.sync()
    assert result.trouble == "watchlist of ines: the watchlist is private"
    assert Outcome(good=("Radarr",)).trouble == ""


def test_the_summary_is_of_numbers_alone() -> None:
    private = Problem(ProblemKind.SOURCE, "watchlist of ann", "private")
    failed = frozenset(range(6))
    result = Outcome(5, 4, 3, 2, 1, 7, 8, 1.234, problems=(private,), failed_keys=failed)
    assert result.summary == (
        "partial, 5 items, 4 labels added, 3 removed, 2 unchanged, 1 titles queued, "
        "6 items failed, 7 reads, 8 writes, 1.23 s"
    )


def test_an_action_answers_with_the_contracts_fields() -> None:
    answer = Outcome(reads=7, writes=8, duration=1.23456, good=("Plex",))
    assert answer.as_dict(words_in("en")) == {
        "status": "ok",
        "items": 0,
        "added": 0,
        "removed": 0,
        "unchanged": 0,
        "queued": 0,
        "failed": 0,
        "requests": {"reads": 7, "writes": 8},
        "duration": 1.235,
        "sources": {"Plex": "ok"},
    }


def test_only_a_dry_run_answers_with_changes() -> None:
    """And why, in Home Assistant's language."""
    because = {"a": [Why("watchlist", "ann", ""), Why("tag", "kids", "Radarr")]}
    row = {"title": "Heat", "because": because}
    answer = Outcome(changes=(row,), left_out=7).as_dict(words_in("de"))
    told = {"a": ["Merkliste von ann", "Tag kids in Radarr"]}
    assert answer["changes"] == [{"title": "Heat", "because": told}]
    assert answer["changes_left_out"] == 7


async def test_of_many_titles_a_dry_run_tells_of_those_that_lose_labels_and_of_the_newest(
    synced: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers are those of all."""
    plex, losing = synced.world.plex, synced.item("The Paper Orchard").rating_key
    for item in plex.items():
        for label in [*item.labels] if item.rating_key != losing else ():
            plex.remove_label(item, label)
    synced.person("john").watchlist.remove(synced.title("The Paper Orchard"))
    whole = await synced.sync(dry_run=True)
    monkeypatch.setattr(report, "MOST_ROWS", 3)

    some = await synced.sync(dry_run=True)

    assert whole.changes
    assert some.changes
    assert (whole.left_out, some.left_out) == (0, len(whole.changes) - 3)
    newest = sorted(plex.items(), key=lambda item: (-item.added_at, item.rating_key))
    changing = {row["rating_key"] for row in whole.changes} - {losing}
    coming = [item.rating_key for item in newest if item.rating_key in changing]
    assert [row["rating_key"] for row in some.changes] == [losing, *coming[:2]]
    assert [row in whole.changes for row in some.changes] == [True] * 3
    assert (some.added, some.removed) == (whole.added, whole.removed)


async def test_a_library_that_is_gone_is_told_by_full_syncs_alone(synced: Syncing) -> None:
    synced.policy = Policy(libraries=frozenset({"1", "77"}))
    assert "library 77" in (await synced.sync()).sources
    following = await Following.start(synced)
    await following.hear()
    assert "library 77" not in (await following.follow()).sources


async def test_what_the_log_says_of_trouble_names_nobody(syncing: Syncing) -> None:
    """However many friends it is about; instances go by their names."""
    for name in ("john", "ines"):
        syncing.person(name).private = True
    syncing.town.arrs[2].faults.append(Fault("status", status=503))
    result = await syncing.sync()
    assert result.discreet_trouble == (
        "a friend's watchlist: the watchlist is private; "
        "Sonarr: it answered 503 Service Unavailable"
    )
    assert "watchlist of john" in result.trouble


async def test_what_the_log_says_of_lost_labels_names_none(syncing: Syncing) -> None:
    syncing.town.plex.edits_replace = True
    result = await syncing.sync()
    assert result.has(ProblemKind.LABELS_LOST)
    assert result.discreet_trouble.endswith("; Plex dropped labels, and a repair issue says which")


@pytest.mark.parametrize("name", ["storage", "Plex", "removals", "plex.tv titles"])
async def test_what_an_instance_is_called_decides_nothing(open_lists: Syncing, name: str) -> None:
    open_lists.world.arrs[0].name = name
    assert (await open_lists.sync()).sources[name] == "ok"
    open_lists.town.arrs[0].faults.append(Fault("status", status=503))
    open_lists.person("john").watchlist.append(open_lists.title("Brass Meridian"))
    outcome = await open_lists.sync()
    assert (outcome.status, outcome.went_through, outcome.added) == (Status.PARTIAL, True, 1)
    assert "503" in outcome.sources[name]
