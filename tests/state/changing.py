"""What changes in a database, and whether something holds whatever does, for properties."""

from collections.abc import Callable, Iterable
from functools import partial
from sqlite3 import Connection

from hypothesis import strategies as st

from custom_components.plex_label_sync.core.model import Person, Reading
from custom_components.plex_label_sync.state import claims, items
from tests.core.build import ANN, BOB, FRIEND, OWN, a_film, film, wish

GUIDS = ("plex://movie/a", "plex://movie/b")
NOW = 1_000_000.0


def want(
    connection: Connection, source: str, guids: Iterable[str], more: str = "", person: Person = ANN
) -> None:
    """Let a source say that a person wants movies of these ids, each with another one."""
    wishes = tuple(wish(a_film(*{guid, more} - {""}), person, source) for guid in guids)
    claims.take(connection, source, [Reading(source, source, wishes)])


def show(connection: Connection, key: int, guids: Iterable[str]) -> None:
    """Let Plex have a movie of these ids."""
    items.put(connection, [film(key, *guids)])


def hide(connection: Connection, key: int) -> None:
    """Let Plex have it no more."""
    items.remove(connection, [key])


def learn(connection: Connection, guid: str, more: frozenset[str]) -> None:
    """Look up the other ids of a title."""
    claims.learn(connection, {guid: more}, NOW)


_SOME = st.frozensets(st.sampled_from(GUIDS))
CHANGES: st.SearchStrategy[Callable[[Connection], None]] = st.one_of(
    st.builds(
        partial,
        st.just(want),
        source=st.sampled_from((OWN, FRIEND)),
        guids=_SOME,
        more=st.sampled_from(("", "tmdb://1")),
        person=st.sampled_from((ANN, BOB)),
    ),
    st.builds(partial, st.just(show), key=st.sampled_from((1, 2)), guids=_SOME),
    st.builds(partial, st.just(hide), key=st.sampled_from((1, 2))),
    st.builds(
        partial,
        st.just(learn),
        guid=st.sampled_from(GUIDS),
        more=st.frozensets(st.sampled_from(("imdb://tt2", "tmdb://2", "tmdb://3"))),
    ),
)


def holds_after_each(
    connection: Connection,
    changes: Iterable[Callable[[Connection], None]],
    holds: Callable[[Connection], bool],
) -> bool:
    """Whether it holds after each of these changes, of which none is left then."""
    connection.execute("SAVEPOINT before")
    try:
        for change in changes:
            change(connection)
            if not holds(connection):
                return False
        return True
    finally:
        connection.execute("ROLLBACK TO before")
