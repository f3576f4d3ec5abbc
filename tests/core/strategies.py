"""The worlds that properties are tried on: tiny pools, so that everything clashes often.

Ids come as the servers write them, sentinels and legacy forms included; labels differ by case
alone, stand there by hand, or are left over; rating keys are used again.
"""

from copy import replace
from functools import partial
from itertools import combinations, product, starmap
from typing import Any

from hypothesis import strategies as st

from custom_components.plex_label_sync.core.guid import usable
from custom_components.plex_label_sync.core.ledger import Key, Ledger, Record
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import (
    NOBODY,
    Claim,
    Item,
    MediaType,
    Person,
    Reason,
    ReasonKind,
    Title,
    fold_label,
    packed,
)
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.core.apply import World
from tests.core.records import with_records

RAW_IDS = (
    "plex://movie/a",
    "imdb://tt1",
    "com.plexapp.agents.imdb://tt1?lang=en",
    "tmdb://1",
    "TMDB://2",
    "tmdb://0",
)
SECTIONS = {"1": MediaType.MOVIE, "2": MediaType.MOVIE, "3": MediaType.SHOW}
RATING_KEYS = (1, 8, 17, 120)
LABELS = ("p:ann", "P:Ann", "p:straße", "P:STRASSE", "Kids", "p:removed")
FOLDED = tuple(sorted(set(map(fold_label, LABELS))))
SOURCES = ("watchlist/own", "watchlist/friend/a", "watchlist/friend/ab", "requests/s", "tags/r")
TOPS = (*SOURCES, "watchlist/friend", "watchlist")
NASTY = (
    *("", " ", ",", ", ,", "\x00", "\n", "\x7f", "\x85", "\u2028", "\ud800", "\udfff\ud800"),
    *("a,b", "a  b", "Ann", "ANN", "ann", "straße", "{user}", "{", "Łukasz", "محمد", "陳大文"),
    *("👩‍👩‍👧", "\u200b", "\u00a0", "é" * 150, "x" * 59 + " y", "🎬" * 201),
)

ALL_GUIDS = [packed(usable(raws)) for size in range(3) for raws in combinations(RAW_IDS, size)]
ALL_REASONS = [
    *(Reason(ReasonKind.USER, who, source) for who, source in product(("1", "2"), SOURCES[:4])),
    *(Reason(ReasonKind.TAG, tag, source) for tag, source in product(("1", "4k"), SOURCES[3:])),
]

ALL_TITLES = list(starmap(Title, product(MediaType, ALL_GUIDS, ("Heat", "Lost"))))
ALL_CLAIMS = list(starmap(Claim, product(ALL_TITLES, ALL_REASONS, (True, False))))
ALL_ITEMS = [
    Item(rating_key, section, SECTIONS[section], guid, guids, "A title", added_at)
    for rating_key, section, guids, guid, added_at in product(
        RATING_KEYS, sorted(SECTIONS), ALL_GUIDS, ("local://1", "local://2"), (1, 2)
    )
]
ALL_RECORDS = [
    Record(label, "2026-01-01T00:00:00+00:00", frozenset(because))
    for label, size in product(LABELS, range(3))
    for because in combinations((*ALL_REASONS, NOBODY), size)
]
ALL_RECORDS += [replace(record, ended=True) for record in ALL_RECORDS]
NOW = 100_000.0
"""When everything is listed: a day after some labels were missed first, a second after others."""

MISSED = [
    replace(record, missing_since=since) for record in ALL_RECORDS for since in (0.0, NOW - 1)
]

texts = st.sampled_from(NASTY) | st.text(st.characters(), max_size=6)
reasons = st.sampled_from(ALL_REASONS)
titles = st.sampled_from(ALL_TITLES)
claims = st.sampled_from(ALL_CLAIMS)
items = st.sampled_from(ALL_ITEMS)
nobodys = st.sampled_from([Claim(title, NOBODY, waits=False) for title in ALL_TITLES])
records = st.sampled_from(ALL_RECORDS) | st.sampled_from(MISSED)
people = st.builds(Person, id=st.sampled_from("1234") | texts, username=texts, display_name=texts)
libraries = st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.rating_key).map(
    tuple
)
ledgers = st.lists(st.tuples(items, records), max_size=9).map(partial(with_records, Ledger()))

keys = st.tuples(st.sampled_from(RATING_KEYS), st.sampled_from(FOLDED))
touched = st.frozensets(keys, max_size=6)
labels = st.sampled_from(LABELS)
wordings = st.fixed_dictionaries({"1": labels}, optional={"2": labels, "4k": labels})
places = st.tuples(st.sampled_from(sorted(SECTIONS)), st.sampled_from(FOLDED))


def _world(touched: frozenset[Key], ledger: Ledger, **read: Any) -> World:
    """Let Plex carry what the ledger says, but for labels that hands put on or took off."""
    written = {(item.rating_key, fold_label(record.label)) for item, record in ledger}
    carried = {(key, label): label.capitalize() for key, label in sorted(written ^ touched)}
    return World(ledger=ledger, carried=carried, **read)


claimed = st.builds(
    lambda wanted, unwanted: (*wanted, *unwanted),
    st.lists(claims, max_size=6),
    st.lists(nobodys, max_size=2),
)
"""What is claimed, and of which titles it is that nobody wants them."""

rules: dict[str, st.SearchStrategy[Any]] = {
    "mode": st.sampled_from(RemovedMode),
    "removed_label": st.sampled_from(("p:removed", "P:Removed", "q:removed", "p:ann")),
    "orphans": st.frozensets(st.sampled_from(("1", "2", "4k")), max_size=2),
}
"""What becomes of labels whose reasons have ended."""

worlds = st.builds(
    _world,
    touched,
    ledgers,
    items=libraries,
    claims=claimed,
    wording=wordings,
    unread=st.frozensets(places, max_size=2),
    ignored=st.frozensets(st.sampled_from(RATING_KEYS), max_size=1),
    unsafe=st.frozensets(st.sampled_from(sorted(SECTIONS)), max_size=1),
    unseen=st.frozensets(st.sampled_from(sorted(SECTIONS)), max_size=1),
    unknown=st.frozensets(st.sampled_from(TOPS), max_size=2),
    decisions=st.dictionaries(keys, st.sampled_from(Answer), max_size=3),
    now=st.just(NOW),
    **rules,
)
"""Any world at all: some sources silent, some labels unreadable, some items to be left alone, and
some removals asked about, or answered.
"""

clear_worlds = st.builds(
    _world,
    touched,
    ledgers,
    items=libraries,
    claims=claimed,
    wording=wordings,
    now=st.just(NOW),
    **rules,
)
"""Worlds in which everything could be read."""

json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(texts, some, max_size=3),
    max_leaves=6,
)
"""Whatever a file may hold."""
