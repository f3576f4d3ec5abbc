"""Cleans up: labels behind which nothing stands go, and labels that look like ours become ours."""

from asyncio import Lock
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from copy import replace
from sqlite3 import Connection

from msgspec import Struct

from ..core.ledger import Record
from ..core.model import NOBODY, Claim, Item, Reading, Reason, fold_label
from ..core.orphans import orphaned
from ..core.people import unified
from ..core.plan import Plan
from ..core.policy import Policy
from ..core.queue import Waiting
from ..core.removal import Removal
from ..state import claims, items, ledger, waiting
from .carry_out import carry_out
from .context import Context
from .expected import expected_outcome, numbers
from .full import read_terms
from .library import Library, list_libraries
from .outcome import Outcome
from .planning import Terms, plan_everything
from .queueing import Queued, queue_of_everything
from .record import NAME
from .report import described


class Cleanup(Struct, frozen=True):
    """What to clean up besides orphans: the queue, and labels that look like ours."""

    clear_queue: bool = True
    adopt: bool = False


class CleanedUp(Struct, frozen=True):
    """What a cleanup came to.

    `cleared` counts titles taken out of the queue, `adopted` labels that are ours since.
    """

    outcome: Outcome
    cleared: int = 0
    adopted: int = 0


async def clean_up(
    context: Context, readings: Sequence[Reading], order: Cleanup, *, writing: Lock | None
) -> CleanedUp:
    """Read everything, and remove the labels of people who left and of tags that are gone.

    So go labels of ours without any reason, such as adopted ones behind which nothing stands.
    Neither the removal limit nor an earlier answer applies. What is planned is written in the turn
    of `writing`; without it this is a dry run, which is to be given a copy of the database, and
    shows what would go. Raises a `ServiceError` when Plex cannot be read, and `NotSavedError`.
    """
    started, database = context.time, context.database
    plex = context.servers.plex
    await plex.verify(context.servers.machine_identifier)
    library = await list_libraries(plex, database, context.policy.libraries, started, news=True)
    terms, problems = await read_terms(context, library, readings, started)
    adopted = 0
    if order.adopt:
        terms, adopted = await _adopted(context, terms, library, readings)
    orphan = orphaned(readings, terms.names.people.keys(), terms.unknown)
    terms = replace(terms, removal=Removal(orphaned=orphan), decided=False, listed_at=None)
    async with writing or nullcontext():
        plan = _of_orphans(await plan_everything(database, terms), orphan)
        before = await database.read(waiting.everything)

        def finish(connection: Connection) -> tuple[Outcome, Queued]:
            outcome = expected_outcome(library, plan, None, readings, problems)
            return numbers(connection, outcome, terms), queue_of_everything(
                connection, terms.worded(), library
            )

        outcome, queued = await database.read(finish)
        if writing is None:
            cleared = _cleared(before, queued.fresh) if order.clear_queue else 0
            return CleanedUp(described(outcome, plan, terms.names), cleared, adopted)
        fresh = queued if order.clear_queue else None
        outcome = await carry_out(context, library, plan, outcome, terms, queued=fresh)
        cleared = _cleared(before, await database.read(waiting.everything))
    return CleanedUp(outcome, cleared, adopted)


def _of_orphans(plan: Plan, orphan: Callable[[Reason], bool]) -> Plan:
    """Give what a cleanup does of a plan: nothing comes, and what has a reason stays."""
    return Plan(
        removals=tuple(change for change in plan.removals if all(map(orphan, change.because))),
        restated=plan.restated,
        unchanged=plan.unchanged,
        skipped=plan.skipped,
    )


def _cleared(before: Sequence[Waiting], fresh: Sequence[Waiting]) -> int:
    marks = {mark for title in fresh for mark in title.marks}
    return sum(marks.isdisjoint(title.marks) for title in before)


async def _adopted(
    context: Context, terms: Terms, library: Library, readings: Sequence[Reading]
) -> tuple[Terms, int]:
    """Make labels that look like ours ours; gives the terms with all labels that were read."""
    looks_like_ours = _recogniser(terms, readings)
    offers = [await context.servers.plex.offered_labels(one) for one in library.sections.values()]
    likely = frozenset(
        label
        for offered in offers
        for one in offered.named
        if looks_like_ours(label := fold_label(one.label))
    )
    sizes = await context.database.read(items.sections)
    ignore = fold_label(context.policy.ignore_label)
    more = await context.reader.read(library, likely, ignore, sizes)
    labels = replace(
        terms.labels,
        stored={**terms.labels.stored, **more.stored},
        unread=terms.labels.unread | more.unread,
        ignored=terms.labels.ignored | more.ignored,
        unsafe=terms.labels.unsafe | more.unsafe,
    )
    terms = replace(terms, labels=labels)
    since = context.now().isoformat(timespec="seconds")
    adopted = await context.database.write(
        lambda connection: _adopt(connection, terms, looks_like_ours, since), durable=True
    )
    return terms, adopted


def _recogniser(terms: Terms, readings: Sequence[Reading]) -> Callable[[str], bool]:
    """Give what tells whether a folded label has our prefix, or is that of a person or tag."""
    policy: Policy = terms.policy
    naming = policy.naming
    people = unified(terms.names.people.values()).values()
    users = frozenset[str]().union(*map(naming.all_of, people))
    tags = {
        fold_label(naming.tag(tag, reading.name)) for reading in readings for tag in reading.tags
    }
    prefix, ignore = fold_label(naming.prefix), fold_label(policy.ignore_label)
    known = (users | tags) - {ignore}
    return lambda label: label in known or (label != ignore and _is_under(prefix, label))


def _is_under(prefix: str, label: str) -> bool:
    """Whether a label begins with the prefix as a word of its own: `p` is no prefix of `pixar`."""
    rest = label.removeprefix(prefix)
    return rest not in {"", label} and not (prefix[-1].isalnum() and rest[0].isalnum())


def _adopt(
    connection: Connection, terms: Terms, looks_like_ours: Callable[[str], bool], since: str
) -> int:
    """Record labels that look like ours and that the ledger does not know; gives how many.

    They are without reasons until they are planned for; only the one for titles that nobody wants
    has its own, where it is in use.
    """
    word_of_nobody = terms.worded()(NOBODY)
    removed = fold_label(word_of_nobody) if word_of_nobody else None

    def records() -> Iterator[tuple[Item, Record]]:
        meant = {shown: label for label, shown in terms.labels.shown_as.items()}
        for label, members in terms.labels.stored.items():
            if not looks_like_ours(label):
                continue
            marks = label == removed
            there = items.of(connection, members)
            ours = ledger.of(connection, there.keys())
            for key, item in there.items():
                its_own = ours.of(item)
                if label in {*its_own, *(one.shown for one in its_own.values())}:
                    continue
                if not terms.labels.keeps_off(item, its_own):
                    word, shown = (meant[label], label) if label in meant else (members[key], "")
                    because = frozenset({NOBODY} if marks else ())
                    yield item, Record(word, since, because, shown=shown)

    new = list(records())
    ledger.put(connection, new)
    marked = [item for item, record in new if NOBODY in record.because]
    claims.put(connection, [_left(item) for item in marked], NAME)
    return len(new)


def _left(item: Item) -> Claim:
    return Claim(item.as_title(), NOBODY, waits=False)
