"""The queue as JSON: that it can be saved and read back."""

from dataclasses import replace
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.model import MediaType
from custom_components.plex_label_sync.core.queue import Waiting, queue
from custom_components.plex_label_sync.core.queue_json import dump, load
from tests.core.build import a_film, wish
from tests.core.strategies import ALL_GUIDS, json_data, texts

seconds = st.floats(min_value=0, max_value=1e12)
waitings = st.builds(
    Waiting,
    media_type=st.sampled_from(MediaType),
    guids=st.sampled_from(ALL_GUIDS),
    name=texts,
    because=st.just(frozenset()),
    imported=st.booleans(),
    since=seconds,
    attempts=st.integers(0, 10**6),
    next_attempt=st.none() | seconds,
)


def test_a_queue_is_saved_as_plain_json() -> None:
    """The form of what is stored; a change to it needs a migration."""
    (waiting,) = queue([wish(a_film("tmdb://949", "imdb://tt1"))])
    waiting = replace(waiting, imported=True, since=7.5, attempts=2, next_attempt=9.0)
    assert dump([waiting]) == [
        {
            "media_type": "movie",
            "guids": ["imdb://tt1", "tmdb://949"],
            "name": "Heat",
            "imported": True,
            "since": 7.5,
            "attempts": 2,
            "next_attempt": 9.0,
        }
    ]


def test_who_waits_is_not_stored() -> None:
    """The claims tell."""
    restored = load(dump(queue([wish(a_film("tmdb://949"))])))
    assert restored is not None
    assert [one.because for one in restored] == [frozenset()]


def test_no_queue_is_none_and_an_empty_one_is_empty() -> None:
    """Before the first run nobody knows what waits."""
    assert load(None) is None
    assert load([]) == ()


@given(st.lists(waitings, max_size=3).map(tuple))
def test_a_queue_reads_back_as_it_was_saved(waiting: tuple[Waiting, ...]) -> None:
    """Also from a file."""
    assert load(dump(waiting)) == waiting
    assert load(json.loads(json.dumps(dump(waiting)))) == waiting


@pytest.mark.parametrize("data", [1, "x", [1], [{}], [None]])
def test_what_was_never_a_queue_is_refused(data: Any) -> None:
    """Above all, it is no empty queue."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        load(data)


_rows = st.fixed_dictionaries(
    {
        "media_type": st.sampled_from(("movie", "show", "album", 1)),
        "guids": st.lists(texts | st.integers(), max_size=2) | json_data,
        "name": texts | st.none(),
        "imported": st.booleans() | st.none(),
        "since": seconds | texts | st.none(),
        "attempts": st.integers() | texts,
        "next_attempt": st.none() | seconds | texts,
    }
)


@given(st.lists(_rows, max_size=2) | json_data)
def test_whatever_is_read_is_a_queue_or_refused(data: Any) -> None:
    """No other error, and a queue that can be saved again."""
    try:
        waiting = load(data)
    except KeyError, TypeError, ValueError:
        return
    if waiting is not None:
        assert load(dump(waiting)) == waiting
