"""Names of titles: which are alike, and which end in a year."""

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.title_name import (
    fold_title,
    near_names,
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


NAMES = ("Blade Runner", "Heat", "The Heat", "Amélie", "Quiet Engine", "千と千尋の神隠し", "It")


@pytest.mark.parametrize(
    ("entered", "near"),
    [
        ("blade", ["Blade Runner"]),
        ("Runner", ["Blade Runner"]),
        ("Bladerunner", ["Blade Runner"]),
        ("Blade Runner 2049", ["Blade Runner"]),
        ("Qiuet Engin", ["Quiet Engine"]),
        ("Ameli", ["Amélie"]),
        ("heet", ["Heat"]),
        ("Heat!!", ["Heat", "The Heat"]),
        ("千尋", ["千と千尋の神隠し"]),
        ("eat pray", []),
        ("H", []),
        ("Something else", []),
    ],
)
def test_names_come_near_of_which_one_is_a_part_or_mistyped(entered: str, near: list[str]) -> None:
    """The nearest first; a part begins with a word, and a letter or two are none."""
    assert near_names(entered, NAMES, 5) == near


def test_of_many_near_names_the_nearest_are_given_once() -> None:
    names = ["Home", "HOME!", *(f"Home {number}" for number in range(20))]
    assert near_names("Hom", names, 3) == ["Home", "Home 0", "Home 1"]


@given(st.text(max_size=20), st.lists(st.text(max_size=20)))
def test_a_name_that_is_there_comes_nearest(name: str, others: list[str]) -> None:
    """Unless there is hardly anything of it."""
    near = near_names(name, [*others, name], 5)
    assert near == near_names(name, near, 5)
    if len(fold_title(name)) > 2:
        assert fold_title(near[0]) == fold_title(name)
