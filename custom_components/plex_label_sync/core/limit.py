"""The removal limit: who would take away a large part of our labels within a day asks before."""

from enum import StrEnum

ALWAYS_ALLOWED = 10
"""So many removals in a day are never asked about."""

DAY = 86_400.0
"""The time, in seconds, over which removals are counted together."""


class Answer(StrEnum):
    """What stands about a label that would go: the user is asked, or said that it stays or goes."""

    ASKED = "asked"
    KEEP = "keep"
    GO = "go"


def exceeds(removals: int, *, within_a_day: int, owned: int, percent: int) -> bool:
    """Whether so many removals are to be asked about.

    `within_a_day` are those that were made already, `owned` our labels that are there, and
    `percent` is how large a part of all of these may go.
    """
    going = removals + within_a_day
    return going > ALWAYS_ALLOWED and 100 * going > percent * (owned + within_a_day)
