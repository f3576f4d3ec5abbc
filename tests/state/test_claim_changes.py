"""What a source says now beside what it said before: it comes to the same, and costs less."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import replace
import sqlite3
from typing import Any

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.model import Claim, Reading, Title
from custom_components.plex_label_sync.state import claims, people
from custom_components.plex_label_sync.state.schema import migrate
from tests.core.build import ANN, BOB, OWN, RADARR, a_film, tagged

HEAT, ALIEN = a_film("tmdb://949"), a_film("tmdb://348", name="Alien")
TITLES = (HEAT, replace(HEAT, name="Heat again"), ALIEN, replace(ALIEN, year=1979), a_film())
POOL = [
    Claim(title, tagged(tag, RADARR), waits=waits, may_name=may_name)
    for title in TITLES
    for tag in ("4k", "ann")
    for waits, may_name in ((True, False), (False, True))
]

said = st.builds(
    Reading,
    st.just(RADARR),
    st.just("Radarr"),
    st.none()
    | st.lists(st.sampled_from(POOL) | st.sampled_from(POOL).map(replace), max_size=6).map(tuple),
    odd=st.sampled_from([0, 0, 0, 1]),
)
known = st.sampled_from([(ANN,), (ANN, BOB), ()])


@contextmanager
def memory() -> Iterator[sqlite3.Connection]:
    """Give an empty database."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    yield connection
    connection.close()


def stored(connection: sqlite3.Connection) -> list[set[Any]]:
    """Give all that claims leave in the database, but for the numbers of rows."""
    return [
        {tuple(row[1:]) for row in connection.execute("SELECT * FROM claims")},
        set(
            connection.execute(
                "SELECT g.guid, g.media_type, g.own, c.subject, c.guids, c.name"
                " FROM claim_guids g JOIN claims c ON c.id = g.claim"
            )
        ),
        set(connection.execute("SELECT * FROM years")),
        set(connection.execute("SELECT * FROM unwished")),
    ]


@given(st.lists(st.tuples(said, known), min_size=1, max_size=5))
def test_to_know_what_was_said_before_changes_nothing(
    story: list[tuple[Reading, tuple[Any, ...]]],
) -> None:
    with memory() as one, memory() as other:
        before: Reading | None = None
        for reading, those in story:
            anew = take(one, reading, None)
            assert take(other, reading, before) == anew
            assert stored(other) == stored(one)
            before = reading
            for connection in (one, other):
                people.take(connection, OWN, those, [])
                claims.follow_people(connection)


def take(
    connection: sqlite3.Connection, reading: Reading, before: Reading | None
) -> frozenset[Title]:
    """Take in what an instance says, which said something before."""
    return claims.take(connection, RADARR, [reading], before=[before] if before else [])


def test_what_stays_is_not_read_again() -> None:
    many = [Claim(a_film(f"tmdb://{number}"), tagged("4k", RADARR)) for number in range(1, 500)]
    first = Reading(RADARR, "Radarr", tuple(many))
    second = Reading(RADARR, "Radarr", (*many[1:], Claim(HEAT, tagged("uhd", RADARR))))
    with memory() as connection:
        take(connection, first, None)
        statements: list[str] = []
        connection.set_trace_callback(statements.append)

        assert take(connection, second, first) == {HEAT, many[0].title}

    assert len(statements) < 20
