"""A damaged database is set aside, and the one in its place forgets nothing that can be read."""

from contextlib import closing
from copy import replace
from pathlib import Path
from random import Random

import pytest

from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.state import (
    choices,
    decisions,
    items,
    ledger,
    people,
    requests,
    settings,
    work,
)
from custom_components.plex_label_sync.state.connection import PAGE_SIZE, connect, files, transact
from custom_components.plex_label_sync.state.damage import open_or_set_aside
from custom_components.plex_label_sync.state.database import Database

from .disk import content, put_content, size
from .rescuing import EVERYTHING, HOUSE, REQUEST, fill, item, overwrite, record, recorded, root_of


async def test_a_whole_database_is_opened_as_it_is(house: Path) -> None:
    database, aside = await open_or_set_aside(house)

    assert aside is None
    assert await database.read(recorded) == EVERYTHING
    await database.close()
    assert list(house.parent.iterdir()) == [house]


async def test_a_new_database_is_no_damaged_one(path: Path) -> None:
    database, aside = await open_or_set_aside(path)

    assert aside is None
    await database.close()


async def test_the_damaged_file_is_kept_beside_the_new_one(house: Path) -> None:
    overwrite(house, [1])
    damaged = content(house)

    database, aside = await open_or_set_aside(house)

    assert aside
    assert aside.name.startswith(f"{house.name}.damaged.20")
    assert content(aside) == damaged
    await database.close()
    assert sorted(house.parent.iterdir()) == [house, aside]


async def test_that_it_was_damaged_is_logged_without_its_place(
    house: Path, caplog: pytest.LogCaptureFixture
) -> None:
    overwrite(house, [1])

    database, _ = await open_or_set_aside(house)

    await database.close()
    assert "damaged and is set aside" in caplog.text
    assert str(house.parent) not in caplog.text


@pytest.mark.parametrize("table", ["sqlite_schema", "ledger", "ledger_items", "claims"])
async def test_where_a_table_begins_is_not_needed_to_find_its_rows(house: Path, table: str) -> None:
    overwrite(house, [1 if table == "sqlite_schema" else root_of(house, table)])

    database, aside = await open_or_set_aside(house)

    assert aside
    assert len(EVERYTHING - await database.read(recorded)) < 50
    await database.close()


@pytest.mark.parametrize("seed", range(4))
async def test_only_what_stood_in_the_damage_is_forgotten(house: Path, seed: int) -> None:
    """Wherever it is."""
    pages = size(house) // PAGE_SIZE
    bad = {1, *Random(seed).sample(range(2, pages + 1), 5)}
    overwrite(house, bad)

    database, aside = await open_or_set_aside(house)

    assert aside
    left = await database.read(recorded)
    assert left <= EVERYTHING
    # A page holds at most twenty rows of the ledger, or of its items, which have two rows each.
    assert len(EVERYTHING - left) <= 40 * len(bad)
    await database.close()


async def test_records_are_rescued_as_they_were(house: Path) -> None:
    """With their reasons and times, and with what tells their item from a later one."""
    with closing(connect(house)) as connection:
        ended = replace(record("x"), ended=True)
        transact(connection, lambda c: ledger.put(c, [(item(7), ended)]))
        transact(connection, lambda c: c.execute("UPDATE ledger_items SET gone_since = 5.5"))
        before = ledger.of(connection, range(1, HOUSE + 1)).entries
    overwrite(house, [1])

    database, _ = await open_or_set_aside(house)

    assert (await database.read(lambda c: ledger.of(c, range(1, HOUSE + 1)))).entries == before
    assert await database.read(
        lambda c: c.execute("SELECT DISTINCT gone_since FROM ledger_items").fetchall()
    ) == [(5.5,)]
    await database.close()


async def test_decisions_requests_and_switches_are_rescued(house: Path) -> None:
    with closing(connect(house)) as connection:
        transact(connection, lambda c: decisions.note_removals(c, 3, 1_000.0))
        transact(connection, lambda c: decisions.ask(c, [(HOUSE + 1, "pulsarr:john")]))
    overwrite(house, [1])

    database, _ = await open_or_set_aside(house)

    assert await database.read(lambda c: decisions.of(c, [1, 2, 3])) == {
        (1, "pulsarr:john"): Answer.KEEP,
        (2, "pulsarr:john"): Answer.KEEP,
    }
    assert await database.read(decisions.asked) == []
    assert await database.read(requests.everything) == (REQUEST,)
    assert await database.read(lambda c: settings.get(c, settings.ENABLED)) is False
    assert await database.read(lambda c: decisions.removals(c, 1_001.0)) == 3
    await database.close()


async def test_what_was_chosen_for_people_is_rescued(house: Path) -> None:
    """Who was left out is not to get labels; what was chosen by name still waits."""
    overwrite(house, [1])

    database, _ = await open_or_set_aside(house)

    assert await database.read(choices.of) == Choices(frozenset({"1"}), {"1": "Johnny"})
    guest = Person("7", "guest", "")
    await database.write(lambda c: people.take(c, "watchlist/friend", [guest], ()))
    await database.write(lambda c: choices.settle(c, label_new=True))
    assert (await database.read(choices.of)).left_out == {"1", "7"}
    await database.close()


