"""The schema: its version, and that bringing a database up to date is done once."""

from contextlib import closing
from copy import replace
from itertools import takewhile
from pathlib import Path
import re
import sqlite3

import pytest

from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.core.model import NOBODY, Person, Reading
from custom_components.plex_label_sync.state import (
    browsing,
    choices,
    claims,
    former_names,
    items,
    learned,
    ledger,
    people,
    schema,
    settings,
    waiting,
)
from custom_components.plex_label_sync.state.connection import connect
from custom_components.plex_label_sync.state.schema import (
    _MIGRATIONS,
    VERSION,
    migrate,
    version_of,
)
from tests.core.build import ANN, OWN, a_series, by, film, record, tagged, wish
from tests.database import tables


def test_an_empty_file_is_version_0() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert version_of(connection) == 0


def test_a_new_database_has_todays_version_and_all_tables() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        migrate(connection)

        assert version_of(connection) == VERSION
        named = re.findall(r"^CREATE TABLE (\w+)", "".join(_MIGRATIONS), re.MULTILINE)
        assert tables(connection) == set(named)


def test_a_database_of_today_is_left_as_it_is(path: Path) -> None:
    with closing(connect(path)) as connection:
        settings.put(connection, "a", 1)
        migrate(connection)

        assert settings.get(connection, "a") == 1


def test_a_migration_that_is_undone_leaves_nothing() -> None:
    """It is part of the transaction that is open."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        migrate(connection)
        connection.execute("ROLLBACK")

        assert tables(connection) == set()
        assert version_of(connection) == 0


def test_what_waits_in_a_database_of_version_1_waits_on() -> None:
    """Nobody is known to have had it before."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in _MIGRATIONS[0].split(";"):
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO waiting VALUES (1, 'movie', 'tmdb://949', 'Heat', 0, 5.0)")

        migrate(connection)

        (row,) = waiting.everything(connection)
        assert (row.name, row.since, row.had) == ("Heat", 5.0, frozenset())
        assert version_of(connection) == VERSION


def test_whoever_was_known_before_people_had_choices_is_nobody_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They go on to get labels, whatever becomes of those who turn up."""
    ann, bob = Person("1", "ann", ""), Person("2", "bob", "")
    older = takewhile(lambda script: "TABLE choices" not in script, schema._MIGRATIONS)
    with closing(sqlite3.connect(":memory:")) as connection:
        with monkeypatch.context() as before:
            before.setattr(schema, "_MIGRATIONS", tuple(older))
            migrate(connection)
            people.take(connection, "watchlist/friend", [ann], ())
        migrate(connection)
        people.take(connection, "watchlist/friend", [ann, bob], ())
        choices.settle(connection, label_new=False)

        assert choices.of(connection) == Choices(frozenset({bob.id}))


def test_whoever_leaves_after_names_are_kept_keeps_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also of whom an older version knew."""
    older = takewhile(lambda script: "TABLE former_names" not in script, schema._MIGRATIONS)
    with closing(sqlite3.connect(":memory:")) as connection:
        with monkeypatch.context() as before:
            before.setattr(schema, "_MIGRATIONS", tuple(older))
            migrate(connection)
            people.take(connection, "watchlist/friend", [ANN], ())
            ledger.put(connection, [(film(1, "tmdb://1"), record("pulsarr:ann", by(ANN)))])
        migrate(connection)
        assert former_names.of(connection).people == {}

        people.take(connection, "watchlist/friend", (), ())

        assert former_names.of(connection).people == {ANN.id: ANN}


def test_labels_that_stayed_tell_what_nobody_wants_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where labels stay when their reason ends, or make way for another one; not those of tags."""
    older = takewhile(lambda script: "TABLE unwished" not in script, schema._MIGRATIONS)
    films = [film(number, f"tmdb://{number}") for number in range(1, 5)]
    records = [
        replace(record("pulsarr:ann", by(ANN)), ended=True),
        replace(record("pulsarr:kids", tagged("kids")), ended=True),
        record("pulsarr:removed", NOBODY),
        record("pulsarr:ann", by(ANN)),
    ]
    with closing(sqlite3.connect(":memory:")) as connection:
        with monkeypatch.context() as before:
            before.setattr(schema, "_MIGRATIONS", tuple(older))
            migrate(connection)
            items.put(connection, films)
            ledger.put(connection, zip(films, records, strict=True))
        migrate(connection)

        assert [one.keys for one in browsing.unwanted(connection)] == [(1,), (3,)]


def test_what_an_older_version_knew_in_part_is_looked_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It kept that for ever."""
    older = takewhile(lambda script: "learned_again" not in script, schema._MIGRATIONS)
    alone = {"plex://show/a": "tmdb://1", "plex://show/b": "tvdb://2"}
    with closing(sqlite3.connect(":memory:")) as connection:
        with monkeypatch.context() as before:
            before.setattr(schema, "_MIGRATIONS", tuple(older))
            migrate(connection)
            wishes = tuple(wish(a_series(guid)) for guid in alone)
            claims.take(connection, OWN, [Reading(OWN, OWN, wishes)])
            known = {guid: frozenset({other}) for guid, other in alone.items()}
            claims.learn(connection, known, 0.0)
        migrate(connection)

        assert learned.to_look_up(connection, learned.DAY) == ["plex://show/a"]
