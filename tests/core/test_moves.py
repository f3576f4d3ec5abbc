"""Labels that are worded anew move: the new one comes, the old one goes, whatever the mode."""

from copy import replace

import pytest

from custom_components.plex_label_sync.core.model import NOBODY
from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.plan import Plan
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.core.apply import World, applied, keys_of, put
from tests.core.build import ANN, BOB, FRIEND, MOVIES, SEERR, a_film, by, film, wish
from tests.core.ending import (
    ANN_WANTS,
    HEAT,
    IS_4K,
    NAMES,
    NEW,
    claimed,
    ended,
    labelled,
    labels,
)

ANEW = {ANN.id: "q:ann", BOB.id: "q:bob", "4k": "q:4k"}
MOVED = [(1, "p:4k"), (1, "p:ann")]
MODES = list(RemovedMode)


def worded_anew(mode: RemovedMode) -> World:
    """Give the film with Ann's label and a tag's, which are worded anew."""
    both = (ANN_WANTS, IS_4K)
    return replace(claimed(labelled(*both, mode=mode), *both), wording=ANEW)


@pytest.mark.parametrize("mode", MODES)
def test_a_label_that_is_worded_anew_moves_in_one_run(mode: RemovedMode) -> None:
    """All of them, and none is told as ended."""
    after = applied(worded_anew(mode))
    assert labels(after) == {"q:ann", "q:4k"}
    assert ended(after) == {"q:ann": False, "q:4k": False}


@pytest.mark.parametrize("mode", MODES)
def test_a_label_that_moves_is_no_removal(mode: RemovedMode) -> None:
    """It is told by the change."""
    removals = worded_anew(mode).plan().removals
    assert keys_of(removals) == MOVED
    assert all(change.moved for change in removals)


@pytest.mark.parametrize("mode", MODES)
def test_an_old_label_stays_until_the_new_one_can_be_read(mode: RemovedMode) -> None:
    """Else the title would lack both."""
    world = replace(worded_anew(mode), unread=frozenset({(MOVIES, "q:ann")}))
    assert labels(applied(world)) == {"p:ann", "q:4k"}
    assert world.plan().skipped == 2


@pytest.mark.parametrize(
    "anew",
    [
        Naming(prefix="asked"),
        Naming(user_label="{user} wants it"),
        Naming(aliases={ANN.id: "Mum"}),
        Naming(name_source="title"),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_prefix_template_alias_and_name_source_move_labels(anew: Naming, mode: RemovedMode) -> None:
    """Whatever words a label anew."""
    world = labelled(ANN_WANTS, mode=mode)
    names = {ANN.id: anew.user(ANN, "watchlist")}
    after = applied(replace(world, claims=(ANN_WANTS,), wording=names))
    assert labels(after) == {names[ANN.id].casefold()}


@pytest.mark.parametrize("mode", MODES)
def test_a_renamed_account_moves_its_labels(mode: RemovedMode) -> None:
    """The account's number tells who it is."""
    renamed = Naming(prefix="p").user(replace(ANN, username="anna"), "watchlist")
    world = replace(labelled(ANN_WANTS, mode=mode), claims=(ANN_WANTS,))
    assert labels(applied(replace(world, wording={ANN.id: renamed}))) == {"p:anna"}


def test_two_people_can_change_names() -> None:
    """Each label is then for the other."""
    both = (ANN_WANTS, wish(a_film("tmdb://949"), BOB, FRIEND))
    world = replace(labelled(*both), wording={ANN.id: "p:bob", BOB.id: "p:ann"})
    after = applied(replace(world, claims=both[:1]))
    assert after.ledger.of(HEAT)["p:bob"].because == {by(ANN)}
    assert not after.ledger.of(HEAT)["p:bob"].ended


def test_a_label_moves_though_another_source_wants_it_now() -> None:
    """It is the same person's label."""
    claims = (wish(a_film("tmdb://949"), ANN, SEERR),)
    for mode in MODES:
        world = replace(labelled(ANN_WANTS, mode=mode), claims=claims, wording=ANEW)
        (removal,) = world.plan().removals
        assert removal.moved
        assert labels(applied(world)) == {"q:ann"}


def test_a_label_whose_reason_the_user_leaves_out_does_not_move() -> None:
    """It ends."""
    (removal,) = replace(labelled(ANN_WANTS), mode=RemovedMode.REMOVE, wording={}).plan().removals
    assert not removal.moved


def test_a_kept_label_moves_as_well() -> None:
    """And is still told apart."""
    kept = applied(labelled(ANN_WANTS))
    moved = applied(replace(kept, wording=ANEW))
    assert labels(moved) == {"q:ann"}
    assert ended(moved) == {"q:ann": True}
    assert moved.ledger.of(HEAT)["q:ann"].because == {by(ANN)}
    assert all(change.moved for change in replace(kept, wording=ANEW).plan().removals)


def test_a_kept_label_of_somebody_unknown_stays_as_it_is() -> None:
    """Nobody knows how it would be worded."""
    kept = applied(labelled(ANN_WANTS))
    assert replace(kept, wording={"4k": "q:4k"}).plan() == Plan()


def test_a_kept_label_makes_way_for_one_by_hand_that_reads_like_it() -> None:
    """Which stays theirs."""
    kept = put(applied(labelled(ANN_WANTS)), 1, "q:ann")
    moved = applied(replace(kept, wording=ANEW))
    assert labels(moved) == {"q:ann"}
    assert moved.owned() == set()


def test_a_label_that_says_that_nobody_wants_a_title_moves_as_well() -> None:
    """With a new prefix."""
    marked = applied(labelled(ANN_WANTS, mode=RemovedMode.SPECIAL))
    world = replace(marked, removed_label="q:removed")
    (removal,) = world.plan().removals
    assert removal.moved
    after = applied(world)
    assert labels(after) == {"q:removed"}
    assert after.ledger.of(HEAT)["q:removed"].because == {NOBODY}


def test_every_copy_moves() -> None:
    """Each by itself."""
    copy = film(2, "tmdb://949")
    world = replace(NEW, items=(HEAT, copy), wording=NAMES, claims=(ANN_WANTS,))
    after = applied(replace(applied(world), wording=ANEW))
    assert after.carried.keys() == {(1, "q:ann"), (2, "q:ann")}
