"""What users do with the labels that are ours: clean up, take over, and take everything back."""

from asyncio import to_thread
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..clients.errors import ServiceError
from ..clients.plex.client import PlexServer
from ..core.index import Index
from ..core.labels import Labels
from ..core.ledger import Ledger, Record
from ..core.model import NOBODY, Item, fold
from ..core.orphans import orphaned
from ..core.people import unified
from ..core.plan import Plan, make_plan
from ..core.policy import Policy
from ..core.removal import Removal, RemovedMode
from .carrying import carry_out
from .library import Library, Shelf, read_labels
from .reads import Reads, Servers, Shown, plainly, read_all
from .report import PLEX, expected
from .result import Result, Status, describe
from .storing import Store

type Left = tuple[Item, tuple[str, ...]]
"""An item with the labels of ours that stayed on it."""


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What to clean up besides orphans: the queue, and labels that look like ours."""

    clear_queue: bool = True
    adopt: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What an action came to.

    `cleared` counts titles taken out of the queue, `adopted` labels that are ours since; `left`
    are those of ours that could not be removed.
    """

    result: Result
    cleared: int = 0
    adopted: int = 0
    left: tuple[Left, ...] = ()


async def clean_up(
    servers: Servers,
    policy: Policy,
    store: Store,
    order: Cleanup,
    *,
    now: datetime,
    dry_run: bool,
) -> Done:
    """Read everything, and remove the labels of people who left and of tags that are gone.

    So go labels of ours without any reason, such as adopted ones behind which nothing stands.
    The removal limit does not apply: a dry run shows what would go. `now` is the time in UTC.
    What a server does is told in the result.
    """
    ledger, queue = store.ledger, store.queue or ()
    try:
        reads = await read_all(servers, policy, store.memory, ledger, plainly)
        if order.adopt:
            labels = await _read_likely(servers.plex, policy, reads)
            reads = replace(reads, labels=labels)
            ledger = await to_thread(_adopting, policy, reads, ledger, now)
    except ServiceError as err:
        return Done(Result(Status.FAILED, sources={PLEX: str(err)}))
    plan = await to_thread(_plan_cleanup, policy, reads, ledger, store.ledger)
    result = await to_thread(expected, reads, plan, policy.naming)
    adopted = len(ledger) - len(store.ledger)
    cleared = len(queue) if order.clear_queue else 0
    if dry_run:
        changes = await to_thread(describe, plan, reads.memory)
        return Done(replace(result, changes=changes), cleared, adopted)
    result = await carry_out(servers.plex, store, reads, plan, result, ledger=ledger, now=now)
    if result.status in {Status.FAILED, Status.STOPPED}:
        return Done(result)
    if cleared:
        store.keep_queue(())
    return Done(result, cleared, adopted)


async def remove_all(
    servers: Servers, policy: Policy, store: Store, *, now: datetime, dry_run: bool
) -> Done:
    """Remove every label that the ledger says is ours, and no other.

    Libraries that are out of scope by now are no exception; items that carry the label that says
    to ignore them are. The removal limit does not apply. What a server does is told in the result.
    """
    ledger = store.ledger
    try:
        reads = await _read_owned(servers, policy, store)
    except ServiceError as err:
        return Done(Result(Status.FAILED, sources={PLEX: str(err)}))
    plan = await to_thread(_plan_removal, reads, ledger)
    result = expected(reads, plan, policy.naming)
    if dry_run:
        changes = await to_thread(describe, plan, reads.memory)
        going = (*plan.forgotten, *(change.key for change in plan.removals))
        return Done(replace(result, changes=changes), left=_left(ledger.without(going)))
    result = await carry_out(servers.plex, store, reads, plan, result, ledger=ledger, now=now)
    return Done(result, left=_left(store.ledger))


def _plan_cleanup(policy: Policy, reads: Reads, ledger: Ledger, before: Ledger) -> Plan:
    """Plan a cleanup; `ledger` knows also what was adopted, of which reasons are to be recorded."""
    orphan = orphaned(reads.readings, reads.memory.people.keys(), reads.unknown)
    plan = make_plan(
        reads.memory.standing(),
        reads.shown.index,
        reads.labels,
        ledger,
        worded=policy.wording(reads.memory),
        unknown=reads.unknown,
        removal=Removal(orphaned=orphan),
    )
    return Plan(
        removals=tuple(one for one in plan.removals if all(map(orphan, one.because))),
        restated=tuple(
            (item, record)
            for item, record in plan.restated
            if fold(record.label) not in before.of(item)
        ),
        unchanged=plan.unchanged,
        skipped=plan.skipped,
        waiting=plan.waiting,
    )


