"""Taking answers apart: what is as promised comes out, all else is a `BadAnswerError`."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.clients import shape
from custom_components.plex_label_sync.clients.errors import BadAnswerError
from tests.clients.json_values import objects

_READERS: dict[str, Callable[[Any], object]] = {
    "mapping": shape.mapping,
    "entries": shape.entries,
    "text": lambda value: shape.text({"key": value}, "key"),
    "number": lambda value: shape.number({"key": value}, "key"),
    "optional_number": lambda value: shape.optional_number({"key": value}, "key"),
    "numbers": lambda value: shape.numbers({"key": value}, "key"),
}
_values = objects | objects.flatmap(lambda one: st.sampled_from([*one.values(), *one, None]))


@pytest.mark.parametrize("reader", _READERS)
@given(value=_values)
@settings(deadline=None)
def test_no_answer_causes_any_other_error(reader: str, value: Any) -> None:
    """A server may send what it likes."""
    with suppress(BadAnswerError):
        _READERS[reader](value)


def test_an_object_is_given_as_it_is() -> None:
    """A mapping."""
    assert shape.mapping({"a": 1}) == {"a": 1}


@pytest.mark.parametrize(
    ("value", "named"), [(None, "nothing"), ([], "a list"), ("x", "a str"), (1, "a int")]
)
def test_what_is_no_object_is_named(value: object, named: str) -> None:
    """So that somebody who reads the error knows what came."""
    with pytest.raises(BadAnswerError, match=f"holds {named} where an object"):
        shape.mapping(value)


def test_a_missing_list_is_empty() -> None:
    """Plex leaves empty lists out."""
    assert shape.entries(None) == []


def test_a_list_of_objects_is_given_as_it_is() -> None:
    """In order."""
    assert shape.entries([{"a": 1}, {}]) == [{"a": 1}, {}]


@pytest.mark.parametrize("value", [{}, "x", 0, False, [None], [{}, "x"]])
def test_what_is_no_list_of_objects_is_an_error(value: object) -> None:
    """Nor is a list with anything else in it."""
    with pytest.raises(BadAnswerError):
        shape.entries(value)


@pytest.mark.parametrize(("value", "found"), [("x", "x"), (" ", " "), (7, "7"), (0, "0")])
def test_a_number_counts_as_text(value: object, found: str) -> None:
    """Servers write ids either way."""
    assert shape.text({"key": value}, "key") == found


@pytest.mark.parametrize("value", [None, "", True, False, 1.5, [], {}])
def test_a_required_text_that_is_none_is_an_error(value: object) -> None:
    """The error names the field."""
    with pytest.raises(BadAnswerError, match="lacks 'key'"):
        shape.text({"key": value}, "key")
    with pytest.raises(BadAnswerError, match="lacks 'key'"):
        shape.text({}, "key")


@pytest.mark.parametrize(("value", "found"), [(7, 7), ("7", 7), (0, 0), ("-1", -1)])
def test_a_number_may_be_written_as_text(value: object, found: int) -> None:
    """As Plex's rating keys are."""
    assert shape.number({"key": value}, "key") == found


@pytest.mark.parametrize("value", [None, "", "x", "1.5", 1.5, True, []])
def test_a_required_number_that_is_none_is_an_error(value: object) -> None:
    """The error names the field."""
    with pytest.raises(BadAnswerError, match="'key'"):
        shape.number({"key": value}, "key")


@pytest.mark.parametrize("answer", [{}, {"key": None}, {"key": ""}, {"key": 0}])
def test_an_optional_number_that_is_missing_is_0(answer: dict[str, object]) -> None:
    """However it is missing."""
    assert shape.optional_number(answer, "key") == 0


@pytest.mark.parametrize("value", ["x", [], {}, 1.5])
def test_an_optional_number_that_is_something_else_is_an_error(value: object) -> None:
    """It is not missing."""
    with pytest.raises(BadAnswerError, match="'key'"):
        shape.optional_number({"key": value}, "key")


def test_numbers_are_given_in_order() -> None:
    """As a tuple."""
    assert shape.numbers({"key": [2, 1]}, "key") == (2, 1)
    assert shape.numbers({"key": []}, "key") == ()


@pytest.mark.parametrize("value", [None, 1, {}, ["1"], [True], [1, None]])
def test_what_is_no_list_of_numbers_is_an_error(value: object) -> None:
    """A list that is missing would else look empty."""
    with pytest.raises(BadAnswerError, match="'key'"):
        shape.numbers({"key": value}, "key")
