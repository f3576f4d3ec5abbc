"""Sharing restrictions: which labels somebody's filters at plex.tv name.

plex.tv keeps a filter as whoever wrote it last put it: conditions stand between `|` (plexapi and
others) or `&` (Plex Web), values between `,` or `%2C`, as they are or encoded as in addresses, once
or twice, and nothing says which. So a label has several readings, and what cannot be understood is
told: nobody is to seem unrestricted who is not.
"""

from collections.abc import Iterable
import re
from urllib.parse import unquote, unquote_plus

from msgspec import Struct

from .model import Person, fold_label, widened
from .phrase import Phrase

_BETWEEN_CONDITIONS = re.compile(r"[|&](?=\s*[A-Za-z]+!?=)")
_CONDITION = re.compile(r"\s*([A-Za-z]+)(!?)=(.*)", re.DOTALL)
_BETWEEN_VALUES = re.compile(r",|%2C", re.IGNORECASE)
_ENCODED_TWICE = re.compile(r"%2C|[|&]\s*[A-Za-z]+!?=", re.IGNORECASE)
"""What is left in a decoded value when a whole filter was encoded, or a value twice."""


class NamedLabel(Struct, frozen=True):
    """A label as a filter names it; `raw` is what stands there."""

    raw: str

    @property
    def text(self) -> str:
        """What the label is called, as Plex Web writes filters."""
        return unquote_plus(self.raw)

    @property
    def readings(self) -> frozenset[str]:
        """All labels that may be meant, folded."""
        twice = unquote(self.text)
        return frozenset(map(fold_label, (self.text, unquote(self.raw), self.raw, twice)))

    @property
    def wide(self) -> frozenset[str]:
        """All labels that may be meant, widened: also those that Plex may take for these."""
        return frozenset(map(widened, self.readings))


class Rule(Struct, frozen=True):
    """What somebody may see of a media type.

    Titles with one of the labels of `allow`, if there are any, and with none of `exclude`. Unless
    it `is_read` there may be more.
    """

    allow: tuple[NamedLabel, ...] = ()
    exclude: tuple[NamedLabel, ...] = ()
    is_read: bool = True

    @property
    def labels(self) -> tuple[NamedLabel, ...]:
        """All labels that it names."""
        return (*self.allow, *self.exclude)


class Filters(Struct, frozen=True, gc=False):
    """Somebody's filters as plex.tv tells them; None where it tells none, be it an empty one."""

    everything: str | None
    movies: str | None
    shows: str | None


class Restriction(Struct, frozen=True):
    """What a person with whom the server is shared may see."""

    person: Person
    movies: Rule
    shows: Rule

    @classmethod
    def of(cls, person: Person, filters: Filters) -> Restriction:
        """Read a person's filters; the one for everything counts for each media type."""
        return cls(
            person,
            rule_of((filters.everything, filters.movies)),
            rule_of((filters.everything, filters.shows)),
        )

    @property
    def is_read(self) -> bool:
        """Whether nothing is left in it that could not be understood."""
        return self.movies.is_read and self.shows.is_read

    @property
    def labels(self) -> tuple[NamedLabel, ...]:
        """All labels that it names, each once."""
        return tuple(dict.fromkeys((*self.movies.labels, *self.shows.labels)))


class Restrictions(Struct, frozen=True):
    """The restrictions of all with whom the server is shared; `odd` is how many could not be read.

    `trouble` is why they could not be read just now: these are what was known before.
    """

    people: tuple[Restriction, ...] = ()
    odd: int = 0
    trouble: Phrase | None = None

    @property
    def unread(self) -> int:
        """How many people's restrictions could not be read, or not all of them."""
        return self.odd + sum(not one.is_read for one in self.people)

    @property
    def are_complete(self) -> bool:
        """Whether what they do not name is named by none."""
        return not (self.trouble or self.unread)

    @property
    def readings(self) -> frozenset[str]:
        """All labels that any of them may name, folded."""
        return frozenset(
            reading for one in self.people for label in one.labels for reading in label.readings
        )


def rule_of(filters: Iterable[str | None]) -> Rule:
    """Read filters that count together."""
    allow: dict[NamedLabel, None] = {}
    exclude: dict[NamedLabel, None] = {}
    is_read = True
    for text in filters:
        if text is None:
            is_read = False
            continue
        for condition in filter(str.strip, _BETWEEN_CONDITIONS.split(text)):
            found = _CONDITION.fullmatch(condition)
            if found is None or _ENCODED_TWICE.search(unquote_plus(found[3])):
                is_read = False
            elif found[1].lower() == "label":
                labels = exclude if found[2] else allow
                labels.update(dict.fromkeys(_values(found[3])))
    return Rule(tuple(allow), tuple(exclude), is_read)


def _values(text: str) -> Iterable[NamedLabel]:
    return (NamedLabel(value) for part in _BETWEEN_VALUES.split(text) if (value := part.strip()))
