"""Requests made in Home Assistant: which of them are the same."""

import pytest

from custom_components.plex_label_sync.core.model import Person, Title
from custom_components.plex_label_sync.core.people import unified
from custom_components.plex_label_sync.core.requests import Request
from tests.core.build import ANN, BOB, a_film, a_series

HEAT = a_film("tmdb://949", "imdb://tt1")
ANN_IN_SEERR = Person("seerr/s/9", "ANN", "")
MEANT = unified([ANN, BOB, ANN_IN_SEERR])


def _is_same(request: Request, other: Request) -> bool:
    assert request.is_same(other, MEANT) is other.is_same(request, MEANT)
    return request.is_same(other, MEANT)


def test_a_title_is_the_same_by_any_of_its_ids() -> None:
    """Under whatever name."""
    assert _is_same(Request(HEAT, ANN), Request(a_film("imdb://tt1", name="Heat (1995)"), ANN))


@pytest.mark.parametrize("title", [a_film("tmdb://1"), a_series("tmdb://949"), a_film()])
def test_another_title_is_another_request(title: Title) -> None:
    """A number is another title in the other type."""
    assert not _is_same(Request(HEAT, ANN), Request(title, ANN))


def test_a_person_is_the_same_however_a_source_calls_them() -> None:
    """And somebody who is not known any more is who they were."""
    assert _is_same(Request(HEAT, ANN), Request(HEAT, ANN_IN_SEERR))
    assert not _is_same(Request(HEAT, ANN), Request(HEAT, BOB))
    gone = Person("8", "eve", "")
    assert _is_same(Request(HEAT, gone), Request(HEAT, gone))
