"""Long arrays: read in pieces while they arrive, and taken only whole."""

from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import pairwise
import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.clients import pieces
from custom_components.plex_label_sync.clients.decode import Body
from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.pieces import read_pieces
from custom_components.plex_label_sync.clients.rows import Rows
from tests.clients.json_values import objects
from tests.clients.reading import OBJECTS

AWKWARD = [
    {"id": 1, "images": [{"a": {"b": 1}}, {"a": {}}, {}], "text": "},{"},
    {"id": 2, "text": "{"},
    {"id": 3, "text": "}", "images": [{}, {}]},
    {"id": 4, "images": [{}, {}, {"text": "[{"}]},
]
_texts = st.sampled_from(["{", "}", "},{", "]", '"', "x"])
_rows = objects | st.fixed_dictionaries(
    {"text": _texts, "images": st.lists(st.dictionaries(_texts, _texts, max_size=1), max_size=3)}
)
arrays = st.lists(_rows, max_size=8)
blanks = st.text(" \t\r\n", max_size=2)
cuts = st.lists(st.integers(0, 400), max_size=8)
unpatched = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces are so small that short arrays have several."""
    monkeypatch.setattr(pieces, "PIECE", 20)


@st.composite
def written(draw: st.DrawFn) -> tuple[list[Any], bytes]:
    """An array, and one of the ways to write it down."""
    rows = draw(arrays)
    text = json.dumps(
        rows,
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 0, 2])),
        separators=draw(st.sampled_from([None, (",", ":")])),
    )
    return rows, (draw(blanks) + text + draw(blanks)).encode()


async def chunked(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    """The chunks, one at a time."""
    for chunk in chunks:
        yield chunk


def cut(data: bytes, at: Sequence[int]) -> list[bytes]:
    """The data in chunks; empty ones are among them."""
    return [data[start:end] for start, end in pairwise((0, *sorted(at), len(data)))]


async def read(*chunks: bytes) -> Rows[dict[str, Any]]:
    """All rows."""
    return await read_pieces(chunked(chunks), OBJECTS)


@given(written(), cuts)
@unpatched
async def test_the_rows_come_out_as_they_went_in_wherever_the_chunks_end(
    array: tuple[list[Any], bytes], at: list[int]
) -> None:
    """Whatever braces are in their texts."""
    rows, data = array
    assert await read(*cut(data, at)) == Rows(tuple(rows))


async def test_awkward_braces_do_not_mislead() -> None:
    """In texts, in lists of objects, and where both look like the end of a row."""
    for order in (AWKWARD, AWKWARD[::-1]):
        data = json.dumps(order * 5).encode()
        assert (await read(*cut(data, range(0, len(data), 7)))).rows == tuple(order * 5)


async def test_a_long_array_is_read_in_pieces() -> None:
    """None of which is long."""
    sizes: list[int] = []

    def note(body: Body) -> Rows[dict[str, Any]]:
        sizes.append(len(bytes(body)))
        return OBJECTS(body)

    data = json.dumps(AWKWARD[::3] * 50).encode()
    listed = await read_pieces(chunked(cut(data, range(0, len(data), 30))), note)
    assert len(listed.rows) == 100
    assert max(sizes) < len(data) / 10


@given(written(), st.data(), cuts)
@unpatched
async def test_an_array_that_breaks_off_is_an_error(
    array: tuple[list[Any], bytes], data: st.DataObject, at: list[int]
) -> None:
    """Half a list would look as if the rest were gone."""
    _, whole = array
    half = whole[: data.draw(st.integers(0, len(whole.rstrip()) - 1))]
    with pytest.raises(BadAnswerError):
        await read(*cut(half, at))


@given(written(), st.binary(min_size=1, max_size=6), cuts)
@unpatched
async def test_an_array_with_something_after_it_is_an_error(
    array: tuple[list[Any], bytes], more: bytes, at: list[int]
) -> None:
    """Two answers in one are none."""
    assume(more.strip(b" \t\r\n"))
    _, data = array
    with pytest.raises(BadAnswerError):
        await read(*cut(data + more, at))


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"null", b'{"rows": [{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}]}', b"<html>"],
)
async def test_what_is_no_array_is_an_error(data: bytes) -> None:
    """Whatever else it is."""
    with pytest.raises(BadAnswerError):
        await read(*cut(data, range(0, len(data), 5)))


async def test_an_entry_that_does_not_end_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pieces, "MOST", 1_000)
    came: list[bytes] = []

    async def endless() -> AsyncIterator[bytes]:
        yield b'[{"id": 1}, {"text": "'
        while True:
            came.append(b"x" * 100)
            yield came[-1]

    with pytest.raises(BadAnswerError, match="too large"):
        await read_pieces(endless(), OBJECTS)

    assert len(came) < 50


async def test_odd_rows_of_all_pieces_are_counted() -> None:
    """And cost no other row."""
    rows = [{"id": 1}, None, {"id": 2}, {"id": 3}, {"id": 4}, 7, {"id": 5}, {"id": 6}, "x"]
    data = json.dumps(rows).encode()
    listed = await read(*cut(data, range(0, len(data), 10)))
    assert [row["id"] for row in listed.rows] == [1, 2, 3, 4, 5, 6]
    assert listed.odd == (b"null", b"7", b'"x"')
