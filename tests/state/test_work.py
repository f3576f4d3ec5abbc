"""The work list: it merges, waits, and tries again what failed, each entry alone."""

import sqlite3

import pytest

from custom_components.plex_label_sync.core.cause import Cause
from custom_components.plex_label_sync.core.work import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    Work,
    WorkKind,
)
from custom_components.plex_label_sync.state import learned, work

KINDS = (WorkKind.TITLE, WorkKind.ITEM)
NOW = 1_000.0


def add(connection: sqlite3.Connection, key: str, now: float = NOW, **about: object) -> None:
    """Add work about an item."""
    work.add(connection, WorkKind.ITEM, {key: about}, now=now)


def only(connection: sqlite3.Connection) -> Work:
    """Give the one entry about an item."""
    (entry,) = work.all_of(connection, WorkKind.ITEM)
    return entry


def fail(connection: sqlite3.Connection, now: float, times: int = 1) -> None:
    """Try what there is so often, in vain."""
    for _ in range(times):
        work.put_back(connection, work.all_of(connection, WorkKind.ITEM), "refused", now)


def test_an_entry_says_what_is_to_be_done(connection: sqlite3.Connection) -> None:
    add(connection, "7", title="Heat")

    assert work.due(connection, KINDS, NOW) == [
        Work(WorkKind.ITEM, "7", {"title": "Heat"}, since=NOW, not_before=NOW)
    ]


def test_work_of_other_kinds_is_for_others(connection: sqlite3.Connection) -> None:
    add(connection, "7")

    assert work.due(connection, [WorkKind.LIBRARY], NOW) == []
    assert work.next_time(connection, [WorkKind.LIBRARY], NOW) is None
    assert work.all_of(connection, WorkKind.LIBRARY) == []


def test_what_is_added_twice_is_done_once(connection: sqlite3.Connection) -> None:
    """The newer counts, but for what was set."""
    add(connection, "7", now=NOW, imported=True, title="Heat", seen=False)
    add(connection, "7", now=NOW + 5, imported=False, title="Heat (1995)", seen=True)

    entry = only(connection)
    assert entry.about == {"imported": True, "title": "Heat (1995)", "seen": True}
    assert (entry.since, entry.not_before) == (NOW, NOW)


def test_work_may_wait_for_more(connection: sqlite3.Connection) -> None:
    """What comes does not let it wait longer."""
    for now in (NOW, NOW + 2):
        work.add(connection, WorkKind.ITEM, {"7": {}}, now=now, wait=5)

    assert work.next_time(connection, KINDS, NOW) == NOW + 5
    assert work.due(connection, KINDS, NOW + 4.9) == []
    assert len(work.due(connection, KINDS, NOW + 5)) == 1


def test_the_oldest_is_done_first_and_not_too_much_at_once(connection: sqlite3.Connection) -> None:
    for key, now in (("b", NOW), ("a", NOW + 1), ("c", NOW - 1)):
        add(connection, key, now=now)

    assert [entry.key for entry in work.due(connection, KINDS, NOW + 1)] == ["c", "b", "a"]
    assert [entry.key for entry in work.due(connection, KINDS, NOW + 1, most=2)] == ["c", "b"]


def test_work_can_be_asked_for_by_how_its_keys_begin(connection: sqlite3.Connection) -> None:
    for key in ("radarr 1", "radarr 2", "sonarr 1"):
        add(connection, key)

    due = work.due(connection, KINDS, NOW, key="radarr ")
    assert {entry.key for entry in due} == {"radarr 1", "radarr 2"}
    assert work.next_time(connection, KINDS, NOW, key="sonarr ") == NOW
    assert work.next_time(connection, KINDS, NOW, key="lidarr ") is None


def test_what_was_done_is_removed(connection: sqlite3.Connection) -> None:
    add(connection, "7")
    add(connection, "8")

    work.done(connection, [entry for entry in work.due(connection, KINDS, NOW) if entry.key == "7"])

    assert [entry.key for entry in work.all_of(connection, WorkKind.ITEM)] == ["8"]


def test_what_came_while_it_was_done_is_still_to_be_done(connection: sqlite3.Connection) -> None:
    add(connection, "7", title="Heat")
    entries = work.due(connection, KINDS, NOW)
    add(connection, "7", now=NOW + 1, imported=True)

    work.done(connection, entries)

    (entry,) = work.due(connection, KINDS, NOW + 1)
    assert entry.about == {"title": "Heat", "imported": True}


def test_what_failed_is_tried_again_after_a_pause(connection: sqlite3.Connection) -> None:
    add(connection, "7")
    fail(connection, NOW + 10)

    entry = only(connection)
    assert (entry.attempts, entry.error) == (1, "refused")
    assert entry.not_before == NOW + 10 + FIRST_PAUSE
    assert entry.since == NOW
    assert work.due(connection, KINDS, NOW + 10) == []


