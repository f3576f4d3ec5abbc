"""The facts that a spoken answer is made of: who wants a title, and why it has a person's label."""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from ..core.model import Claim, Person, ReasonKind, Title
from ..core.people import shown_names, unified
from ..core.requests import HERE
from ..core.sources import REQUESTS, TAGS, WATCHLIST, kind_of
from ..follow.runtime import Runtime, everybody
from ..markdown import harmless
from ..reasons import Words
from ..state import claims, items, ledger
from ..state.same_title import with_all_ids
from ..state.title_names import name_of
from ..sync.servers import Names
from .names import named_title, person_of
from .titles import asked_title

type Facts = dict[str, Any]

_HERE, _TAG = "here", "tag"
_KINDS = {WATCHLIST: "watchlist", REQUESTS: "request", TAGS: _TAG}
"""How a wish was told, by the kind of its source."""


async def who_wants(runtime: Runtime, fields: Mapping[str, Any]) -> Facts:
    """Give the names of the people who want the title that fields name, and whether Plex has it.

    Raises `ServiceValidationError` and `DatabaseError`.
    """
    asked = await asked_title(runtime, fields)

    def facts(connection: Connection) -> Facts:
        title = with_all_ids(connection, named_title(connection, asked))
        called = shown_names(everybody(connection).values())
        wanting = {called[key] for key in claims.wishers(connection, [title]) if key in called}
        people = sorted(map(harmless, wanting))
        return _about(connection, title) | {"people": people}

    return await runtime.database.read(facts)


async def why_labelled(runtime: Runtime, fields: Mapping[str, Any], name: str) -> Facts:
    """Give why a person's label is, or is to be, on the title that fields name.

    `reasons` have the kind of their source and what it is called; `labelled` tells whether a label
    of the person is there, `labels_off` that the person gets none. Raises `ServiceValidationError`
    and `DatabaseError`.
    """
    person = person_of(name, await runtime.people())
    asked = await asked_title(runtime, fields)
    words = Words.of(runtime.coordinator.hass)
    left_out = runtime.engine.context.policy.excludes(person)

    def facts(connection: Connection) -> Facts:
        title = with_all_ids(connection, named_title(connection, asked))
        meant = unified(everybody(connection).values())
        ids = frozenset(key for key, who in meant.items() if who.id == person.id)
        names = Names.of(connection)
        own = [claim for claim in claims.about(connection, [title]) if _is_of(claim, ids)]
        return _about(connection, title) | {
            "person": _called(person),
            "reasons": [
                {"kind": _kind(source), "source": words.source(names.source(source))}
                for source in sorted({claim.reason.source for claim in own})
            ],
            "labelled": _is_labelled(connection, title, ids),
            "labels_off": left_out,
        }

    return await runtime.database.read(facts)


def _about(connection: Connection, title: Title) -> Facts:
    in_plex = bool(items.matching(connection, [title]))
    return {"title": name_of(connection, title) or title.name, "in_plex": in_plex}


def _is_of(claim: Claim, ids: frozenset[str]) -> bool:
    return claim.reason.kind is ReasonKind.USER and claim.reason.subject in ids


def _kind(source: str) -> str:
    return _HERE if source == HERE else _KINDS[kind_of(source)]


def _is_labelled(connection: Connection, title: Title, ids: frozenset[str]) -> bool:
    """Whether an item of a title has a label of ours that was, or is, for somebody."""
    found = items.of(connection, items.matching(connection, [title]))
    ours = ledger.of(connection, found.keys())
    return any(
        reason.kind is ReasonKind.USER and reason.subject in ids
        for item in found.values()
        for record in ours.of(item).values()
        for reason in record.because
    )


def _called(person: Person) -> str:
    """Give what a person is called in a sentence, which Assist shows as Markdown."""
    return harmless(person.shown_name)
