"""What the user chose for people: whether they get labels, and what they are called there.

There is a row for everybody who was ever met, by id, so that it can be told who turns up. What was
chosen by name alone, as version 0.1.0 took it in its options, waits until somebody fits.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from sqlite3 import Connection

from msgspec import Struct

from ..core.choices import Choices
from ..core.model import Person, fold
from ..core.people import unified
from .people import everybody

_PUT = (
    "INSERT INTO choices VALUES (?, ?, ?, ?) ON CONFLICT (who, by_name)"
    " DO UPDATE SET labels = excluded.labels, name = excluded.name"
)


class Choice(Struct, frozen=True):
    """What was chosen for somebody; without a name it is the one from Plex."""

    labels: bool = True
    name: str = ""


def of(connection: Connection) -> Choices:
    """Give what was chosen for people, as far as that is not how it is for everybody."""
    query = "SELECT who, labels, name FROM choices WHERE NOT by_name AND NOT (labels AND name = '')"
    rows = connection.execute(query).fetchall()
    return Choices(
        frozenset(who for who, labels, _ in rows if not labels),
        {who: name for who, _, name in rows if name},
    )


def put(
    connection: Connection, person: str, *, labels: bool | None = None, name: str | None = None
) -> None:
    """Choose something for a person, under whatever ids sources know them."""
    meant = unified(everybody(connection).values())
    chosen = _rows(connection, by_name=False).get(person, Choice())
    if labels is not None:
        chosen = replace(chosen, labels=labels)
    if name is not None:
        chosen = replace(chosen, name=name)
    ids = {person, *(key for key, who in meant.items() if who.id == person)}
    _put(connection, dict.fromkeys(sorted(ids), chosen), by_name=False)


def put_by_name(connection: Connection, left_out: Iterable[str], names: Mapping[str, str]) -> None:
    """Choose for people by a username, display name or account id, whether they are known or not.

    `left_out` are those who get no labels, `names` those who get another name.
    """
    chosen = {fold(name): Choice(labels=False) for name in left_out}
    for called, name in names.items():
        before = chosen.get(fold(called), Choice())
        chosen[fold(called)] = replace(before, name=name)
    _put(connection, chosen, by_name=True)


def settle(connection: Connection, *, label_new: bool) -> None:
    """Note who turned up, with what was chosen by name, or for them under another id.

    Whoever was never met gets labels as `label_new` says.
    """
    known, named = _rows(connection, by_name=False), _rows(connection, by_name=True)
    settled: dict[str, Choice] = {}
    over: set[str] = set()
    for person, ids in _groups(connection):
        met = next((known[key] for key in (person.id, *ids) if key in known), None)
        fitting = [called for called in _names(person) if called in named]
        over.update(fitting)
        by_name = [named[called] for called in fitting]
        # Who was named there is nobody new.
        chosen = _combined([*filter(None, [met]), *by_name]) or Choice(labels=label_new)
        changed = chosen != met
        settled |= {key: chosen for key in ids if changed or key not in known}
    _put(connection, settled, by_name=False)
    connection.executemany(
        "DELETE FROM choices WHERE by_name AND who = ?", [(called,) for called in sorted(over)]
    )


def _combined(choices: Iterable[Choice]) -> Choice | None:
    """Give all choices for somebody as one, if there are any: the first name counts."""
    choices = tuple(choices)
    if not choices:
        return None
    names = (choice.name for choice in choices if choice.name)
    return Choice(all(choice.labels for choice in choices), next(names, ""))


def _groups(connection: Connection) -> Iterable[tuple[Person, list[str]]]:
    """Give each person with all ids that sources know them by."""
    people: dict[str, Person] = {}
    ids: dict[str, list[str]] = {}
    for key, person in sorted(unified(everybody(connection).values()).items()):
        people[person.id] = person
        ids.setdefault(person.id, []).append(key)
    return [(person, ids[key]) for key, person in people.items()]


def _names(person: Person) -> list[str]:
    """Give what somebody may have been named by, what counts first before the others."""
    return list(dict.fromkeys((person.id, fold(person.username), fold(person.name))))


def _rows(connection: Connection, *, by_name: bool) -> dict[str, Choice]:
    query = "SELECT who, labels, name FROM choices WHERE by_name = ?"
    return {
        who: Choice(bool(labels), name)
        for who, labels, name in connection.execute(query, (int(by_name),))
    }


def _put(connection: Connection, chosen: Mapping[str, Choice], *, by_name: bool) -> None:
    connection.executemany(
        _PUT,
        [(who, int(by_name), int(one.labels), one.name) for who, one in chosen.items()],
    )
