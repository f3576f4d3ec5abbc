"""Plans a run by what was read; removals that the user is to be asked about are held back."""

from dataclasses import replace

from ..core.ledger import Ledger
from ..core.limit import held, without_removals
from ..core.orphans import orphaned
from ..core.plan import Plan, make_plan
from ..core.policy import Policy
from ..core.removal import Removal
from .look_up import is_open
from .reads import Reads
from .report import expected, stopped
from .result import Result


def planned(
    reads: Reads, policy: Policy, ledger: Ledger, *, approved: str = ""
) -> tuple[Plan, Result]:
    """Give the plan of a run, and its result as it is when all of the plan succeeds.

    Where the plan would remove so much that the user is to be asked, it is given without its
    removals; `approved` is the mark of those that the user has allowed.
    """
    plan = _plan(reads, policy, ledger)
    result = expected(reads, plan, policy.naming)
    waits = held(plan, owned=len(ledger), percent=policy.removal_limit)
    if waits is None or waits.mark == approved:
        return plan, result
    plan = without_removals(plan)
    return plan, stopped(replace(result, added=len(plan.additions)), waits)


def _plan(reads: Reads, policy: Policy, ledger: Ledger) -> Plan:
    plan = make_plan(
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
    # Whether Plex lacks a title is known once it is known by all its ids.
    sure = tuple(one for one in plan.waiting if not is_open(reads.memory, one.title))
    return replace(plan, waiting=sure)


def _removal(reads: Reads, policy: Policy) -> Removal:
    """Give the user's rules; orphans are known for sure only once all sources were asked."""
    rules = Removal(policy.removed_mode, policy.removed_label)
    if not policy.cleanup_orphans or reads.scope is not None:
        return rules
    orphan = orphaned(reads.readings, reads.memory.people.keys(), reads.unknown)
    return replace(rules, orphaned=orphan)
