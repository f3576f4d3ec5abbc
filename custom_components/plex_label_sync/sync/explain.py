"""Says why the labels of one title are there: whose wish or which tag, and since when."""

from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import Any

from ..clients.plex.client import Found, Section
from ..core.deciding import deciding_ids
from ..core.ledger import Ledger, Record
from ..core.model import Claim, Person, Reason, ReasonKind, Title, fold_label
from ..core.people import unified
from ..core.phrase import Phrase, PhraseKind
from ..core.policy import Policy
from ..core.queue import Waiting, queue
from ..core.requesters import has_number
from ..core.wishes import Worded
from ..state import claims, items, ledger, people, years
from .scope import Look
from .servers import Names

NOBODY = "nobody"
"""What stands for the source of a label that nobody's wish, and no tag, is behind."""


class UnknownTitleError(Exception):
    """Neither Plex nor any source knows the title."""


def explained(
    connection: Connection, look: Look, sections: Mapping[str, Section], policy: Policy
) -> dict[str, Any]:
    """Give each item in Plex with its labels and our reasons; without items, what waits.

    `items` holds title, year, media type, rating key, library, all labels, and for each of ours
    since when it is there, whether its reasons have ended, and the reasons. `waiting` holds the
    title, its year and ids, and the labels that it will get, with their reasons. `unclear` holds
    tags that name somebody and give nobody a label, with whom they may name and why, as a `Phrase`.
    `conflicts` holds each reason whose title has ids of different titles, with the id that counts.
    Raises `UnknownTitleError`.
    """
    names = Names.of(connection)
    ours = ledger.of(connection, look.found.keys())
    titles = look.titles | look.present
    wanted = frozenset(claim.reason for claim in claims.about(connection, titles))
    found = [_item(one, ours, names, sections, wanted) for _, one in sorted(look.found.items())]
    unclear = _unclear(connection, titles, names)
    clear = () if found else _clear(connection, look.titles)
    if not found and not clear and not unclear:
        raise UnknownTitleError
    worded = names.wording(policy)
    waiting = queue(claim for claim in clear if worded(claim.reason))
    return {
        "items": found,
        "waiting": [
            _awaited(title, years.of(connection, title.title), names, worded) for title in waiting
        ],
        "unclear": unclear,
        "conflicts": [
            _conflict(claim, names)
            for claim in _conflicts(connection, titles)
            if worded(claim.reason)
        ],
    }


def _clear(connection: Connection, titles: Iterable[Title]) -> list[Claim]:
    """Give the claims on titles of which it is clear whose wish, or which tag, they are."""
    about = claims.about(connection, titles)
    return [claim for claim in about if claim.reason.kind is not ReasonKind.UNCLEAR]


def _unclear(connection: Connection, titles: Iterable[Title], names: Names) -> list[dict[str, Any]]:
    """Give the tags of titles that name somebody and give nobody a label."""
    requesters = people.requesters(connection)
    unclear: list[dict[str, Any]] = []
    reasons = {claim.reason for claim in claims.about(connection, titles)}
    for reason in sorted(why for why in reasons if why.kind is ReasonKind.UNCLEAR):
        named = requesters.named(reason.subject)
        if not named.people and not named.is_open:
            continue
        several = PhraseKind.TAG_REUSED if has_number(reason.subject) else PhraseKind.TAG_AMBIGUOUS
        unclear.append(
            {
                "source": names.source(reason.source),
                "tag": reason.subject,
                "users": sorted(_called(names.people, named.people)),
                "why": Phrase.of(PhraseKind.TAG_OPEN if named.is_open else several),
            }
        )
    return unclear


def _called(everybody: Mapping[str, Person], ids: Iterable[str]) -> list[str]:
    return [everybody[key].name or key for key in ids]


def _conflicts(connection: Connection, titles: Iterable[Title]) -> list[Claim]:
    """Give the claims on these titles that have ids of different titles."""
    claimed = claims.about(connection, titles)
    index = items.index_of(connection, [claim.title for claim in claimed])
    return sorted(filter(index.is_in_conflict, claimed), key=lambda claim: claim.reason)


def _conflict(claim: Claim, names: Names) -> dict[str, Any]:
    title, source = claim.title, claim.reason.source
    (reason,) = _reasons([claim.reason], names)
    return {
        **reason,
        "title": title.name,
        "guids": sorted(title.guids),
        "counts": sorted(deciding_ids(title, source)),
    }


def _item(
    found: Found,
    ours: Ledger,
    names: Names,
    sections: Mapping[str, Section],
    wanted: frozenset[Reason],
) -> dict[str, Any]:
    there = frozenset(map(fold_label, found.labels))
    section = sections.get(found.item.section)
    return {
        "title": found.item.title,
        "year": found.item.year or None,
        "media_type": found.item.media_type.value,
        "rating_key": found.item.rating_key,
        "section": section.title if section else found.item.section,
        "labels": sorted(found.labels),
        "ours": [
            _record(record, names, wanted)
            for label, record in sorted(ours.of(found.item).items())
            if label in there or record.shown in there
        ],
    }


def _record(record: Record, names: Names, wanted: frozenset[Reason]) -> dict[str, Any]:
    # One that waits for an answer, or that was kept by it, has the reasons that it had.
    is_over = bool(record.because) and wanted.isdisjoint(record.because)
    return {
        "label": record.label,
        "since": record.since,
        "ended": record.ended or is_over,
        "reasons": _reasons(record.because, names),
    }


def _awaited(waiting: Waiting, year: int, names: Names, worded: Worded) -> dict[str, Any]:
    because: dict[str, set[Reason]] = {}
    for reason in waiting.because:
        if label := worded(reason):
            because.setdefault(label, set()).add(reason)
    return {
        "title": waiting.name,
        "year": year or None,
        "media_type": waiting.media_type.value,
        "guids": sorted(waiting.guids),
        "labels": [
            {"label": label, "reasons": _reasons(reasons, names)}
            for label, reasons in sorted(because.items())
        ],
    }


def _reasons(because: Iterable[Reason], names: Names) -> list[dict[str, str]]:
    """Give reasons by the source's name, with the user or the tag; people are called as known."""
    meant = unified(names.everybody())
    reasons: list[dict[str, str]] = []
    for reason in sorted(because):
        named = {"source": names.source(reason.source)}
        if reason.kind is ReasonKind.USER:
            person = meant.get(reason.subject)
            named["user"] = person.name if person else reason.subject
        elif reason.kind is ReasonKind.TAG:
            named["tag"] = reason.subject
        else:
            named["source"] = NOBODY
        reasons.append(named)
    return reasons
