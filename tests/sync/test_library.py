"""Libraries that are empty for a moment, change while they are listed, or are gone."""

import pytest

from custom_components.plex_label_sync.clients.plex import listing
from custom_components.plex_label_sync.core.phrase import Phrase, PhraseKind
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state import ledger
from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following

MOVIES = "/library/sections/1/all"


def failing(syncing: Syncing) -> list[str]:
    """The libraries that are to be listed again."""
    return [entry.key for entry in syncing.work(WorkKind.LIBRARY)]


def in_section(syncing: Syncing, key: str) -> set[int]:
    """The rating keys of a section's items."""
    return set(syncing.world.plex.sections[key].items)


async def test_a_library_that_is_empty_for_a_moment_changes_nothing(done: Syncing) -> None:
    before, recorded, waiting = done.labels(), done.recorded(), done.waiting()
    done.town.plex.faults.append(Fault("empty", MOVIES, times=1))
    outcome = await done.sync()
    assert outcome.status is Status.PARTIAL
    assert [problem.key for problem in outcome.of(ProblemKind.LIBRARY)] == ["1"]
    assert failing(done) == ["1"]
    assert (done.labels(), done.recorded(), done.waiting()) == (before, recorded, waiting)
    assert outcome.writes == 0
    outcome = await done.sync()
    assert (outcome.status, outcome.writes) == (Status.OK, 0)
    assert failing(done) == []


@pytest.mark.parametrize("mode", RemovedMode)
async def test_until_a_library_is_believed_to_be_empty_nothing_is_written_to_its_items(
    done: Syncing, mode: RemovedMode
) -> None:
    """All its titles were deleted while nobody listened: it is told that it is empty, no more."""
    recorded, gone = done.recorded(), in_section(done, "1")
    assert gone & recorded.keys()
    others = {key: labels for key, labels in done.labels().items() if key not in gone}
    done.world.plex.sections["1"].items.clear()
    done.policy = Policy(removed_mode=mode)
    for _ in range(3):
        outcome = await done.sync()
        assert (outcome.status, outcome.writes, outcome.failed) == (Status.PARTIAL, 0, 0)
        (problem,) = outcome.problems
        assert (problem.kind, problem.key) == (ProblemKind.LIBRARY, "1")
        assert problem.why == Phrase.of(PhraseKind.EMPTY)
        assert (done.labels(), done.recorded()) == (others, recorded)
        assert done.work(WorkKind.ITEM) == []
        done.pass_days(0.3)
    done.pass_days(0.1)
    outcome = await done.sync()
    assert (outcome.status, outcome.writes) == (Status.OK, 0)


async def test_meanwhile_labels_come_and_go_in_other_libraries(done: Syncing) -> None:
    """Also those of copies of what it had."""
    copy = next(item for item in done.items("Quiet Engine") if item.section == "2")
    assert any(item.section == "1" for item in done.items("Quiet Engine"))
    before = set(copy.labels)
    done.world.plex.sections["1"].items.clear()
    done.person("maria").watchlist.append(done.title("Quiet Engine"))
    outcome = await done.sync()
    assert (outcome.status, outcome.failed) == (Status.PARTIAL, 0)
    assert set(copy.labels) == before | {"Pulsarr:maria"}
    done.person("maria").watchlist.remove(done.title("Quiet Engine"))
    await done.sync()
    assert set(copy.labels) == before


async def test_a_wish_that_ends_meanwhile_is_seen_to_once_the_library_is_back(
    done: Syncing,
) -> None:
    orchard = done.item("The Paper Orchard")
    assert "Pulsarr:john" in orchard.labels
    items = done.world.plex.sections["1"].items
    before = dict(items)
    items.clear()
    for person in done.world.people:
        person.watchlist = [one for one in person.watchlist if one.name != orchard.title]
    assert (await done.sync()).writes == 0
    items.update(before)
    assert (await done.sync()).status is Status.OK
    assert "Pulsarr:john" not in orchard.labels


async def test_a_library_that_is_empty_for_a_moment_now_and_then_changes_nothing(
    done: Syncing,
) -> None:
    recorded = done.recorded()
    for _ in range(4):
        done.town.plex.faults.append(Fault("empty", MOVIES, times=1))
        await done.sync()
        await done.sync()
        done.pass_days(1)
    assert done.recorded() == recorded


async def test_a_library_that_stays_empty_is_believed_after_a_day(done: Syncing) -> None:
    ours = done.recorded().keys() & in_section(done, "1")
    done.world.plex.sections["1"].items.clear()
    await done.sync()
    assert "The Paper Orchard" not in done.waiting()
    done.pass_days(1)
    assert (await done.sync()).status is Status.OK
    assert "The Paper Orchard" in done.waiting()
    assert ours <= done.recorded().keys()
    done.pass_days(1)
    await done.sync()
    assert not ours & done.recorded().keys()


