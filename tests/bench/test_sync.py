"""How the benchmark of full syncs reckons."""

from copy import replace
from typing import Any

import pytest

from tests.bench.pattern import rule
from tests.bench.sync import (
    DRY_RUN,
    FIRST,
    PATTERN,
    REMOVAL,
    UNCHANGED,
    House,
    Run,
    broken_promises,
    reads_bound,
    shown,
    typical,
)
from tests.bench.world import LARGE, SMALL, USUAL, Size
from tests.expected import wanted_labels
from tests.lab.fill import big_world, small_world

GOOD = {
    FIRST: Run(FIRST, 100, 200, 4.0, 60, 40, 50),
    UNCHANGED: Run(UNCHANGED, 90, 0, 0.5, 20, 1, 2),
    REMOVAL: Run(REMOVAL, 90, 200, 3.0, 50, 1, 2),
    DRY_RUN: Run(DRY_RUN, 90, 0, 0.5, 20, 1, 2),
}
PULSARR = Run(PATTERN, 18_000, 6_000, 92.0)


def house(name: str = "", *, size: Size = USUAL, **changed: Any) -> House:
    """A house that keeps every promise, or has one run that differs."""
    runs = GOOD | ({name: replace(GOOD[name], **changed)} if name else {})
    return House(size, runs, PULSARR, 90)


def test_a_house_that_is_as_it_should_be_breaks_no_promise() -> None:
    assert broken_promises(house(), house(), house(size=LARGE)) == []


@pytest.mark.parametrize(
    ("name", "changed", "promise"),
    [
        (FIRST, {"reads": 521}, "first sync: at most 3 % of the pattern's requests"),
        (FIRST, {"growth_mb": 41.0}, "first sync: memory grows by at most 40 MB"),
        (UNCHANGED, {"reads": 91}, "unchanged sync: at most 90 reads"),
        (UNCHANGED, {"writes": 1}, "unchanged sync: no write"),
        *(
            (name, {"delay_ms": 61.0}, f"{name}: the event loop is held for at most 60 ms")
            for name in GOOD
        ),
    ],
)
def test_a_promise_that_is_not_kept_is_named(
    name: str, changed: dict[str, Any], promise: str
) -> None:
    """The large house may hold the loop for 100 ms, and keep 200 MB."""
    twice = house(name, reads=10, writes=0, seconds=0.1)
    large = house(FIRST, size=LARGE, delay_ms=99, growth_mb=199)
    broken = broken_promises(house(name, **changed), twice, large)
    assert broken == [f"12,000 items: {promise}"]


@pytest.mark.parametrize("name", [FIRST, UNCHANGED])
def test_twice_the_items_may_cost_twice_as_much(name: str) -> None:
    run = GOOD[name]
    more = house(name, reads=2 * run.requests + 1, writes=0, seconds=2 * (run.seconds or 0) + 0.1)
    assert broken_promises(house(), more, house(size=LARGE)) == [
        f"{name}: twice the items, at most twice the requests",
        f"{name}: twice the items, at most twice the time",
    ]


def test_of_several_runs_the_middle_and_the_longest_delay_count() -> None:
    runs = [
        Run("x", reads, 0, seconds, delay, 1, 2)
        for reads, seconds, delay in ((5, 3.0, 10), (5, 1.0, 70), (6, 2.0, 20))
    ]
    assert typical(runs) == Run("x", 6, 0, 2.0, 70, 1, 2)


def test_two_reads_for_each_label_and_one_for_each_page_are_the_bound() -> None:
    world = big_world(1_100, 100, 3, tags=2, movie_libraries=2, show_libraries=1)
    assert reads_bound(world, wanted_labels(world)) == 2 * (3 + 2) + 2 + 2 + 1


def test_the_pattern_searches_each_title_and_reads_each_item_twice() -> None:
    """The small world's The Glass Harbour is one title and three items."""
    world = small_world()
    wanted = wanted_labels(world)
    harbour = [item for item in world.plex.items() if item.title == "The Glass Harbour"]
    others = dict.fromkeys(wanted, frozenset[str]())
    only = others | {item.rating_key: wanted[item.rating_key] for item in harbour}
    assert rule(world, only) == (1 + 2 * 3, 3)


def test_a_pattern_that_was_not_run_is_marked_in_the_table() -> None:
    reckoned = replace(house(), pattern=Run(PATTERN, 18_000, 6_000))
    assert f"| {PATTERN}, reckoned | 18,000 | 6,000 |  |" in shown(reckoned)
    assert "| first sync | 100 | 200 | 4.0 | 1.2 % | 60 ms | 40 MB | 50 MB |" in shown(reckoned)


def test_the_houses_have_the_sizes_that_tables_name() -> None:
    assert [size.name for size in (SMALL, USUAL, USUAL.doubled(), LARGE)] == [
        "2,000 items",
        "12,000 items",
        "24,000 items",
        "100,000 items",
    ]


def test_the_large_house_has_a_hundred_thousand_wanted_labels() -> None:
    """Of 200 people and 500 tags, in eight libraries."""
    world = LARGE.town().world
    assert sum(map(len, wanted_labels(world).values())) == pytest.approx(100_000, rel=0.01)
    assert len(world.people) == 200
    assert sum(len(arr.tags) for arr in world.arrs) == 500
    assert [section.media_type for section in world.plex.sections.values()] == [
        *["movie"] * 5,
        *["show"] * 3,
    ]
