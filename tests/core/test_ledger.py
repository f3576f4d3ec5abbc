"""The ledger: what is ours, and that it can be saved and read back."""

from dataclasses import replace
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.ledger import DamagedLedgerError, Key, Ledger, Record
from custom_components.plex_label_sync.core.model import Item, fold
from tests.core.build import ANN, BOB, FRIEND, MONDAY, OWN, by, film, ledger_of, record, tagged
from tests.core.strategies import items, json_data, keys, ledgers, reasons, records, texts

HEAT = film(1, "tmdb://949")
DUNE = film(2, "tmdb://1")


def test_a_new_ledger_owns_nothing() -> None:
    """Whatever Plex shows."""
    assert Ledger().of(HEAT) == {}
    assert len(Ledger()) == 0


def test_a_record_is_found_by_item_and_folded_label() -> None:
    """Plex tells no case apart."""
    written = record("P:Ann", by(ANN))
    assert ledger_of(HEAT, written).of(HEAT) == {"p:ann": written}
    assert ledger_of(HEAT, written).of(DUNE) == {}


def test_a_record_takes_the_place_of_an_older_one_of_its_label() -> None:
    """The newest wording and reasons count."""
    old, new = record("p:ann", by(ANN)), record("P:Ann", by(BOB))
    assert ledger_of(HEAT, old, new).of(HEAT) == {"p:ann": new}


def test_labels_of_one_item_do_not_disturb_each_other() -> None:
    """Each has its own record."""
    ledger = ledger_of(HEAT, record("p:ann"), record("p:bob"))
    assert set(ledger.of(HEAT)) == {"p:ann", "p:bob"}
    assert len(ledger) == 2


def test_a_dropped_record_is_gone() -> None:
    """And it alone."""
    ledger = ledger_of(HEAT, record("p:ann"), record("p:bob")).without([(1, "p:ann")])
    assert set(ledger.of(HEAT)) == {"p:bob"}


def test_an_item_without_records_leaves_no_trace() -> None:
    """What is saved does not grow for ever."""
    assert ledger_of(HEAT, record("p:ann")).without([(1, "p:ann")]) == Ledger()


def test_dropping_what_is_not_there_changes_nothing() -> None:
    """Neither label nor item."""
    ledger = ledger_of(HEAT, record("p:ann"))
    assert ledger.without([(1, "p:bob"), (2, "p:ann")]) == ledger


def test_a_ledger_gives_all_its_records_with_their_items() -> None:
    """Such as for taking all of them off."""
    ledger = ledger_of(HEAT, record("p:ann"), record("p:bob"))
    assert [(item.rating_key, one.label) for item, one in ledger] == [(1, "p:ann"), (1, "p:bob")]


def test_an_item_whose_match_was_mended_keeps_its_records() -> None:
    """It has another guid, and was added when it was."""
    mended = replace(HEAT, guid="plex://movie/other")
    assert set(ledger_of(HEAT, record("p:ann")).of(mended)) == {"p:ann"}


def test_an_item_whose_date_was_edited_keeps_its_records() -> None:
    """It is the same title."""
    edited = replace(HEAT, added_at=2)
    assert set(ledger_of(HEAT, record("p:ann")).of(edited)) == {"p:ann"}


def test_a_later_item_with_the_same_rating_key_owns_nothing() -> None:
    """A restored Plex database gives keys out again."""
    later = replace(HEAT, guid="plex://movie/other", added_at=2)
    assert ledger_of(HEAT, record("p:ann")).of(later) == {}


def test_a_record_of_a_later_item_ends_those_of_the_earlier_one() -> None:
    """Their labels went with their item."""
    later = replace(HEAT, guid="plex://movie/other", added_at=2)
    ledger = ledger_of(HEAT, record("p:ann")).with_records([(later, record("p:bob"))])
    assert set(ledger.of(later)) == {"p:bob"}
    assert ledger.of(HEAT) == {}


def test_a_ledger_is_saved_as_plain_json() -> None:
    """The form of what is stored; a change to it needs a migration."""
    ledger = ledger_of(HEAT, record("p:ann", tagged("ann"), by(ANN), by(ANN, FRIEND)))
    assert ledger.dump() == [
        {
            "rating_key": 1,
            "section": "1",
            "media_type": "movie",
            "guid": "plex://movie/1",
            "title": "Title 1",
            "added_at": 1,
            "labels": [
                {
                    "label": "p:ann",
                    "since": MONDAY,
                    "because": [
                        ["tag", "ann", "tags/r"],
                        ["user", "1", "watchlist/friend/b"],
                        ["user", "1", "watchlist/own"],
                    ],
                }
            ],
        }
    ]


