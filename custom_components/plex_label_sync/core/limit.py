"""The removal limit: a run that would take away a large part of our labels asks before."""

from collections.abc import Iterable
from copy import replace
from dataclasses import dataclass
from hashlib import sha256

from .model import NOBODY
from .plan import Change, Plan

ALWAYS_ALLOWED = 10
"""So many removals in one run are never asked about."""

_MOST_TITLES = 5


@dataclass(frozen=True, slots=True)
class Held:
    """Removals that wait for the user's word.

    `count` of `owned` labels would go, from `titles` among others. `mark` tells these removals
    from any others.
    """

    count: int
    owned: int
    titles: tuple[str, ...]
    mark: str


def held(plan: Plan, *, owned: int, percent: int) -> Held | None:
    """Give what a plan may not remove unasked: more than `percent` of our `owned` labels.

    A label that moves, because another one takes its place, is no removal.
    """
    ending = [change for change in plan.removals if not change.moved]
    if len(ending) <= ALWAYS_ALLOWED or 100 * len(ending) <= percent * owned:
        return None
    titles = tuple(dict.fromkeys(change.item.title for change in ending))
    return Held(len(ending), owned, titles[:_MOST_TITLES], _mark(ending))


def without_removals(plan: Plan) -> Plan:
    """Give what may be done of such a plan: its additions, but for those of what is removed.

    As long as people's labels stay, none may say that nobody wants the title.
    """
    additions = tuple(change for change in plan.additions if NOBODY not in change.because)
    return replace(plan, additions=additions, removals=())


def _mark(removals: Iterable[Change]) -> str:
    keys = sorted(change.key for change in removals)
    return sha256(repr(keys).encode()).hexdigest()
