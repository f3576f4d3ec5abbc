"""The pauses of work that failed."""

from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.work import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    WorkKind,
    pause,
)


@pytest.mark.parametrize("kind", WorkKind)
def test_each_pause_is_longer_up_to_ten_minutes(kind: WorkKind) -> None:
    """Whatever failed."""
    pauses = [pause(kind, attempts) for attempts in range(1, 30)]
    assert pauses[0] == (1 if kind is WorkKind.REQUESTS else FIRST_PAUSE)
    assert pauses[-1] == LONGEST_PAUSE
    assert all(longer > before for before, longer in pairwise(pauses) if before < LONGEST_PAUSE)


def test_an_imported_title_is_looked_for_four_times_within_the_first_minute() -> None:
    """Plex should have it any moment; what failed is not so pressing."""
    looks = _times(WorkKind.ARRIVAL)
    assert sum(time <= 60 for time in looks) == 4
    assert sum(time <= 60 for time in _times(WorkKind.TITLE)) == 2


def test_a_request_that_a_webhook_told_of_is_looked_for_soon() -> None:
    """Seerr was seen to list it a second and a half later."""
    assert _times(WorkKind.REQUESTS)[:4] == [1, 3, 7, 15]


def _times(kind: WorkKind) -> list[float]:
    pauses = [pause(kind, attempts) for attempts in range(1, 10)]
    return [sum(pauses[:count]) for count in range(1, 10)]


@given(st.sampled_from(WorkKind), st.integers(1, 10**9))
def test_work_is_tried_again_however_often_that_was_in_vain(kind: WorkKind, attempts: int) -> None:
    """Nothing expires: after years there is a next time, and no error."""
    assert 1 <= pause(kind, attempts) <= LONGEST_PAUSE
