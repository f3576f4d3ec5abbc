"""Plans a run on what the database holds: a full one piece by piece, a scoped one at once.

Either way one and the same function of the core plans, and removals beyond the limit are held back.
"""

from collections.abc import Collection, Iterable
from copy import replace
from functools import partial
from hashlib import sha256
from itertools import batched
from sqlite3 import Connection

from msgspec import Struct, field

from ..core.index import Index
from ..core.labels import Labels
from ..core.ledger import Key, Ledger
from ..core.limit import exceeds
from ..core.model import Claim, Source, Title
from ..core.plan import Plan, held_back, joined
from ..core.planner import make_plan
from ..core.policy import Policy, Wording
from ..core.removal import Removal
from ..core.title_name import with_year
from ..state import claims, decisions, items, ledger
from ..state.database import Database
from .outcome import Held
from .servers import Names
from .unsettled import Unsettled, unsettled

_NO_PLAN = Plan()

_PIECE = 250
"""How many items are planned at a time, with their copies: some ten milliseconds."""


class Terms(Struct, frozen=True):
    """All that a plan depends on beside what the database holds (see `core.planner.make_plan`)."""

    policy: Policy
    names: Names
    labels: Labels
    unknown: frozenset[Source] = frozenset()
    removal: Removal = field(default_factory=Removal)
    listed_at: float | None = None
    anything_wanted: bool = True
    decided: bool = True

    def worded(self) -> Wording:
        """Give what words reasons."""
        return self.policy.wording(self.names.people, self.names.sources)


async def plan_everything(database: Database, terms: Terms) -> Plan:
    """Plan for all items that are not as they should be, or were left."""
    worded = terms.worded()
    rest = await database.survey(
        lambda connection: _to_plan(connection, terms, worded), in_turn=True
    )
    done: set[int] = set()

    def plan(connection: Connection, piece: Collection[int]) -> Plan:
        copies = items.copies(connection, [key for key in piece if key not in done])
        done.update(copies)
        return _plan(connection, terms, worded, copies.keys(), Index.build(copies.values()))

    plans = [
        await database.read(partial(plan, piece=piece))
        for piece in batched(sorted(rest.keys), _PIECE, strict=False)
    ]
    plan_of_rest = joined(plans)
    return replace(plan_of_rest, unchanged=plan_of_rest.unchanged + rest.unchanged)


def plan_some(
    connection: Connection,
    terms: Terms,
    scope: frozenset[int],
    titles: Iterable[Title] = (),
    gone: frozenset[int] = frozenset(),
) -> Plan:
    """Plan for the items in scope; the claims on `titles` that find no item are in `waiting`.

    `gone` are items that Plex said it deleted.
    """
    titles = tuple(titles)
    copies = items.copies(connection, {*scope, *items.matching(connection, titles)})
    index = Index.build(copies.values())
    return _plan(connection, terms, terms.worded(), scope, index, titles=titles, gone=gone)


def limited(connection: Connection, plan: Plan, percent: int, now: float) -> Plan:
    """Give a plan with its removals held back where they exceed the limit."""
    day = decisions.removals(connection, now)
    ending = [change for change in plan.removals if not (change.moved or change.approved)]
    if ending and exceeds(len(ending), within_a_day=day, owned=_owned(connection), percent=percent):
        plan = held_back(plan)
    return plan


def _owned(connection: Connection) -> int:
    return ledger.totals(connection)["records"]


def question(
    connection: Connection, plan: Plan = _NO_PLAN, now: float | None = None
) -> Held | None:
    """Give what the user is asked about: all that is still to be answered, also by other runs.

    `plan` is what is about to be recorded, `now` whereof what went in the last 24 hours is counted.
    """
    answers = decisions.of(connection, {change.item.rating_key for change in plan.held})
    new = [change for change in plan.held if change.key not in answers]
    over = {*plan.settled, *plan.forgotten}
    asked = {*decisions.asked(connection), *(change.key for change in new)} - over
    if not asked:
        return None
    before = decisions.titles_asked_about(connection)
    named = (with_year(change.item.title, change.item.year) for change in new)
    titles = tuple(dict.fromkeys((*before, *named)))
    labels = frozenset(label for _, label in asked)
    return Held(
        len(asked),
        _owned(connection),
        titles[: decisions.TITLES_NAMED],
        mark_of(asked),
        labels,
        lately=0 if now is None else decisions.removals(connection, now),
    )


def mark_of(keys: Iterable[Key]) -> str:
    """Give what tells some removals from any others."""
    return sha256(repr(sorted(keys)).encode()).hexdigest()


def _to_plan(connection: Connection, terms: Terms, worded: Wording) -> Unsettled:
    if terms.anything_wanted:
        return unsettled(connection, worded, terms.labels)
    return Unsettled(set(ledger.keys(connection)), 0)


def _plan(
    connection: Connection,
    terms: Terms,
    worded: Wording,
    keys: Collection[int],
    index: Index,
    *,
    titles: tuple[Title, ...] = (),
    gone: frozenset[int] = frozenset(),
) -> Plan:
    about = [item.as_title() for item in index.items.values()]
    wanted: tuple[Claim, ...] = ()
    removal = terms.removal
    if terms.anything_wanted:
        wanted = claims.about(connection, (*about, *titles))
        removal = replace(removal, disputed=worded.disputed)
    index = _with_rivals(connection, index, wanted)
    records: Ledger = ledger.of(connection, {*keys, *index.items, *gone})
    return make_plan(
        wanted,
        index,
        terms.labels,
        records,
        worded=worded,
        unknown=terms.unknown,
        removal=removal,
        scope=frozenset(keys),
        gone=gone,
        decisions=decisions.of(connection, records.entries.keys()) if terms.decided else {},
        listed_at=terms.listed_at,
    )


def _with_rivals(connection: Connection, index: Index, wanted: Iterable[Claim]) -> Index:
    """Give an index with all items to which ids of claims lead: it shows which are meant."""
    titles = {claim.title for claim in wanted if not index.covers(claim.title)}
    more = items.matching(connection, titles) - index.items.keys()
    if not more:
        return index
    rivals = items.copies(connection, more)
    return Index.build([*index.items.values(), *rivals.values()])
