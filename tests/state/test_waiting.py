"""The queue: since when titles wait, and that imported ones are looked for."""

from copy import replace
import sqlite3

import pytest

from custom_components.plex_label_sync.core.model import Title
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.core.work import FIRST_PAUSE, WorkKind
from custom_components.plex_label_sync.state import waiting, work
from tests.core.build import ANN, a_film, a_series, by

HEAT, LOST = a_film("tmdb://949"), a_series("tvdb://73739", name="Lost")
NOW = 1_000_000.0


def waits(title: Title, *, imported: bool = False) -> Waiting:
    """Give a title as it waits, derived from claims."""
    because = frozenset({by(ANN)})
    return Waiting(title.media_type, title.guids, title.name, because, imported=imported)


def kept(title: Title, since: float = NOW, *, imported: bool = False) -> Waiting:
    """Give a title as it is kept: who waits is not."""
    return replace(waits(title, imported=imported), because=frozenset(), since=since)


def looks(connection: sqlite3.Connection) -> list[str]:
    """Give the keys of the work that looks for imported titles."""
    return [entry.key for entry in work.all_of(connection, WorkKind.ARRIVAL)]


def test_a_title_waits_since_it_was_first_seen(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(HEAT)], NOW)
    waiting.replace_all(connection, [waits(HEAT), waits(LOST)], NOW + 10)

    assert waiting.everything(connection) == (kept(HEAT), kept(LOST, NOW + 10))
    assert waiting.count(connection) == 2


def test_it_tells_what_did_not_wait_before(connection: sqlite3.Connection) -> None:
    first = waiting.replace_all(connection, [waits(HEAT)], NOW).new
    second = waiting.replace_all(connection, [waits(HEAT), waits(LOST)], NOW).new

    assert [row.name for row in first] == ["Heat"]
    assert [row.name for row in second] == ["Lost"]
    assert second[0].because == {by(ANN)}


def test_what_waits_no_more_is_gone(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(HEAT), waits(LOST)], NOW)
    waiting.replace_all(connection, [waits(LOST)], NOW)

    assert waiting.everything(connection) == (kept(LOST),)
    assert waiting.about(connection, [HEAT]) == {}


def test_it_tells_what_does_not_wait_any_more(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(HEAT), waits(LOST)], NOW)

    assert waiting.replace_all(connection, [waits(LOST)], NOW).gone == (kept(HEAT),)
    assert waiting.replace_all(connection, [waits(LOST)], NOW).gone == ()


def test_who_had_a_title_is_remembered_while_it_waits(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [replace(waits(HEAT), had=frozenset({"1", "2"}))], NOW)
    waiting.replace(connection, [HEAT], [replace(waits(HEAT), had=frozenset({"3"}))], NOW)
    waiting.replace_all(connection, [waits(HEAT)], NOW)

    assert [row.had for row in waiting.everything(connection)] == [frozenset({"1", "2", "3"})]


def test_a_title_is_known_again_by_any_id(connection: sqlite3.Connection) -> None:
    """What was two titles, of which one id tells that they are one, waits since the first did."""
    waiting.replace_all(connection, [waits(a_film("tmdb://949"))], NOW)
    waiting.replace_all(
        connection, [waits(a_film("tmdb://949")), waits(a_film("imdb://tt1"))], NOW + 5
    )
    both = a_film("imdb://tt1", "tmdb://949")

    assert waiting.replace_all(connection, [waits(both)], NOW + 10) == waiting.Difference()

    assert waiting.everything(connection) == (kept(both),)


def test_a_title_without_ids_is_known_again_by_its_name(connection: sqlite3.Connection) -> None:
    for moment in (NOW, NOW + 5):
        waiting.replace_all(connection, [waits(a_film(name="Odd"))], moment)

    assert waiting.everything(connection) == (kept(a_film(name="Odd")),)


def test_a_run_about_one_title_leaves_all_others(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(HEAT), waits(LOST)], NOW)

    assert waiting.replace(connection, [HEAT], [], NOW + 5).gone == (kept(HEAT),)

    assert waiting.everything(connection) == (kept(LOST),)


