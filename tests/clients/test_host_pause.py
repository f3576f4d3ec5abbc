"""The pause that a busy host gets, by a clock of the test's own."""

from collections.abc import Callable

import pytest

from custom_components.plex_label_sync.clients import host_pause
from custom_components.plex_label_sync.clients.host_pause import LONGEST, HostPause

type Wait = Callable[[float], float]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Lets so many seconds pass, and gives the time."""
    now = [1_000.0]
    monkeypatch.setattr(host_pause, "monotonic", lambda: now[0])

    def wait(seconds: float) -> float:
        now[0] += seconds
        return now[0]

    return wait


def test_a_host_that_was_never_busy_gets_none(wait: Wait) -> None:
    assert HostPause(1).left == 0


def test_it_grows_by_a_factor_of_two_up_to_ten_minutes(wait: Wait) -> None:
    host, made = HostPause(4), []
    for _ in range(10):
        made.append(host.make(wait(0), None, 1))
        wait(made[-1])
    assert made == [4, 8, 16, 32, 64, 128, 256, 512, 600, 600]


def test_it_ends_by_itself(wait: Wait) -> None:
    host = HostPause(4)
    host.make(wait(0), None, 1)
    wait(1)
    assert host.left == 3
    wait(3)
    assert host.left == 0


def test_requests_that_were_on_their_way_let_it_grow_once(wait: Wait) -> None:
    """Two at a time are refused at a time."""
    host = HostPause(4)
    sent = wait(0)
    wait(1)
    assert [host.make(sent, None, 1) for _ in range(3)] == [4, 4, 4]


@pytest.mark.parametrize(("calm", "next_pause"), [(1, 8), (59, 8), (61, 4)])
def test_after_a_calm_minute_it_begins_small_again(
    wait: Wait, calm: float, next_pause: float
) -> None:
    """Not sooner, though the host answers meanwhile."""
    host = HostPause(4)
    wait(host.make(wait(0), None, 1))
    assert host.make(wait(calm), None, 1) == next_pause


def test_a_long_pause_is_followed_by_a_calm_as_long(wait: Wait) -> None:
    """Else a host that is asked rarely would seem to be calm."""
    host = HostPause(400)
    wait(host.make(wait(0), None, 1))
    assert host.make(wait(399), None, 1) == 600


def test_the_host_s_own_word_counts_if_it_is_longer(wait: Wait) -> None:
    host = HostPause(4)
    assert host.make(wait(0), 30, 1) == 30
    assert host.left == 30
    assert host.make(wait(31), 1, 1) == 8


def test_no_host_is_left_in_peace_for_ever(wait: Wait) -> None:
    host = HostPause(4)
    assert host.make(wait(0), float("inf"), 1) == float("inf")
    assert host.left == LONGEST
