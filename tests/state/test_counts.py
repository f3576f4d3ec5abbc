"""What is counted along with each change: it always is what counting anew would give."""

from collections.abc import Callable, Iterable
from contextlib import closing
from copy import replace
from functools import partial
from itertools import takewhile
from pathlib import Path
import sqlite3

from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
import pytest

from custom_components.plex_label_sync.core.ledger import FORGET_AFTER
from custom_components.plex_label_sync.core.model import Item
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.state import counts, items, ledger, schema, waiting
from custom_components.plex_label_sync.state.connection import connect, transact
from custom_components.plex_label_sync.state.counts import Counted
from custom_components.plex_label_sync.state.damage import open_or_set_aside
from tests.core.build import ANN, a_film, by, film, record

from .changing import holds_after_each
from .rescuing import overwrite

_THERE = "FROM ledger JOIN ledger_items USING (rating_key)"
_CARRIED = "WHERE missing_since IS NULL AND gone_since IS NULL"
_COUNTED = {
    Counted.RECORDS: "SELECT label, COUNT(*) FROM ledger GROUP BY label",
    Counted.CARRIED: f"SELECT label, COUNT(*) {_THERE} {_CARRIED} GROUP BY label",
    Counted.CARRYING: f"SELECT '', COUNT(DISTINCT rating_key) {_THERE} {_CARRIED}",
    Counted.ITEMS: "SELECT section, COUNT(*) FROM items GROUP BY section",
    Counted.WAITING: "SELECT '', COUNT(*) FROM waiting",
}

KEYS = (1, 2, 3)
LABELS = ("p:ann", "p:bob")


def are_right(connection: sqlite3.Connection) -> bool:
    """Whether all is counted as it would be anew."""
    anew = {
        counted: {key: number for key, number in connection.execute(query) if number}
        for counted, query in _COUNTED.items()
    }
    return {counted: counts.of(connection, counted) for counted in Counted} == anew


def _item(key: int, *, section: str = "1", added: int = 1) -> Item:
    return replace(film(key, section=section), added_at=added)


def _put(
    connection: sqlite3.Connection, keys: Iterable[int], *, missing: bool, added: int = 1
) -> None:
    ours = record("p:ann", by(ANN))
    both = (replace(ours, missing_since=5.0 if missing else None), replace(ours, label="p:bob"))
    ledger.put(connection, [(_item(key, added=added), one) for key in keys for one in both])


def _forget(connection: sqlite3.Connection, keys: Iterable[int], labels: Iterable[str]) -> None:
    ledger.forget(connection, [(key, label) for key in keys for label in labels])


def _list(connection: sqlite3.Connection, now: float) -> None:
    ledger.note_listing(connection, ["1"], now)


def _show(connection: sqlite3.Connection, keys: Iterable[int], section: str) -> None:
    items.put(connection, [_item(key, section=section) for key in keys])


def _hide(connection: sqlite3.Connection, keys: frozenset[int]) -> None:
    items.remove(connection, keys)


def _wait(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    titles = [a_film(f"tmdb://{key}") for key in keys]
    rows = [Waiting(one.media_type, one.guids, one.name, frozenset({by(ANN)})) for one in titles]
    waiting.replace_all(connection, rows, 1.0)


_SOME = st.frozensets(st.sampled_from(KEYS))
_CHANGES = st.one_of(
    st.builds(
        partial, st.just(_put), keys=_SOME, missing=st.booleans(), added=st.sampled_from((1, 2))
    ),
    st.builds(partial, st.just(_forget), keys=_SOME, labels=st.sets(st.sampled_from(LABELS))),
    st.builds(partial, st.just(_list), now=st.sampled_from((1.0, 1.0 + FORGET_AFTER))),
    st.builds(partial, st.just(_show), keys=_SOME, section=st.sampled_from(("1", "2"))),
    st.builds(partial, st.just(_hide), keys=_SOME),
    st.builds(partial, st.just(_wait), keys=_SOME),
)


@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_CHANGES, max_size=12))
def test_whatever_changes_is_counted(
    connection: sqlite3.Connection, changes: list[Callable[[sqlite3.Connection], None]]
) -> None:
    assert holds_after_each(connection, changes, are_right)


def test_items_that_are_gone_for_a_day_take_their_records_along(
    connection: sqlite3.Connection,
) -> None:
    _put(connection, KEYS, missing=False)
    for now in (1.0, 1.0 + FORGET_AFTER):
        ledger.note_listing(connection, ["1"], now)
        assert counts.of(connection, Counted.CARRIED) == {}
        assert are_right(connection)

    assert ledger.labels(connection) == frozenset()


def test_what_an_older_database_holds_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    older = takewhile(lambda script: "TABLE counts" not in script, schema._MIGRATIONS)
    with closing(sqlite3.connect(":memory:")) as connection:
        with monkeypatch.context() as before:
            before.setattr(schema, "_MIGRATIONS", tuple(older))
            schema.migrate(connection)
            items.put(connection, [_item(1), _item(2, section="2")])
            _put(connection, [1, 2], missing=True)
            ledger.note_listing(connection, ["2"], 1.0)
            _wait(connection, [3])
        schema.migrate(connection)

        assert ledger.totals(connection) == {"items": 2, "labels": 1, "records": 2}
        assert are_right(connection)


async def test_what_is_rescued_is_counted(house: Path) -> None:
    with closing(connect(house)) as connection:
        transact(connection, lambda c: c.execute("UPDATE ledger_items SET gone_since = 5.5"))
        transact(connection, lambda c: _put(c, [1, 2], missing=True))
    overwrite(house, [1])

    database, aside = await open_or_set_aside(house)

    assert aside
    assert await database.read(are_right)
    assert (await database.read(lambda c: counts.of(c, Counted.CARRIED)))["p:bob"] == 2
    await database.close()
