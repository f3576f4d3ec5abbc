"""The removal limit: a run that would remove a large part of our labels adds, and asks."""

from dataclasses import replace

import pytest

from custom_components.plex_label_sync.core.limit import Held
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.result import Result, Status

from .conftest import Following, Syncing

MERIDIAN = "Brass Meridian"


def all_leave(syncing: Syncing) -> None:
    """Everybody empties their watchlist, but for one title that John wants from now on."""
    for person in syncing.world.people:
        person.watchlist.clear()
    syncing.person("john").watchlist.append(syncing.title(MERIDIAN))


async def approve(syncing: Syncing, held: Held | None) -> Result:
    """Run a full sync with the user's word."""
    assert held
    syncing.town.forget()
    return await syncing.engine().sync(
        dry_run=False, progress=syncing.progress.append, approved=held.mark
    )


@pytest.fixture
def emptied(synced: Syncing) -> Syncing:
    """The town after a sync, with a large removal ahead."""
    all_leave(synced)
    return synced


async def test_a_large_removal_waits_for_the_user_s_word(emptied: Syncing) -> None:
    before = emptied.labels()
    owned = len(emptied.store.ledger)
    result = await emptied.sync()
    assert result.status is Status.STOPPED
    assert (result.added, result.removed) == (1, 0)
    assert result.held
    assert (result.held.count, result.held.owned) == (16, owned)
    assert "removals" in result.sources
    meridian = emptied.item(MERIDIAN).rating_key
    assert emptied.labels() == {**before, meridian: before[meridian] | {"pulsarr:john"}}


async def test_it_asks_again_until_it_is_answered(emptied: Syncing) -> None:
    first = await emptied.sync()
    second = await emptied.sync()
    assert first.held
    assert second.held == replace(first.held, owned=first.held.owned + 1)
    assert emptied.town.plex.writes == 0


async def test_the_user_s_word_runs_exactly_that_removal(emptied: Syncing) -> None:
    held = (await emptied.sync()).held
    result = await approve(emptied, held)
    assert held
    assert (result.added, result.removed) == (0, held.count)
    assert result.held is None
    carried = frozenset[str]().union(*emptied.labels().values())
    assert not {"pulsarr:maria", "pulsarr:owner"} & carried


async def test_the_user_s_word_counts_for_no_other_removal(emptied: Syncing) -> None:
    held = (await emptied.sync()).held
    radarr = emptied.world.arrs[0]
    radarr.titles[1].tags.clear()
    before = emptied.labels()
    result = await approve(emptied, held)
    assert result.status is Status.STOPPED
    assert result.held
    assert held
    assert result.held.mark != held.mark
    assert emptied.labels() == before


async def test_a_reason_that_returned_needs_another_word(emptied: Syncing) -> None:
    held = (await emptied.sync()).held
    emptied.person("maria").watchlist.append(emptied.title("Quiet Engine"))
    result = await approve(emptied, held)
    assert result.status is Status.STOPPED
    assert "pulsarr:maria" in emptied.labels_on("Quiet Engine")


async def test_a_dry_run_says_what_the_real_one_then_does(emptied: Syncing) -> None:
    said = await emptied.sync(dry_run=True)
    assert emptied.town.plex.writes == 0
    done = await emptied.sync()
    assert (said.status, said.held, said.added, said.removed) == (
        done.status,
        done.held,
        done.added,
        done.removed,
    )
    assert said.changes
    assert [(row["add"], row["remove"]) for row in said.changes] == [(["pulsarr:john"], [])]


async def test_a_limit_of_all_never_asks(emptied: Syncing) -> None:
    emptied.policy = Policy(removal_limit=100)
    assert (await emptied.sync()).removed == 16


async def test_ten_labels_may_always_go(synced: Syncing) -> None:
    synced.policy = Policy(removal_limit=1)
    synced.person("maria").watchlist.clear()
    result = await synced.sync()
    assert 0 < result.removed <= 10
    assert result.held is None


async def test_while_the_removal_waits_no_label_says_that_nobody_wants_a_title(
    emptied: Syncing,
) -> None:
    emptied.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    result = await emptied.sync()
    assert (result.added, result.removed) == (1, 0)
    carried = frozenset[str]().union(*emptied.labels().values())
    assert "pulsarr:removed" not in carried
    await approve(emptied, result.held)
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
    result = await following.follow()
    assert result.status is Status.STOPPED
    meridian = syncing.item(MERIDIAN).rating_key
    assert syncing.labels() == {**before, meridian: before[meridian] | {"pulsarr:john"}}
    assert (await syncing.sync()).held
