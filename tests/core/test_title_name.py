"""Names of titles: which are alike, and which end in a year."""

from hypothesis import given
import pytest

from custom_components.plex_label_sync.core.title_name import (
    fold_title,
    with_year,
    without_year,
)
from tests.core.strategies import texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Heat", "HEAT"),
        ("Amélie", "amelie"),
        ("Spider-Man: No Way Home", "spider man no way home"),
        ("Ocean's Eleven", "Ocean\N{RIGHT SINGLE QUOTATION MARK}s Eleven"),
        ("Ocean's Eleven", "oceans eleven"),
        ("Straße", "strasse"),
        ("Мастер и Маргарита", "мастер и маргарита"),
        ("Łódź ", " Łodz"),
    ],
)
def test_names_are_alike_in_any_case_and_without_accents(one: str, other: str) -> None:
    assert fold_title(one) == fold_title(other)


@pytest.mark.parametrize(("one", "other"), [("Heat", "Heats"), ("Up", "Us"), ("?", "!"), ("", "?")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert fold_title(one) != fold_title(other)


@given(texts)
def test_what_was_folded_stays_so(name: str) -> None:
    assert fold_title(fold_title(name)) == fold_title(name)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Heat (1995)", ("Heat", 1995)),
        ("heat 1995", ("heat", 1995)),
        ("Heat [1995]", ("Heat", 1995)),
        ("Blade Runner 2049", ("Blade Runner", 2049)),
        ("1917", ("1917", 0)),
        ("Heat", ("Heat", 0)),
        ("Apollo 13", ("Apollo 13", 0)),
    ],
)
def test_a_year_at_the_end_is_told_apart(name: str, found: tuple[str, int]) -> None:
    assert without_year(name) == found


@pytest.mark.parametrize(
    ("name", "year", "told"),
    [
        ("Heat", 1995, "Heat (1995)"),
        ("Heat", None, "Heat"),
        ("Heat", 0, "Heat"),
        ("Blade Runner 2049", 2017, "Blade Runner 2049 (2017)"),
        ("2012", 2012, "2012 (2012)"),
    ],
)
def test_a_title_is_told_with_its_year(name: str, year: int | None, told: str) -> None:
    assert with_year(name, year) == told


def test_a_year_that_the_name_ends_with_is_told_once() -> None:
    """As many TV shows have it, where there is an older one of the same name; another is told."""
    assert with_year("Doctor Who (2005)", 2005) == "Doctor Who (2005)"
    assert with_year("Doctor Who (2005)", 2006) == "Doctor Who (2005) (2006)"
