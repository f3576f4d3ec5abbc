"""In which looks pages are seen."""

from itertools import pairwise

import pytest

from tests.browser.looks import EVERY, WHOLE, Look


def test_every_look_is_a_language_a_light_and_a_window() -> None:
    assert {str(look) for look in EVERY} == {
        f"{language}, {scheme}, {width} wide"
        for language in ("en", "de")
        for scheme in ("light", "dark")
        for width in (1280, 390)
    }


@pytest.mark.parametrize("look", WHOLE, ids=str)
def test_a_look_comes_first_of_those_of_its_language(look: Look) -> None:
    around = look.all_round

    assert around[0] == look
    assert len(around) == 4
    assert all(one in EVERY and one.language == look.language for one in around)


@pytest.mark.parametrize("look", EVERY, ids=str)
def test_from_a_look_to_the_next_and_back_only_light_or_window_changes(look: Look) -> None:
    around = look.all_round

    for one, other in pairwise((*around, look)):
        assert (one.scheme != other.scheme) != (one.window != other.window)


def test_what_is_clicked_through_leads_to_every_look() -> None:
    assert sorted(map(str, EVERY)) == sorted(str(one) for look in WHOLE for one in look.all_round)
