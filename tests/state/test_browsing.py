"""What can be looked at: titles by person and by tag, and what waits."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
import sqlite3

from hypothesis import given, strategies as st
from msgspec.structs import replace
import pytest

from custom_components.plex_label_sync.core.model import Claim, Person, Reading, Title
from custom_components.plex_label_sync.core.queue import Waiting, queue
from custom_components.plex_label_sync.state import (
    browsing,
    claims,
    items,
    learned,
    waiting,
    years,
)
from custom_components.plex_label_sync.state.browsing import Shown
from custom_components.plex_label_sync.state.schema import migrate
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    OWN,
    RADARR,
    SEERR,
    a_film,
    a_series,
    film,
    tagged,
    wish,
)

SONARR = "tags/s"
HEAT, LOST = a_film("tmdb://949"), a_series("tvdb://73739")
_STEPS = 1_000


def take(connection: sqlite3.Connection, source: str, *told: Claim, odd: int = 0) -> None:
    """Take in what a source says."""
    claims.take(connection, source, [Reading(source, source, told, odd=odd)])


def want(connection: sqlite3.Connection, *titles: Title, who: Person = ANN) -> None:
    """Let somebody's watchlist have these titles, and no others."""
    source = OWN if who is ANN else FRIEND
    take(connection, source, *(wish(title, who, source) for title in titles))


def of_ann(connection: sqlite3.Connection) -> list[Shown]:
    """Give what Ann wants."""
    return browsing.shown(connection, browsing.of_person(connection, [ANN.id, "seerr/s/9"]))


@contextmanager
def counted(connection: sqlite3.Connection) -> Iterator[list[str]]:
    """Count statements, and a thousand steps of SQLite's as one more."""
    done: list[str] = []
    connection.set_trace_callback(done.append)
    connection.set_progress_handler(lambda: done.append("steps"), _STEPS)
    try:
        yield done
    finally:
        connection.set_trace_callback(None)
        connection.set_progress_handler(None, 0)


def test_titles_are_in_the_order_of_their_names(connection: sqlite3.Connection) -> None:
    """Whatever their case and accents."""
    want(connection, a_film("tmdb://1", name="épée"), a_film("tmdb://2", name="Zorro"), HEAT)

    found = browsing.of_person(connection, [ANN.id])

    assert [one.name for one in found] == ["épée", "Heat", "Zorro"]


def test_wishes_in_several_sources_are_one_title(connection: sqlite3.Connection) -> None:
    """Also where only what was looked up tells that."""
    learned.put(connection, {"plex://movie/a": frozenset({"tmdb://949"})}, 0)
    want(connection, a_film("plex://movie/a"))
    take(connection, SEERR, wish(HEAT, Person("seerr/s/9", "", ""), SEERR))

    (heat,) = of_ann(connection)

    assert heat.title.guids == {"plex://movie/a", "tmdb://949"}


def test_wishes_of_which_plex_has_one_item_are_one_title(connection: sqlite3.Connection) -> None:
    """A watchlist names Plex's own id alone, and Seerr TMDB's; the item has both."""
    items.put(connection, [film(1, "plex://movie/a", "tmdb://949")])
    want(connection, a_film("plex://movie/a"))
    take(connection, SEERR, wish(HEAT, Person("seerr/s/9", "", ""), SEERR))

    assert [one.keys for one in of_ann(connection)] == [(1,)]


def test_titles_come_with_their_items_and_years(connection: sqlite3.Connection) -> None:
    """All copies, by the name and year that Plex has; the year of what waits is the source's."""
    items.put(connection, [film(1, "tmdb://949"), film(2, "tmdb://949", "imdb://tt1")])
    years.note(connection, [replace(LOST, year=2004)])
    want(connection, HEAT, LOST)

    heat, lost = of_ann(connection)

    assert (heat.title.name, heat.keys) == ("Title 1", (1, 2))
    assert (lost.title.name, lost.title.year, lost.keys) == ("Lost", 2004, ())


def test_what_others_want_is_not_among_them(connection: sqlite3.Connection) -> None:
    want(connection, HEAT)
    want(connection, LOST, who=BOB)

    assert [one.title.name for one in of_ann(connection)] == ["Heat"]


def test_tags_are_those_of_all_instances(connection: sqlite3.Connection) -> None:
    """What differs in case alone is one."""
    take(connection, RADARR, Claim(HEAT, tagged("kids")), Claim(HEAT, tagged("uhd")))
    take(connection, SONARR, Claim(LOST, tagged("Kids", SONARR)))
    want(connection, HEAT)

    assert browsing.tags(connection) == ["kids", "uhd"]
    assert [one.name for one in browsing.of_tag(connection, "KIDS")] == ["Heat", "Lost"]
    assert [one.name for one in browsing.of_tag(connection, "uhd")] == ["Heat"]
    assert browsing.of_tag(connection, "gone") == []


