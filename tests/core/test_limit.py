"""The removal limit: how much may go without asking, and what is held back then."""

from copy import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.ledger import Ledger
from custom_components.plex_label_sync.core.limit import ALWAYS_ALLOWED, Answer, exceeds
from custom_components.plex_label_sync.core.model import NOBODY, Item
from custom_components.plex_label_sync.core.plan import Change, Plan, held_back
from custom_components.plex_label_sync.core.removal import RemovedMode, TitlesLeft
from tests.core.apply import World, applied, keys_of, put
from tests.core.build import ANN, MOVIES_4K, by, film, ledger_of, record, tagged
from tests.core.ending import (
    ANN_WANTS,
    BOB_WANTS,
    HEAT,
    IS_4K,
    NAMES,
    claimed,
    labelled,
    labels,
    without,
)
from tests.core.records import with_records

SPECIAL = RemovedMode.SPECIAL
COPY = film(2, "tmdb://949", section=MOVIES_4K)


def _asks(removals: int, owned: int, percent: int, *, within_a_day: int = 0) -> bool:
    return exceeds(removals, within_a_day=within_a_day, owned=owned, percent=percent)


def test_ten_removals_are_always_allowed() -> None:
    """Though they are all that there is."""
    assert ALWAYS_ALLOWED == 10
    assert not _asks(10, owned=10, percent=1)
    assert _asks(11, owned=11, percent=1)


def test_as_much_as_the_limit_is_allowed() -> None:
    """And not one more."""
    assert not _asks(25, owned=100, percent=25)
    assert _asks(26, owned=100, percent=25)


def test_a_limit_of_all_never_asks() -> None:
    """Whatever goes."""
    assert not _asks(500, owned=500, percent=100)


def test_what_went_within_a_day_counts() -> None:
    """Of all that was there then: the limit is not undone label by label."""
    assert not _asks(1, owned=10, percent=50, within_a_day=9)
    assert _asks(1, owned=10, percent=50, within_a_day=10)
    assert not _asks(1, owned=76, percent=25, within_a_day=24)
    assert _asks(1, owned=75, percent=25, within_a_day=25)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 100), st.integers(0, 100))
def test_removals_are_asked_about_as_if_all_of_a_day_went_at_once(
    removals: int, others: int, before: int, percent: int
) -> None:
    """More than ten, and more than the share."""
    asks = _asks(removals, owned=removals + others, percent=percent, within_a_day=before)
    assert asks is _asks(removals + before, owned=removals + before + others, percent=percent)
    together = removals + before
    assert asks is (together > 10 and together * 100 > percent * (together + others))


def _removal(item: Item, *replaced_by: str, approved: bool = False) -> Change:
    because = frozenset({by(ANN)})
    return Change(item, "P:ann", because, replaced_by, approved=approved, wording="p:ann")


def test_of_a_plan_that_is_held_back_what_moves_or_was_approved_is_done() -> None:
    """And all that comes; what is left is asked about, with what was asked before."""
    moves, approved, ends = (
        _removal(film(1), "q:ann"),
        _removal(film(2), approved=True),
        _removal(film(3)),
    )
    comes, asked = Change(film(1), "p:bob", frozenset({by(ANN)})), _removal(film(4))
    plan = Plan(
        additions=(comes,),
        removals=(moves, approved, ends),
        held=(asked,),
        unchanged=2,
        settled=((1, "p:bob"),),
    )
    assert held_back(plan) == replace(plan, removals=(moves, approved), held=(asked, ends))


def test_a_title_is_not_marked_while_a_person_s_label_on_it_is_asked_about() -> None:
    """On no copy: nothing may say that nobody wants it."""
    world = replace(labelled(ANN_WANTS, mode=SPECIAL), items=(HEAT, COPY))
    plan = held_back(world.plan())
    assert (plan.additions, plan.left) == ((), TitlesLeft())
    assert keys_of(plan.held) == [(1, "p:ann")]
    after = applied(world, plan)
    assert after.carried.keys() == {(1, "p:ann")}
    assert applied(after).carried.keys() == {(1, "p:removed"), (2, "p:removed")}


def test_a_title_is_marked_though_others_are_asked_about() -> None:
    """Whose labels the user let go."""
    dune = film(3, "tmdb://1")
    world = labelled(ANN_WANTS, mode=SPECIAL)
    ledger = with_records(world.ledger, [(dune, record("p:ann", by(ANN)))])
    world = put(replace(world, items=(HEAT, dune), ledger=ledger), 3, "p:ann")
    world = replace(world, decisions={(1, "p:ann"): Answer.GO})
    after = applied(world, held_back(world.plan()))
    assert after.carried.keys() == {(1, "p:removed"), (3, "p:ann")}
    assert applied(after, held_back(after.plan())) == after


def test_what_is_asked_about_of_tags_marks_titles_all_the_same() -> None:
    """They are no wishes of people."""
    world = labelled(ANN_WANTS, IS_4K, mode=SPECIAL)
    world = replace(world, decisions={(1, "p:ann"): Answer.GO})
    assert labels(applied(world, held_back(world.plan()))) == {"p:4k", "p:removed"}


def test_a_tag_with_the_name_of_the_mark_comes_though_people_s_labels_are_asked_about() -> None:
    """It says nothing but that it is a tag."""
    names = {**NAMES, "4k": "p:removed"}
    world = claimed(replace(labelled(ANN_WANTS, mode=SPECIAL), wording=names), IS_4K)
    (addition,) = world.plan().additions
    assert addition.because == {NOBODY, tagged("4k")}
    (addition,) = held_back(world.plan()).additions
    assert addition.because == {tagged("4k")}


