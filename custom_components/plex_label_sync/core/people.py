"""Who is who: one person, however many sources know them under whatever name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from .model import Person, fold


def unified(people: Iterable[Person]) -> Mapping[str, Person]:
    """Give for each id the one person that is meant by it.

    A plex.tv account is who it is. Everybody else is whoever shares their uuid, else their
    username. What several people share tells nobody apart. Neither the order of people nor that of
    sources matters.
    """
    meant: dict[str, Person] = {}
    holders: dict[str, Person | None] = {}
    for person in sorted(people, key=_rank):
        known = None if person.has_account else _known(person, holders)
        meant[person.id] = known or person
        for key in _names(person):
            holder = holders.setdefault(key, meant[person.id])
            if holder is not meant[person.id]:
                holders[key] = None
    return meant


def shown_names(people: Iterable[Person]) -> Mapping[str, str]:
    """Give for each id what its person is called where people read it.

    Whoever is called like somebody else is told apart by the other name, else by the id.
    """
    meant = unified(people)
    persons = {person.id: person for person in meant.values()}
    names = {key: person.shown_name for key, person in persons.items()}
    for longer in (
        {key: person.full_name for key, person in persons.items()},
        {key: f"{person.shown_name} ({key})" for key, person in persons.items()},
    ):
        often = Counter(map(fold, names.values()))
        names = {
            key: name if often[fold(name)] == 1 else longer[key] for key, name in names.items()
        }
    return {key: names[person.id] for key, person in meant.items()}


def people_named(
    name: str, people: Iterable[Person], meant: Mapping[str, Person]
) -> tuple[Person, ...]:
    """Give those of the people who have this account id, username or display name.

    `meant` tells who is who (see `unified`); whoever a source calls so counts.
    """
    if name in meant:
        return (meant[name],)
    found = {
        meant[person.id].id: meant[person.id]
        for person in people
        if name and fold(name) in map(fold, (person.username, person.display_name, person.name))
    }
    return tuple(found.values())


def _rank(person: Person) -> tuple[bool, str]:
    """Accounts first."""
    return not person.has_account, person.id


def _known(person: Person, holders: Mapping[str, Person | None]) -> Person | None:
    return next((found for key in _names(person) if (found := holders.get(key))), None)


def _names(person: Person) -> Iterator[str]:
    """Give what tells a person in every source, the surest first."""
    if person.uuid:
        yield f"uuid {person.uuid}"
    if person.username:
        yield f"name {fold(person.username)}"
