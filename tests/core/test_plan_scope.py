"""The plan of some items: the same rules, and nothing else is touched."""

from copy import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.ledger import Ledger
from custom_components.plex_label_sync.core.model import Claim, Item, fold_label
from custom_components.plex_label_sync.core.plan import Change, Plan, joined
from custom_components.plex_label_sync.core.removal import TitlesLeft
from tests.core.apply import World, keys_of, put
from tests.core.build import ANN, a_film, by, film, ledger_of, record, wish
from tests.core.records import with_records
from tests.core.reference import copies, title_of
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
    restated = {(item.rating_key, fold_label(record.label)) for item, record in plan.restated}
    changed = {*keys_of(plan.additions), *keys_of(plan.removals), *keys_of(plan.held)}
    return changed | restated | {*plan.forgotten, *plan.settled}


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
    ledger = with_records(OURS.ledger, [(DUNE, record("p:ann", by(ANN)))])
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
    whole, part = world.plan(), world.plan(scope, listed=True)
    here = scope & {item.rating_key for item in world.items}
    for changes, others in (
        (part.additions, whole.additions),
        (part.removals, whole.removals),
        (part.held, whole.held),
    ):
        assert changes == tuple(one for one in others if one.item.rating_key in here)
    assert part.restated == tuple(one for one in whole.restated if one[0].rating_key in here)
    for keys, all_keys in (
        (part.forgotten, whole.forgotten),
        (part.settled, whole.settled),
    ):
        assert keys == tuple(key for key in all_keys if key[0] in here)
    assert part.skipped_keys == tuple(key for key in whole.skipped_keys if key in here)
    assert part.skipped == len(part.skipped_keys)
    assert part.waiting == whole.waiting


@given(worlds, scopes)
def test_the_plan_of_some_items_touches_no_other(world: World, scope: frozenset[int]) -> None:
    """Nor does it forget another, or mark its title."""
    plan = world.plan(scope)
    assert {key for key, _ in _keys(plan)} <= scope
    assert all(keys & scope for keys in plan.left.new.values())
    assert all(copies(claim.title, world.items) & scope for claim in plan.left.over)


@given(worlds, scopes, scopes)
def test_of_items_that_are_gone_only_these_are_forgotten(
    world: World, scope: frozenset[int], gone: frozenset[int]
) -> None:
    """All that is known of them, and nothing else comes of it."""
    here = {item.rating_key for item in world.items}
    without, plan = world.plan(scope), world.plan(scope, gone)
    lost = {
        (item.rating_key, fold_label(record.label))
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
    plans = [world.plan(scope, listed=True) for scope in (*scopes_, rest)]
    assert set().union(*(_keys(plan) for plan in plans)) == _keys(world.plan())


@given(st.data(), worlds)
def test_planning_in_pieces_comes_to_the_whole_plan(data: st.DataObject, world: World) -> None:
    """Each of some titles with all their copies, and of what is claimed about these."""
    titles = {title_of(item, world.items) or frozenset({item.rating_key}) for item in world.items}
    number = {title: data.draw(st.integers(1, 3)) for title in sorted(titles, key=sorted)}
    pieces = [
        _piece(world, frozenset().union(*(title for title in titles if number[title] == piece)))
        for piece in (1, 2, 3)
    ]
    plan, whole = joined(pieces), world.plan()
    assert set(plan.conflicts) == set(whole.conflicts)
    assert _sorted(plan) == _sorted(whole)
    assert set(plan.left.over) == set(whole.left.over)
    split = frozenset[int]().union(*(copies(claim.title, world.items) for claim in whole.left.over))
    ours, theirs = (
        {claim: keys for claim, keys in each.left.new.items() if not keys & split}
        for each in (plan, whole)
    )
    assert ours == theirs


def _piece(world: World, rating_keys: frozenset[int]) -> Plan:
    """Plan for some items by what there is of them.

    That are they, the claims that share an id with them, all items to which ids of these lead, and
    their records.
    """
    items = [item for item in world.items if item.rating_key in rating_keys]
    claims = tuple(claim for claim in world.claims if any(_concerns(claim, it) for it in items))
    keys = rating_keys.union(*(copies(claim.title, world.items) for claim in claims))
    entries = world.ledger.entries.items()
    piece = replace(
        world,
        items=tuple(item for item in world.items if item.rating_key in keys),
        claims=claims,
        ledger=Ledger({key: entry for key, entry in entries if key in keys}),
    )
    return piece.plan(rating_keys, listed=True)


def _concerns(claim: Claim, item: Item) -> bool:
    title = claim.title
    return title.media_type is item.media_type and not title.guids.isdisjoint(item.guids)


def _sorted(plan: Plan) -> Plan:
    return replace(
        plan,
        additions=tuple(sorted(plan.additions, key=lambda change: change.key)),
        removals=tuple(sorted(plan.removals, key=lambda change: change.key)),
        held=tuple(sorted(plan.held, key=lambda change: change.key)),
        restated=tuple(sorted(plan.restated, key=lambda it: (it[0].rating_key, it[1].label))),
        forgotten=tuple(sorted(plan.forgotten)),
        settled=tuple(sorted(plan.settled)),
        skipped_keys=tuple(sorted(plan.skipped_keys)),
        waiting=(),
        left=TitlesLeft(),
        conflicts=(),
    )


def test_the_plans_of_pieces_are_joined_in_their_order() -> None:
    """With all that is in them."""
    dune = Change(DUNE, "p:ann", frozenset({by(ANN)}))
    heat = Change(HEAT, "p:ann", frozenset({by(ANN)}))
    first = Plan(additions=(dune,), waiting=BOTH[:1], unchanged=2)
    second = Plan(additions=(heat,), waiting=BOTH[1:], unchanged=3)
    assert joined([first, second]) == Plan(additions=(dune, heat), waiting=BOTH, unchanged=5)
    assert joined([]) == Plan()
