"""Names of people and sources of which nobody tells anymore: kept while a label is for them."""

from contextlib import closing
from copy import replace
from pathlib import Path
import sqlite3

import pytest

from custom_components.plex_label_sync.core.model import Person, Reading
from custom_components.plex_label_sync.state import claims, former_names, ledger, people
from custom_components.plex_label_sync.state.connection import connect, transact
from custom_components.plex_label_sync.state.damage import open_or_set_aside
from custom_components.plex_label_sync.state.former_names import FormerNames
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    OWN,
    RADARR,
    SEERR,
    a_film,
    by,
    film,
    record,
    tagged,
    wish,
)

from .rescuing import overwrite

FRIENDS = "watchlist/friend"
BOBS = record("pulsarr:bob", by(BOB, FRIEND))
NOTHING = FormerNames()


def write(connection: sqlite3.Connection, *records: object) -> None:
    """Record labels, one on each item."""
    ledger.put(
        connection,
        [(film(key), one) for key, one in enumerate(records, 1) if isinstance(one, type(BOBS))],
    )


def tell(connection: sqlite3.Connection, source: str, name: str) -> None:
    """Let a source be read."""
    claims.take(connection, source, [Reading(source, name, ())])


def leave(connection: sqlite3.Connection) -> None:
    """Let Bob and his watchlist be known, and then no more."""
    people.take(connection, FRIENDS, [BOB], ())
    tell(connection, FRIEND, "watchlist of bob")
    people.take(connection, FRIENDS, (), ())
    claims.take(connection, FRIENDS, ())


def test_whoever_leaves_keeps_the_name_while_a_label_is_there(
    connection: sqlite3.Connection,
) -> None:
    write(connection, BOBS)
    leave(connection)

    kept = FormerNames({BOB.id: BOB}, {FRIEND: "watchlist of bob"})
    assert former_names.of(connection) == kept
    former_names.settle(connection)
    assert former_names.of(connection) == kept
    assert people.everybody(connection) == {}
    assert claims.names(connection) == {}


def test_the_name_goes_with_the_last_label(connection: sqlite3.Connection) -> None:
    write(connection, BOBS, BOBS)
    leave(connection)

    ledger.forget(connection, [(1, "pulsarr:bob")])
    former_names.settle(connection)
    assert former_names.of(connection) != NOTHING

    ledger.forget(connection, [(2, "pulsarr:bob")])
    former_names.settle(connection)
    assert former_names.of(connection) == NOTHING


def test_nothing_is_kept_of_whoever_leaves_without_a_label(connection: sqlite3.Connection) -> None:
    write(connection, record("pulsarr:ann", by(ANN)))
    leave(connection)

    assert former_names.of(connection) == NOTHING


def test_whoever_is_back_is_known_and_not_kept(connection: sqlite3.Connection) -> None:
    write(connection, BOBS)
    leave(connection)

    people.take(connection, SEERR, [BOB], ())
    assert former_names.of(connection) == FormerNames({}, {FRIEND: "watchlist of bob"})

    tell(connection, FRIEND, "watchlist of bob")
    assert former_names.of(connection) == NOTHING


def test_whom_another_source_knows_has_not_left(connection: sqlite3.Connection) -> None:
    write(connection, BOBS)
    people.take(connection, OWN, [ANN], [BOB])
    people.take(connection, FRIENDS, [BOB], ())
    people.take(connection, FRIENDS, (), ())

    assert former_names.of(connection) == NOTHING


def test_a_name_is_kept_for_a_claim_as_well(connection: sqlite3.Connection) -> None:
    """An instance that is unknown may claim for somebody whom nobody names now."""
    claim = wish(a_film("tmdb://949"), BOB, SEERR)
    claims.take(connection, SEERR, [Reading(SEERR, "Seerr", (claim,))])
    people.take(connection, FRIENDS, [BOB], ())
    people.take(connection, FRIENDS, (), ())

    former_names.settle(connection)

    assert former_names.of(connection).people == {BOB.id: BOB}


@pytest.mark.parametrize("is_account_known", [False, True])
def test_an_id_of_another_source_is_kept_as_the_person_that_it_meant(
    connection: sqlite3.Connection, *, is_account_known: bool
) -> None:
    """Who has an account at plex.tv goes by the names that it has there."""
    account = Person("7", "carl", "Carl at Plex", "u-carl")
    seerr = Person("seerr/requests/s/3", "CARL", "C.", "u-carl")
    write(connection, record("pulsarr:carl", by(seerr, SEERR)))
    people.take(connection, SEERR, [seerr], ())
    if is_account_known:
        people.take(connection, FRIENDS, [account], ())

    people.limit(connection, frozenset())

    meant = account if is_account_known else seerr
    assert former_names.of(connection).people == {seerr.id: replace(meant, id=seerr.id)}


def test_a_removed_instance_keeps_its_name_while_a_label_is_there(
    connection: sqlite3.Connection,
) -> None:
    write(connection, record("pulsarr:kids", tagged("kids")))
    tell(connection, RADARR, "Radarr 4K")
    tell(connection, SEERR, "Seerr")

    claims.limit(connection, frozenset())

    assert former_names.of(connection) == FormerNames({}, {RADARR: "Radarr 4K"})


async def test_names_are_rescued_from_a_damaged_database(path: Path) -> None:
    """Nobody could tell them again."""
    with closing(connect(path)) as connection:
        transact(connection, lambda c: write(c, BOBS))
        transact(connection, leave)
        kept = former_names.of(connection)
    overwrite(path, [1])

    database, aside = await open_or_set_aside(path)

    assert aside
    assert await database.read(former_names.of) == kept != NOTHING
    await database.close()
