"""Lists of rows: an odd row costs no other, and is counted."""

from contextlib import suppress
import json
import logging
from typing import Any

from hypothesis import given, strategies as st
from msgspec import Struct
import pytest

from custom_components.plex_label_sync.clients.decode import Whole
from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.rows import Rows, row_reader
from tests.clients.json_values import objects


class Row(Struct):
    """A row."""

    id: Whole
    name: str = ""


READ = row_reader(Row, "a test")


def body(*rows: Any) -> bytes:
    """A list with these rows."""
    return json.dumps(rows).encode()


def test_all_rows_are_given_in_order() -> None:
    """As a whole list."""
    assert READ(body({"id": 2}, {"id": "1"})) == Rows((Row(2), Row(1)))
    assert READ(b"[]") == Rows(())


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, {"id": "x"}, {"id": 1, "name": []}])
def test_an_odd_row_is_left_out_and_given_as_it_came(odd: object) -> None:
    """The others are read, wherever they stand."""
    listed = READ(body({"id": 1}, odd, {"id": 2}))
    assert listed.rows == (Row(1), Row(2))
    assert [json.loads(row) for row in listed.odd] == [odd]


def test_an_odd_row_is_told_in_the_log_and_its_values_are_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Logs are shared, and rows name people."""
    with caplog.at_level(logging.DEBUG):
        READ(body({"id": "John's"}, {"id": 2}))
    (record,) = caplog.records
    assert record.getMessage() == (
        "An odd row of a test is left out: its answer is not as promised: "
        "Expected `int`, got `str` - at `$.id`"
    )


@pytest.mark.parametrize("frame", [b"", b"{}", b"null", b'"x"', b"7", b'[{"id": 1}', b"[{]"])
def test_what_is_no_list_is_a_bad_answer(frame: bytes) -> None:
    """Half a list would look as if the rest were gone."""
    with pytest.raises(BadAnswerError):
        READ(frame)


@given(st.lists(objects | st.just({"id": 7}) | st.none(), max_size=5))
def test_every_row_is_read_or_counted(rows: list[Any]) -> None:
    """None gets lost."""
    listed = READ(body(*rows))
    assert len(listed.rows) + len(listed.odd) == len(rows)
    assert len(listed.rows) >= rows.count({"id": 7})


@given(st.binary(max_size=30))
def test_no_answer_causes_any_other_error(anything: bytes) -> None:
    """A server may send what it likes."""
    with suppress(BadAnswerError):
        READ(anything)
