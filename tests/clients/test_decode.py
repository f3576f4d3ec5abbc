"""Foreign JSON as types: what is as promised comes out, all else is a `BadAnswerError`."""

from contextlib import suppress
import json
from typing import Any

from hypothesis import given, strategies as st
from msgspec import Raw, Struct
import pytest

from custom_components.plex_label_sync.clients.decode import (
    FullText,
    Key,
    Read,
    Whole,
    reader,
    shaped,
    year_of,
)
from custom_components.plex_label_sync.clients.errors import BadAnswerError, OddShapeError
from tests.clients.json_values import objects
from tests.clients.reading import ANY


class Row(Struct):
    """Something with a field of each kind."""

    key: Key = ""
    text: FullText = "x"
    number: Whole | None = 0


ROW = reader(Row)


@given(objects.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40))
def test_no_answer_causes_any_other_error(body: bytes) -> None:
    """A server may send what it likes."""
    with suppress(BadAnswerError):
        ROW(body)


def test_fields_that_nobody_asked_for_are_left_out() -> None:
    """A server may have more to tell."""
    assert ROW(b'{"number": 7, "more": {"a": []}}') == Row(number=7)


@pytest.mark.parametrize(("number", "value"), [("7", 7), ('"7"', 7), ('"-1"', -1), ("null", None)])
def test_a_number_may_be_written_as_text(number: str, value: int | None) -> None:
    """As Plex's rating keys are."""
    assert ROW(f'{{"number": {number}}}'.encode()).number == value


@pytest.mark.parametrize("number", ['""', '"x"', "1.5", "true", "[]", "{}", "1e30", str(2**63)])
def test_what_is_no_whole_number_is_an_odd_shape(number: str) -> None:
    """Nor is a number that no database takes."""
    with pytest.raises(OddShapeError, match="number"):
        ROW(f'{{"number": {number}}}'.encode())


@pytest.mark.parametrize(("key", "value"), [('"7"', "7"), ("7", 7), ("0", 0), ('" "', " ")])
def test_an_id_may_be_a_number_or_a_text(key: str, value: str | int) -> None:
    """Servers write ids either way."""
    assert ROW(f'{{"key": {key}}}'.encode()).key == value


@pytest.mark.parametrize("key", ['""', "null", "true", "1.5", "[]"])
def test_what_is_no_id_is_an_odd_shape(key: str) -> None:
    """An id that is missing is none that is empty."""
    with pytest.raises(OddShapeError, match="key"):
        ROW(f'{{"key": {key}}}'.encode())


@pytest.mark.parametrize("text", ['""', "7", "null"])
def test_what_is_no_text_is_an_odd_shape(text: str) -> None:
    """A text is not empty."""
    with pytest.raises(OddShapeError, match="text"):
        ROW(f'{{"text": {text}}}'.encode())


def test_a_text_that_spells_null_is_a_text() -> None:
    """There may be a movie of that name."""
    assert ROW(b'{"text": "null"}').text == "null"


def test_an_error_tells_where_and_holds_no_value() -> None:
    """Values name people."""
    with pytest.raises(OddShapeError) as caught:
        ROW(b'{"number": "secret"}')
    assert str(caught.value) == (
        "its answer is not as promised: Expected `int | null`, got `str` - at `$.number`"
    )


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b'{"a": nope}', b"[" * 100_000, b'"\\ud83d', b'{"a": "\xff']
)
def test_what_is_no_json_is_a_bad_answer(body: bytes) -> None:
    """A proxy's page, or an answer that breaks off."""
    with pytest.raises(BadAnswerError, match="its answer is not JSON, or only a part of it"):
        ANY(body)


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        (rb"Half \ud83d", "Half ?"),
        (rb"Half \uDE00.", "Half ?."),
        (rb"\ud83d\ud83d\ude00", "?\U0001f600"),
        (rb"\ud83d \\ud83d", r"? \ud83d"),
        (rb"\ud83d\u00e9", "?é"),
        (b"caf\xe9", "caf?"),
    ],
)
def test_letters_that_cannot_be_stored_become_question_marks(letters: bytes, text: str) -> None:
    """JSON can hold half a letter; whole ones stay."""
    assert ANY(b'"' + letters + b'"') == text
    assert reader(str)(b'"' + letters + b'"') == text


def test_an_odd_shape_is_told_of_an_answer_with_such_letters_too() -> None:
    """Both may be wrong at once."""
    with pytest.raises(OddShapeError):
        ROW(rb'{"text": "\ud83d", "number": []}')


def test_a_part_can_be_left_for_later() -> None:
    """And read by another reader."""
    parts: Read[dict[str, Raw]] = reader(dict[str, Raw])
    assert ROW(parts(b'{"part": {"number": 7}}')["part"]) == Row(number=7)


@pytest.mark.parametrize("value", [1995, "1995"])
def test_a_year_is_read(value: Any) -> None:
    """As a number or as text."""
    assert year_of(value) == 1995


@pytest.mark.parametrize("value", [None, 0, 95, 1, "", "MCMXCV", 19_950, True, [1995], "9" * 5000])
def test_what_is_no_year_is_none(value: Any) -> None:
    """It keeps nothing else from being read."""
    assert year_of(value) == 0


@pytest.mark.parametrize("value", [None, [], {"number": "x"}, {"key": ""}])
def test_what_was_parsed_already_is_checked_alike(value: Any) -> None:
    """For what is kept as it came, and put back."""
    assert shaped({"number": "7"}, Row) == Row(number=7)
    with pytest.raises(OddShapeError):
        shaped(value, Row)
