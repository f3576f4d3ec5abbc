"""The removal limit: how much a run may take away without asking."""

from dataclasses import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.limit import ALWAYS_ALLOWED, held, without_removals
from custom_components.plex_label_sync.core.model import NOBODY
from custom_components.plex_label_sync.core.plan import Change, Plan
from tests.core.build import ANN, by, film


def removals(count: int, *, moved: bool = False, first: int = 1) -> tuple[Change, ...]:
    """Give the removals of one label from so many films."""
    because = frozenset({by(ANN)})
    return tuple(Change(film(key), "P:ann", because, moved) for key in range(first, first + count))


def of(count: int) -> Plan:
    """Give a plan with so many removals."""
    return Plan(removals=removals(count))


def test_ten_removals_are_always_allowed() -> None:
    """Though they are all that there is."""
    assert ALWAYS_ALLOWED == 10
    assert held(of(10), owned=10, percent=1) is None
    assert held(of(11), owned=11, percent=1)


def test_as_much_as_the_limit_is_allowed() -> None:
    """And not one more."""
    assert held(of(25), owned=100, percent=25) is None
    assert held(of(26), owned=100, percent=25)


def test_a_limit_of_all_never_asks() -> None:
    """Whatever goes."""
    assert held(of(500), owned=500, percent=100) is None


def test_moves_do_not_count() -> None:
    """Another label takes their place."""
    many = removals(80, moved=True)
    assert held(Plan(removals=many), owned=100, percent=25) is None
    waits = held(Plan(removals=many + removals(26, first=100)), owned=106, percent=1)
    assert waits
    assert waits.count == 26


def test_the_question_names_numbers_and_the_first_titles() -> None:
    """Each title once."""
    twice = removals(1) + removals(12)
    waits = held(Plan(removals=twice), owned=20, percent=25)
    assert waits
    assert (waits.count, waits.owned) == (13, 20)
    assert waits.titles == tuple(f"Title {key}" for key in range(1, 6))


def test_the_mark_tells_other_removals_apart() -> None:
    """By item and label; not by their order, their spelling, or what else a plan does."""
    waits = held(of(12), owned=12, percent=1)
    assert waits
    others = [
        of(13),
        Plan(removals=removals(12, first=2)),
        Plan(removals=tuple(replace(one, label="p:bob") for one in removals(12))),
    ]
    same = [
        Plan(removals=removals(12)[::-1]),
        Plan(removals=tuple(replace(one, label="p:ANN") for one in removals(12))),
        replace(of(12), additions=removals(1), unchanged=3),
        Plan(removals=removals(12) + removals(3, moved=True, first=50)),
    ]
    marks = [held(plan, owned=12, percent=1) for plan in others]
    assert all(one and one.mark != waits.mark for one in marks)
    assert [one and one.mark for one in (held(plan, owned=12, percent=1) for plan in same)] == [
        waits.mark
    ] * len(same)


def test_without_its_removals_a_plan_adds_what_people_and_tags_want() -> None:
    """None may be told that nobody wants a title while people's labels stay."""
    wanted = Change(film(1), "p:ann", frozenset({by(ANN)}))
    mark = Change(film(2), "p:removed", frozenset({NOBODY}))
    plan = Plan(additions=(wanted, mark), removals=removals(12), unchanged=2)
    assert without_removals(plan) == Plan(additions=(wanted,), unchanged=2)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 100))
def test_a_run_asks_when_it_would_take_more_than_ten_and_more_than_the_share(
    count: int, others: int, percent: int
) -> None:
    """Both."""
    owned = count + others
    asks = held(of(count), owned=owned, percent=percent) is not None
    assert asks is (count > 10 and count * 100 > percent * owned)
