"""Plans a run by what was read; removals that the user is to be asked about are held back."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..core.ledger import Ledger
from ..core.limit import held, without_removals
from ..core.model import Claim
from ..core.orphans import orphaned
from ..core.plan import Plan, make_plan
from ..core.policy import Policy
from ..core.queue import Waiting, marks_of
from ..core.removal import Removal
from .look_up import is_open
from .reads import Reads
from .report import expected, stopped
from .result import Result


def planned(
    reads: Reads,
    policy: Policy,
    ledger: Ledger,
    waiting: Iterable[Waiting],
    *,
    approved: str = "",
) -> tuple[Plan, Result]:
    """Give the plan of a run, and its result as it is when all of the plan succeeds.

    `waiting` are the titles that wait already. Where the plan would remove so much that the user
    is to be asked, it is given without its removals; `approved` is the mark of those that the
    user has allowed.
    """
    plan = _plan(reads, policy, ledger)
    plan = replace(plan, waiting=tuple(_surely_waiting(plan.waiting, reads, waiting)))
    result = expected(reads, plan, policy.naming)
    waits = held(plan, owned=len(ledger), percent=policy.removal_limit)
    if waits is None or waits.mark == approved:
        return plan, result
    plan = without_removals(plan)
    return plan, stopped(replace(result, added=len(plan.additions)), waits)


def _plan(reads: Reads, policy: Policy, ledger: Ledger) -> Plan:
    return make_plan(
        reads.memory.standing(),
        reads.shown.index,
        reads.labels,
        ledger,
        worded=policy.wording(reads.memory),
        unknown=reads.unknown,
        removal=_removal(reads, policy),
        sections=frozenset(reads.shown.library.shelves if reads.scope is None else ()),
        scope=reads.scope,
        gone=reads.gone,
    )


def _surely_waiting(
    claims: Iterable[Claim], reads: Reads, waiting: Iterable[Waiting]
) -> Iterator[Claim]:
    """Give the claims on titles that Plex is known to lack.

    That is known once a title is known by all its ids, and all libraries of its kind were listed;
    what waited before waits on.
    """
    before = {mark for one in waiting for mark in one.marks}
    for claim in claims:
        title = claim.title
        listed = title.media_type not in reads.shown.library.unlisted
        if not is_open(reads.memory, title) and (listed or not before.isdisjoint(marks_of(title))):
            yield claim


def _removal(reads: Reads, policy: Policy) -> Removal:
    """Give the user's rules; orphans are known for sure only once all sources were asked."""
    rules = Removal(policy.removed_mode, policy.removed_label)
    if not policy.cleanup_orphans or reads.scope is not None:
        return rules
    orphan = orphaned(reads.readings, reads.memory.people.keys(), reads.unknown)
    return replace(rules, orphaned=orphan)
