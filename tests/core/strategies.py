"""The worlds that properties are tried on: tiny pools, so that everything clashes often.

Ids come as the servers write them, sentinels and legacy forms included; labels differ by case
alone, stand there by hand, or are left over; rating keys are used again.
"""

from dataclasses import replace
from itertools import combinations, product, starmap
from typing import Any

from hypothesis import strategies as st

from custom_components.plex_label_sync.core.guid import usable
from custom_components.plex_label_sync.core.ledger import Key, Ledger, Record
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
)
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.core.apply import World

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
FOLDED = tuple(sorted(set(map(fold, LABELS))))
SOURCES = ("watchlist/own", "watchlist/friend/a", "watchlist/friend/ab", "requests/s", "tags/r")
TOPS = (*SOURCES, "watchlist/friend", "watchlist")
NASTY = (
    *("", " ", ",", ", ,", "\x00", "\n", "\x7f", "\x85", "\u2028", "\ud800", "\udfff\ud800"),
    *("a,b", "a  b", "Ann", "ANN", "ann", "straße", "{user}", "{", "Łukasz", "محمد", "陳大文"),
    *("👩‍👩‍👧", "\u200b", "\u00a0", "é" * 150, "x" * 59 + " y", "🎬" * 201),
)

ALL_GUIDS = [usable(raws) for size in range(3) for raws in combinations(RAW_IDS, size)]
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
ALL_READINGS = [
    *(Reading(top, top, None) for top in ("watchlist", "watchlist/friend", *SOURCES)),
    *(Reading(source, source, ()) for source in SOURCES),
    *(
        Reading(why.source, why.subject, (Claim(title, why, waits=why.kind is ReasonKind.USER),))
        for why, title in zip(ALL_REASONS, ALL_TITLES[::6], strict=False)
    ),
]

texts = st.sampled_from(NASTY) | st.text(st.characters(), max_size=6)
reasons = st.sampled_from(ALL_REASONS)
titles = st.sampled_from(ALL_TITLES)
claims = st.sampled_from(ALL_CLAIMS)
items = st.sampled_from(ALL_ITEMS)
records = st.sampled_from(ALL_RECORDS)
people = st.builds(Person, id=st.sampled_from("1234") | texts, username=texts, display_name=texts)
libraries = st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.rating_key).map(
    tuple
)
ledgers = st.lists(st.tuples(items, records), max_size=9).map(Ledger().with_records)

keys = st.tuples(st.sampled_from(RATING_KEYS), st.sampled_from(FOLDED))
touched = st.frozensets(keys, max_size=6)
labels = st.sampled_from(LABELS)
wordings = st.fixed_dictionaries({"1": labels}, optional={"2": labels, "4k": labels})
places = st.tuples(st.sampled_from(sorted(SECTIONS)), st.sampled_from(FOLDED))


def _world(touched: frozenset[Key], ledger: Ledger, **read: Any) -> World:
    """Let Plex carry what the ledger says, but for labels that hands put on or took off."""
    written = {(item.rating_key, fold(record.label)) for item, record in ledger}
    carried = {(key, label): label.capitalize() for key, label in sorted(written ^ touched)}
    return World(ledger=ledger, carried=carried, **read)


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
    claims=st.lists(claims, max_size=6).map(tuple),
    wording=wordings,
    unread=st.frozensets(places, max_size=2),
    ignored=st.frozensets(st.sampled_from(RATING_KEYS), max_size=1),
    unknown=st.frozensets(st.sampled_from(TOPS), max_size=2),
    sections=st.frozensets(st.sampled_from(sorted(SECTIONS))),
    **rules,
)
"""Any world at all: some sources silent, some labels unreadable, some items to be left alone."""

clear_worlds = st.builds(
    _world,
    touched,
    ledgers,
    items=libraries,
    claims=st.lists(claims, max_size=6).map(tuple),
    wording=wordings,
    sections=st.just(frozenset(SECTIONS)),
    **rules,
)
"""Worlds in which everything could be read."""

readings = st.lists(
    st.sampled_from(ALL_READINGS), max_size=6, unique_by=lambda reading: reading.source
).map(tuple)
"""What the sources say in one run: some claim, some are silent, some are gone."""

json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(texts, some, max_size=3),
    max_leaves=6,
)
"""Whatever a file may hold."""
