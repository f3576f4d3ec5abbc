"""The label that takes the place of people's when nobody wants a title any more."""

from copy import replace

import pytest

from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import NOBODY, Claim
from custom_components.plex_label_sync.core.plan import Plan
from custom_components.plex_label_sync.core.removal import RemovedMode, TitlesLeft
from tests.core.apply import applied, keys_of, put, take_off
from tests.core.build import (
    ANN,
    FRIEND,
    MOVIES,
    MOVIES_4K,
    OWN,
    RADARR,
    a_film,
    by,
    film,
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
    claimed,
    labelled,
    labels,
)

KEEP, REMOVE, SPECIAL = RemovedMode.KEEP, RemovedMode.REMOVE, RemovedMode.SPECIAL


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
    marked = claimed(applied(labelled(ANN_WANTS, mode=SPECIAL)), BOB_WANTS)
    (removal,) = marked.plan().removals
    assert removal.moved
    assert labels(applied(marked)) == {"p:bob"}
    assert applied(marked).claims == (BOB_WANTS,)


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
    assert labels(applied(world)) == set()
    assert world.plan().left == TitlesLeft()


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


def test_a_mark_that_could_not_be_read_comes_once_it_can_be() -> None:
    """It is remembered that nobody wants the title."""
    unread = frozenset({(MOVIES, "p:removed")})
    world = replace(labelled(ANN_WANTS, IS_4K, mode=SPECIAL), unread=unread)
    assert labels(applied(world)) == set()
    assert world.plan().skipped == 1
    assert labels(applied(replace(applied(world), unread=frozenset()))) == {"p:removed"}


def test_a_mark_that_was_taken_off_and_renamed_comes_once_its_new_name_can_be_read() -> None:
    """However long that takes."""
    marked = applied(labelled(ANN_WANTS, mode=SPECIAL))
    unread = frozenset({(MOVIES, "p:gone")})
    world = replace(marked, carried={}, removed_label="p:gone", unread=unread)
    after = applied(world)
    assert labels(after) == set()
    assert labels(applied(replace(after, unread=frozenset()))) == {"p:gone"}


def test_a_mark_that_could_not_be_read_comes_though_a_tag_took_the_person_s_label_over() -> None:
    """It is remembered that nobody wants the title."""
    names = {**NAMES, "4k": "p:ann"}
    world = replace(labelled(ANN_WANTS, mode=SPECIAL), wording=names, claims=(IS_4K,))
    blind = applied(replace(world, unread=frozenset({(MOVIES, "p:removed")})))
    assert labels(blind) == {"p:ann"}
    after = applied(replace(blind, unread=frozenset()))
    assert labels(after) == {"p:ann", "p:removed"}
    assert after.ledger.of(HEAT)["p:ann"].because == {tagged("4k")}


def test_a_mark_stays_until_the_label_of_who_wants_the_title_can_be_read() -> None:
    """Else the title would have neither for a while."""
    marked = claimed(applied(labelled(ANN_WANTS, mode=SPECIAL)), BOB_WANTS)
    blind = replace(marked, unread=frozenset({(MOVIES, "p:bob")}))
    assert blind.plan().skipped == 2
    assert labels(applied(blind)) == {"p:removed"}
    assert labels(applied(replace(applied(blind), unread=frozenset()))) == {"p:bob"}


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
    back = applied(claimed(applied(world), ANN_WANTS))
    assert back.ledger.of(HEAT)["p:removed"].because == {tagged("4k")}


def test_every_copy_of_a_title_is_marked() -> None:
    """Though one of them alone carried people's labels."""
    copy = film(2, "tmdb://949", section=MOVIES_4K)
    after = applied(replace(labelled(ANN_WANTS, mode=SPECIAL), items=(HEAT, copy)))
    assert after.carried.keys() == {(1, "p:removed"), (2, "p:removed")}


def test_a_title_is_claimed_with_all_ids_of_its_copies() -> None:
    """By whichever it is known later."""
    copy = film(2, "tmdb://949", "imdb://tt1")
    world = replace(labelled(ANN_WANTS, mode=SPECIAL), items=(HEAT, copy))
    title = a_film("tmdb://949", "imdb://tt1", name=HEAT.title)
    claim = Claim(title, NOBODY, waits=False)
    assert world.plan().left == TitlesLeft({claim: frozenset({1, 2})})
    assert applied(world).plan().left == TitlesLeft()


