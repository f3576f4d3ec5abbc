"""How the benchmark of pages reckons."""

from tests.bench.pages import EMPTY, FOLDER, PAGE, Cost, broken_promises, shown, typical


def cost(seconds: float, work_ms: float = 20, delay_ms: float = 90) -> Cost:
    """Give what it cost to look once."""
    return Cost(seconds, delay_ms, work_ms, 0.5, 12, 80.0)


def test_the_middle_of_times_counts_and_the_longest_that_the_loop_was_held() -> None:
    middle = typical([cost(1), cost(9, 50), cost(2, delay_ms=200)])
    assert (middle.seconds, middle.work_ms, middle.delay_ms) == (2, 50, 200)


def test_what_takes_too_long_is_told() -> None:
    costs = {EMPTY: [cost(9, 99)], PAGE: [cost(2.1)], FOLDER: [cost(0.1, 61)]}
    assert broken_promises(costs) == [
        "the dashboard opens within 2 s",
        "a person's folder holds the event loop for at most 60 ms",
    ]


def test_a_row_tells_what_looking_cost() -> None:
    row = shown({FOLDER: [cost(0.123)]}).splitlines()[-1]
    assert row == "| a person's folder | 0.12 s | 0.5 s | 90 ms | 20 ms | 12 | 80 kB |"
