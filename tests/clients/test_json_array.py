"""Large arrays: read entry by entry as they arrive, and taken only whole."""

from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import pairwise
import json
from typing import Any

from hypothesis import assume, given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.json_array import entries_of
from tests.clients.json_values import objects

arrays = st.lists(objects, max_size=5)
blanks = st.text(" \t\r\n", max_size=2)
cuts = st.lists(st.integers(0, 400), max_size=8)


@st.composite
def written(draw: st.DrawFn) -> tuple[list[Any], bytes]:
    """An array, and one of the ways to write it down."""
    entries = draw(arrays)
    text = json.dumps(
        entries,
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 0, 2])),
        separators=draw(st.sampled_from([None, (",", ":")])),
    )
    return entries, (draw(blanks) + text + draw(blanks)).encode()


async def chunked(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    """The chunks, one at a time."""
    for chunk in chunks:
        yield chunk


def cut(data: bytes, at: Sequence[int]) -> list[bytes]:
    """The data in chunks; empty ones are among them."""
    return [data[start:end] for start, end in pairwise((0, *sorted(at), len(data)))]


async def read(*chunks: bytes) -> list[Any]:
    """All entries."""
    return [entry async for entry in entries_of(chunked(chunks))]


@given(written(), cuts)
@settings(deadline=None)
async def test_the_entries_come_out_as_they_went_in_wherever_the_chunks_end(
    array: tuple[list[Any], bytes], at: list[int]
) -> None:
    """In the middle of a character, of an escape, of a number or between entries."""
    entries, data = array
    assert await read(*cut(data, at)) == entries


@given(written())
@settings(deadline=None, max_examples=50)
async def test_one_byte_at_a_time_is_enough(array: tuple[list[Any], bytes]) -> None:
    """No chunk is too small."""
    entries, data = array
    assert await read(*(bytes([byte]) for byte in data)) == entries


@given(written(), st.data(), cuts)
@settings(deadline=None)
async def test_an_array_that_breaks_off_is_an_error(
    array: tuple[list[Any], bytes], data: st.DataObject, at: list[int]
) -> None:
    """Half a list would look as if the rest were gone."""
    _, whole = array
    half = whole[: data.draw(st.integers(0, len(whole.rstrip()) - 1))]
    with pytest.raises(BadAnswerError):
        await read(*cut(half, at))


@given(written(), st.binary(min_size=1, max_size=6), cuts)
@settings(deadline=None)
async def test_anything_after_the_array_is_an_error(
    array: tuple[list[Any], bytes], garbage: bytes, at: list[int]
) -> None:
    """Bytes that are no text included."""
    assume(garbage.strip(b" \t\r\n"))
    _, whole = array
    with pytest.raises(BadAnswerError):
        await read(*cut(whole + garbage, at))


_TOKENS = ("[", "]", "{", "}", "{}", ",", ":", '"a"', '"a":1', "1", "null", " ", "é", "\\", '"')


@given(st.lists(st.sampled_from(_TOKENS), max_size=8).map("".join), cuts)
@settings(deadline=None, max_examples=500)
async def test_what_is_no_array_of_objects_is_an_error(text: str, at: list[int]) -> None:
    """Python's own reader is the judge of what is one."""
    try:
        entries = json.loads(text)
    except ValueError:
        entries = None
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        assert await read(*cut(text.encode(), at)) == entries
    else:
        assume(not isinstance(entries, list))
        with pytest.raises(BadAnswerError):
            await read(*cut(text.encode(), at))


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b" ", b"{}", b'{"error": "Unauthorized"}', b"null", b"<html></html>", b'"["'),
        *(b"[", b"[{}", b"[{},", b"[{},]", b"[,{}]", b"[{} {}]", b"[{}],", b"[]]", b"[][]"),
        *(b"[{}] {}", b'[{"a":}]', b"[{'a': 1}]", b"\xef\xbb\xbf[]", b"[]\xc3", b"[\xff]"),
    ],
)
async def test_a_malformed_array_is_an_error(data: bytes) -> None:
    """Each kind of it, in one chunk."""
    with pytest.raises(BadAnswerError):
        await read(data)


async def test_a_letter_that_breaks_off_after_the_array_is_an_error() -> None:
    """The first byte of two, and nothing more."""
    with pytest.raises(BadAnswerError):
        await read(b"[{}]", b"\xc3")


@pytest.mark.parametrize("value", [b"[" * 200_000, b'{"a":' * 200_000, b"9" * 5_000])
async def test_what_the_reader_cannot_hold_is_an_error(value: bytes) -> None:
    """Values nested too deeply, and numbers with too many digits."""
    with pytest.raises(BadAnswerError):
        await read(b'[{"a":', value, b"}]")


async def test_a_broken_letter_costs_nothing_but_itself() -> None:
    """One title in bad encoding does not stop the others."""
    assert await read(b'[{"title":"\xff"},{"title":"b"}]') == [{"title": "\ufffd"}, {"title": "b"}]


async def test_entries_are_given_while_the_rest_is_still_to_come() -> None:
    """So that nothing keeps the whole answer."""
    sent: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(3):
            sent.append(number)
            yield b"%c{}" % b"[,,"[number]
        yield b"]"

    entries = entries_of(chunks())
    assert await anext(entries) == {}
    assert sent == [0]