def test_an_item_without_ids_is_not_marked() -> None:
    """There is nothing to know its title by."""
    nameless = film(1)
    world = replace(labelled(ANN_WANTS, mode=SPECIAL), items=(nameless,))
    assert labels(applied(world)) == set()


def test_the_wish_of_somebody_who_gets_no_labels_does_not_count() -> None:
    """Whom the user excludes wants nothing."""
    world = replace(labelled(ANN_WANTS, BOB_WANTS, mode=SPECIAL), wording={ANN.id: "p:ann"})
    assert labels(applied(replace(world, claims=(BOB_WANTS,)))) == {"p:removed"}


def test_an_ignored_copy_says_nothing_of_its_title() -> None:
    """Its labels stay whatever comes."""
    copy = film(2, "tmdb://949")
    world = replace(labelled(ANN_WANTS, mode=SPECIAL), items=(HEAT, copy), ignored=frozenset({1}))
    assert labels(applied(world)) == {"p:ann"}


@pytest.mark.parametrize("answer", [Answer.ASKED, Answer.KEEP])
def test_while_a_person_s_label_stays_as_the_user_has_it_a_title_is_not_marked(
    answer: Answer,
) -> None:
    """The labels of others go."""
    world = labelled(ANN_WANTS, BOB_WANTS, mode=SPECIAL)
    world = applied(replace(world, decisions={(1, "p:bob"): answer}))
    assert labels(world) == {"p:bob"}
    after = applied(replace(world, decisions={(1, "p:bob"): Answer.GO}))
    assert labels(after) == {"p:removed"}


def test_what_was_decided_about_a_tag_s_label_holds_no_mark_up() -> None:
    """It is no wish of a person."""
    world = labelled(ANN_WANTS, IS_4K, mode=SPECIAL)
    world = replace(world, decisions={(1, "p:4k"): Answer.KEEP})
    assert labels(applied(world)) == {"p:4k", "p:removed"}


def test_a_kept_label_is_nobody_s_wish_that_a_mark_makes_way_for() -> None:
    """The mark ends, and whoever is to be asked about removals is."""
    ledger = ledger_of(HEAT, record("p:ann", by(ANN)), record("p:removed", NOBODY))
    world = put(put(replace(NEW, ledger=ledger, mode=KEEP), 1, "p:ann"), 1, "p:removed")
    (removal,) = world.plan().removals
    assert removal.key == (1, "p:removed")
    assert not removal.moved


def test_a_mark_whose_claim_was_lost_stays() -> None:
    """Its record says why it is there; so it was before claims were stored, too."""
    marked = replace(applied(labelled(ANN_WANTS, mode=SPECIAL)), claims=())
    assert (marked.plan().additions, marked.plan().removals) == ((), ())
    assert applied(applied(marked)) == applied(marked)
    assert labels(applied(claimed(marked, BOB_WANTS))) == {"p:bob"}


def test_of_a_title_that_turns_out_to_be_two_the_one_that_nobody_wants_stays_marked() -> None:
    """The other loses its mark when somebody wants it."""
    link = film(3, "tmdb://949", "imdb://tt1")
    other = film(2, "imdb://tt1")
    world = replace(labelled(ANN_WANTS, mode=SPECIAL), items=(HEAT, other, link))
    split = replace(applied(world), items=(HEAT, other))
    after = applied(claimed(split, BOB_WANTS))
    assert {key for key in after.carried if key[0] != 3} == {(1, "p:bob"), (2, "p:removed")}
    assert applied(after) == after


def test_a_run_of_some_items_marks_no_other_title() -> None:
    """Nor does it take back what was said of one."""
    wants_dune = wish(a_film("tmdb://1"))
    dune = film(2, "tmdb://1")
    both = replace(NEW, items=(HEAT, dune), claims=(ANN_WANTS, wants_dune), mode=SPECIAL)
    world = replace(applied(both), claims=())
    plan = world.plan(frozenset({2}))
    assert [claim.title.guids for claim in plan.left.new] == [{"tmdb://1"}]
    wanted = claimed(applied(world), ANN_WANTS, wants_dune)
    (over,) = wanted.plan(frozenset({2})).left.over
    assert over.title.guids == {"tmdb://1"}