def test_a_run_about_one_title_keeps_since_when_it_waits(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(HEAT)], NOW)

    longer = a_film("tmdb://949", "imdb://tt1")
    assert waiting.replace(connection, [HEAT], [waits(longer)], NOW + 5) == waiting.Difference()

    assert waiting.everything(connection) == (kept(longer),)


def test_what_waits_is_found_by_its_title(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(HEAT), waits(LOST)], NOW)

    rows = waiting.about(connection, [a_film("tmdb://949", "tmdb://1")])
    assert list(rows.values()) == [kept(HEAT)]
    assert waiting.about(connection, [a_series("tmdb://949")]) == {}


def test_an_imported_title_is_looked_for_soon(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(HEAT, imported=True), waits(LOST)], NOW)

    (entry,) = work.all_of(connection, WorkKind.ARRIVAL)
    assert entry.about == {"media_type": "movie", "guids": "tmdb://949", "name": "Heat"}
    assert entry.not_before == NOW + FIRST_PAUSE


def test_once_imported_it_stays_so_while_it_waits(connection: sqlite3.Connection) -> None:
    """That is told by one webhook, and not by the claims."""
    waiting.replace(connection, [HEAT], [waits(HEAT, imported=True)], NOW)
    waiting.replace_all(connection, [waits(HEAT)], NOW + 5)

    assert waiting.everything(connection) == (kept(HEAT, imported=True),)
    assert len(looks(connection)) == 1


def test_what_came_is_not_looked_for_any_more(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(HEAT, imported=True)], NOW)
    waiting.replace_all(connection, [], NOW)

    assert looks(connection) == []


def test_a_title_without_ids_cannot_be_looked_for(connection: sqlite3.Connection) -> None:
    waiting.replace_all(connection, [waits(a_film(name="Odd"), imported=True)], NOW)

    assert looks(connection) == []


def test_a_look_goes_on_with_its_pauses_where_nothing_changed(
    connection: sqlite3.Connection,
) -> None:
    waiting.replace_all(connection, [waits(HEAT, imported=True)], NOW)
    work.put_back(connection, work.all_of(connection, WorkKind.ARRIVAL), "not there", NOW + 5)
    before = work.all_of(connection, WorkKind.ARRIVAL)

    waiting.replace_all(connection, [waits(HEAT, imported=True)], NOW + 6)

    assert work.all_of(connection, WorkKind.ARRIVAL) == before


def test_an_imported_title_that_is_imported_again_is_looked_for_at_once(
    connection: sqlite3.Connection,
) -> None:
    """Plex should have it any moment, however often it was looked for in vain."""
    waiting.replace_all(connection, [waits(HEAT, imported=True)], NOW)
    for _ in range(9):
        tried = work.all_of(connection, WorkKind.ARRIVAL)
        work.put_back(connection, tried, "it is not in Plex yet", NOW)

    waiting.look_at_once(connection, [waits(HEAT, imported=True)], NOW + 100)

    (entry,) = work.all_of(connection, WorkKind.ARRIVAL)
    assert (entry.attempts, entry.error) == (0, "")
    assert entry.not_before == NOW + 100


def test_a_title_that_begins_to_wait_as_it_is_imported_is_looked_for_at_once(
    connection: sqlite3.Connection,
) -> None:
    """Plex may have it already."""
    waiting.replace(connection, [], [waits(HEAT, imported=True)], NOW)
    waiting.look_at_once(connection, [waits(HEAT, imported=True)], NOW)

    (entry,) = work.all_of(connection, WorkKind.ARRIVAL)
    assert entry.not_before == NOW


def test_a_title_that_was_just_looked_for_is_not_looked_for_with_each_import(
    connection: sqlite3.Connection,
) -> None:
    """Such as those of all episodes of a season: the first pause stands."""
    waiting.replace_all(connection, [waits(HEAT, imported=True)], NOW)
    for _ in range(4):
        tried = work.all_of(connection, WorkKind.ARRIVAL)
        work.put_back(connection, tried, "it is not in Plex yet", NOW)

    for later in (1, 2, 3):
        waiting.look_at_once(connection, [waits(HEAT, imported=True)], NOW + later)
        (entry,) = work.all_of(connection, WorkKind.ARRIVAL)
        assert entry.not_before == pytest.approx(NOW + FIRST_PAUSE)
