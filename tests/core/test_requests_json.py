"""The requests made in Home Assistant: that they can be saved and read back, and remembered."""

from contextlib import suppress
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.claims import Memory
from custom_components.plex_label_sync.core.model import Person, Reading
from custom_components.plex_label_sync.core.people import unified
from custom_components.plex_label_sync.core.requests import HERE, Request, remembered
from custom_components.plex_label_sync.core.requests_json import dump, load
from tests.core.build import ANN, BOB, OWN, a_film, a_series, wish
from tests.core.strategies import json_data, texts, titles

HEAT = a_film("tmdb://949")

_requests = st.lists(
    st.builds(Request, titles, st.builds(Person, texts, texts, texts, texts, texts)), max_size=4
).map(tuple)


def test_requests_are_saved_as_plain_json() -> None:
    """The form of what is stored; a change to it needs a migration."""
    assert dump([Request(HEAT, Person("1", "ann", "Ann A.", "a1", "7"))]) == [
        {
            "media_type": "movie",
            "guids": ["tmdb://949"],
            "name": "Heat",
            "person": {
                "id": "1",
                "username": "ann",
                "display_name": "Ann A.",
                "uuid": "a1",
                "seerr_id": "7",
            },
        }
    ]


@given(_requests)
def test_requests_read_back_as_they_were_saved(requests: tuple[Request, ...]) -> None:
    """Also from a file."""
    assert load(dump(requests)) == requests
    assert load(json.loads(json.dumps(dump(requests)))) == requests


@pytest.mark.parametrize("data", [None, 1, "text", [None], [{}], {"a": 1}, [[]], [{"person": 1}]])
def test_what_was_never_a_list_of_requests_is_refused(data: Any) -> None:
    """Above all, it is no empty list."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        load(data)


_people = st.fixed_dictionaries(
    dict.fromkeys(("id", "username", "display_name", "uuid", "seerr_id"), json_data)
)
_stored = st.fixed_dictionaries(
    {
        "media_type": st.sampled_from(("movie", "show", "album", 1)),
        "guids": st.lists(texts, max_size=2) | json_data,
        "name": json_data,
        "person": _people | json_data,
    }
)


@given(st.lists(_stored, max_size=2) | json_data)
def test_whatever_is_read_can_be_saved_again(data: Any) -> None:
    """All else is refused, with no other error."""
    with suppress(KeyError, TypeError, ValueError):
        requests = load(data)
        assert load(dump(requests)) == requests


def test_a_memory_gives_its_requests_back() -> None:
    """And nobody else's wishes."""
    readings = [
        Reading(HERE, "here", (wish(HEAT, BOB, HERE),)),
        Reading(OWN, "own", (wish(a_series("tvdb://1")),)),
    ]
    memory = Memory().updated(readings, [ANN, BOB])

    assert remembered(memory) == (Request(HEAT, BOB),)
    assert remembered(Memory()) == ()


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Request(a_film("tmdb://949", name=""), BOB), True),
        (Request(HEAT, Person("seerr/requests/s/2", "BOB", "")), True),
        (Request(HEAT, ANN), False),
        (Request(a_film("tmdb://950"), BOB), False),
        (Request(a_series("tmdb://949"), BOB), False),
    ],
    ids=["no name", "known elsewhere", "another person", "another film", "a series"],
)
def test_requests_are_the_same_by_person_and_title(other: Request, same: bool) -> None:
    meant = unified([ANN, BOB, other.person])

    assert Request(HEAT, BOB).is_same(other, meant) is same
