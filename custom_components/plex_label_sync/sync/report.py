"""What a plan, and what came of it, mean for the result of a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..core.claims import Memory, unknown_sources
from ..core.ledger import Ledger
from ..core.limit import Held
from ..core.model import NOBODY, Item, Person, ReasonKind, fold
from ..core.naming import Naming, collisions
from ..core.people import unified
from ..core.plan import Change, Plan
from ..core.queue import queue
from .reads import Reads
from .result import MOST_TOLD, Activity, Result, Status, discreet_sources, name_sources
from .writer import LabelsLostError, Outcome, Writer

PLEX = "Plex"
STORAGE = "storage"
REMOVALS = "removals"

HARM = {PLEX: "Plex dropped labels, and a repair issue says which"}
"""What the log says of labels that were lost: they may name people."""


def expected(reads: Reads, plan: Plan, naming: Naming) -> Result:
    """Give the result as it is when all of the plan succeeds."""
    library = reads.shown.library
    problems = dict(reads.problems)
    if reads.scope is None:
        problems |= {f"library {key}": "Plex does not have it" for key in library.gone}
    if unread := reads.labels.unread:
        problems[PLEX] = f"{len(unread)} labels could not be read; {plan.skipped} stay as they are"
    whole = not problems and not unknown_sources(reads.readings)
    blind = library.problems and not library.shelves
    return Result(
        status=Status.OK if whole else Status.FAILED if blind else Status.PARTIAL,
        items=len(reads.shown.index if reads.scope is None else reads.scope),
        added=len(plan.additions),
        removed=len(plan.removals),
        unchanged=plan.unchanged,
        queued=len(queue(plan.waiting)),
        sources=name_sources(reads.readings, problems),
        discreet=discreet_sources(reads.readings),
        gone=library.gone,
        collisions=_collisions(reads.memory, naming) if reads.scope is None else {},
    )


def achieved(
    result: Result,
    plan: Plan,
    writer: Writer,
    trouble: Exception | None,
    *,
    memory: Memory,
    ledger: Ledger,
) -> Result:
    """Give the result with what the writer achieved; `trouble` is what made it break off.

    `ledger` knows all labels of the plan, as they were worded.
    """
    undone = writer.added.failed | writer.removed.failed
    result = replace(
        result,
        added=len(writer.added.done),
        removed=len(writer.removed.done),
        failed=len({rating_key for rating_key, _ in undone}),
        activities=_activities(plan, writer, memory, ledger),
    )
    if isinstance(trouble, LabelsLostError):
        # Harm comes first: what a stopped run held back is asked about by the next one.
        harmed = failed(result, PLEX, str(trouble))
        discreet = {**result.discreet, **HARM}
        return replace(harmed, status=Status.STOPPED, held=None, discreet=discreet)
    if trouble:
        failed_result = failed(result, PLEX, str(trouble))
        wrote = writer.added.done or writer.removed.done
        return replace(failed_result, status=Status.PARTIAL) if wrote else failed_result
    if undone:
        said = writer.error or "Plex accepted edits that had no effect"
        return replace(failed(result, PLEX, str(said)), status=Status.PARTIAL)
    return result


def failed(result: Result, name: str, error: str) -> Result:
    """Give the result of a run that could not do its work."""
    return replace(result, status=Status.FAILED, sources={**result.sources, name: error})


def stopped(result: Result, waits: Held) -> Result:
    """Give the result of a run that adds, and asks before it removes so much."""
    said = f"{waits.count} of {waits.owned} labels would go, more than the removal limit allows"
    return replace(
        result,
        status=Status.STOPPED,
        removed=0,
        held=waits,
        sources={**result.sources, REMOVALS: said},
    )


def has_loose_ends(reads: Reads, result: Result) -> bool:
    """Whether titles that were looked at are not in step all the same."""
    return bool(reads.problems or {PLEX, STORAGE} & result.sources.keys())


def _collisions(memory: Memory, naming: Naming) -> dict[str, tuple[str, ...]]:
    """Give the labels that several people with wishes share, with their names."""
    known = unified(memory.people.values())
    wishing = {
        known[claim.reason.subject].id: known[claim.reason.subject]
        for claim in memory.standing()
        if claim.reason.kind is ReasonKind.USER
    }
    return {
        label: tuple(person.name for person in group)
        for label, group in collisions(naming, [wishing[key] for key in sorted(wishing)]).items()
    }


def _activities(plan: Plan, writer: Writer, memory: Memory, ledger: Ledger) -> tuple[Activity, ...]:
    kinds = ((True, plan.additions, writer.added), (False, plan.removals, writer.removed))
    done = [(added, _by_item(changes, outcome)) for added, changes, outcome in kinds]
    if len({item.rating_key for _, items in done for item, _ in items}) > MOST_TOLD:
        return ()
    people = unified(memory.people.values())
    return tuple(
        _activity(added, item, changes, memory=memory, people=people, ledger=ledger)
        for added, items in done
        for item, changes in items
    )


def _by_item(changes: Sequence[Change], outcome: Outcome) -> list[tuple[Item, list[Change]]]:
    items: dict[int, tuple[Item, list[Change]]] = {}
    for change in changes:
        if change.key in outcome.done:
            items.setdefault(change.item.rating_key, (change.item, []))[1].append(change)
    return list(items.values())


def _activity(
    added: bool,
    item: Item,
    changes: Iterable[Change],
    *,
    memory: Memory,
    people: Mapping[str, Person],
    ledger: Ledger,
) -> Activity:
    changes = list(changes)
    reasons = sorted({reason for change in changes for reason in change.because})
    return Activity(
        added,
        item,
        labels=tuple(ledger.of(item)[fold(change.label)].label for change in changes),
        users=_distinct(
            people[reason.subject].name
            for reason in reasons
            if reason.kind is ReasonKind.USER and reason.subject in people
        ),
        tags=_distinct(reason.subject for reason in reasons if reason.kind is ReasonKind.TAG),
        sources=_distinct(
            memory.names.get(reason.source, reason.source) for reason in reasons if reason != NOBODY
        ),
    )


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
