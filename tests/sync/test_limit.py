"""The removal limit: a run that would remove a large part of our labels adds, and asks.

What was asked about, and what was answered, holds label by label and in every kind of run.
"""

from collections.abc import Callable
from copy import replace

import pytest

from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.state import decisions
from custom_components.plex_label_sync.sync.outcome import Outcome
from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following
from .owning import clean_up, lost, remove_all

MERIDIAN = "Brass Meridian"


def all_leave(syncing: Syncing) -> None:
    """Everybody empties their watchlist, but for one title that John wants from now on."""
    for person in syncing.world.people:
        person.watchlist.clear()
    syncing.person("john").watchlist.append(syncing.title(MERIDIAN))


async def answer(syncing: Syncing, word: Answer) -> None:
    """Answer what the user is asked."""
    await syncing.database.write(lambda connection: decisions.answer(connection, word))


def asked(syncing: Syncing) -> int:
    """About how many labels the user is asked."""
    return len(syncing.database.look(decisions.asked))


async def one_by_one(following: Following) -> list[Outcome]:
    """Let Plex tell of every item, each by itself."""
    items = following.syncing.world.plex.items()
    return [await following.follow(item.rating_key) for item in items]


@pytest.fixture
def emptied(synced: Syncing) -> Syncing:
    """The town after a sync, with a large removal ahead."""
    all_leave(synced)
    return synced


@pytest.fixture
async def held(following: Following) -> Following:
    """An engine that holds a large removal back, and asks."""
    all_leave(following.syncing)
    assert (await following.sync()).held
    return following


async def test_a_large_removal_waits_for_the_user_s_word(emptied: Syncing) -> None:
    before = emptied.labels()
    owned = len(emptied.ledger())
    outcome = await emptied.sync()
    assert outcome.status is Status.STOPPED
    assert (outcome.added, outcome.removed) == (1, 0)
    assert outcome.held
    assert (outcome.held.count, outcome.held.owned) == (16, owned)
    assert "removals" in outcome.sources
    assert asked(emptied) == 16
    meridian = emptied.item(MERIDIAN).rating_key
    assert emptied.labels() == {**before, meridian: before[meridian] | {"pulsarr:john"}}


async def test_what_a_library_took_along_is_not_asked_about(emptied: Syncing) -> None:
    """Until it is back, as where a disk was not there for a moment."""
    await emptied.sync()
    section = emptied.world.plex.sections.pop("1")

    outcome = await emptied.sync()

    assert outcome.held
    assert 0 < outcome.held.count == asked(emptied) < 16
    assert outcome.held.count < outcome.held.owned
    await answer(emptied, Answer.GO)
    emptied.world.plex.sections["1"] = section
    again = await emptied.sync()
    assert again.held
    assert again.removed == outcome.held.count
    assert again.held.count == asked(emptied) == 16 - outcome.held.count


async def test_what_a_library_took_along_stays_with_what_the_user_keeps(emptied: Syncing) -> None:
    """It was asked about as well: when the library is back, that is answered."""
    await emptied.sync()
    before = emptied.labels()
    section = emptied.world.plex.sections.pop("1")
    assert (await emptied.sync()).held
    await answer(emptied, Answer.KEEP)

    emptied.world.plex.sections["1"] = section
    outcome = await emptied.sync()

    assert (outcome.held, outcome.removed, asked(emptied)) == (None, 0, 0)
    assert emptied.labels() == before


async def test_where_it_took_all_along_nothing_is_asked(emptied: Syncing) -> None:
    """Its titles come back as new ones, with the labels that are wanted now."""
    await emptied.sync()
    for item in emptied.world.plex.items():
        emptied.world.plex.recreate_item(item)

    outcome = await emptied.sync()

    assert outcome.held is None
    assert outcome.removed == asked(emptied) == 0


async def test_it_asks_again_until_it_is_answered(emptied: Syncing) -> None:
    first = await emptied.sync()
    second = await emptied.sync()
    assert first.held
    assert second.held == replace(first.held, owned=first.held.owned + 1)
    assert emptied.town.plex.writes == 0


async def test_the_user_s_word_runs_exactly_that_removal(emptied: Syncing) -> None:
    held = (await emptied.sync()).held
    await answer(emptied, Answer.GO)
    outcome = await emptied.sync()
    assert held
    assert (outcome.added, outcome.removed) == (0, held.count)
    assert outcome.held is None
    carried = frozenset[str]().union(*emptied.labels().values())
    assert not {"pulsarr:maria", "pulsarr:owner"} & carried


