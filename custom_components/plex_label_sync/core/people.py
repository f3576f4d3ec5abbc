"""Who is who: one person, however many sources know them under whatever name."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from .model import Person, fold
from .readable import looks


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
    return _told_apart(people, lambda one: one.shown_name, lambda one: one.full_name)


def full_names(people: Iterable[Person]) -> Mapping[str, str]:
    """Give for each id both names of its person, or the id where others have the same."""
    return _told_apart(people, lambda one: one.full_name)


def _told_apart(people: Iterable[Person], *ways: Callable[[Person], str]) -> Mapping[str, str]:
    """Give for each id what its person is called in the first way in which nobody looks so."""
    meant = unified(people)
    persons = {person.id: person for person in meant.values()}
    names: dict[str, str] = {}
    for way in ways:
        names = _renamed(names, persons, way)
    # Once more where somebody chose to be called as another one is with the id.
    while (longer := _renamed(names, persons, _with_id)) != names:
        names = longer
    return {key: names[person.id] for key, person in meant.items()}


def _renamed(
    names: Mapping[str, str], persons: Mapping[str, Person], way: Callable[[Person], str]
) -> dict[str, str]:
    """Give names, by id: another one for those who have none, or look like somebody else."""
    often = Counter(map(looks, names.values()))
    return {
        key: names[key] if names and often[looks(names[key])] == 1 else way(person)
        for key, person in persons.items()
    }


def _with_id(person: Person) -> str:
    return f"{person.shown_name} ({person.id})"


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
