"""What the user was asked about removals, or answered; and how many labels went in a day."""

from collections.abc import Collection, Iterable
from sqlite3 import Connection

from ..core.ledger import Key
from ..core.limit import DAY, Answer
from ..core.title_name import with_year
from .rows import selected

_ASKED = "answer = ? AND rating_key IN (SELECT rating_key FROM items)"
"""Labels of what Plex does not have now are not asked about: they may be back, or are forgotten."""

TITLES_NAMED = 5
"""So many titles a question names."""


def of(connection: Connection, rating_keys: Collection[int]) -> dict[Key, Answer]:
    """Give what stands about the labels of these items."""
    query = "SELECT rating_key, label, answer FROM decisions WHERE rating_key IN ({keys})"
    return {
        (key, label): Answer(answer)
        for key, label, answer in selected(connection, query, rating_keys)
    }


def ask(connection: Connection, keys: Iterable[Key]) -> None:
    """Note that the user is asked about these labels; an answer that stands stays.

    A label whose record was forgotten meanwhile is not ours any more.
    """
    connection.executemany(
        "INSERT OR IGNORE INTO decisions SELECT rating_key, label, ? FROM ledger"
        " WHERE rating_key = ? AND label = ?",
        [(Answer.ASKED.value, *key) for key in keys],
    )


def answer(connection: Connection, answer: Answer) -> None:
    """Answer for all labels about which the user is asked.

    That they stay is said of those, too, that the user was asked about before Plex lost sight of
    their items: whoever keeps labels is not asked once more when these are back. What goes is what
    was shown.
    """
    which = "answer = ?" if answer is Answer.KEEP else _ASKED
    connection.execute(
        f"UPDATE decisions SET answer = ? WHERE {which}", (answer.value, Answer.ASKED.value)
    )


def keep(connection: Connection, keys: Iterable[Key]) -> None:
    """Note that the user keeps these labels: they take the place of some that were kept."""
    connection.executemany(
        "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?)",
        [(*key, Answer.KEEP.value) for key in keys],
    )


def ask_again(connection: Connection) -> None:
    """Ask anew about the labels of which the user said that they go, and that are still there."""
    connection.execute(
        "UPDATE decisions SET answer = ? WHERE answer = ?", (Answer.ASKED.value, Answer.GO.value)
    )


def settle(connection: Connection, keys: Iterable[Key]) -> None:
    """Forget what stood about labels that are wanted again, or gone."""
    connection.executemany("DELETE FROM decisions WHERE rating_key = ? AND label = ?", tuple(keys))


def drop_stray(connection: Connection) -> None:
    """Forget what stands about labels of which there is no record, as a damaged file may tell."""
    connection.execute(
        "DELETE FROM decisions WHERE NOT EXISTS (SELECT 1 FROM ledger l"
        " WHERE l.rating_key = decisions.rating_key AND l.label = decisions.label)"
    )


def asked(connection: Connection) -> list[Key]:
    """Give the labels about which the user is asked, in order."""
    rows = connection.execute(
        f"SELECT rating_key, label FROM decisions WHERE {_ASKED} ORDER BY rating_key, label",
        (Answer.ASKED.value,),
    )
    return list(rows)


def titles_asked_about(connection: Connection) -> tuple[str, ...]:
    """Give some titles whose labels the user is asked about, with their years."""
    rows = connection.execute(
        "SELECT DISTINCT title, year FROM ledger_items JOIN decisions USING (rating_key)"
        " LEFT JOIN item_years USING (rating_key)"
        f" WHERE {_ASKED} ORDER BY rating_key LIMIT ?",
        (Answer.ASKED.value, TITLES_NAMED),
    )
    return tuple(with_year(title, year) for title, year in rows)


def note_removals(connection: Connection, labels: int, now: float) -> None:
    """Remember that labels went whose reasons had ended, for a day.

    Those that went while the clock was ahead count from now on.
    """
    connection.execute("UPDATE removals SET at = ?1 WHERE at > ?1", (now,))
    connection.execute("DELETE FROM removals WHERE at <= ?", (now - DAY,))
    if labels:
        connection.execute("INSERT INTO removals VALUES (?, ?)", (now, labels))


def removals(connection: Connection, now: float) -> int:
    """Give how many such labels went within a day."""
    query = "SELECT coalesce(sum(labels), 0) FROM removals WHERE at > ?"
    labels: int = connection.execute(query, (now - DAY,)).fetchone()[0]
    return labels