async def test_the_user_s_word_counts_for_no_other_removal(emptied: Syncing) -> None:
    """Ten more would go: with what was approved that is much, and so they are asked about."""
    await emptied.sync()
    await answer(emptied, Answer.GO)
    before = emptied.labels()
    for arr in emptied.world.arrs:
        for title in arr.titles.values():
            title.tags.clear()
    outcome = await emptied.sync()
    assert outcome.status is Status.STOPPED
    assert outcome.removed == 16
    assert outcome.held
    after = emptied.labels()
    tags = {"pulsarr:kids", "pulsarr:classics", "pulsarr:holiday", "pulsarr:slow", "pulsarr:uhd"}
    assert all(before[key] & tags == after[key] & tags for key in before)


async def test_a_label_that_is_wanted_again_is_not_asked_about_any_more(emptied: Syncing) -> None:
    await emptied.sync()
    emptied.person("maria").watchlist.append(emptied.title("Quiet Engine"))
    await emptied.sync()
    assert asked(emptied) == 16 - len(emptied.items("Quiet Engine"))
    await answer(emptied, Answer.GO)
    await emptied.sync()
    assert "pulsarr:maria" in emptied.labels_on("Quiet Engine")


async def test_what_the_user_keeps_is_not_asked_about_again(emptied: Syncing) -> None:
    await emptied.sync()
    before = emptied.labels()
    await answer(emptied, Answer.KEEP)
    outcome = await emptied.sync()
    assert (outcome.held, outcome.removed) == (None, 0)
    assert outcome.status is Status.PARTIAL
    assert set(outcome.problems) == set(outcome.of(ProblemKind.SOURCE))
    assert emptied.labels() == before


async def test_a_kept_label_that_is_wanted_again_and_given_up_again_goes(emptied: Syncing) -> None:
    """The answer was about the end of another wish."""
    await emptied.sync()
    await answer(emptied, Answer.KEEP)
    emptied.person("john").watchlist.append(emptied.title("The Paper Orchard"))
    await emptied.sync()
    emptied.person("john").watchlist.pop()
    await emptied.sync()
    assert emptied.labels_on("The Paper Orchard") == {"pulsarr:grandma"}
    assert "pulsarr:maria" in emptied.labels_on("Quiet Engine")


async def test_a_dry_run_says_what_the_real_one_then_does(emptied: Syncing) -> None:
    told = await emptied.sync(dry_run=True)
    assert emptied.town.plex.writes == 0
    assert asked(emptied) == 0
    done = await emptied.sync()
    assert (told.status, told.held, told.added, told.removed) == (
        done.status,
        done.held,
        done.added,
        done.removed,
    )
    assert told.changes
    assert [(row["add"], row["remove"]) for row in told.changes] == [(["pulsarr:john"], [])]


async def test_a_limit_of_all_never_asks(emptied: Syncing) -> None:
    emptied.policy = Policy(removal_limit=100)
    assert (await emptied.sync()).removed == 16


async def test_ten_labels_may_always_go(synced: Syncing) -> None:
    synced.policy = Policy(removal_limit=1)
    synced.person("maria").watchlist.clear()
    outcome = await synced.sync()
    assert 0 < outcome.removed <= 10
    assert outcome.held is None


async def test_while_the_removal_waits_no_label_says_that_nobody_wants_a_title(
    emptied: Syncing,
) -> None:
    emptied.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    outcome = await emptied.sync()
    assert (outcome.added, outcome.removed) == (1, 0)
    following = await Following.start(emptied)
    await following.hear()
    await one_by_one(following)
    carried = frozenset[str]().union(*emptied.labels().values())
    assert "pulsarr:removed" not in carried
    await answer(emptied, Answer.GO)
    await emptied.sync()
    assert emptied.labels_on("The Paper Orchard") == {"pulsarr:grandma", "pulsarr:removed"}
    assert "pulsarr:removed" not in emptied.labels_on(MERIDIAN)


async def test_kept_labels_that_are_kept_no_longer_are_asked_about(emptied: Syncing) -> None:
    emptied.policy = Policy(removed_mode=RemovedMode.KEEP)
    assert (await emptied.sync()).held is None
    emptied.policy = Policy()
    held = (await emptied.sync()).held
    assert held
    assert held.count == 16


