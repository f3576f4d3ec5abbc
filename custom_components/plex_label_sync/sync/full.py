"""What a full run reads before it plans, and how it plans."""

from collections.abc import Iterable, Sequence
from copy import replace
from sqlite3 import Connection

from ..core.model import Reading, fold_label
from ..core.orphans import orphaned
from ..core.plan import Plan
from ..core.policy import Policy
from ..core.removal import Removal, RemovedMode
from ..core.sources import unknown_sources
from ..state import claims, items, learned, ledger, spellings
from ..state.tag_reasons import open_sources
from .context import Context
from .expected import conflicts_of, expected_outcome, numbers
from .library import Library
from .look_up import look_up
from .outcome import Outcome
from .planning import Terms, limited, plan_everything, question
from .problem import Problem
from .queueing import Queued, queue_of_everything
from .servers import Names


async def read_terms(
    context: Context, library: Library, readings: Sequence[Reading], started: float
) -> tuple[Terms, tuple[Problem, ...]]:
    """Read what a full run plans by, and what went wrong with that.

    `readings` are what the sources said just now, `started` is when the libraries were listed.
    """
    database = context.database
    guids = await database.read(lambda connection: learned.to_look_up(connection, started))
    problems = await look_up(context.servers.plextv, database, guids, started)
    unknown = unknown_sources(readings, await database.read(claims.names))
    unknown |= await database.read(open_sources)
    if problems:
        unknown |= await database.read(lambda connection: learned.unsure(connection, started))
    names = await database.read(Names.of)
    removal = Removal(context.policy.removed_mode)
    if context.policy.cleanup_orphans:
        orphan = orphaned(readings, names.people.keys(), unknown)
        removal = replace(removal, orphaned=orphan)
    labels = await context.reader.read(
        library,
        await database.read(lambda connection: _that_matter(connection, context.policy, names)),
        fold_label(context.policy.ignore_label),
        await database.read(items.sections),
    )
    shown_as = await database.read(spellings.shown_as)
    labels = replace(labels, shown_as=shown_as, unseen=library.empty)
    terms = Terms(
        context.policy.choosing(names.choices),
        names,
        labels,
        unknown=unknown,
        removal=removal,
        listed_at=started,
    )
    return terms, problems


async def plan_all(
    context: Context,
    terms: Terms,
    library: Library,
    readings: Sequence[Reading],
    problems: Iterable[Problem],
) -> tuple[Plan, Outcome, Queued]:
    """Plan everything; gives the plan, what it is expected to come to, and the queue."""
    plan = await plan_everything(context.database, terms)

    def finish(connection: Connection) -> tuple[Plan, Outcome, Queued]:
        allowed = limited(connection, plan, context.policy.removal_limit, context.time)
        found = (*problems, *conflicts_of(plan, terms.names))
        held = question(connection, allowed, context.time)
        outcome = expected_outcome(library, allowed, held, readings, found)
        queued = queue_of_everything(connection, terms.worded(), library)
        outcome = replace(
            outcome,
            queued=len(queued.fresh),
            unread_keys=frozenset(allowed.skipped_keys),
        )
        return allowed, numbers(connection, outcome, terms), queued

    return await context.database.survey(finish, in_turn=True)


def _that_matter(connection: Connection, policy: Policy, names: Names) -> frozenset[str]:
    """Give all labels that may be wanted or are ours, folded."""
    worded = names.wording(policy)
    # A label that stays though its reasons ended moves, too, when it is worded anew.
    reasons = {*claims.reasons(connection), *ledger.reasons(connection)}
    wanted = {fold_label(label) for reason in reasons if (label := worded(reason))}
    if policy.removed_mode is RemovedMode.SPECIAL:
        wanted.add(fold_label(policy.removed_label))
    return ledger.labels(connection).union(wanted)
