"""The pauses between tries of what fails again and again: each is longer than the one before."""

_MOST_STEPS = 64
"""After so many tries every longest pause is reached; a higher power may overflow."""


def pause_after(tries: int, *, first: float, longest: float, growth: float = 2.0) -> float:
    """Give the pause after so many tries in vain, one at least; the unit is that of the limits."""
    return min(longest, first * growth ** min(tries - 1, _MOST_STEPS))
