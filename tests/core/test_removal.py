"""What becomes of labels whose reasons have ended: removed, kept, or replaced by one label."""

from dataclasses import replace

import pytest

from custom_components.plex_label_sync.core.ledger import Ledger
from custom_components.plex_label_sync.core.model import NOBODY
from custom_components.plex_label_sync.core.plan import Plan
from custom_components.plex_label_sync.core.removal import Removal, RemovedMode
from tests.core.apply import applied, keys_of, put, take_off
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    MOVIES,
    OWN,
    RADARR,
    SEERR,
    by,
    ledger_of,
    record,
    tagged,
    wish,
)
from tests.core.ending import (
    ANN_WANTS,
    BOB_WANTS,
    HEAT,
    IS_4K,
    NAMES,
    NEW,
    WANTED,
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
    assert kept.plan() == Plan(forgotten=((1, "p:ann"),))


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


def test_when_nobody_wants_a_title_one_label_takes_the_place_of_all_people_s() -> None:
    """Its reason is that nobody does."""
    after = applied(labelled(ANN_WANTS, BOB_WANTS, mode=SPECIAL))
    assert labels(after) == {"p:removed"}
    (mark,) = after.ledger.of(HEAT).values()
    assert mark.because == {NOBODY}
    assert not mark.ended


def test_while_one_person_wants_a_title_the_other_s_label_just_goes() -> None:
    """Somebody wants it."""
    world = replace(labelled(ANN_WANTS, BOB_WANTS, mode=SPECIAL), claims=(BOB_WANTS,))
    assert labels(applied(world)) == {"p:bob"}


def test_the_label_goes_again_when_somebody_wants_the_title() -> None:
    """Whoever it is; and that is no removal to ask about."""
    marked = replace(applied(labelled(ANN_WANTS, mode=SPECIAL)), claims=(BOB_WANTS,))
    (removal,) = marked.plan().removals
    assert removal.moved
    assert labels(applied(marked)) == {"p:bob"}


def test_tags_have_no_part_in_it() -> None:
    """Neither do their labels stand for people, nor are they replaced."""
    world = labelled(ANN_WANTS, IS_4K, mode=SPECIAL)
    assert labels(applied(replace(world, claims=(IS_4K,)))) == {"p:4k", "p:removed"}
    assert labels(applied(replace(world, claims=(ANN_WANTS,)))) == {"p:ann"}
    assert labels(applied(labelled(IS_4K, mode=SPECIAL))) == set()


def test_a_title_that_nobody_ever_wanted_is_not_marked() -> None:
    """It is as it was before us."""
    world = put(replace(NEW, mode=SPECIAL), 1, "p:ann")
    assert world.plan() == Plan()


def test_a_label_that_a_hand_took_off_leaves_none_behind() -> None:
    """There is nothing to replace."""
    world = take_off(labelled(ANN_WANTS, mode=SPECIAL), (1, "p:ann"))
    assert world.plan() == Plan(forgotten=((1, "p:ann"),))


def test_a_mark_that_a_hand_took_off_comes_back() -> None:
    """Its reason stands: still nobody wants the title."""
    marked = take_off(applied(labelled(ANN_WANTS, mode=SPECIAL)), (1, "p:removed"))
    assert keys_of(marked.plan().additions) == [(1, "p:removed")]


@pytest.mark.parametrize("unknown", [OWN, "watchlist", FRIEND])
def test_while_a_source_is_silent_nobody_knows_whether_nobody_wants_a_title(unknown: str) -> None:
    """Though another one's wish has ended."""
    world = replace(labelled(ANN_WANTS, BOB_WANTS, mode=SPECIAL), unknown=frozenset({unknown}))
    assert "p:removed" not in labels(applied(world))


def test_a_silent_instance_s_tags_hold_nothing_up() -> None:
    """They are no wishes of people."""
    world = replace(labelled(ANN_WANTS, IS_4K, mode=SPECIAL), unknown=frozenset({RADARR}))
    assert labels(applied(world)) == {"p:4k", "p:removed"}


def test_a_mark_that_could_not_be_read_holds_people_s_labels() -> None:
    """Else the title would end with neither."""
    unread = frozenset({(MOVIES, "p:removed")})
    world = replace(labelled(ANN_WANTS, IS_4K, mode=SPECIAL), unread=unread)
    assert labels(applied(world)) == {"p:ann"}
    assert world.plan().skipped == 2
    assert labels(applied(replace(applied(world), unread=frozenset()))) == {"p:removed"}


def test_a_mark_that_was_taken_off_and_renamed_comes_once_its_new_name_can_be_read() -> None:
    """Until then its record alone says that nobody wants the title."""
    marked = applied(labelled(ANN_WANTS, mode=SPECIAL))
    unread = frozenset({(MOVIES, "p:gone")})
    world = replace(marked, carried={}, removed_label="p:gone", unread=unread)
    after = applied(world)
    assert labels(after) == set()
    assert labels(applied(replace(after, unread=frozenset()))) == {"p:gone"}


def test_a_person_s_label_that_a_tag_takes_over_remembers_why_a_mark_is_to_come() -> None:
    """While the mark cannot be read; else nobody would know any more."""
    names = {**NAMES, "4k": "p:ann"}
    world = replace(labelled(ANN_WANTS, mode=SPECIAL), wording=names, claims=(IS_4K,))
    blind = applied(replace(world, unread=frozenset({(MOVIES, "p:removed")})))
    assert labels(blind) == {"p:ann"}
    after = applied(replace(blind, unread=frozenset()))
    assert labels(after) == {"p:ann", "p:removed"}
    assert after.ledger.of(HEAT)["p:ann"].because == {tagged("4k")}


def test_a_mark_stays_until_the_label_of_who_wants_the_title_can_be_read() -> None:
    """Else the title would have neither for a while."""
    marked = replace(applied(labelled(ANN_WANTS, mode=SPECIAL)), claims=(BOB_WANTS,))
    assert replace(marked, unread=frozenset({(MOVIES, "p:bob")})).plan() == Plan(skipped=2)


def test_a_tag_with_the_name_of_the_mark_is_a_tag() -> None:
    """It says nothing about people, and goes with its reason."""
    names = {**NAMES, "4k": "P:Removed"}
    world = applied(replace(NEW, wording=names, mode=SPECIAL, claims=(IS_4K,)))
    assert applied(world) == world
    assert labels(applied(replace(world, claims=()))) == set()


def test_a_mark_that_is_a_tag_too_has_both_reasons() -> None:
    """And loses one when somebody wants the title."""
    names = {**NAMES, "4k": "p:removed"}
    world = replace(labelled(ANN_WANTS, mode=SPECIAL), wording=names, claims=(IS_4K,))
    (mark,) = applied(world).ledger.of(HEAT).values()
    assert mark.because == {NOBODY, tagged("4k")}
    back = applied(replace(applied(world), claims=(IS_4K, ANN_WANTS)))
    assert back.ledger.of(HEAT)["p:removed"].because == {tagged("4k")}


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
    assert labels(applied(replace(world, claims=(ANN_WANTS,)))) == {"p:ann", "p:removed"}


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