async def test_a_scoped_run_does_not_remove_so_much_either(following: Following) -> None:
    syncing = following.syncing
    before = syncing.labels()
    all_leave(syncing)
    await following.hear()
    outcome = await following.follow()
    assert outcome.status is Status.STOPPED
    meridian = syncing.item(MERIDIAN).rating_key
    assert syncing.labels() == {**before, meridian: before[meridian] | {"pulsarr:john"}}
    assert (await syncing.sync()).held


async def test_what_is_asked_about_does_not_go_item_by_item(held: Following) -> None:
    """Plex refreshes each title, or Radarr sends an upgrade of it."""
    before = held.syncing.labels()
    outcomes = await one_by_one(held)
    assert held.syncing.labels() == before
    assert {one.removed for one in outcomes} == {0}
    assert {one.held for one in outcomes} == {None}
    assert asked(held.syncing) == 16


async def test_what_the_user_keeps_does_not_go_item_by_item(held: Following) -> None:
    before = held.syncing.labels()
    await answer(held.syncing, Answer.KEEP)
    assert {one.removed for one in await one_by_one(held)} == {0}
    assert held.syncing.labels() == before
    held.syncing.pass_days(2)
    assert {one.removed for one in await one_by_one(held)} == {0}
    assert (await held.sync()).removed == 0
    assert held.syncing.labels() == before


async def test_what_the_user_lets_go_goes_item_by_item_too(held: Following) -> None:
    await answer(held.syncing, Answer.GO)
    assert sum(one.removed for one in await one_by_one(held)) == 16
    assert (await held.sync()).held is None


async def test_removals_of_a_day_count_together(following: Following) -> None:
    """Lists that get empty title by title are asked about as if they had at once."""
    syncing = following.syncing
    outcomes: list[Outcome] = []
    for person in syncing.world.people:
        while person.watchlist:
            person.watchlist.pop()
            await following.hear("watchlist")
            outcomes.append(await following.follow())
    assert sum(one.removed for one in outcomes) == 10
    assert asked(syncing) == 16 - 10
    assert any(one.held for one in outcomes)
    (told,) = next(one for one in outcomes if one.held).of(ProblemKind.REMOVALS_HELD)
    assert "with the 10 of the last 24 hours more than the removal limit allows" in told.error


async def test_where_nothing_went_lately_nothing_is_said_of_that(emptied: Syncing) -> None:
    (told,) = (await emptied.sync()).of(ProblemKind.REMOVALS_HELD)
    assert "labels would go, more than the removal limit allows" in told.error


async def test_a_removal_counts_though_its_answer_was_lost(following: Following) -> None:
    syncing = following.syncing
    plex = syncing.town.plex
    syncing.world.owner.watchlist.clear()
    silent = Fault("status", "/library/", method="GET")
    plex.faults.append(
        Fault("change", "tag.tag-", method="PUT", change=lambda: plex.faults.append(silent))
    )
    before = syncing.labels()

    outcome = await following.sync()

    gone = sum(len(labels) for labels in lost(before, syncing.labels()).values())
    now = syncing.now.timestamp()
    assert outcome.removed < gone
    assert syncing.database.look(lambda connection: decisions.removals(connection, now)) == gone


async def test_what_went_the_day_before_does_not_count(following: Following) -> None:
    syncing = following.syncing
    for username in ("owner", "john", "maria"):
        syncing.person(username).watchlist.clear()
        await following.hear("watchlist")
        assert (await following.follow()).held is None
        syncing.pass_days(1.01)
    assert syncing.labels_on("Quiet Engine") == {"hdr", "pulsarr:uhd"}


@pytest.mark.parametrize("run", [clean_up, remove_all])
async def test_what_somebody_orders_is_done_though_it_was_asked_about(
    open_lists: Syncing, run: Callable[..., object]
) -> None:
    """Cleaning up removes what is left of those who are gone, and removing all all."""
    await open_lists.sync()
    for person in open_lists.world.people[1:]:
        person.friend = False
    open_lists.world.people[1:] = []
    open_lists.world.owner.watchlist.clear()
    assert (await open_lists.sync()).held
    await (clean_up(open_lists) if run is clean_up else remove_all(open_lists))
    carried = frozenset[str]().union(*open_lists.labels().values())
    assert not {"pulsarr:maria", "pulsarr:john"} & carried
