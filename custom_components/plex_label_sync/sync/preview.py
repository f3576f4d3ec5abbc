"""What a plan would do, as a preview shows it: the newest titles, with what comes and goes and why.

A plan may have a hundred thousand changes; of these a preview keeps numbers and a mark.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from heapq import nsmallest

from msgspec import Struct, field

from ..clients.plex.shapes import Section
from ..core.model import NOBODY, Item, MediaType, Reason, ReasonKind, Source, fold_label
from ..core.people import shown_names
from ..core.plan import Change, Plan
from ..core.policy import Policy
from ..core.requests import HERE
from ..core.sources import WATCHLIST, is_below, kind_of
from ..core.title_name import with_year
from ..sources.watchlists import FRIENDS, OWN
from .servers import Names

MOST_SHOWN = 50
"""Titles that are shown one by one."""


class Why(Struct, frozen=True):
    """A reason in names: the kind of its source, the person or else the tag, and the source."""

    kind: str
    whose: str
    source: str


class ShownChange(Struct, frozen=True):
    """A label that comes or goes; one with `replaced_by` makes way for another wording of it.

    `switched_off`: it goes as its person gets no labels, whatever is wanted. `ends` are the keys of
    the texts that say what became of its reasons, in their order, where it goes.
    """

    adds: bool
    label: str
    because: tuple[Why, ...]
    replaced_by: tuple[str, ...] = ()
    switched_off: bool = False
    ends: tuple[str, ...] = ()


class ShownTitle(Struct, frozen=True):
    """Items of Plex of one title and year, with all that would change about each of them.

    `libraries` are theirs, where something else would change about another copy.
    """

    title: str
    changes: tuple[ShownChange, ...]
    libraries: tuple[str, ...] = ()
    items: int = 1


class Preview(Struct, frozen=True):
    """What a plan would do. `mark` tells its changes from those of any other plan.

    `losing` has for each person or tag, the most first, how many labels would go for good, and
    `moved` is how many would only get another text. `going` are the labels that any title loses,
    each with those that take its place.
    """

    mark: str
    added: int
    removed: int
    moved: int
    losing: tuple[tuple[Why, int], ...]
    titles: tuple[ShownTitle, ...]
    all_titles: int
    going: Mapping[str, frozenset[str]] = field(default_factory=dict)


def mark_of(plan: Plan) -> str:
    """Give what tells the changes of a plan from those of any other."""
    marks = sha256()
    for changes in (plan.additions, plan.removals):
        for key in sorted(
            f"{change.item.rating_key} {fold_label(change.label)}\n" for change in changes
        ):
            marks.update(key.encode())
        marks.update(b";")
    return marks.hexdigest()


def preview_of(
    plan: Plan, names: Names, policy: Policy, sections: Mapping[str, Section]
) -> Preview:
    """Give the preview of a plan; `sections` are those in scope, by key."""
    called = shown_names(names.everybody())
    losing = Counter(
        whose
        for change in plan.removals
        if not change.moved
        for whose in {
            bearer_of(why_of(reason, names, called, change.label)) for reason in change.because
        }
        if whose.whose
    )
    items = {change.item.rating_key: change.item for change in plan.changes()}
    newest = _newest(items.values())
    left_out = names.left_out()

    def shown_change(change: Change, *, adds: bool) -> ShownChange:
        whys = {one: why_of(one, names, called, change.label) for one in sorted(change.because)}
        return ShownChange(
            adds,
            change.label,
            tuple(whys.values()),
            change.replaced_by,
            switched_off=not adds and is_switched_off(whys, left_out),
            ends=() if adds else tuple(end_of(one, names, policy) for one in whys),
        )

    shown: dict[int, list[ShownChange]] = {
        item.rating_key: [] for copies in newest.values() for item in copies
    }
    for adds, changes in ((True, plan.additions), (False, plan.removals)):
        for change in changes:
            if (rows := shown.get(change.item.rating_key)) is not None:
                rows.append(shown_change(change, adds=adds))
    moved = sum(change.moved for change in plan.removals)
    return Preview(
        mark_of(plan),
        added=len(plan.additions),
        removed=len(plan.removals) - moved,
        moved=moved,
        losing=tuple(losing.most_common()),
        titles=tuple(
            title
            for name, copies in newest.items()
            for title in _titles(name, copies, shown, sections)
        )[:MOST_SHOWN],
        all_titles=len(items),
        going=_going(plan),
    )


def _newest(items: Collection[Item]) -> Mapping[str, list[Item]]:
    """Give the newest items, with all copies of their titles, by what these are called."""
    newest = nsmallest(MOST_SHOWN, items, key=_age)
    names = {item.title for item in newest}
    named: dict[str, list[Item]] = {with_year(item.title, item.year): [] for item in newest}
    for item in sorted((item for item in items if item.title in names), key=_age):
        if (copies := named.get(with_year(item.title, item.year))) is not None:
            copies.append(item)
    return named


def _age(item: Item) -> tuple[int, int]:
    return -item.added_at, item.rating_key


def _titles(
    name: str,
    copies: Sequence[Item],
    shown: Mapping[int, Sequence[ShownChange]],
    sections: Mapping[str, Section],
) -> Iterable[ShownTitle]:
    """Give items that are called the same, once where the same would change."""
    alike: dict[tuple[MediaType, tuple[ShownChange, ...]], list[Item]] = {}
    for item in copies:
        alike.setdefault((item.media_type, tuple(shown[item.rating_key])), []).append(item)
    for (_, changes), items in alike.items():
        keys = dict.fromkeys(item.section for item in items) if len(alike) > 1 else ()
        libraries = tuple(sections[key].title for key in keys if key in sections)
        yield ShownTitle(name, changes, libraries, len(items))


def _going(plan: Plan) -> Mapping[str, frozenset[str]]:
    going: dict[str, set[str]] = {}
    for change in plan.removals:
        going.setdefault(change.label, set()).update(change.replaced_by)
    return {label: frozenset(after) for label, after in going.items()}


def bearer_of(why: Why) -> Why:
    """Give whose labels those are that have this reason: a person's or a tag's, or nobody's."""
    if why.kind == "nobody":
        return Why("nobody", "", "")
    return Why("any_tag" if why.kind in {"tag", "gone_tag"} else "person", why.whose, "")


