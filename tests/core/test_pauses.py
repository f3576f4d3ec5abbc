"""Pauses that grow from try to try."""

import pytest

from custom_components.plex_label_sync.core.pauses import pause_after


@pytest.mark.parametrize(
    ("growth", "pauses"), [(2.0, [1, 2, 4, 8, 10, 10]), (3.0, [1, 3, 9, 10, 10, 10])]
)
def test_each_is_longer_up_to_the_longest(growth: float, pauses: list[float]) -> None:
    assert pauses == [
        pause_after(tries, first=1, longest=10, growth=growth) for tries in range(1, 7)
    ]


def test_a_first_that_exceeds_the_longest_is_cut() -> None:
    assert pause_after(1, first=20, longest=10) == 10


def test_there_is_one_however_often_it_was_in_vain() -> None:
    """After years, too: a power that large would overflow."""
    assert pause_after(10**9, first=0.01, longest=3600, growth=1.5) == 3600