def test_each_pause_is_longer_up_to_the_longest(connection: sqlite3.Connection) -> None:
    add(connection, "7")
    pauses = []
    for _ in range(30):
        fail(connection, NOW)
        pauses.append(only(connection).not_before - NOW)

    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[1]
    assert pauses[-1] == LONGEST_PAUSE


def test_what_fails_delays_nothing_else(connection: sqlite3.Connection) -> None:
    add(connection, "7")
    fail(connection, NOW)
    add(connection, "8")

    assert [entry.key for entry in work.due(connection, KINDS, NOW)] == ["8"]


def test_what_is_added_again_while_it_fails_keeps_its_pause(connection: sqlite3.Connection) -> None:
    """A poll every minute must not try each minute."""
    add(connection, "7")
    fail(connection, NOW, times=3)
    pause = only(connection).not_before

    add(connection, "7", now=NOW + 1)

    assert only(connection).not_before == pause
    assert only(connection).attempts == 3


def test_after_it_was_done_its_pauses_begin_anew(connection: sqlite3.Connection) -> None:
    add(connection, "7")
    fail(connection, NOW, times=5)
    entries = work.all_of(connection, WorkKind.ITEM)
    add(connection, "7", now=NOW + 1)
    work.done(connection, entries)

    assert (only(connection).attempts, only(connection).error) == (0, "")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_full_sync_that_failed_waits_unless_it_is_to_be_done_at_once(
    connection: sqlite3.Connection, *, at_once: bool
) -> None:
    """Other work that failed waits in either case."""
    work.add_full_sync(connection, Cause.SCHEDULE, NOW)
    add(connection, "7")
    for kind in (WorkKind.FULL_SYNC, WorkKind.ITEM):
        work.put_back(connection, work.all_of(connection, kind), "refused", NOW)

    work.add_full_sync(connection, Cause.ASKED, NOW + 1, at_once=at_once)

    due = work.due(connection, [WorkKind.FULL_SYNC, WorkKind.ITEM], NOW + 1)
    assert [entry.kind for entry in due] == [WorkKind.FULL_SYNC] * at_once


def test_hastening_a_full_sync_delays_nothing(connection: sqlite3.Connection) -> None:
    work.add_full_sync(connection, Cause.SCHEDULE, NOW)

    work.hasten_full_sync(connection, NOW + 100)

    assert work.next_time(connection, [WorkKind.FULL_SYNC], NOW) == NOW


@pytest.mark.parametrize("kind", WorkKind)
def test_what_was_put_off_while_the_clock_was_ahead_is_due(
    connection: sqlite3.Connection, kind: WorkKind
) -> None:
    """No work waits longer than its longest pause, and that of look-ups is a week."""
    entry = Work(kind, "", {}, NOW, NOW)
    work.add(connection, kind, {"": {}}, now=NOW)
    work.put_back(connection, [entry], "refused", NOW + learned.WEEK)

    assert len(work.due(connection, [kind], NOW - 1)) == 1
    assert work.next_time(connection, [kind], NOW - 1) == NOW - 1
    assert work.due(connection, [kind], NOW + learned.WEEK) == []


def test_what_a_preview_showed_waits_for_a_day(connection: sqlite3.Connection) -> None:
    """It is no work while it is done."""
    work.begin_preview(connection, NOW)

    assert work.due(connection, [WorkKind.FULL_SYNC], NOW) == []
    assert len(work.due(connection, [WorkKind.FULL_SYNC], NOW - 1)) == 1


def test_entries_are_given_by_their_keys(connection: sqlite3.Connection) -> None:
    for key in "123":
        add(connection, key)

    assert [entry.key for entry in work.of(connection, WorkKind.ITEM, "314")] == ["3", "1"]
    assert work.of(connection, WorkKind.TITLE, "1") == []


def test_work_that_nobody_needs_is_dropped(connection: sqlite3.Connection) -> None:
    add(connection, "7")
    add(connection, "8")

    work.drop(connection, WorkKind.ITEM, ["7"])
    work.drop(connection, WorkKind.TITLE, ["8"])

    assert [entry.key for entry in work.all_of(connection, WorkKind.ITEM)] == ["8"]


def test_it_is_counted_by_kind(connection: sqlite3.Connection) -> None:
    add(connection, "7")
    add(connection, "8")
    work.add(connection, WorkKind.FULL_SYNC, {"": {}}, now=NOW)

    assert work.counts(connection) == {"item": 2, "full_sync": 1}


@pytest.mark.parametrize("kind", WorkKind)
def test_any_kind_can_fail_for_ever(connection: sqlite3.Connection, kind: WorkKind) -> None:
    """No pause grows beyond all numbers."""
    entry = Work(kind, "", {}, NOW, NOW, attempts=100_000)
    work.add(connection, kind, {"": {}}, now=NOW)

    work.put_back(connection, [entry], "", NOW)

    assert work.next_time(connection, [kind], NOW) == NOW + LONGEST_PAUSE
