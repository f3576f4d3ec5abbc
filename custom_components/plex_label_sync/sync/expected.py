"""What a run is expected to come to, and what came of it."""

from collections.abc import Iterable
from copy import replace
from itertools import chain
from sqlite3 import Connection

from ..clients.errors import ServiceError
from ..core.deciding import deciding_ids
from ..core.model import Reading, Source, Title
from ..core.people import full_names
from ..core.phrase import Phrase, PhraseKind
from ..core.plan import Plan
from ..state import claims, items
from ..state.errors import DatabaseError
from .first_write import LabelsLostError
from .library import Library
from .outcome import Held, Outcome
from .planning import Terms
from .problem import PLEX, Problem, ProblemKind, of_readings
from .report import activities, reserved_labels, shared_labels
from .servers import Names
from .writer import PlexGaveOutError, Writer

STORAGE = "storage"
REMOVALS = "removals"
CONFLICTING_IDS = "conflicting ids"

_MOST_CONFLICTS = 10
"""So many titles whose ids are in conflict are named."""

_HARM = "Plex dropped labels, and a repair issue says which"
"""What the log says of labels that were lost: they may name people."""

type BrokenOff = LabelsLostError | PlexGaveOutError | ServiceError
"""What makes a writer break off."""


def conflicts_of(plan: Plan, names: Names) -> tuple[Problem, ...]:
    """Give the problem of titles whose ids are of different titles in Plex, if there are any."""
    found = {(claim.title, claim.reason.source) for claim in plan.conflicts}
    if not found:
        return ()
    told = sorted(
        f"“{title.name or ' '.join(sorted(title.guids))}” of {names.source(source)}"
        f" ({', '.join(sorted(deciding_ids(title, source)))} counts)"
        for title, source in found
    )
    error = f"ids lead to different titles: {'; '.join(told[:_MOST_CONFLICTS])}"
    if len(told) > _MOST_CONFLICTS:
        error = f"{error}, and {len(told) - _MOST_CONFLICTS} more"
    discreet = f"the ids of {len(told)} titles lead to different titles"
    listed = sorted(_ids_that_count(title, source) for title, source in found)
    rest = ["…"] if len(listed) > _MOST_CONFLICTS else []
    titles = "; ".join([*listed[:_MOST_CONFLICTS], *rest])
    why = Phrase.of(PhraseKind.CONFLICTING_IDS, titles=titles)
    return (Problem(ProblemKind.CONFLICTING_IDS, CONFLICTING_IDS, error, discreet, why=why),)


def _ids_that_count(title: Title, source: Source) -> str:
    name = title.name or " ".join(sorted(title.guids))
    return f"“{name}” ({', '.join(sorted(deciding_ids(title, source)))})"


def expected_outcome(
    library: Library,
    plan: Plan,
    held: Held | None,
    readings: Iterable[Reading] = (),
    problems: Iterable[Problem] = (),
) -> Outcome:
    """Give the outcome as it is when all of the plan succeeds."""
    good, unknown = of_readings(readings)
    found = [*unknown, *library.problems, *problems]
    found += [
        Problem(
            ProblemKind.LIBRARY_GONE,
            f"library {key}",
            "Plex does not have it",
            key=key,
            why=Phrase.of(PhraseKind.LIBRARY_GONE),
        )
        for key in sorted(library.gone)
    ]
    if plan.skipped:
        text = f"some labels could not be read; {plan.skipped} stay as they are"
        why = Phrase.of(PhraseKind.LABELS_UNREAD, count=plan.skipped)
        found.append(Problem(ProblemKind.LABELS_UNREAD, PLEX, text, why=why))
    if held:
        found.append(_removals_held(held))
    return Outcome(
        added=len(plan.additions),
        removed=len(plan.removals),
        unchanged=plan.unchanged,
        good=good,
        problems=tuple(found),
        gone=library.gone,
        held=held,
        holds=bool(plan.held),
        conflicts=len({(claim.title, claim.reason.source) for claim in plan.conflicts}),
    )


def _removals_held(held: Held) -> Problem:
    counted, lately = "", held.lately
    why = Phrase.of(PhraseKind.REMOVAL_LIMIT, count=held.count, owned=held.owned)
    if lately:
        counted = f" with the {lately} of the last 24 hours"
        why = Phrase.of(
            PhraseKind.REMOVAL_LIMIT_LATELY, count=held.count, owned=held.owned, lately=lately
        )
    limit = f"{counted} more than the removal limit allows"
    text = f"{held.count} of {held.owned} labels would go,{limit}"
    return Problem(ProblemKind.REMOVALS_HELD, REMOVALS, text, why=why)


def achieved_outcome(
    outcome: Outcome, plan: Plan, writer: Writer, trouble: BrokenOff | None, terms: Terms
) -> Outcome:
    """Give the outcome with what the writer achieved; `trouble` is what made it break off."""
    undone = writer.added.failed() | writer.removed.failed()
    failed = frozenset(key for key, _ in undone)
    settled = chain(writer.added.settled(), writer.removed.settled())
    written = frozenset(key for key, _ in settled)
    outcome = replace(
        outcome,
        added=len(writer.added.done),
        removed=len(writer.removed.done),
        failed_keys=failed,
        settled_keys=written - failed,
        activities=activities(plan, writer.added.done, writer.removed.done, terms.names),
    )
    if isinstance(trouble, LabelsLostError):
        # Harm comes first: what is held back is asked about by the next run.
        harm = Problem(ProblemKind.LABELS_LOST, PLEX, str(trouble), _HARM, why=trouble.why)
        outcome = replace(outcome, held=None)
        return replace(outcome, problems=(*_without_held(outcome), harm))
    if trouble:
        problem = Problem(ProblemKind.PLEX, PLEX, str(trouble), why=trouble.why)
        return outcome.with_problems(problem)
    if undone:
        error = writer.error or "Plex accepted edits that had no effect"
        why = writer.error.why if writer.error else Phrase.of(PhraseKind.NO_EFFECT)
        return outcome.with_problems(Problem(ProblemKind.EDITS, PLEX, str(error), why=why))
    return outcome


def plex_failed(error: ServiceError) -> Outcome:
    """Give the outcome of a run that could not read Plex."""
    return Outcome(problems=(Problem(ProblemKind.PLEX, PLEX, str(error), why=error.why),))


def not_saved(outcome: Outcome, error: DatabaseError) -> Outcome:
    """Give the outcome of a run that could not save what must be remembered."""
    return outcome.with_problems(Problem(ProblemKind.STORAGE, STORAGE, str(error), why=error.why))


def harm_of(why: Phrase) -> Problem:
    """Give the problem of a Plex that dropped labels earlier."""
    return Problem(ProblemKind.LABELS_LOST, PLEX, _HARM, _HARM, why=why)


def numbers(connection: Connection, outcome: Outcome, terms: Terms) -> Outcome:
    """Give the outcome of a full sync with how many items there are, and what labels clash."""
    wishing = claims.wishing(connection)
    called = full_names(terms.names.people.values())
    return replace(
        outcome,
        items=items.count(connection),
        collisions={
            label: tuple(called[person.id] for person in group)
            for label, group in shared_labels(wishing, terms.names.people, terms.policy).items()
        },
        reserved=reserved_labels(claims.reasons(connection), terms.names, terms.policy),
    )


def _without_held(outcome: Outcome) -> tuple[Problem, ...]:
    return tuple(one for one in outcome.problems if one.kind is not ProblemKind.REMOVALS_HELD)
