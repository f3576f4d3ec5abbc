"""What a scoped run reads before it plans, and how it plans."""

from collections.abc import Iterable
from copy import replace
from sqlite3 import Connection

from ..core.model import Source, fold_label
from ..core.plan import Plan
from ..core.removal import Removal
from ..state import claims, items, learned, spellings
from ..state.tag_reasons import open_sources
from .context import Context
from .expected import conflicts_of, expected_outcome
from .library import Library
from .outcome import Outcome
from .planning import Terms, limited, plan_some, question
from .problem import Problem, ProblemKind, unread_items
from .queueing import Queued, queue_of_some
from .report import reserved_labels
from .scope import Look, Scope
from .servers import Names


async def read_terms(
    context: Context, unknown: frozenset[Source], look: Look, problems: Iterable[Problem]
) -> Terms:
    """Read what a scoped run plans by.

    `unknown` are the sources without a complete reading, `problems` what went wrong so far.
    """
    database = context.database
    unknown |= await database.read(open_sources)
    if any(problem.kind is ProblemKind.LOOK_UPS for problem in problems):
        now = context.time
        unknown |= await database.read(lambda connection: learned.unsure(connection, now))
    names = await database.read(Names.of)
    return Terms(
        context.policy.choosing(names.choices),
        names,
        replace(
            look.labels(fold_label(context.policy.ignore_label)),
            shown_as=await database.read(spellings.shown_as),
        ),
        unknown=unknown,
        removal=Removal(context.policy.removed_mode),
    )


async def plan_scope(
    context: Context, terms: Terms, look: Look, scope: Scope, problems: Iterable[Problem]
) -> tuple[Plan, Outcome, Queued]:
    """Plan a scope; gives the plan, what it is expected to come to, and the queue."""

    def plan(connection: Connection) -> tuple[Plan, Outcome, Queued]:
        whole = plan_some(connection, terms, frozenset(look.found), look.titles, look.gone)
        allowed = limited(connection, whole, context.policy.removal_limit, context.time)
        # What the user was asked about before is no news.
        is_news = len(allowed.held) > len(whole.held)
        found = (
            *problems,
            *conflicts_of(whole, terms.names),
            *unread_items(len(items.of(connection, look.unread))),
        )
        held = question(connection, allowed, context.time) if is_news else None
        outcome = expected_outcome(Library(), allowed, held, problems=found)
        titles = look.titles | look.present
        is_wish = not (look.gone or scope.lost)
        queued = queue_of_some(connection, allowed, titles, scope.imported, is_wish=is_wish)
        reasons = {claim.reason for claim in claims.about(connection, titles)}
        outcome = replace(
            outcome,
            items=len(look.found),
            queued=queued.count(connection),
            reserved=reserved_labels(reasons, terms.names, terms.policy),
        )
        return allowed, outcome, queued

    return await context.database.read(plan)
