"""The plan where labels or ids clash: hands off of our own, labels that may be one, wrong ids."""

from copy import replace

from custom_components.plex_label_sync.core.index import Index
from custom_components.plex_label_sync.core.labels import Labels
from custom_components.plex_label_sync.core.model import Claim
from custom_components.plex_label_sync.core.plan import Change, Plan
from custom_components.plex_label_sync.core.planner import make_plan
from tests.core.apply import World, put
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    a_film,
    a_series,
    by,
    film,
    ledger_of,
    record,
    series,
    tagged,
    wish,
)

HEAT = film(1, "tmdb://949")
WANTS_HEAT = wish(a_film("tmdb://949"))
BOB_WANTS_HEAT = wish(a_film("tmdb://949"), BOB, FRIEND)
NAMES = {ANN.id: "p:ann", BOB.id: "p:bob", "4k": "p:4k"}

UNLABELLED = World(items=(HEAT,), wording=NAMES)
OURS = put(replace(UNLABELLED, ledger=ledger_of(HEAT, record("p:ann", by(ANN)))), 1, "p:ann")


def _labels(changes: tuple[Change, ...]) -> list[tuple[int, str]]:
    return [(change.item.rating_key, change.label) for change in changes]


def _left_alone(world: World) -> Labels:
    """Give the labels of a world whose film is told to be left alone."""
    return replace(world.labels(), ignored=frozenset({1}), ignore="p:ignore")


def test_a_title_that_we_ourselves_told_to_leave_alone_is_not_left_alone() -> None:
    """The label was that of a tag, which gets none any more: it goes, and others come."""
    ours = ledger_of(HEAT, record("p:ignore", tagged("ignore")))
    world = put(replace(UNLABELLED, claims=(WANTS_HEAT,), ledger=ours), 1, "p:ignore")
    plan = _plan(world, _left_alone(world))
    assert _labels(plan.additions) == [(1, "p:ann")]
    assert _labels(plan.removals) == [(1, "P:ignore")]


def test_a_title_that_somebody_else_told_to_leave_alone_is() -> None:
    """Whatever of ours is on it."""
    world = put(replace(OURS, claims=()), 1, "p:ignore")
    assert _plan(world, _left_alone(world)) == Plan()


def _plan(world: World, labels: Labels) -> Plan:
    return make_plan(
        world.claims,
        Index.build(world.items),
        labels,
        world.ledger,
        worded=world.worded,
        unknown=frozenset(),
    )


STRAUSS = {ANN.id: "p:strauß", BOB.id: "p:strauss"}
AS_STRAUSS = {"p:strauß": "p:strauss"}


def _in_one(world: World) -> Labels:
    """Give the labels of a Plex that was seen to take `Strauß` for `Strauss`."""
    return replace(world.labels(), shown_as=AS_STRAUSS)


def test_a_label_by_hand_that_plex_takes_for_ours_is_left_as_it_is() -> None:
    """Neither written again nor taken over, nor removed once nobody wants it."""
    world = put(replace(UNLABELLED, wording=STRAUSS, claims=(WANTS_HEAT,)), 1, "p:strauss")
    assert _plan(world, _in_one(world)) == Plan(unchanged=1)
    ended = replace(world, claims=(), ledger=ledger_of(HEAT, record("p:strauß", by(ANN))))
    assert _plan(ended, _in_one(ended)).removals == ()


def test_a_label_that_plex_will_show_otherwise_is_recorded_with_what_it_shows() -> None:
    """Ahead of the write."""
    world = replace(UNLABELLED, wording=STRAUSS, claims=(WANTS_HEAT,))
    (change,) = _plan(world, _in_one(world)).additions
    assert (change.label, change.shown) == ("p:strauß", "p:strauss")


def test_our_label_that_plex_shows_otherwise_goes_as_it_is_shown() -> None:
    """Its record is found by its own name."""
    ours = replace(record("p:strauß", by(ANN)), shown="p:strauss")
    world = put(replace(UNLABELLED, ledger=ledger_of(HEAT, ours)), 1, "p:strauss")
    (change,) = _plan(world, _in_one(world)).removals
    assert (change.label, change.key) == ("P:strauss", (1, "p:strauß"))


def test_one_label_for_two_people_stays_while_one_of_them_wants_the_title() -> None:
    """It is recorded as that one's then."""
    ours = replace(record("p:strauß", by(ANN)), shown="p:strauss")
    for first, left, wants in (
        (ours, "p:strauß", BOB_WANTS_HEAT),
        (record("p:strauss", by(BOB, FRIEND)), "p:strauss", WANTS_HEAT),
    ):
        world = replace(UNLABELLED, wording=STRAUSS, claims=(wants,), ledger=ledger_of(HEAT, first))
        world = put(world, 1, "p:strauss")
        plan = _plan(world, _in_one(world))
        assert (plan.additions, plan.removals) == ((), ())
        assert plan.forgotten == ((1, left),)
        ((_, handed_on),) = plan.restated
        after = replace(world, claims=(), ledger=ledger_of(HEAT, handed_on))
        assert _labels(_plan(after, _in_one(after)).removals) == [(1, "P:strauss")]


def test_labels_that_differ_beyond_ascii_are_two_until_plex_shows_otherwise() -> None:
    """What somebody made by hand is no reason to leave ours away."""
    world = put(replace(UNLABELLED, wording=STRAUSS, claims=(WANTS_HEAT,)), 1, "p:strauss")
    assert _labels(world.plan().additions) == [(1, "p:strauß")]


def test_the_wrong_id_of_a_source_labels_no_other_title() -> None:
    """Its own one decides, and the conflict is told."""
    lost, other = series(3, "tvdb://100", "tmdb://5"), series(4, "tvdb://200", "tmdb://7")
    claim = Claim(a_series("tvdb://100", "tmdb://7"), tagged("4k"))
    both = replace(UNLABELLED, items=(lost, other), claims=(claim,)).plan()
    assert _labels(both.additions) == [(3, "p:4k")]
    assert both.conflicts == (claim,)
    alone = replace(UNLABELLED, items=(other,), claims=(claim,)).plan()
    assert (alone.additions, alone.waiting, alone.conflicts) == ((), (claim,), (claim,))
