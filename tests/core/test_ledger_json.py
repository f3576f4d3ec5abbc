"""The ledger as JSON: that it can be saved and read back."""

from dataclasses import replace
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.ledger import Ledger, Record
from custom_components.plex_label_sync.core.ledger_json import DamagedLedgerError, dump, load
from tests.core.build import ANN, FRIEND, MONDAY, OWN, by, film, ledger_of, record, tagged
from tests.core.strategies import json_data, ledgers, reasons, texts

HEAT = film(1, "tmdb://949")


def test_a_ledger_is_saved_as_plain_json() -> None:
    """The form of what is stored; a change to it needs a migration."""
    ledger = ledger_of(HEAT, record("p:ann", tagged("ann"), by(ANN), by(ANN, FRIEND)))
    assert dump(ledger) == [
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
    ((_, stored),) = ((entry, entry["labels"]) for entry in dump(ledger_of(HEAT, kept)))
    assert stored == [
        {"label": "p:ann", "since": MONDAY, "because": [["user", "1", OWN]], "ended": True}
    ]
    assert load(dump(ledger_of(HEAT, kept))).of(HEAT) == {"p:ann": kept}


@pytest.mark.parametrize("data", [None, 1, "", "[]", {}, [None], [[]], [{}], {"entries": []}])
def test_what_was_never_a_ledger_is_refused(data: Any) -> None:
    """Above all, it is no empty ledger: that would disown every label."""
    with pytest.raises(DamagedLedgerError):
        load(data)


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
    (entry,) = dump(ledger_of(HEAT, record("p:ann", by(ANN))))
    with pytest.raises(DamagedLedgerError):
        load([{**entry, field: value}])


@given(ledgers)
def test_a_ledger_reads_back_as_it_was_saved(ledger: Ledger) -> None:
    """Also from a file."""
    assert load(dump(ledger)) == ledger
    assert load(json.loads(json.dumps(dump(ledger)))) == ledger


@given(st.builds(Record, texts, since=texts, because=st.frozensets(reasons, max_size=3)))
def test_any_text_is_saved_as_it_is(strange: Record) -> None:
    """Labels of every script, and what else servers send."""
    ledger = ledger_of(replace(HEAT, guids=frozenset(), title=strange.label), strange)
    assert load(json.loads(json.dumps(dump(ledger)))) == ledger


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
        ledger = load(data)
    except DamagedLedgerError:
        return
    assert load(dump(ledger)) == ledger