def test_titles_are_counted_for_each_tag(connection: sqlite3.Connection) -> None:
    """A movie and a TV show of one name are two, and wishes do not count."""
    take(connection, RADARR, Claim(HEAT, tagged("kids")), Claim(HEAT, tagged("uhd")))
    take(connection, SONARR, Claim(LOST, tagged("Kids", SONARR)))
    want(connection, HEAT)

    assert browsing.count_by_tag(connection, ["kids", "uhd"]) == {"kids": 2, "uhd": 1}
    assert browsing.count_by_tag(connection, ["UHD"]) == {"UHD": 1}
    assert browsing.count_by_tag(connection, ["gone"]) == {"gone": 0}


@given(
    st.lists(st.tuples(st.sets(st.integers(1, 9), max_size=3), st.sampled_from("ab")), max_size=12)
)
def test_a_tag_counts_as_many_titles_as_its_folder_has(told: list[tuple[set[int], str]]) -> None:
    """Whichever ids instances name, and in whichever order they tell of titles that share some."""
    with closing(sqlite3.connect(":memory:")) as connection:
        migrate(connection)
        for number, (ids, name) in enumerate(told):
            source = f"tags/{number}"
            title = a_film(*(f"tmdb://{one}" for one in ids), name=name)
            take(connection, source, Claim(title, tagged("kids", source)))

        count = browsing.count_by_tag(connection, ["kids"])["kids"]
        assert count == len(browsing.of_tag(connection, "kids"))


def test_what_waits_comes_with_who_wants_it(connection: sqlite3.Connection) -> None:
    """The newest first, a part at a time."""
    bare = a_film(name="No id")
    want(connection, HEAT, bare)
    want(connection, HEAT, who=BOB)
    take(connection, RADARR, Claim(HEAT, tagged("kids")))
    for now, one in enumerate((HEAT, bare, LOST), start=1):
        fresh = Waiting(one.media_type, one.guids, one.name, frozenset())
        waiting.replace(connection, [one], [fresh], now)

    lost, none, heat = browsing.waits(connection, 0, 10)

    assert (lost.shown.title.name, lost.since, lost.wishers) == ("Lost", 3, frozenset())
    assert none.wishers == {ANN.id}
    assert heat.wishers == {ANN.id, BOB.id}
    assert [one.shown.title.name for one in browsing.waits(connection, 1, 1)] == ["No id"]


def test_a_person_is_opened_by_index_in_a_large_house(connection: sqlite3.Connection) -> None:
    """Neither what others want nor the rest of the person's list is gone through for a page."""
    films = [a_film(f"tmdb://{number}", name=f"Film {number}") for number in range(1, 1_001)]
    items.put(connection, [film(number, f"tmdb://{number}") for number in range(1, 1_001)])
    for number in range(100):
        source = f"watchlist/friend/{number}"
        person = Person(str(number), "", "")
        take(connection, source, *(wish(one, person, source) for one in films[:100]))
    connection.execute("ANALYZE")

    with counted(connection) as done:
        page = browsing.shown(connection, browsing.of_person(connection, ["7"])[:50])

    assert [one.keys for one in page][:1] == [(1,)]
    assert len(page) == 50
    assert done.count("steps") * _STEPS < 20_000
    assert len(done) - done.count("steps") < 12


def test_tags_are_counted_by_index_in_a_large_house(connection: sqlite3.Connection) -> None:
    """Neither what people want nor what carries other tags is gone through for a page."""
    films = [a_film(f"tmdb://{number}", name=f"Film {number}") for number in range(1, 1_001)]
    for number in range(20):
        source = f"watchlist/friend/{number}"
        take(connection, source, *(wish(one, Person(str(number), "", ""), source) for one in films))
    others = [Claim(one, tagged(f"tag{number}")) for number in range(5) for one in films]
    take(connection, RADARR, *(Claim(one, tagged("kids")) for one in films[:50]), *others)
    connection.execute("ANALYZE")

    with counted(connection) as done:
        assert browsing.count_by_tag(connection, ["kids"]) == {"kids": 50}

    # To find which tags there are takes an entry of the index for each.
    assert done.count("steps") * _STEPS < 100_000
    assert len(done) - done.count("steps") < 12


@pytest.mark.parametrize("size", [1, 50])
def test_a_page_of_what_waits_takes_few_questions(
    connection: sqlite3.Connection, size: int
) -> None:
    films = [a_film(f"tmdb://{number}", name=f"Film {number}") for number in range(1, 501)]
    want(connection, *films)
    waiting.replace_all(connection, queue(map(wish, films)), 1.0)

    with counted(connection) as done:
        assert len(browsing.waits(connection, 100, size)) == size

    assert len(done) - done.count("steps") < 12
