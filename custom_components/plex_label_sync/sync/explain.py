"""Says why the labels of one title are there: whose wish or which tag, and since when."""

from collections.abc import Iterable
from typing import Any

from ..core.claims import Memory
from ..core.ledger import Ledger, Record
from ..core.model import Item, Reason, ReasonKind, fold
from ..core.people import unified
from ..core.policy import Policy
from ..core.queue import Waiting, queue
from .reads import Reads
from .result import NOBODY_WANTS_IT
from .scope import News


class UnknownTitleError(Exception):
    """Neither Plex nor any source knows the title."""


def is_known(reads: Reads, news: News) -> bool:
    """Whether what the news name is in Plex, or is claimed by a source."""
    return bool(_items(reads)) or bool(_waiting(reads, news))


def explained(reads: Reads, ledger: Ledger, policy: Policy, news: News) -> dict[str, Any]:
    """Give each item in Plex with its labels and our reasons; without items, what waits.

    `items` holds title, rating key, library, all labels, and for each of ours since when it is
    there, whether its reasons have ended, and the reasons. `waiting` holds the title, its ids and
    the labels that it will get, with their reasons.
    """
    items = [_item(item, reads, ledger) for item in _items(reads)]
    found = () if items else _waiting(reads, news)
    return {"items": items, "waiting": [_awaited(one, reads.memory, policy) for one in found]}


def _items(reads: Reads) -> list[Item]:
    known = reads.shown.index.items
    return [known[key] for key in sorted(reads.scope or ()) if key in known]


def _waiting(reads: Reads, news: News) -> list[Waiting]:
    """Give what the sources claim about titles that Plex does not have."""
    asked = {(title.media_type, guid) for title in news.titles for guid in title.guids}
    if not asked:
        return []
    return [one for one in queue(reads.memory.standing()) if not one.marks.isdisjoint(asked)]


def _item(item: Item, reads: Reads, ledger: Ledger) -> dict[str, Any]:
    labels = sorted(
        stored
        for (section, _), members in reads.labels.stored.items()
        if section == item.section and (stored := members.get(item.rating_key))
    )
    there = frozenset(map(fold, labels))
    return {
        "title": item.title,
        "rating_key": item.rating_key,
        "section": reads.shown.library.shelves[item.section].section.title,
        "labels": labels,
        "ours": [
            _record(record, reads.memory)
            for label, record in sorted(ledger.of(item).items())
            if label in there
        ],
    }


def _record(record: Record, memory: Memory) -> dict[str, Any]:
    return {
        "label": record.label,
        "since": record.since,
        "ended": record.ended,
        "reasons": _reasons(record.because, memory),
    }


def _awaited(one: Waiting, memory: Memory, policy: Policy) -> dict[str, Any]:
    worded = policy.wording(memory)
    because: dict[str, set[Reason]] = {}
    for reason in one.because:
        if label := worded(reason):
            because.setdefault(label, set()).add(reason)
    return {
        "title": one.name,
        "media_type": one.media_type.value,
        "guids": sorted(one.guids),
        "labels": [
            {"label": label, "reasons": _reasons(reasons, memory)}
            for label, reasons in sorted(because.items())
        ],
    }


def _reasons(because: Iterable[Reason], memory: Memory) -> list[dict[str, str]]:
    """Give reasons by the source's name, with the user or the tag; people are called as known."""
    people = unified(memory.people.values())
    reasons: list[dict[str, str]] = []
    for reason in sorted(because):
        named = {"source": memory.names.get(reason.source, reason.source)}
        if reason.kind is ReasonKind.USER:
            person = people.get(reason.subject)
            named["user"] = person.name if person else reason.subject
        elif reason.kind is ReasonKind.TAG:
            named["tag"] = reason.subject
        else:
            named["source"] = NOBODY_WANTS_IT
        reasons.append(named)
    return reasons
