"""The plan, rule by rule: what a run adds, removes, keeps and forgets."""

from copy import replace

from custom_components.plex_label_sync.core.ledger import FORGET_AFTER
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import Claim, fold_label
from custom_components.plex_label_sync.core.plan import Change, Plan
from tests.core.apply import World, applied, put
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    MOVIES,
    MOVIES_4K,
    OWN,
    RADARR,
    SEERR,
    a_film,
    by,
    film,
    ledger_of,
    record,
    tagged,
    wish,
)

HEAT = film(1, "tmdb://949")
HEAT_4K = film(2, "tmdb://949", section=MOVIES_4K)
WANTS_HEAT = wish(a_film("tmdb://949"))
BOB_WANTS_HEAT = wish(a_film("tmdb://949"), BOB, FRIEND)
NAMES = {ANN.id: "p:ann", BOB.id: "p:bob", "4k": "p:4k"}

UNLABELLED = World(items=(HEAT,), wording=NAMES)
OURS = put(replace(UNLABELLED, ledger=ledger_of(HEAT, record("p:ann", by(ANN)))), 1, "p:ann")
BY_HAND = put(UNLABELLED, 1, "p:ann")


def _labels(changes: tuple[Change, ...]) -> list[tuple[int, str]]:
    return [(change.item.rating_key, change.label) for change in changes]


def test_nothing_wanted_and_nothing_there_is_nothing_to_do() -> None:
    """The empty plan."""
    assert World().plan() == Plan()


def test_a_wanted_label_is_added_with_its_reason() -> None:
    """In our spelling."""
    plan = replace(UNLABELLED, claims=(WANTS_HEAT,)).plan()
    assert plan == Plan(additions=(Change(HEAT, "p:ann", frozenset({by(ANN)})),))


def test_every_copy_is_labelled() -> None:
    """In every library."""
    plan = replace(UNLABELLED, items=(HEAT_4K, HEAT), claims=(WANTS_HEAT,)).plan()
    assert _labels(plan.additions) == [(1, "p:ann"), (2, "p:ann")]


def test_a_title_wanted_by_two_people_carries_both_labels() -> None:
    """Each its own."""
    plan = replace(UNLABELLED, claims=(BOB_WANTS_HEAT, WANTS_HEAT)).plan()
    assert _labels(plan.additions) == [(1, "p:ann"), (1, "p:bob")]


def test_a_label_has_all_its_reasons() -> None:
    """A watchlist and a request of one person are one label."""
    plan = replace(UNLABELLED, claims=(WANTS_HEAT, wish(a_film("tmdb://949"), ANN, SEERR))).plan()
    assert [change.because for change in plan.additions] == [{by(ANN), by(ANN, SEERR)}]


def test_of_two_spellings_the_first_in_order_is_sent() -> None:
    """Plex holds them for one label."""
    names = {ANN.id: "p:ann", BOB.id: "P:ANN"}
    plan = replace(UNLABELLED, wording=names, claims=(WANTS_HEAT, BOB_WANTS_HEAT)).plan()
    assert _labels(plan.additions) == [(1, "P:ANN")]


def test_a_reason_without_wording_is_left_out() -> None:
    """An excluded user or tag neither labels nor waits."""
    assert replace(UNLABELLED, wording={}, claims=(WANTS_HEAT,)).plan() == Plan()
    assert World(claims=(WANTS_HEAT,)).plan() == Plan()


def test_a_label_that_is_there_is_unchanged() -> None:
    """Whatever its spelling."""
    assert replace(OURS, claims=(WANTS_HEAT,)).plan() == Plan(unchanged=1)


def test_a_label_by_hand_is_not_made_ours_by_a_wish() -> None:
    """It stays when the wish goes."""
    wanted = replace(BY_HAND, claims=(WANTS_HEAT,))
    assert wanted.plan() == Plan(unchanged=1)
    assert BY_HAND.plan() == Plan()


def test_a_label_of_ours_goes_with_its_last_reason() -> None:
    """In Plex's spelling, with the reasons it had, and told as we worded it."""
    removal = Change(HEAT, "P:ann", frozenset({by(ANN)}), wording="p:ann")
    assert OURS.plan() == Plan(removals=(removal,))


def test_a_label_stays_while_one_reason_stands() -> None:
    """The record then says which."""
    both = ledger_of(HEAT, record("p:ann", by(ANN), by(ANN, SEERR)))
    plan = replace(OURS, ledger=both, claims=(WANTS_HEAT,)).plan()
    assert plan == Plan(unchanged=1, restated=((HEAT, record("p:ann", by(ANN))),))


def test_a_new_reason_is_recorded() -> None:
    """Without a write to Plex."""
    plan = replace(OURS, claims=(WANTS_HEAT, wish(a_film("tmdb://949"), ANN, SEERR))).plan()
    assert plan.additions == ()
    assert plan.restated == ((HEAT, record("p:ann", by(ANN), by(ANN, SEERR))),)