async def test_a_full_sync_is_to_be_done_at_once(house: Path) -> None:
    """What the sources claimed is not rescued: who wants nothing any more could not be told."""
    overwrite(house, [1])

    database, _ = await open_or_set_aside(house)

    assert await database.read(lambda c: settings.get(c, settings.SYNCED)) is None
    assert await database.read(items.count) == 0
    assert await database.read(work.counts) == {"full_sync": 1}
    await database.close()


async def test_where_there_never_was_a_full_sync_none_is_to_be_done(house: Path) -> None:
    """Nothing is labelled before the user asks for it."""
    with closing(connect(house)) as connection:
        transact(connection, lambda c: settings.put(c, settings.SYNCED, None))
    overwrite(house, [1])

    database, _ = await open_or_set_aside(house)

    assert await database.read(work.counts) == {}
    await database.close()


async def test_a_label_is_rescued_though_its_items_row_in_the_ledger_is_lost(house: Path) -> None:
    """The item is among those that Plex showed last."""
    with closing(connect(house)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DROP TRIGGER entry_goes")
        transact(connection, lambda c: c.execute("DELETE FROM ledger_items WHERE rating_key < 9"))
    overwrite(house, [1])

    database, _ = await open_or_set_aside(house)

    assert await database.read(recorded) == EVERYTHING
    await database.close()


async def test_what_was_forgotten_before_is_not_rescued(house: Path) -> None:
    """Somebody may have made such a label by hand since."""
    gone = frozenset((key, label) for key, label in EVERYTHING if key % 3 or key < 200)
    with closing(connect(house)) as connection:
        transact(connection, lambda c: ledger.forget(c, gone))
    overwrite(house, [1])

    database, _ = await open_or_set_aside(house)

    assert await database.read(recorded) == EVERYTHING - gone
    await database.close()


async def test_what_stands_in_the_log_alone_is_rescued(database: Database, path: Path) -> None:
    """As after a crash, before it came into the file."""
    await database.write(fill)
    log = content(files(path)[1])
    await database.close()
    put_content(path, b"garbage" * 1_000)
    put_content(files(path)[1], _without_first_page(log) + b"a torn end")

    again, aside = await open_or_set_aside(path)

    assert aside
    assert files(aside)[1].exists()
    assert await again.read(recorded) == EVERYTHING
    await again.close()


async def test_a_transaction_that_had_not_ended_in_the_log_is_not_rescued(
    database: Database, path: Path
) -> None:
    await database.write(fill)
    log = content(files(path)[1])
    await database.close()
    put_content(path, b"garbage" * 1_000)
    put_content(files(path)[1], _without_first_page(log)[:-FRAME])

    again, _ = await open_or_set_aside(path)

    assert await again.read(recorded) == frozenset()
    await again.close()


async def test_what_an_earlier_log_left_is_not_rescued(database: Database, path: Path) -> None:
    """SQLite begins a log anew in the same place; what stands behind is from before."""
    await database.write(fill)
    await database.read(lambda c: c.execute("PRAGMA wal_checkpoint(RESTART)").fetchall())
    await database.write(lambda c: ledger.forget(c, EVERYTHING))
    log = content(files(path)[1])
    await database.close()
    overwrite(path, [1])
    put_content(files(path)[1], _without_first_page(log))

    again, _ = await open_or_set_aside(path)

    assert await again.read(recorded) == frozenset()
    await again.close()


FRAME = 24 + PAGE_SIZE
"""Bytes of a page in the log, with what stands before it."""


def _without_first_page(log: bytes) -> bytes:
    """Give a log as it is where the first page, which leads to all others, is lost."""
    frames = [log[start : start + FRAME] for start in range(32, len(log), FRAME)]
    return log[:32] + b"".join(frame for frame in frames if frame[:4] != b"\0\0\0\1")


async def test_nothing_is_rescued_from_what_was_never_a_database(path: Path) -> None:
    connect(path).close()
    put_content(path, Random(1).randbytes(100_000))

    database, aside = await open_or_set_aside(path)

    assert aside
    assert await database.read(recorded) == frozenset()
    await database.close()


async def test_a_row_that_makes_no_sense_is_left_out(house: Path) -> None:
    """Damage inside a row, which SQLite does not see."""
    broken = content(house).replace(b'[["user","1"', b'[["user";"1"', 1)
    at = broken.rindex(b"Pulsarr:")
    broken = broken[:at] + b"\xff" * 8 + broken[at + 8 :]
    put_content(house, broken[:100] + b"\xff" * 8 + broken[108:])

    database, _ = await open_or_set_aside(house)

    assert len(EVERYTHING - await database.read(recorded)) == 2
    await database.close()
