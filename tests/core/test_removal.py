"""What becomes of labels whose reasons have ended: removed, kept, or replaced by one label."""

from copy import replace

import pytest

from custom_components.plex_label_sync.core.ledger import Ledger
from custom_components.plex_label_sync.core.plan import Plan
from custom_components.plex_label_sync.core.removal import Removal, RemovedMode
from tests.core.apply import applied, put, take_off
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    OWN,
    SEERR,
    by,
    ledger_of,
    record,
    wish,
)
from tests.core.ending import (
    ANN_WANTS,
    BOB_WANTS,
    HEAT,
    IS_4K,
    NEW,
    WANTED,
    claimed,
    ended,
    labelled,
    labels,
)

KEEP, REMOVE, SPECIAL = RemovedMode.KEEP, RemovedMode.REMOVE, RemovedMode.SPECIAL


def test_a_kept_label_stays_and_is_told_apart() -> None:
    """With the reasons that it had."""
    after = applied(labelled(ANN_WANTS))
    assert labels(after) == {"p:ann"}
    (kept,) = after.ledger.of(HEAT).values()
    assert kept.ended
    assert kept.because == {by(ANN)}


def test_a_kept_label_lives_again_when_its_reason_returns() -> None:
    """Without a write to Plex."""
    kept = replace(applied(labelled(ANN_WANTS)), claims=(ANN_WANTS,))
    assert kept.plan().additions == ()
    assert ended(applied(kept)) == {"p:ann": False}


def test_a_kept_label_lives_again_for_another_reason() -> None:
    """A request takes the place of the watchlist."""
    kept = replace(applied(labelled(ANN_WANTS)), claims=(wish(WANTED, ANN, SEERR),))
    (record,) = applied(kept).ledger.of(HEAT).values()
    assert not record.ended
    assert record.because == {by(ANN, SEERR)}


def test_a_kept_label_whose_name_another_person_has_now_is_that_person_s() -> None:
    """One label cannot tell two apart."""
    kept = replace(applied(labelled(ANN_WANTS)), wording={ANN.id: "q:ann", BOB.id: "p:ann"})
    after = applied(replace(kept, claims=(BOB_WANTS,)))
    assert labels(after) == {"p:ann"}
    assert after.ledger.of(HEAT)["p:ann"].because == {by(BOB, FRIEND)}


def test_a_kept_label_that_a_hand_took_off_does_not_come_back() -> None:
    """No reason of it stands."""
    kept = take_off(applied(labelled(ANN_WANTS)), (1, "p:ann"))
    assert labels(applied(kept)) == set()


def test_a_kept_label_is_not_counted_as_wanted() -> None:
    """Unchanged are those that somebody wants."""
    kept = applied(labelled(ANN_WANTS, BOB_WANTS))
    assert replace(kept, claims=(BOB_WANTS,)).plan().unchanged == 1


def test_a_tag_s_label_is_kept_as_well() -> None:
    """Whichever reason ended."""
    assert labels(applied(labelled(IS_4K))) == {"p:4k"}


def test_a_silent_source_ends_nothing() -> None:
    """Its label lives on, and nobody knows."""
    silent = replace(labelled(ANN_WANTS), unknown=frozenset({OWN}))
    assert silent.plan() == Plan()


def test_a_kept_label_stays_as_it_is_while_its_source_is_silent() -> None:
    """Told apart as before."""
    kept = replace(applied(labelled(ANN_WANTS)), unknown=frozenset({OWN}))
    assert kept.plan() == Plan()


def test_a_kept_label_goes_with_its_person() -> None:
    """Orphans go in any mode."""
    kept = applied(labelled(ANN_WANTS, BOB_WANTS))
    assert labels(applied(replace(kept, orphans=frozenset({BOB.id})))) == {"p:ann"}


def test_a_label_of_an_orphan_and_of_somebody_else_is_kept() -> None:
    """One of them is still known."""
    both = ledger_of(HEAT, record("p:us", by(ANN), by(BOB)))
    world = put(replace(NEW, ledger=both, mode=KEEP, wording={}), 1, "p:us")
    assert labels(applied(replace(world, orphans=frozenset({BOB.id})))) == {"p:us"}
    assert labels(applied(replace(world, orphans=frozenset({ANN.id, BOB.id})))) == set()


def test_unless_orphans_are_to_go_nobody_is_one() -> None:
    """A label of whoever left is kept like any other."""
    assert Removal(KEEP).spares(frozenset({by(ANN)}))


def test_an_adopted_label_is_kept() -> None:
    """Nobody knows its reasons, so it is nobody's orphan."""
    world = put(replace(NEW, ledger=ledger_of(HEAT, record("p:old")), mode=KEEP), 1, "p:old")
    assert labels(applied(world)) == {"p:old"}


def test_a_label_that_somebody_wants_is_no_orphan() -> None:
    """Whoever is not known any more."""
    world = replace(NEW, claims=(ANN_WANTS,), orphans=frozenset({ANN.id}))
    assert labels(applied(applied(world))) == {"p:ann"}


def test_an_orphan_s_label_stays_while_its_source_is_silent() -> None:
    """Unknown never removes."""
    orphan = replace(labelled(ANN_WANTS), orphans=frozenset({ANN.id}), unknown=frozenset({OWN}))
    assert orphan.plan() == Plan()


def test_an_ignored_item_is_left_alone_in_every_mode() -> None:
    """Whatever ended."""
    for mode in RemovedMode:
        world = replace(labelled(ANN_WANTS), mode=mode, ignored=frozenset({1}))
        assert world.plan() == Plan()


def test_a_label_by_hand_with_the_text_of_the_mark_stays_theirs() -> None:
    """It is there, and never ours."""
    world = applied(put(labelled(ANN_WANTS, mode=SPECIAL), 1, "P:Removed"))
    assert labels(world) == {"p:removed"}
    assert world.ledger == Ledger()
    assert labels(applied(claimed(world, ANN_WANTS))) == {"p:ann", "p:removed"}


@pytest.mark.parametrize(
    ("first", "then", "after"),
    [
        (REMOVE, KEEP, set()),
        (REMOVE, SPECIAL, set()),
        (KEEP, REMOVE, set()),
        (KEEP, SPECIAL, {"p:removed"}),
        (SPECIAL, REMOVE, set()),
        (SPECIAL, KEEP, set()),
        (SPECIAL, SPECIAL, {"p:removed"}),
        (KEEP, KEEP, {"p:ann"}),
    ],
)
def test_another_mode_counts_for_what_ended_before(
    first: RemovedMode, then: RemovedMode, after: set[str]
) -> None:
    """In every direction; what is gone stays gone."""
    before = applied(labelled(ANN_WANTS, mode=first))
    assert labels(applied(replace(before, mode=then))) == after
