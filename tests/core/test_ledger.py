"""The ledger: what is ours."""

from copy import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.ledger import Key, Ledger, Record
from custom_components.plex_label_sync.core.model import Item, fold_label
from tests.core.build import ANN, BOB, by, film, ledger_of, record
from tests.core.strategies import items, keys, ledgers, records

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


@given(ledgers, items, records)
def test_a_record_is_there_once_it_was_added(ledger: Ledger, item: Item, written: Record) -> None:
    """Whatever was there before."""
    after = ledger.with_records([(item, written)])
    assert after.of(item) == {**ledger.of(item), fold_label(written.label): written}


@given(ledgers, st.lists(keys))
def test_dropping_records_leaves_all_others(ledger: Ledger, gone: list[Key]) -> None:
    """With the items that they are of."""
    kept = [
        (item, one) for item, one in ledger if (item.rating_key, fold_label(one.label)) not in gone
    ]
    assert list(ledger.without(gone)) == kept


@given(ledgers)
def test_its_length_is_the_number_of_its_records(ledger: Ledger) -> None:
    """And not that of its items."""
    assert len(ledger) == len(list(ledger))
