"""How the benchmark reckons, and what it does with what it found."""

from pathlib import Path

import pytest

from tests.bench.idle import per_hour
from tests.bench.start import REFUSED, SILENT, WITHOUT, Times, broken_promises, longer
from tests.bench.storm import Answer, Storm, most_writes
from tests.bench.table import keep, not_kept, table
from tests.bench.trial import Trial, Trials
from tests.lab.server import Logged


def test_polls_of_two_requests_a_minute_are_120_an_hour() -> None:
    begun = [start + step for start in (3.0, 63.0, 123.0, 183.0) for step in (0.0, 0.2)]
    assert per_hour(begun) == 120


def test_a_poll_that_the_end_cut_short_does_not_count_for_less() -> None:
    assert per_hour([0.0, 0.1, 60.0, 60.1, 120.0, 120.1, 180.0]) == 120


def test_a_single_poll_tells_nothing_of_an_hour() -> None:
    with pytest.raises(ValueError, match="less than two polls"):
        per_hour([1.0, 1.1])


def test_the_writes_to_the_item_that_got_the_most_are_counted() -> None:
    path = "/library/sections/1/all?type=1&id={}&label%5B0%5D.tag.tag=x"
    log = [
        Logged("PUT", path.format("1,2"), 200, 0, 0),
        Logged("PUT", path.format("2"), 200, 0, 0),
        Logged("GET", path.format("1,1,1"), 200, 0, 0),
    ]
    assert most_writes(log) == 2
    assert most_writes([]) == 0


def test_trials_tell_their_middle_and_their_worst() -> None:
    trials = Trials("x", [Trial(0.3, 3, 1), Trial(0.1, 2, 1), Trial(0.2, 4, 0)])
    assert (trials.median, trials.worst, trials.reads, trials.writes) == (0.2, 0.3, 4, 1)


def test_a_storm_tells_whether_all_was_taken_and_how_fast() -> None:
    storm = Storm([Answer(200, 0.01), Answer(200, 0.03), Answer(0, 0.02)], 5.0, 1)
    assert not storm.all_taken
    assert (storm.median_ms, storm.worst_ms) == (20, 30)


def test_broken_promises_are_named() -> None:
    assert not_kept({"quick": True, "cheap": False}) == ["cheap"]


def test_a_table_has_its_numbers_to_the_right() -> None:
    assert table(("", "time"), [("sync", "1 s")]) == "|  | time |\n| --- | ---: |\n| sync | 1 s |"


def test_a_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n")
    keep("bench", r"new \1", page)
    assert page.read_text() == "a\n<!-- bench -->\nnew \\1\n<!-- /bench -->\nb\n"


def test_a_page_without_a_place_for_the_table_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("a\n")
    with pytest.raises(ValueError, match="no place for bench"):
        keep("bench", "new", page)


def times_of(start: float, stop: float) -> Times:
    """Three rounds, of which one was disturbed."""
    return Times([start, start + 9, start], [start, start, start], [stop, stop, stop + 9])


def test_a_start_is_compared_with_that_of_the_same_round() -> None:
    assert longer([5.0, 9.0, 5.5], [4.9, 8.5, 5.4]) == pytest.approx(0.1)


def test_a_start_or_stop_that_is_held_up_is_told() -> None:
    ways = {WITHOUT: times_of(5, 2), REFUSED: times_of(5.2, 2.1), SILENT: times_of(5.4, 30)}
    assert broken_promises(ways, 0.3) == [
        f"{SILENT}: the start is held up by at most 0.3 s",
        f"{SILENT}: the stop is held up by at most 0.3 s",
    ]