def test_new_wording_moves_a_label_in_one_run() -> None:
    """The old one goes, the new one comes."""
    plan = replace(OURS, wording={ANN.id: "q:ann"}, claims=(WANTS_HEAT,)).plan()
    assert _labels(plan.additions) == [(1, "q:ann")]
    assert _labels(plan.removals) == [(1, "P:ann")]


def test_a_wanted_label_that_a_hand_took_off_comes_back() -> None:
    """What is wanted is written."""
    plan = replace(OURS, carried={}, claims=(WANTS_HEAT,)).plan()
    assert _labels(plan.additions) == [(1, "p:ann")]


def test_an_unwanted_label_that_is_missed_twice_a_day_apart_is_forgotten() -> None:
    """If it comes back by hand, it is no longer ours."""
    missed = replace(record("p:ann", by(ANN)), missing_since=100.0)
    first = replace(OURS, carried={}, now=100.0)
    assert first.plan() == Plan(restated=((HEAT, missed),))
    assert replace(applied(first), now=100.0 + FORGET_AFTER - 1).plan() == Plan()
    again = replace(applied(first), now=100.0 + FORGET_AFTER)
    assert again.plan() == Plan(forgotten=((1, "p:ann"),))


def test_an_unwanted_label_that_comes_late_is_ours_and_goes() -> None:
    """Plex carried the edit out after it had answered that it did not."""
    late = put(applied(replace(OURS, carried={})), 1, "p:ann")
    assert _labels(late.plan().removals) == [(1, "P:ann")]
    assert applied(late).owned() == set()


def test_a_label_that_is_there_again_was_not_missed() -> None:
    """Whoever may want it, whatever is decided, and though it cannot be removed."""
    missed = put(applied(replace(OURS, carried={})), 1, "p:ann")
    seen = ((HEAT, record("p:ann", by(ANN))),)
    assert replace(missed, claims=(WANTS_HEAT,)).plan() == Plan(unchanged=1, restated=seen)
    assert replace(missed, unknown=frozenset({OWN})).plan() == Plan(restated=seen)
    assert missed.plan().restated == seen
    kept = replace(missed, decisions={(1, "p:ann"): Answer.KEEP})
    assert kept.plan().restated == seen


def test_an_item_that_was_matched_anew_is_recorded_though_its_label_is_missed() -> None:
    """Also in a run that listed nothing."""
    mended = replace(HEAT, guid="plex://movie/other")
    plan = replace(OURS, items=(mended,), carried={}).plan(listed=False)
    assert plan == Plan(restated=((mended, record("p:ann", by(ANN))),))


def test_a_label_stays_while_a_source_of_it_is_unknown() -> None:
    """Unknown never removes."""
    assert replace(OURS, unknown=frozenset({OWN})).plan() == Plan()


def test_a_label_stays_while_what_its_source_is_part_of_is_unknown() -> None:
    """Without the list of friends, nobody knows whose watchlists are gone."""
    friends = ledger_of(HEAT, record("p:ann", by(BOB, FRIEND)))
    plan = replace(OURS, ledger=friends, unknown=frozenset({"watchlist/friend"})).plan()
    assert plan == Plan()


def test_an_unknown_source_does_not_hold_up_others() -> None:
    """A label goes when those who gave reasons for it were all read."""
    plan = replace(OURS, unknown=frozenset({FRIEND, RADARR})).plan()
    assert _labels(plan.removals) == [(1, "P:ann")]


def test_a_label_stays_with_the_unknown_one_of_its_reasons() -> None:
    """Though the other ended."""
    both = ledger_of(HEAT, record("p:ann", by(ANN), by(ANN, SEERR)))
    world = replace(OURS, ledger=both, unknown=frozenset({SEERR}))
    assert world.plan() == Plan()
    assert replace(world, claims=(WANTS_HEAT,)).plan() == Plan(unchanged=1)


def test_a_label_that_is_added_again_keeps_its_unknown_reasons() -> None:
    """Else the end of the known one would remove it."""
    requested = ledger_of(HEAT, record("p:ann", by(ANN, SEERR)))
    world = replace(UNLABELLED, ledger=requested, unknown=frozenset({SEERR}), claims=(WANTS_HEAT,))
    (addition,) = world.plan().additions
    assert addition.because == {by(ANN), by(ANN, SEERR)}


def test_a_label_without_reasons_goes_when_all_sources_were_read() -> None:
    """It was adopted: who stands behind it, nobody knows before."""
    adopted = replace(OURS, ledger=ledger_of(HEAT, record("p:ann")))
    assert _labels(adopted.plan().removals) == [(1, "P:ann")]
    assert replace(adopted, unknown=frozenset({SEERR})).plan() == Plan()


