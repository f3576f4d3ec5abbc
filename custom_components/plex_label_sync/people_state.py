"""What the entities of people show, and how it follows from what is stored."""

from collections import Counter
from collections.abc import Mapping
from sqlite3 import Connection

from msgspec import Struct, field

from .core.choices import Choices
from .core.model import Person
from .core.people import shown_names, unified
from .core.phrase import Phrase
from .state import choices, people
from .state.wanted import TitleCounts


class PersonState(Struct, frozen=True, gc=False):
    """What the entities of one person show.

    `name` is what the person is called in Plex, `labels` whether they get any, `other_name` the one
    in these, if that is another. `counts` is None as long as nobody counted, where what the person
    wants is not asked for, and where nothing is known of it. `unread` is why the watchlist cannot
    be read, `is_read` whether it could be the last time. `is_due`: it is about to be read.
    """

    name: str
    labels: bool = True
    other_name: str = ""
    counts: TitleCounts | None = None
    unread: Phrase | None = None
    is_read: bool = False
    is_due: bool = False


class Known(Struct, frozen=True):
    """All people who are known, by id, and what was chosen for them.

    `meant` gives the id of whom each id means, `shown_names` what they are called where people read
    it, by the name that events have, unless that is the name of several. `is_complete`: every
    source that knows people was read at least once, so that whoever is missing is gone.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    meant: Mapping[str, str] = field(default_factory=dict)
    shown_names: Mapping[str, str] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    is_complete: bool = False


def read_known(connection: Connection) -> Known:
    """Read who is known."""
    everybody = people.everybody(connection).values()
    meant, called = unified(everybody), shown_names(everybody)
    persons = {person.id: person for person in meant.values()}
    often = Counter(person.name for person in persons.values())
    return Known(
        persons,
        {key: person.id for key, person in meant.items()},
        {one.name: called[key] for key, one in persons.items() if often[one.name] == 1},
        choices.of(connection),
        people.is_complete(connection),
    )


def states_of(
    known: Known,
    counts: Mapping[str, TitleCounts],
    unread: Mapping[Person, Phrase],
    read: frozenset[str],
    *,
    are_due: bool,
) -> dict[str, PersonState]:
    """Bring together what is shown of each person, by id.

    `are_due`: some watchlists are yet to be read for the first time since the start.
    """
    why = {person.id: reason for person, reason in unread.items()}
    return {
        key: _state_of(
            key,
            person,
            known.choices,
            counts.get(key),
            why.get(key),
            is_read=key in read,
            is_due=are_due and key not in read and key not in why,
        )
        for key, person in known.people.items()
    }


def _state_of(
    key: str,
    person: Person,
    chosen: Choices,
    counts: TitleCounts | None,
    unread: Phrase | None,
    *,
    is_read: bool,
    is_due: bool,
) -> PersonState:
    labels = key not in chosen.left_out
    is_asked = labels and (is_read or not person.has_account)
    is_counted = labels and counts is not None and (is_asked or counts.wanted)
    return PersonState(
        person.shown_name,
        labels=labels,
        other_name=chosen.names.get(key, ""),
        counts=counts if is_counted else None,
        unread=unread,
        is_read=labels and is_read,
        is_due=labels and is_due,
    )