def test_a_record_that_ended_is_saved_as_such() -> None:
    """Others are saved as they always were."""
    kept = replace(record("p:ann", by(ANN)), ended=True)
    ((_, stored),) = ((entry, entry["labels"]) for entry in ledger_of(HEAT, kept).dump())
    assert stored == [
        {"label": "p:ann", "since": MONDAY, "because": [["user", "1", OWN]], "ended": True}
    ]
    assert Ledger.load(ledger_of(HEAT, kept).dump()).of(HEAT) == {"p:ann": kept}


@pytest.mark.parametrize("data", [None, 1, "", "[]", {}, [None], [[]], [{}], {"entries": []}])
def test_what_was_never_a_ledger_is_refused(data: Any) -> None:
    """Above all, it is no empty ledger: that would disown every label."""
    with pytest.raises(DamagedLedgerError):
        Ledger.load(data)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("rating_key", "one"), ("rating_key", float("inf")), ("rating_key", float("nan"))),
        *(("media_type", "album"), ("added_at", None), ("added_at", [1]), ("labels", "p:ann")),
        *(("labels", [{"label": "p:ann", "since": MONDAY}]), ("labels", None)),
        ("labels", [{"label": "p:ann", "since": MONDAY, "because": [["user", "1"]]}]),
        ("labels", [{"label": "p:ann", "since": MONDAY, "because": [["fate", "1", "x"]]}]),
    ],
)
def test_an_entry_with_a_damaged_field_is_refused(field: str, value: Any) -> None:
    """A ledger is read whole or not at all."""
    (entry,) = ledger_of(HEAT, record("p:ann", by(ANN))).dump()
    with pytest.raises(DamagedLedgerError):
        Ledger.load([{**entry, field: value}])


@given(ledgers)
def test_a_ledger_reads_back_as_it_was_saved(ledger: Ledger) -> None:
    """Also from a file."""
    assert Ledger.load(ledger.dump()) == ledger
    assert Ledger.load(json.loads(json.dumps(ledger.dump()))) == ledger


@given(st.builds(Record, texts, since=texts, because=st.frozensets(reasons, max_size=3)))
def test_any_text_is_saved_as_it_is(strange: Record) -> None:
    """Labels of every script, and what else servers send."""
    ledger = ledger_of(replace(HEAT, guids=frozenset(), title=strange.label), strange)
    assert Ledger.load(json.loads(json.dumps(ledger.dump()))) == ledger


_numbers = st.integers(0, 3) | st.sampled_from((1.0, 1.5, float("inf"), float("nan"), "1", None))
_reasons = st.lists(
    st.sampled_from((["user", "1", "requests/s"], ["tag", "4k", "tags/r"], ["fate", "", ""], "abc"))
)
_labels = st.fixed_dictionaries(
    {"label": texts, "since": texts, "because": _reasons | json_data}, optional={"note": texts}
)
_entries = st.fixed_dictionaries(
    {
        "rating_key": _numbers,
        "section": st.sampled_from(("1", "1", "1", 1, None)),
        "media_type": st.sampled_from(("movie", "show", "show", "album", 1, [])),
        "guid": texts,
        "title": texts,
        "added_at": _numbers,
        "labels": st.lists(_labels, max_size=2) | json_data,
    }
)


@given(json_data | st.lists(_entries | _entries | _entries | json_data, max_size=2))
def test_whatever_is_read_is_a_ledger_or_damaged(data: Any) -> None:
    """No other error, and a ledger that can be saved again."""
    try:
        ledger = Ledger.load(data)
    except DamagedLedgerError:
        return
    assert Ledger.load(ledger.dump()) == ledger


@given(ledgers, items, records)
def test_a_record_is_there_once_it_was_added(ledger: Ledger, item: Item, written: Record) -> None:
    """Whatever was there before."""
    after = ledger.with_records([(item, written)])
    assert after.of(item) == {**ledger.of(item), fold(written.label): written}


@given(ledgers, st.lists(keys))
def test_dropping_records_leaves_all_others(ledger: Ledger, gone: list[Key]) -> None:
    """With the items that they are of."""
    kept = [(item, one) for item, one in ledger if (item.rating_key, fold(one.label)) not in gone]
    assert list(ledger.without(gone)) == kept


@given(ledgers)
def test_its_length_is_the_number_of_its_records(ledger: Ledger) -> None:
    """And not that of its items."""
    assert len(ledger) == len(list(ledger))
