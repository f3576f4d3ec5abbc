"""The ledger: what is ours."""

from copy import replace

from hypothesis import given

from custom_components.plex_label_sync.core.ledger import Ledger
from tests.core.build import ANN, by, film, ledger_of, record
from tests.core.strategies import ledgers

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


def test_labels_of_one_item_do_not_disturb_each_other() -> None:
    """Each has its own record."""
    ledger = ledger_of(HEAT, record("p:ann"), record("p:bob"))
    assert set(ledger.of(HEAT)) == {"p:ann", "p:bob"}
    assert len(ledger) == 2


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


@given(ledgers)
def test_its_length_is_the_number_of_its_records(ledger: Ledger) -> None:
    """And not that of its items."""
    assert len(ledger) == len(list(ledger))
