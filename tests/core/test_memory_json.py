"""The memory as JSON: that it can be saved and read back."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.claims import Memory
from custom_components.plex_label_sync.core.memory_json import DamagedMemoryError, dump, load
from custom_components.plex_label_sync.core.model import Claim, Person, Reading
from tests.core.build import ANN, BOB, OWN, RADARR, a_film, tagged, wish
from tests.core.strategies import ALL_GUIDS, json_data, readings, texts, titles

WANTS_HEAT = wish(a_film("tmdb://949"))

memories = st.builds(
    lambda said, names, learned, pending: (
        Memory()
        .updated(said, [Person("1", *names), BOB])
        .with_learned(learned)
        .with_pending(pending)
    ),
    readings,
    st.tuples(texts, texts, texts, texts),
    st.dictionaries(
        st.sampled_from(("plex://movie/a", "plex://show/a")), st.sampled_from(ALL_GUIDS)
    ),
    st.frozensets(titles, max_size=2),
)


def test_a_memory_is_saved_as_plain_json() -> None:
    """The form of what is stored; a change to it needs a migration."""
    memory = Memory().updated([Reading(OWN, "Ann's", (WANTS_HEAT,))], [ANN])
    memory = memory.with_learned({"plex://movie/a": frozenset({"tmdb://1", "imdb://tt1"})})
    memory = memory.with_pending([WANTS_HEAT.title])
    assert dump(memory) == {
        "sources": {
            "watchlist/own": {
                "name": "Ann's",
                "claims": [["movie", ["tmdb://949"], "Heat", "user", "1", True]],
            }
        },
        "people": [["1", "ann", "Ann A.", "", ""]],
        "learned": {"plex://movie/a": ["imdb://tt1", "tmdb://1"]},
        "pending": [["movie", ["tmdb://949"], "Heat"]],
    }


def test_whether_a_claim_waits_is_kept() -> None:
    """A title without a file does not queue, after a restart no more than before."""
    idle = Claim(a_film("tmdb://949"), tagged("4k"), waits=False)
    memory = Memory().updated([Reading(RADARR, "Radarr", (idle,))], [])
    assert load(dump(memory)).claims == {RADARR: (idle,)}


def test_a_memory_that_does_not_know_whom_it_speaks_of_is_refused() -> None:
    """Their labels would have no name."""
    data = dump(Memory().updated([Reading(OWN, "Ann's", (WANTS_HEAT,))], [ANN]))
    with pytest.raises(DamagedMemoryError):
        load({**data, "people": []})


@pytest.mark.parametrize("data", [None, 1, "", [], {}, [None], {"sources": [], "people": []}])
def test_what_was_never_a_memory_is_refused(data: Any) -> None:
    """Above all, it is no empty memory."""
    with pytest.raises(DamagedMemoryError):
        load(data)


@given(memories)
def test_a_memory_reads_back_as_it_was_saved(memory: Memory) -> None:
    """Also from a file."""
    assert load(dump(memory)) == memory
    assert load(json.loads(json.dumps(dump(memory)))) == memory


_claims = st.tuples(
    st.sampled_from(("movie", "show", "album", 1)),
    st.lists(texts | st.integers(), max_size=2) | json_data,
    texts | st.none(),
    st.sampled_from(("user", "tag", "tag", "fate")),
    st.sampled_from(("1", "2", 1)),
    st.booleans() | st.none(),
).map(list)
_memories = st.fixed_dictionaries(
    {
        "sources": st.dictionaries(
            texts,
            st.fixed_dictionaries({"name": texts, "claims": st.lists(_claims, max_size=2)}),
            max_size=2,
        ),
        "people": st.sampled_from(([["1", "ann", ""]], [["1", "", ""], [2, 2, 2]], [], [[]])),
        "learned": st.dictionaries(texts, st.lists(texts | st.integers(), max_size=2), max_size=1),
    },
    optional={
        "pending": st.lists(st.tuples(st.sampled_from(("movie", "tag", 1)), json_data, texts))
        | json_data
    },
)


@given(_memories | json_data)
def test_whatever_is_read_is_a_memory_or_damaged(data: Any) -> None:
    """No other error, and a memory that can be saved again."""
    try:
        memory = load(data)
    except DamagedMemoryError:
        return
    assert load(dump(memory)) == memory