async def test_so_is_one_that_was_seen_empty_while_the_clock_was_ahead(done: Syncing) -> None:
    done.world.plex.sections["1"].items.clear()
    done.pass_days(26_000)
    await done.sync()
    done.pass_days(-26_000)
    await done.sync()
    assert "The Paper Orchard" not in done.waiting()
    done.pass_days(1)
    assert (await done.sync()).status is Status.OK
    assert "The Paper Orchard" in done.waiting()


async def test_that_plex_has_no_library_at_all_is_believed_after_a_day(done: Syncing) -> None:
    """Until then nothing is lost, as where it just cannot read its own database."""
    recorded, sections = done.recorded(), dict(done.world.plex.sections)
    done.world.plex.sections.clear()
    outcome = await done.sync()
    assert (outcome.status, outcome.writes) == (Status.FAILED, 0)
    assert "The Paper Orchard" not in done.waiting()
    done.pass_days(1)
    assert (await done.sync()).status is Status.OK
    assert "The Paper Orchard" in done.waiting()
    assert done.recorded() == recorded
    done.world.plex.sections.update(sections)
    assert (await done.sync()).writes == 0
    assert "The Paper Orchard" not in done.waiting()


async def test_one_that_has_none_for_a_moment_now_and_then_loses_nothing(done: Syncing) -> None:
    recorded, sections = done.recorded(), dict(done.world.plex.sections)
    for _ in range(4):
        done.world.plex.sections.clear()
        assert (await done.sync()).status is Status.FAILED
        done.world.plex.sections.update(sections)
        assert (await done.sync()).status is Status.OK
        done.pass_days(1)
    assert done.recorded() == recorded


async def test_the_records_of_the_only_library_are_forgotten_with_it(done: Syncing) -> None:
    done.world.plex.sections.clear()
    for _ in range(3):
        await done.sync()
        done.pass_days(1)
    assert done.recorded() == {}


async def test_a_library_that_shows_half_for_a_moment_forgets_nothing(done: Syncing) -> None:
    before, recorded, waiting = done.labels(), done.recorded(), done.waiting()
    items = done.world.plex.sections["1"].items
    hidden = {key: items.pop(key) for key in list(items)[::2]}
    await done.sync()
    assert done.recorded() == recorded
    items.update(hidden)
    outcome = await done.sync()
    assert (outcome.status, outcome.writes) == (Status.OK, 0)
    assert (done.labels(), done.recorded(), done.waiting()) == (before, recorded, waiting)
    done.pass_days(2)
    await done.sync()
    assert done.recorded() == recorded


async def test_a_library_that_changes_while_it_is_listed_is_listed_again_at_once(
    open_lists: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    plex = open_lists.world.plex

    def scan() -> None:
        plex.add_item(open_lists.title("The Last Ferry but One"), plex.sections["1"])

    open_lists.town.plex.faults.append(Fault("change", MOVIES, change=scan, after=1, times=1))
    outcome = await open_lists.sync()
    assert outcome.status is Status.OK
    assert "pulsarr:owner" in open_lists.labels_on("The Last Ferry but One")


async def test_a_library_that_is_gone_takes_its_records_along(done: Syncing) -> None:
    """They do not count any more at once, and are forgotten a day later."""
    ours = done.recorded().keys() & in_section(done, "2")
    counted = done.database.look(ledger.totals)["items"]
    del done.world.plex.sections["2"]
    outcome = await done.sync()
    assert (outcome.status, outcome.writes) == (Status.OK, 0)
    assert done.database.look(ledger.totals)["items"] == counted - len(ours)
    assert ours <= done.recorded().keys()
    done.pass_days(1)
    await done.sync()
    assert not ours & done.recorded().keys()


async def test_records_in_a_library_that_is_left_out_stay(done: Syncing) -> None:
    recorded = done.recorded()
    done.policy = type(done.policy)(libraries=frozenset({"1"}))
    for _ in range(3):
        await done.sync()
        done.pass_days(1)
    assert done.recorded() == recorded


async def test_titles_of_a_library_that_failed_at_first_are_labelled_when_it_is_listed(
    open_lists: Syncing,
) -> None:
    open_lists.town.plex.faults.append(Fault("status", "/library/sections/4/all"))
    following = await Following.start(open_lists)
    await following.sync()
    assert "pulsarr:owner" not in open_lists.labels_on("Low Tide Radio")
    assert failing(open_lists) == ["4"]
    open_lists.town.plex.faults.clear()
    await following.seek()
    assert "pulsarr:owner" in open_lists.labels_on("Low Tide Radio")
