"""What a full run leaves out of its plan: nothing that planning everything would change."""

from collections.abc import Collection, Iterable
from contextlib import closing
import sqlite3
from typing import Any

from hypothesis import example, given, strategies as st

from custom_components.plex_label_sync.core.index import Index
from custom_components.plex_label_sync.core.labels import Labels
from custom_components.plex_label_sync.core.ledger import Record
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import (
    NOBODY,
    Claim,
    Item,
    MediaType,
    Person,
    Reading,
    Reason,
    ReasonKind,
    Title,
    fold,
    packed,
)
from custom_components.plex_label_sync.core.plan import Plan
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import Removal, RemovedMode
from custom_components.plex_label_sync.state import claims, decisions, items, ledger, schema
from custom_components.plex_label_sync.sync.planning import Terms, _plan
from custom_components.plex_label_sync.sync.record import NAME
from custom_components.plex_label_sync.sync.servers import Names
from custom_components.plex_label_sync.sync.unsettled import unsettled

PEOPLE = {key: Person(key, f"user{key}", f"User {key}") for key in ("1", "2")}
SOURCES = {"watchlist/own": "own", "requests/a": "Seerr", "tags/a": "Radarr", NOBODY.source: NAME}
REASONS = [
    Reason(ReasonKind.USER, "1", "watchlist/own"),
    Reason(ReasonKind.USER, "1", "requests/a"),
    Reason(ReasonKind.USER, "2", "requests/a"),
    Reason(ReasonKind.TAG, "kids", "tags/a"),
    NOBODY,
]
LABELS = ["pulsarr:user1", "pulsarr:user2", "pulsarr:kids", "pulsarr:removed"]
GUIDS = [
    *(f"tmdb://{number}" for number in range(1, 6)),
    *("imdb://tt1", "imdb://tt2", "plex://movie/a"),
]

guids = st.frozensets(st.sampled_from(GUIDS), min_size=1, max_size=3)
keys = st.integers(1, 5)
some_items = st.dictionaries(keys, guids, max_size=5)
some_claims = st.sets(st.tuples(guids, st.sampled_from(REASONS)), max_size=6)
some_records = st.dictionaries(
    st.tuples(keys, st.sampled_from(LABELS)),
    st.tuples(
        st.frozensets(st.sampled_from(REASONS), max_size=2),
        st.booleans(),
        st.sampled_from([None, 5.0, 100_000.0]),
    ),
    max_size=6,
)
some_labels = st.sets(st.tuples(keys, st.sampled_from(LABELS)), max_size=8)


def item(key: int, ids: Collection[str]) -> Item:
    return Item(
        key, str(key % 2), MediaType.MOVIE, f"local://{key}", packed(ids), f"Title {key}", key
    )


def _left_of_two(there: dict[int, frozenset[str]], left: set[str]) -> dict[str, Any]:
    """Somebody wants item 1, nobody what has these ids, and item 4 says so by hand."""
    return {
        "there": there,
        "wanted": {(frozenset({"tmdb://1"}), REASONS[0]), (frozenset(left), NOBODY)},
        "records": {},
        "carried": {(4, "pulsarr:removed")},
        "mode": RemovedMode.SPECIAL,
        "unread": set(),
        "answers": {},
        "ignored": set(),
    }


# A title that nobody wanted turns out to be two, of which one is wanted again, or of which one has
# a copy that is.
@example(
    **_left_of_two(
        {1: frozenset({"tmdb://1"}), 4: frozenset({"tmdb://2"})}, {"tmdb://1", "tmdb://2"}
    )
)
@example(
    **_left_of_two(
        {
            1: frozenset({"tmdb://1", "tmdb://3"}),
            2: frozenset({"tmdb://2", "tmdb://3"}),
            4: frozenset({"tmdb://4"}),
        },
        {"tmdb://2", "tmdb://4"},
    )
)
@given(
    there=some_items,
    wanted=some_claims,
    records=some_records,
    carried=some_labels,
    mode=st.sampled_from(RemovedMode),
    unread=st.sets(st.tuples(st.sampled_from("01"), st.sampled_from(LABELS)), max_size=1),
    answers=st.dictionaries(
        st.tuples(keys, st.sampled_from(LABELS)), st.sampled_from(Answer), max_size=2
    ),
    ignored=st.sets(keys, max_size=1),
)
def test_planning_for_the_unsettled_items_is_planning_for_all(
    *,
    there: dict[int, frozenset[str]],
    wanted: set[tuple[frozenset[str], Reason]],
    records: dict[tuple[int, str], tuple[frozenset[Reason], bool, float | None]],
    carried: set[tuple[int, str]],
    mode: RemovedMode,
    unread: set[tuple[str, str]],
    answers: dict[tuple[int, str], Answer],
    ignored: set[int],
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.migrate(connection)
        items.put(connection, [item(key, ids) for key, ids in there.items()])
        for source, name in SOURCES.items():
            its_own = tuple(
                Claim(Title(MediaType.MOVIE, packed(ids), "a title"), reason)
                for ids, reason in wanted
                if reason.source == source
            )
            claims.take(connection, source, [Reading(source, name, its_own)])
        ledger.put(
            connection,
            [
                (item(key, ()), Record(label, "2026", because, ended, missing))
                for (key, label), (because, ended, missing) in records.items()
            ],
        )
        for asked, answer in answers.items():
            decisions.ask(connection, [asked])
            decisions.answer(connection, answer)
        stored: dict[str, dict[int, str]] = {}
        for key, label in carried:
            stored.setdefault(fold(label), {})[key] = label
        terms = Terms(
            Policy(removed_mode=mode),
            Names(PEOPLE, SOURCES),
            Labels(stored, frozenset(unread), frozenset(ignored)),
            removal=Removal(mode),
            listed_at=200_000.0,
        )
        worded = terms.worded()
        rest = unsettled(connection, worded, terms.labels)

        whole = _planned(connection, terms, there.keys())
        some = _planned(connection, terms, rest.keys & there.keys())

    assert some.additions == whole.additions
    assert some.removals == whole.removals
    assert some.restated == whole.restated
    assert some.held == whole.held
    assert set(some.settled) == set(whole.settled)
    assert some.left == whole.left
    assert set(some.conflicts) == set(whole.conflicts)
    assert some.unchanged + rest.unchanged == whole.unchanged


def _planned(connection: sqlite3.Connection, terms: Terms, wanted: Iterable[int]) -> Plan:
    copies = items.copies(connection, wanted)
    index = Index.build(copies.values())
    return _plan(connection, terms, terms.worded(), copies.keys(), index)
