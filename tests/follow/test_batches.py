"""What a live channel tells is asked about in batches: ten at once, then one each six seconds."""

import pytest

from custom_components.plex_label_sync.follow.batches import Batches


def test_ten_batches_begin_at_once_and_more_every_six_seconds() -> None:
    batches = Batches()
    waits = [batches.wait(number * 0.2, "key") for number in range(10)]
    assert waits == pytest.approx([0.15] * 10)
    assert batches.wait(2, "key") == pytest.approx(4.15)
    assert batches.wait(6.2, "key") == pytest.approx(5.95)


def test_what_is_told_before_a_batch_begins_is_part_of_it() -> None:
    batches = Batches()
    batches.wait(1, "one")
    assert batches.wait(1.1, "other") == pytest.approx(0.05)
    assert batches.keys == {"one", "other"}
    batches.wait(200, "third")
    assert batches.keys == {"third"}


def test_a_minute_of_silence_makes_room_for_a_burst_and_no_more() -> None:
    batches = Batches()
    for begin in (0.0, 3600.0):
        waits = [batches.wait(begin + number * 0.2, "key") for number in range(11)]
        assert waits == pytest.approx([0.15] * 10 + [4.15])


def test_a_flood_is_asked_about_ten_times_a_minute_and_nobody_waits_long() -> None:
    batches = Batches()
    begins, longest = set(), 0.0
    for now in range(600):
        wait = batches.wait(now, "key")
        begins.add(round(now + wait, 2))
        longest = max(longest, wait)
    assert len(begins) <= 110
    assert longest <= 6.2