def test_an_unread_label_is_neither_added_nor_removed() -> None:
    """Nobody knows where it is."""
    unread = frozenset({(MOVIES, "p:ann")})
    skipped = Plan(skipped=1, skipped_keys=(1,))
    assert replace(OURS, unread=unread).plan() == skipped
    assert replace(UNLABELLED, unread=unread, claims=(WANTS_HEAT,)).plan() == skipped


def test_a_label_that_is_unread_in_one_library_is_written_in_another() -> None:
    """Each may fail by itself."""
    plan = replace(
        UNLABELLED,
        items=(HEAT, HEAT_4K),
        unread=frozenset({(MOVIES, "p:ann")}),
        claims=(WANTS_HEAT,),
    ).plan()
    assert _labels(plan.additions) == [(2, "p:ann")]
    assert plan.skipped == 1


def test_an_ignored_item_is_left_alone() -> None:
    """Neither does it lose labels, nor does it get any, nor is it forgotten."""
    ignored = frozenset({1})
    assert replace(OURS, ignored=ignored).plan() == Plan()
    assert replace(OURS, ignored=ignored, carried={}).plan() == Plan()
    assert replace(UNLABELLED, ignored=ignored, claims=(WANTS_HEAT,)).plan() == Plan()


def test_an_item_of_a_library_that_seems_to_be_empty_is_left_alone() -> None:
    """What it does not show says nothing: its record stays as it is, and nothing is skipped."""
    unseen = frozenset({MOVIES})
    assert replace(OURS, unseen=unseen).plan() == Plan()
    assert replace(OURS, unseen=unseen, carried={}).plan() == Plan()
    assert replace(UNLABELLED, unseen=unseen, claims=(WANTS_HEAT,)).plan() == Plan()


def test_an_item_that_may_be_to_ignore_is_skipped() -> None:
    unsafe, skipped = frozenset({MOVIES}), Plan(skipped=1, skipped_keys=(1,))
    assert replace(OURS, unsafe=unsafe).plan() == skipped
    assert replace(OURS, unsafe=unsafe, carried={}).plan() == skipped
    assert replace(UNLABELLED, unsafe=unsafe, claims=(WANTS_HEAT,)).plan() == skipped


def test_a_title_that_plex_does_not_have_waits() -> None:
    """For every reason that it has."""
    claims = wish(a_film("tmdb://1")), wish(a_film("tmdb://1"), BOB)
    assert replace(UNLABELLED, claims=claims).plan() == Plan(waiting=claims)


def test_a_title_that_is_merely_tagged_does_not_wait() -> None:
    """It has no file."""
    claim = Claim(a_film("tmdb://1"), tagged("4k"), waits=False)
    assert replace(UNLABELLED, claims=(claim,)).plan() == Plan()


def test_a_tag_labels_what_is_there() -> None:
    """Whether it would wait or not."""
    claim = Claim(a_film("tmdb://949"), tagged("4k"), waits=False)
    assert _labels(replace(UNLABELLED, claims=(claim,)).plan().additions) == [(1, "p:4k")]


def test_the_records_of_an_item_that_plex_said_it_deleted_are_forgotten() -> None:
    """Plex deletes an item's labels with it."""
    assert replace(OURS, items=()).plan(gone=frozenset({1})) == Plan(forgotten=((1, "p:ann"),))


def test_the_records_of_an_item_that_is_not_listed_are_kept() -> None:
    """A library may be empty for a moment."""
    assert replace(OURS, items=()).plan() == Plan()


def test_the_records_of_an_earlier_item_with_a_rating_key_are_forgotten() -> None:
    """And a label by hand on the later one stays."""
    later = replace(HEAT, guid="plex://movie/other", added_at=2)
    plan = replace(OURS, items=(later,)).plan()
    assert plan == Plan(forgotten=((1, "p:ann"),))


def test_a_wanted_label_is_added_to_a_later_item_and_owned_by_it() -> None:
    """Though the record of the earlier one had the same key."""
    later = replace(HEAT, guid="plex://movie/other", added_at=2)
    world = replace(OURS, items=(later,), carried={}, claims=(WANTS_HEAT,))
    assert _labels(world.plan().additions) == [(1, "p:ann")]
    assert set(applied(world).ledger.of(later)) == {"p:ann"}


def test_an_item_that_was_matched_anew_is_recorded_as_it_is() -> None:
    """Else a later change of its other mark would make it a stranger."""
    mended = replace(HEAT, guid="plex://movie/other")
    plan = replace(OURS, items=(mended,), claims=(WANTS_HEAT,)).plan()
    assert plan == Plan(unchanged=1, restated=((mended, record("p:ann", by(ANN))),))


def test_a_change_is_recorded_under_its_rating_key_and_folded_label() -> None:
    """The key of the ledger."""
    assert Change(HEAT, "P:Ann", frozenset()).key == (1, fold_label("p:ANN"))
    other = Change(HEAT, "P:Strauss", frozenset(), wording="p:Strauß")
    assert other.key == (1, "p:strauß")
