"""Who is who: one person, however many sources know them under whatever name."""

from collections.abc import Iterable, Iterator, Mapping
import re
from unicodedata import normalize

from .model import Person, fold

_REST = re.compile(r"[^a-z0-9]+")


def unified(people: Iterable[Person]) -> Mapping[str, Person]:
    """Give for each id the one person that is meant by it.

    A plex.tv account is who it is. Everybody else is whoever shares their uuid, else their
    username. Who is only named in a tag is whoever has the tag's number in Seerr, else a name
    that reads the same in a tag. What several people share tells nobody apart. Neither the order
    of people nor that of sources matters.
    """
    meant: dict[str, Person] = {}
    holders: dict[str, Person | None] = {}
    for person in sorted(people, key=_rank):
        known = None if person.has_account else _known(person, holders)
        meant[person.id] = known or person
        for key in (*_names(person), *_marks(person)):
            holder = holders.setdefault(key, meant[person.id])
            if holder is not meant[person.id]:
                holders[key] = None
    return meant


def named(name: str, people: Iterable[Person], meant: Mapping[str, Person]) -> tuple[Person, ...]:
    """Give those of the people who have this account id, username or display name.

    `meant` tells who is who (see `unified`); whoever a source calls so counts.
    """
    if name in meant:
        return (meant[name],)
    found = {
        meant[person.id].id: meant[person.id]
        for person in people
        if name and fold(name) in {fold(person.username), fold(person.display_name)}
    }
    return tuple(found.values())


def slug(name: str) -> str:
    """Give a name as Radarr and Sonarr write it in a tag: `a-z`, `0-9` and `-` alone."""
    plain = normalize("NFKD", fold(name)).encode("ascii", "ignore").decode()
    return _REST.sub("-", plain).strip("-")


def _rank(person: Person) -> tuple[int, str]:
    """Accounts first, those who are only named in tags last."""
    return 0 if person.has_account else 2 if person.is_only_named else 1, person.id


def _known(person: Person, holders: Mapping[str, Person | None]) -> Person | None:
    keys = _marks(person) if person.is_only_named else _names(person)
    return next((found for key in keys if (found := holders.get(key))), None)


def _names(person: Person) -> Iterator[str]:
    """Give what tells a person in every source, the surest first."""
    if person.uuid:
        yield f"uuid {person.uuid}"
    if person.username:
        yield f"name {fold(person.username)}"


def _marks(person: Person) -> Iterator[str]:
    """Give what a tag may call a person, the surest first."""
    if person.seerr_id:
        yield f"seerr {person.seerr_id}"
    for name in (person.username, person.display_name):
        if read := slug(name):
            yield f"slug {read}"