def test_a_kept_label_that_nobody_can_explain_moves_though_others_are_asked_about() -> None:
    """It has no reasons, and still it comes under its new name."""
    bare = Change(HEAT, "q:old", frozenset(), ended=True)
    plan = Plan(additions=(bare,), left=TitlesLeft({ANN_WANTS: frozenset({1})}))
    assert held_back(replace(plan, removals=(_removal(HEAT),))).additions == (bare,)


def test_a_mark_goes_when_somebody_wants_the_title_whatever_is_asked_about() -> None:
    """What is over is over."""
    marked = claimed(applied(labelled(ANN_WANTS, mode=SPECIAL)), BOB_WANTS)
    plan = held_back(marked.plan())
    assert plan.left.over
    assert labels(applied(marked, plan)) == {"p:bob"}


ADOPTED = put(World(items=(HEAT,), ledger=ledger_of(HEAT, record("p:old"))), 1, "p:old")


@pytest.mark.parametrize("answer", [Answer.ASKED, Answer.KEEP])
def test_what_was_asked_or_kept_stays(answer: Answer) -> None:
    """Whoever was behind it."""
    world = replace(labelled(ANN_WANTS, mode=RemovedMode.REMOVE), decisions={(1, "p:ann"): answer})
    assert world.plan() == Plan(held=(_removal(HEAT),))
    plan = replace(ADOPTED, decisions={(1, "p:old"): answer}).plan()
    assert plan == Plan(held=(Change(HEAT, "P:old", frozenset(), wording="p:old"),))


def test_what_the_user_let_go_goes() -> None:
    """And is told apart."""
    world = labelled(ANN_WANTS, mode=RemovedMode.REMOVE)
    world = replace(world, decisions={(1, "p:ann"): Answer.GO})
    assert world.plan() == Plan(removals=(_removal(HEAT, approved=True),))


@pytest.mark.parametrize("answer", Answer)
def test_a_label_that_moves_asks_for_no_answer(answer: Answer) -> None:
    """Another one takes its place."""
    world = claimed(labelled(ANN_WANTS, mode=RemovedMode.REMOVE), ANN_WANTS)
    world = replace(world, wording={ANN.id: "q:ann"}, decisions={(1, "p:ann"): answer})
    assert world.plan().removals == (_removal(HEAT, "q:ann"),)


@pytest.mark.parametrize("answer", Answer)
def test_a_label_that_is_wanted_again_settles_what_was_decided(answer: Answer) -> None:
    """When nobody wants it then, the user is asked anew."""
    world = labelled(ANN_WANTS, mode=RemovedMode.REMOVE)
    world = claimed(replace(world, decisions={(1, "p:ann"): answer}), ANN_WANTS)
    assert world.plan() == Plan(unchanged=1, settled=((1, "p:ann"),))
    assert without(applied(world), ANN_WANTS).plan().removals == (_removal(HEAT),)


@pytest.mark.parametrize("answer", [Answer.ASKED, Answer.GO])
def test_a_label_that_is_kept_by_the_options_is_asked_about_no_more(answer: Answer) -> None:
    """Nothing removes it: whoever is asked would answer for nothing, and long before it is so."""
    world = replace(labelled(ANN_WANTS), decisions={(1, "p:ann"): answer})
    assert (world.plan().held, world.plan().settled) == ((), ((1, "p:ann"),))
    assert replace(applied(world), mode=RemovedMode.REMOVE).plan().removals == (_removal(HEAT),)


def test_a_label_that_is_kept_by_the_options_stays_one_that_the_user_kept() -> None:
    """Nobody wants it again."""
    world = replace(labelled(ANN_WANTS), decisions={(1, "p:ann"): Answer.KEEP})
    assert world.plan().settled == ()
    assert replace(applied(world), mode=RemovedMode.REMOVE).plan().removals == ()


def test_a_label_that_takes_the_place_of_one_that_the_user_kept_is_kept() -> None:
    """It is the same label under another name, and no reason of it stands either."""
    world = replace(labelled(ANN_WANTS), decisions={(1, "p:ann"): Answer.KEEP})
    renamed = replace(applied(world), wording={ANN.id: "q:ann"})
    plan = renamed.plan()
    assert plan.kept == ((1, "q:ann"),)
    after = replace(applied(renamed), decisions=dict.fromkeys(plan.kept, Answer.KEEP))
    assert labels(after) == {"q:ann"}
    assert replace(after, mode=RemovedMode.REMOVE).plan().removals == ()


@pytest.mark.parametrize("answer", [Answer.ASKED, Answer.GO])
def test_a_label_that_the_user_did_not_keep_makes_no_other_stay(answer: Answer) -> None:
    world = replace(labelled(ANN_WANTS), decisions={(1, "p:ann"): answer})
    assert replace(world, wording={ANN.id: "q:ann"}).plan().kept == ()


def test_a_label_that_is_wanted_under_its_new_name_is_not_kept() -> None:
    """When nobody wants it then, the user is asked anew."""
    world = replace(labelled(ANN_WANTS), decisions={(1, "p:ann"): Answer.KEEP})
    world = claimed(replace(world, wording={ANN.id: "q:ann"}), ANN_WANTS)
    assert (keys_of(world.plan().additions), world.plan().kept) == ([(1, "q:ann")], ())


def test_a_label_that_is_not_there_is_not_asked_about() -> None:
    """It goes by itself."""
    world = replace(ADOPTED, carried={}, ledger=with_records(Ledger(), ADOPTED.ledger))
    assert replace(world, decisions={(1, "p:old"): Answer.ASKED}).plan().held == ()
