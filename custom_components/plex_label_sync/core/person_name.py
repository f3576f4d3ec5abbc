"""Whether a name may stand in a person's labels."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import replace
from enum import StrEnum

from .model import Person, widened
from .naming import clean
from .people import unified
from .policy import Policy
from .readable import looks, seen, unmarked


class NameFault(StrEnum):
    """Why a name cannot be used; the values are the keys of the messages."""

    UNSEEN = "name_unseen"
    IMPOSSIBLE = "name_impossible"
    RESERVED = "name_reserved"
    TAKEN = "name_taken"
    TAG = "name_is_tag"
    FROM_PLEX = "name_from_plex"


def trimmed(name: str) -> str:
    """Give a name as it was meant: without blanks around it, single ones in it, and no marks.

    One of nothing but marks is not none, which is the name from Plex: it stays as it is.
    """
    return " ".join(unmarked(name).split()) or " ".join(name.split())


def name_fault(
    name: str,
    person: Person,
    people: Iterable[Person],
    policy: Policy,
    tags: Mapping[str, Iterable[str]],
) -> NameFault | None:
    """Give what is wrong with a name for a person's labels, if anything is; "" is that from Plex.

    `policy` says who has which name now and who gets no labels; those are in nobody's way. `tags`
    come each with the instances that have it: one whose label is the person's already gets none
    now, and is in nobody's way either.
    """
    if not name:
        clash = _clash(name, person, people, policy, tags, alike=widened)
        return NameFault.FROM_PLEX if clash else None
    if not seen(name):
        return NameFault.UNSEEN
    if clean(name) != name:
        return NameFault.IMPOSSIBLE
    return _clash(name, person, people, policy, tags, alike=looks)


def _clash(
    name: str,
    person: Person,
    people: Iterable[Person],
    policy: Policy,
    tags: Mapping[str, Iterable[str]],
    *,
    alike: Callable[[str], str],
) -> NameFault | None:
    """Give whose label a person's would be; `alike` gives the form in which labels are the same."""
    names = {**policy.naming.aliases, person.id: name}
    naming = replace(policy.naming, aliases=names)
    labels = set(map(alike, naming.all_of(person)))
    if not labels.isdisjoint(map(alike, (policy.ignore_label, policy.removed_label))):
        return NameFault.RESERVED
    others = {one.id: one for one in unified(people).values()}
    others.pop(person.id, None)
    taken = (naming.all_of(one) for one in others.values() if not policy.excludes(one))
    if any(not labels.isdisjoint(map(alike, theirs)) for theirs in taken):
        return NameFault.TAKEN
    new = labels.difference(map(alike, policy.naming.all_of(person)))
    if any(not new.isdisjoint(map(alike, theirs)) for theirs in _labels_of(tags, policy)):
        return NameFault.TAG
    return None


def _labels_of(tags: Mapping[str, Iterable[str]], policy: Policy) -> Iterator[Iterable[str]]:
    for tag, instances in tags.items():
        if policy.includes_tag(tag):
            yield (policy.naming.tag(tag, instance) for instance in instances)
