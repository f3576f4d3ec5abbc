"""The plan of some items: the same rules, and nothing else is touched."""

from dataclasses import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.model import fold
from custom_components.plex_label_sync.core.plan import Change, Plan
from tests.core.apply import World, keys_of, put
from tests.core.build import ANN, a_film, by, film, ledger_of, record, wish
from tests.core.strategies import RATING_KEYS, worlds

HEAT = film(1, "tmdb://949")
DUNE = film(2, "tmdb://1")
BOTH = (wish(a_film("tmdb://949")), wish(a_film("tmdb://1", name="Dune")))
WORLD = World(items=(HEAT, DUNE), claims=BOTH, wording={ANN.id: "p:ann"})
OURS = put(replace(WORLD, ledger=ledger_of(HEAT, record("p:ann", by(ANN)))), 1, "p:ann")
NONE = frozenset[int]()

scopes = st.frozensets(st.sampled_from((*RATING_KEYS, 999)))


def _keys(plan: Plan) -> set[tuple[int, str]]:
    """Give all that a plan touches or forgets."""
    restated = {(item.rating_key, fold(record.label)) for item, record in plan.restated}
    changed = {*keys_of(plan.additions), *keys_of(plan.removals)}
    return changed | restated | set(plan.forgotten)


def test_items_in_scope_alone_are_planned_for() -> None:
    """The other waits for its own run."""
    assert WORLD.plan(frozenset({2})) == Plan(
        additions=(Change(DUNE, "p:ann", frozenset({by(ANN)})),)
    )


def test_no_item_in_scope_is_nothing_to_do() -> None:
    """Not even for labels of ours that nobody wants."""
    assert replace(OURS, claims=()).plan(NONE) == Plan()


def test_an_item_in_scope_that_is_not_known_is_no_item() -> None:
    """It went meanwhile, or it is in a library that is left out."""
    assert WORLD.plan(frozenset({999})) == Plan()


def test_a_label_of_an_item_in_scope_goes_with_its_last_reason() -> None:
    """As in a full run."""
    (removal,) = replace(OURS, claims=()).plan(frozenset({1})).removals
    assert removal.key == (1, "p:ann")


def test_a_title_out_of_scope_that_is_there_does_not_wait() -> None:
    """All items are known, whichever are planned for."""
    assert WORLD.plan(NONE).waiting == ()


def test_what_waits_is_told_of_all_titles() -> None:
    """The queue is one."""
    absent = wish(a_film("tmdb://5", name="Ran"))
    assert replace(WORLD, claims=(*BOTH, absent)).plan(frozenset({1})).waiting == (absent,)


def test_the_records_of_an_item_that_is_gone_are_forgotten() -> None:
    """And those of no other."""
    ledger = OURS.ledger.with_records([(DUNE, record("p:ann", by(ANN)))])
    world = replace(OURS, items=(), ledger=ledger)
    assert world.plan(NONE, frozenset({1})).forgotten == ((1, "p:ann"),)


def test_an_item_that_is_there_is_not_gone() -> None:
    """The newer reading counts."""
    assert OURS.plan(frozenset({1}), frozenset({1})).forgotten == ()


def test_the_records_of_an_earlier_item_are_forgotten_in_scope_alone() -> None:
    """Out of it nobody looked today."""
    later = replace(HEAT, guid="plex://movie/other", added_at=2)
    world = replace(OURS, items=(later, DUNE), claims=())
    assert world.plan(frozenset({2})) == Plan()
    assert world.plan(frozenset({1})).forgotten == ((1, "p:ann"),)


@given(worlds, scopes)
def test_the_plan_of_some_items_is_their_part_of_the_whole_plan(
    world: World, scope: frozenset[int]
) -> None:
    """With the labels that both read."""
    whole, part = world.plan(), world.plan(scope)
    here = scope & {item.rating_key for item in world.items}
    for changes, others in (
        (part.additions, whole.additions),
        (part.removals, whole.removals),
    ):
        assert changes == tuple(one for one in others if one.item.rating_key in here)
    assert part.restated == tuple(one for one in whole.restated if one[0].rating_key in here)
    assert [key for key in part.forgotten if key[0] in here] == [
        key for key in whole.forgotten if key[0] in here
    ]
    assert part.waiting == whole.waiting


@given(worlds, scopes)
def test_the_plan_of_some_items_touches_no_other(world: World, scope: frozenset[int]) -> None:
    """Nor does it forget another: no section was listed."""
    plan = replace(world, sections=frozenset()).plan(scope)
    assert {key for key, _ in _keys(plan)} <= scope


@given(worlds, scopes, scopes)
def test_of_items_that_are_gone_only_these_are_forgotten(
    world: World, scope: frozenset[int], gone: frozenset[int]
) -> None:
    """All that is known of them, and nothing else comes of it."""
    world = replace(world, sections=frozenset())
    here = {item.rating_key for item in world.items}
    without, plan = world.plan(scope), world.plan(scope, gone)
    lost = {
        (item.rating_key, fold(record.label))
        for item, record in world.ledger
        if item.rating_key in gone - here
    }
    assert set(plan.forgotten) == set(without.forgotten) | lost
    assert replace(plan, forgotten=()) == replace(without, forgotten=())


@given(worlds, st.lists(scopes, max_size=3))
def test_scopes_that_cover_all_items_come_to_the_whole_plan(
    world: World, scopes_: list[frozenset[int]]
) -> None:
    """Whichever way the items are shared out."""
    here = frozenset(item.rating_key for item in world.items)
    rest = here.difference(*scopes_)
    plans = [world.plan(scope) for scope in (*scopes_, rest)]
    assert set().union(*(_keys(plan) for plan in plans)) == _keys(world.plan())
