"""Whom a tag of Radarr or Sonarr names, where such tags count as requests.

Seerr writes `12-johndoe` for its user 12, *john.doe*; before version 1.29 it wrote `12 - john.doe`,
and newer ones may write `12` or `johndoe` alone (recorded of Seerr 3.1, and read in its source).
Pulsarr writes `pulsarr-user-john-doe`. No tag tells which Seerr wrote it, and a Seerr takes any tag
that begins with a user's number for that user's, whatever name follows.
"""

from collections.abc import Iterable, Iterator, Mapping
import re
from unicodedata import combining, normalize

from msgspec import Struct

from .model import Person, Reason, ReasonKind, Source, fold

_NUMBERED = re.compile(r"(?P<number>[0-9]+)(?: - |-)(?P<name>.*)")
_NUMBER = re.compile(r"[0-9]+")
_PULSARR = "pulsarr-user-"

_BLANKS = re.compile(r"\s+")
_OTHERS = re.compile(r"[^a-z0-9-]")
_HYPHENS = re.compile(r"-+")


class TagName(Struct, frozen=True, gc=False):
    """What the tags of one Seerr call a user: by number, and by the name behind it.

    `person` is the id of that user, `name` as `seerr_name` gives it.
    """

    number: str
    person: str
    name: str


class Named(Struct, frozen=True):
    """The ids of the people whom a tag may name.

    With more than one of them nobody knows who is meant. `is_open`: it names nobody who is known,
    and there may be people whom nobody has told of yet.
    """

    people: frozenset[str] = frozenset()
    is_open: bool = False


class Requesters(Struct, frozen=True):
    """Everybody whom a tag may name, by number, and by name in either spelling and as it is.

    `spelled_empty` are those of whose name a tag of Seerr shows nothing. `complete`: all sources
    that know people have been read, each at least once.
    """

    numbers: Mapping[str, frozenset[str]]
    seerr_names: Mapping[str, frozenset[str]]
    pulsarr_names: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]
    spelled_empty: frozenset[str]
    complete: bool

    @classmethod
    def of(
        cls,
        people: Iterable[tuple[Source, Person]],
        tag_names: Iterable[tuple[Source, TagName]],
        meant: Mapping[str, Person],
        *,
        complete: bool,
    ) -> Requesters:
        """Bring together how each source calls people, and how each Seerr's tags do.

        `meant` tells who is who (see `people.unified`).
        """
        numbers: dict[str, set[str]] = {}
        in_seerr: dict[str, set[str]] = {}
        in_pulsarr: dict[str, set[str]] = {}
        as_is: dict[str, set[str]] = {}
        users: set[tuple[Source, str]] = set()
        for source, user in tag_names:
            if user.person in meant:
                users.add((source, user.person))
                person = meant[user.person].id
                numbers.setdefault(user.number, set()).add(person)
                in_seerr.setdefault(user.name, set()).add(person)
        for source, person_there in people:
            person = meant[person_there.id].id
            # A Seerr may show a part of what it calls a user in a tag.
            is_user = (source, person_there.id) in users
            for name in filter(None, _names(person_there, shown=not is_user)):
                in_seerr.setdefault(seerr_name(name), set()).add(person)
                in_pulsarr.setdefault(pulsarr_name(name), set()).add(person)
                as_is.setdefault(fold(name), set()).add(person)
        return cls(
            numbers=_frozen(numbers),
            seerr_names=_frozen(in_seerr),
            pulsarr_names=_frozen(in_pulsarr),
            names=_frozen(as_is),
            spelled_empty=frozenset(in_seerr.get("", ())),
            complete=complete,
        )

    def named(self, tag: str) -> Named:
        """Give whom a tag names.

        Where two people have the name, the number tells which of them. Where number and name point
        to different people, all of these are given. A name of which nothing is left points to
        whoever is spelled so; alone it names nobody.
        """
        number, name, is_pulsarr = _read(tag)
        by_number = self.numbers.get(number, frozenset())
        by_name = self._by_name(name, is_pulsarr=is_pulsarr)
        if by_number and tag.endswith("-"):
            by_name = self.spelled_empty
        agree = by_number and by_number <= by_name
        found = by_number if agree else by_number | by_name
        may_name = bool(number) or is_pulsarr
        return Named(found, is_open=may_name and not found and not self.complete)

    def reason(self, why: Reason) -> Reason:
        """Give the reason that a tag is: the wish of whom it names, else what it is as a tag."""
        named = self.named(why.subject)
        if len(named.people) == 1:
            (person,) = named.people
            return Reason(ReasonKind.USER, person, why.source)
        if named.people or named.is_open:
            return Reason(ReasonKind.UNCLEAR, why.subject, why.source)
        return why

    def _by_name(self, name: str, *, is_pulsarr: bool) -> frozenset[str]:
        """Give who is called so: as the one who wrote the tag spells names, else as the other."""
        # Old instances take any name as it is.
        is_written = not _OTHERS.search(name)
        written = _HYPHENS.sub("-", name)
        in_seerr = self.seerr_names.get(written if is_written else seerr_name(name), frozenset())
        in_pulsarr = self.pulsarr_names.get(
            written if is_written else pulsarr_name(name), frozenset()
        )
        first, second = (in_pulsarr, in_seerr) if is_pulsarr else (in_seerr, in_pulsarr)
        return (first | self.names.get(fold(name), frozenset())) or second


def seerr_name(name: str) -> str:
    """Give a name as Seerr writes it in a tag, in the lower case of Radarr and Sonarr.

    Without accents, with hyphens for blanks; what is no letter of `a-z`, digit or hyphen is gone.
    """
    plain = "".join(letter for letter in normalize("NFD", name) if not combining(letter))
    return _trimmed(_OTHERS.sub("", _BLANKS.sub("-", plain.lower())))


def pulsarr_name(name: str) -> str:
    """Give a name as Pulsarr writes it in a tag: with hyphens for all but `a-z` and digits."""
    return _trimmed(_OTHERS.sub("-", name.lower()))


def has_number(tag: str) -> bool:
    """Whether a tag begins with the number of a user, as those of Seerr do."""
    return bool(_read(tag)[0])


def _read(tag: str) -> tuple[str, str, bool]:
    """Give a tag's number and name, "" for what it does not have, and whether it is Pulsarr's."""
    tag = tag.lower()
    if match := _NUMBERED.fullmatch(tag):
        return match["number"], match["name"].strip(), False
    if _NUMBER.fullmatch(tag):
        return tag, "", False
    name = tag.removeprefix(_PULSARR)
    return "", name.strip(), name != tag


def _names(person: Person, *, shown: bool) -> Iterator[str]:
    yield person.username
    if shown:
        yield person.display_name


def _frozen(index: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    """Give an index without what stands for no name at all."""
    return {key: frozenset(people) for key, people in index.items() if key}


def _trimmed(written: str) -> str:
    return _HYPHENS.sub("-", written).strip("-")
