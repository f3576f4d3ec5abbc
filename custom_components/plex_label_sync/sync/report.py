"""What was done, and what a dry run would do: item by item, with whose wish it is."""

from collections.abc import Iterable, Mapping, Sequence
from copy import replace
from heapq import nsmallest
from typing import Any

from ..core.ledger import Key
from ..core.model import NOBODY, Item, Person, Reason, ReasonKind
from ..core.naming import collisions
from ..core.people import full_names, unified
from ..core.plan import Change, Plan
from ..core.policy import Policy, Wording
from .outcome import MOST_TOLD, Activity, Outcome
from .preview import why_of
from .servers import Names

MOST_ROWS = 5000
"""Items that a dry run tells of one by one."""


def activities(
    plan: Plan, added: set[Key], removed: set[Key], names: Names
) -> tuple[Activity, ...]:
    """Tell what was done to each item; nothing where that would be a long list."""
    if len({key for key, _ in added} | {key for key, _ in removed}) > MOST_TOLD:
        return ()
    done = [
        (adds, _by_item(change for change in changes if change.key in keys))
        for adds, changes, keys in (
            (True, plan.additions, added),
            (False, plan.removals, removed),
        )
    ]
    people = unified(names.everybody())
    return tuple(
        _activity(adds, changes, names, people)
        for adds, items in done
        for changes in items.values()
    )


def described(outcome: Outcome, plan: Plan, names: Names) -> Outcome:
    """Give the outcome of a dry run with its plan: item by item, with why each label changes.

    Of a long list the items that lose labels come first, then the newest: it is an answer that
    somebody reads, and Home Assistant sends it in one piece.
    """
    items = {change.item.rating_key: change.item for change in plan.changes()}
    losing = {change.item.rating_key for change in plan.removals}
    shown = nsmallest(
        MOST_ROWS,
        items.values(),
        key=lambda item: (item.rating_key not in losing, -item.added_at, item.rating_key),
    )
    # By username, as all that answers tell: automations compare it with `sources`.
    called = {key: one.name for key, one in unified(names.everybody()).items()}
    rows = {item.rating_key: _empty_row(item) for item in shown}
    for field_name, changes in (("add", plan.additions), ("remove", plan.removals)):
        for change in changes:
            if row := rows.get(change.item.rating_key):
                row[field_name].append(change.label)
                row["because"][change.label] = [
                    why_of(reason, names, called, change.label) for reason in sorted(change.because)
                ]
    return replace(outcome, changes=tuple(rows.values()), left_out=len(items) - len(rows))


def shared_labels(
    wishing: Iterable[str], people: Mapping[str, Person], policy: Policy
) -> dict[str, tuple[Person, ...]]:
    """Give the labels that several people with wishes share, with these people."""
    meant = unified(people.values())
    persons = {meant[key].id: meant[key] for key in wishing if key in meant}
    named = [persons[key] for key in sorted(persons) if not policy.excludes(persons[key])]
    return {label: tuple(group) for label, group in collisions(policy.naming, named).items()}


def reserved_labels(
    reasons: Iterable[Reason], names: Names, policy: Policy
) -> dict[str, tuple[str, ...]]:
    """Give the labels that tags or people may not have, with these, as far as they are reasons.

    A tag stands with its instance before it.
    """
    wording = names.wording(policy)
    called = full_names(names.people.values())
    found: dict[str, set[str]] = {}
    for reason in reasons:
        if label := wording.reserved(reason):
            found.setdefault(label, set()).update(_bearers(reason, wording, called))
    return {label: tuple(sorted(bearers)) for label, bearers in sorted(found.items())}


def _bearers(reason: Reason, wording: Wording, called: Mapping[str, str]) -> Iterable[str]:
    if reason.kind is ReasonKind.TAG:
        return (f"{wording.names[reason.source]}: {reason.subject}",)
    return (called[person.id] for person in wording.bearers(reason))


def told_by(
    reasons: Sequence[Reason], names: Names, people: Mapping[str, Person]
) -> dict[str, tuple[str, ...]]:
    """Give the `users`, `tags` and `sources` of reasons, each once, as far as they are known."""
    return {
        "users": _distinct(
            people[reason.subject].name
            for reason in reasons
            if reason.kind is ReasonKind.USER and reason.subject in people
        ),
        "tags": _distinct(reason.subject for reason in reasons if reason.kind is ReasonKind.TAG),
        "sources": _distinct(
            names.source(reason.source)
            for reason in reasons
            if reason != NOBODY and names.has_name(reason.source)
        ),
    }


def _by_item(changes: Iterable[Change]) -> dict[int, list[Change]]:
    items: dict[int, list[Change]] = {}
    for change in changes:
        items.setdefault(change.item.rating_key, []).append(change)
    return items


def _activity(
    added: bool, changes: Sequence[Change], names: Names, people: Mapping[str, Person]
) -> Activity:
    reasons = sorted({reason for change in changes for reason in change.because})
    return Activity(
        added,
        changes[0].item,
        labels=tuple(change.wording or change.label for change in changes),
        **told_by(reasons, names, people),
    )


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _empty_row(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "year": item.year or None,
        "rating_key": item.rating_key,
        "add": [],
        "remove": [],
        "because": {},
    }
