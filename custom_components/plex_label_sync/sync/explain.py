"""Says why the labels of one title are there: whose wish or which tag, and since when."""

from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import Any

from msgspec import Struct

from ..clients.plex.client import Found, Section
from ..core.deciding import deciding_ids
from ..core.ledger import Ledger, Record
from ..core.model import Claim, Person, Reason, ReasonKind, Source, Title, fold_label
from ..core.people import unified
from ..core.phrase import Phrase, PhraseKind
from ..core.policy import Policy
from ..core.queue import Waiting, queue
from ..core.requesters import has_number
from ..core.sources import is_below
from ..core.wishes import Worded
from ..state import claims, items, ledger, people, years
from .problem import Problem
from .scope import Look
from .servers import Names

NOBODY = "nobody"
"""What stands for the source of a label that nobody's wish, and no tag, is behind."""


class UnknownTitleError(Exception):
    """Neither Plex nor any source knows the title."""


class _Reasons(Struct, frozen=True):
    """Tells reasons: by the source's name, with the user or the tag; people are called as known.

    `unknown` are the sources that are not known now, with their problems.
    """

    names: Names
    meant: Mapping[str, Person]
    unknown: Mapping[Source, Problem]

    def all_told(self, because: Iterable[Reason]) -> list[dict[str, Any]]:
        """Give all of them, in order."""
        return [self.told(reason) for reason in sorted(because)]

    def told(self, reason: Reason) -> dict[str, Any]:
        """Give one; what keeps its source unknown stands with it."""
        told: dict[str, Any] = {"source": self.names.source(reason.source)}
        if reason.kind is ReasonKind.USER:
            person = self.meant.get(reason.subject)
            told["user"] = person.name if person else reason.subject
        elif reason.kind is ReasonKind.TAG:
            told["tag"] = reason.subject
        else:
            told["source"] = NOBODY
        if problem := self._unknown(reason.source):
            told["unknown"] = problem
        return told

    def _unknown(self, source: Source) -> Problem | None:
        over = (one for top, one in self.unknown.items() if is_below(source, frozenset({top})))
        return next(over, None)


def explained(
    connection: Connection,
    look: Look,
    sections: Mapping[str, Section],
    policy: Policy,
    unknown: Mapping[Source, Problem],
) -> dict[str, Any]:
    """Give each item in Plex with its labels and our reasons; without items, what waits.

    `items` holds title, year, media type, rating key, library, all labels, and for each of ours
    since when it is there, whether its reasons have ended, and the reasons. `waiting` holds the
    title, its year and ids, and the labels that it will get, with their reasons. `unclear` holds
    tags that name somebody and give nobody a label, with whom they may name and why, as a `Phrase`.
    `conflicts` holds each reason whose title has ids of different titles, with the id that counts.
    `unknown` are the sources that are not known now, with their problems: what they told last
    stands, and each reason of theirs comes with that. Raises `UnknownTitleError`.
    """
    names = Names.of(connection)
    reasons = _Reasons(names, unified(names.everybody()), unknown)
    ours = ledger.of(connection, look.found.keys())
    titles = look.titles | look.present
    wanted = frozenset(claim.reason for claim in claims.about(connection, titles))
    found = [_item(one, ours, reasons, sections, wanted) for _, one in sorted(look.found.items())]
    unclear = _unclear(connection, titles, names)
    clear = () if found else _clear(connection, look.titles)
    if not found and not clear and not unclear:
        raise UnknownTitleError
    worded = names.wording(policy)
    waiting = queue(claim for claim in clear if worded(claim.reason))
    return {
        "items": found,
        "waiting": [
            _awaited(title, years.of(connection, title.title), reasons, worded) for title in waiting
        ],
        "unclear": unclear,
        "conflicts": [
            _conflict(claim, reasons)
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


def _conflict(claim: Claim, reasons: _Reasons) -> dict[str, Any]:
    title, source = claim.title, claim.reason.source
    return {
        **reasons.told(claim.reason),
        "title": title.name,
        "guids": sorted(title.guids),
        "counts": sorted(deciding_ids(title, source)),
    }


def _item(
    found: Found,
    ours: Ledger,
    reasons: _Reasons,
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
            _record(record, reasons, wanted)
            for label, record in sorted(ours.of(found.item).items())
            if label in there or record.shown in there
        ],
    }


def _record(record: Record, reasons: _Reasons, wanted: frozenset[Reason]) -> dict[str, Any]:
    # One that waits for an answer, or that was kept by it, has the reasons that it had.
    is_over = bool(record.because) and wanted.isdisjoint(record.because)
    return {
        "label": record.label,
        "since": record.since,
        "ended": record.ended or is_over,
        "reasons": reasons.all_told(record.because),
    }


def _awaited(waiting: Waiting, year: int, reasons: _Reasons, worded: Worded) -> dict[str, Any]:
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
            {"label": label, "reasons": reasons.all_told(those)}
            for label, those in sorted(because.items())
        ],
    }