def is_switched_off(because: Iterable[Reason], left_out: frozenset[str]) -> bool:
    """Whether labels with these reasons are those of somebody who gets none, by all their ids."""
    return any(one.kind is ReasonKind.USER and one.subject in left_out for one in because)


def end_of(reason: Reason, names: Names, policy: Policy) -> str:
    """Give the key of the text that says what became of a reason that is over."""
    if policy.filters_out(reason):
        return "excluded"
    if _is_turned_off(reason.source, policy):
        return "turned_off"
    is_gone = reason != NOBODY and reason.source not in names.sources
    return "gone" if is_gone else "ended"


def _is_turned_off(source: Source, policy: Policy) -> bool:
    if source == OWN:
        return not policy.own_watchlist
    return not policy.friends_watchlists and is_below(source, frozenset({FRIENDS}))


def _kind(source: Source, names: Names) -> str:
    """Give how a person's wish was told."""
    if kind_of(source) == WATCHLIST:
        return WATCHLIST
    if source == HERE:
        return "here"
    return "request" if names.has_name(source) else "gone_request"


def why_of(reason: Reason, names: Names, called: Mapping[str, str], label: str) -> Why:
    """Give a reason in names; `called` is what people are called, by id.

    Of somebody who left before names were kept nothing is known but the `label` that is left, and
    of an instance that was removed then not what it was called.
    """
    source = names.source(reason.source)
    if reason.kind is ReasonKind.USER:
        return Why(_kind(reason.source, names), called.get(reason.subject, label), source)
    if reason.kind is ReasonKind.REMOVED:
        return Why("nobody", "", source)
    return Why("tag" if names.has_name(reason.source) else "gone_tag", reason.subject, source)