async def _read_likely(plex: PlexServer, policy: Policy, reads: Reads) -> Labels:
    """Read also who carries labels that look like ours. Gives all labels that were read."""
    looks_like_ours = _recogniser(policy, reads)
    library = reads.shown.library
    likely = frozenset(
        label
        for shelf in library.shelves.values()
        for choice in shelf.choices
        if looks_like_ours(label := fold(choice.label))
    )
    ignore = fold(policy.ignore_label)
    more = await read_labels(plex, library, wanted=likely, owned=frozenset(), ignore=ignore)
    return replace(
        reads.labels,
        stored={**reads.labels.stored, **more.stored},
        unread=reads.labels.unread | more.unread,
        ignored=reads.labels.ignored | more.ignored,
    )


def _recogniser(policy: Policy, reads: Reads) -> Callable[[str], bool]:
    """Give what tells whether a folded label has our prefix, or is that of a person or tag."""
    naming = policy.naming
    people = unified(reads.memory.people.values()).values()
    users = frozenset[str]().union(*map(naming.all_of, people))
    tags = {fold(naming.tag(tag, one.name)) for one in reads.readings for tag in one.tags}
    known = (users | tags) - {fold(policy.ignore_label)}
    prefix, ignore = fold(naming.prefix), fold(policy.ignore_label)
    return lambda label: label in known or (label != ignore and _is_under(prefix, label))


def _is_under(prefix: str, label: str) -> bool:
    """Whether a label begins with the prefix as a word of its own: `p` is no prefix of `pixar`."""
    rest = label.removeprefix(prefix)
    return rest not in {"", label} and not (prefix[-1].isalnum() and rest[0].isalnum())


def _adopting(policy: Policy, reads: Reads, ledger: Ledger, now: datetime) -> Ledger:
    """Give the ledger with records for labels that look like ours and that it does not know.

    They are without reasons until they are planned for; only that for titles which nobody wants
    has its own one, where it is in use.
    """
    since = now.isoformat(timespec="seconds")
    looks_like_ours = _recogniser(policy, reads)
    special = policy.removed_mode is RemovedMode.SPECIAL
    left = fold(policy.removed_label)

    def records() -> Iterator[tuple[Item, Record]]:
        for (_, label), members in reads.labels.stored.items():
            if not looks_like_ours(label):
                continue
            because = frozenset({NOBODY} if special and label == left else ())
            for key, stored in members.items():
                item = reads.shown.index.items.get(key)
                if item and key not in reads.labels.ignored and label not in ledger.of(item):
                    yield item, Record(stored, since, because)

    return ledger.with_records(records())


async def _read_owned(servers: Servers, policy: Policy, store: Store) -> Reads:
    """Read the items of the ledger one by one, wherever they are. Raises a `ServiceError`."""
    plex, keys = servers.plex, store.ledger.entries.keys()
    await plex.verify(servers.machine_identifier)
    sections = {section.key: section for section in await plex.sections()}
    read = await plex.read(sorted(keys))
    found = [one for one in read.values() if one.item.section in sections]
    items = [one.item for one in found]
    shelves = {
        key: Shelf(section, {one.rating_key: one for one in items if one.section == key}, ())
        for key, section in sections.items()
    }
    return Reads(
        store.memory,
        Shown(Library(shelves), await to_thread(Index.build, items)),
        unknown=frozenset(),
        labels=Labels.of_items(
            ((one.item, one.labels) for one in found), fold(policy.ignore_label)
        ),
        scope=frozenset(one.rating_key for one in items),
        gone=frozenset(keys - read.keys()),
    )


def _plan_removal(reads: Reads, ledger: Ledger) -> Plan:
    return make_plan(
        (),
        reads.shown.index,
        reads.labels,
        ledger,
        worded=lambda _: None,
        unknown=reads.unknown,
        scope=reads.scope,
        gone=reads.gone,
    )


def _left(ledger: Ledger) -> tuple[Left, ...]:
    return tuple(
        (entry.item, tuple(record.label for record in entry.records.values()))
        for _, entry in sorted(ledger.entries.items())
    )
