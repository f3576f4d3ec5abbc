"""The rows in the pages of a file, read without SQLite: they are what SQLite reads."""

from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from custom_components.plex_label_sync.state.connection import PAGE_SIZE, connect
from custom_components.plex_label_sync.state.pages import read_pages, rows

from .disk import content, put_content

VALUES: list[Any] = [
    *(0, 1, -1, 127, -128, 32_767, -32_768, 8_388_607, 2**31 - 1, -(2**31), 2**47 - 1, 2**62),
    *(0.5, -1e300, "", "Łukasz 陳", "a\0b", b"", b"\x00\xff", None),
]
"""A value of each way in which SQLite stores one."""


def keep(path: Path, values: list[Any]) -> None:
    """Keep values in a table of its own, and again in one without row ids."""
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE with_id (a, b)")
        connection.execute("CREATE TABLE without_id (a INTEGER PRIMARY KEY, b) WITHOUT ROWID")
        pairs = list(enumerate(values))
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO with_id VALUES ('with', ?)", zip(values, strict=True))
        connection.executemany("INSERT INTO without_id VALUES (?, ?)", pairs)
        connection.execute("COMMIT")


def read(path: Path) -> tuple[list[Any], list[Any]]:
    """Read the values of both tables, each in its order."""
    everything = list(rows(read_pages(path)))
    with_id = {row[0]: row[2] for row in everything if row[1:2] == ("with",)}
    without = {row[1]: row[2] for row in everything if row[0] is None and type(row[1]) is int}
    return [with_id[key] for key in sorted(with_id)], [without[key] for key in sorted(without)]


def test_values_of_all_kinds(path: Path) -> None:
    keep(path, VALUES)

    assert read(path) == (VALUES, VALUES)


@pytest.mark.parametrize("size", [100, 200, 230, 231, 900, 985, 986, 1_020, 1_500, 5_000, 20_000])
def test_values_that_go_on_in_other_pages(path: Path, size: int) -> None:
    values = [chr(97 + number) * (size + number) for number in range(10)]
    keep(path, values)

    assert read(path) == (values, values)


def test_a_row_that_claims_to_be_larger_than_any_of_ours_is_left_out(path: Path) -> None:
    """Its pages may lead in circles."""
    keep(path, ["x" * (1 << 20), "whole"])

    assert read(path) == (["whole"], ["whole"])


def test_more_than_fits_on_a_page(path: Path) -> None:
    """Rows of a table without row ids stand in the pages that lead to others, too."""
    values = [f"value {number}" for number in range(3_000)]
    keep(path, values)

    assert read(path) == (values, values)


def test_the_largest_row_ids(path: Path) -> None:
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE with_id (a, b)")
        ids = [1, 127, 128, 2**35, 2**62, 2**63 - 1]
        for row_id in ids:
            connection.execute("INSERT INTO with_id (rowid, a) VALUES (?, 'with')", (row_id,))

    assert [row[0] for row in rows(read_pages(path)) if row[1:2] == ("with",)] == ids


@pytest.mark.parametrize("seed", range(20))
def test_garbage_raises_nothing(path: Path, seed: int) -> None:
    """Wherever it stands: whole pages, and single bytes."""
    values = ["x" * 300 * (number % 7) for number in range(200)]
    keep(path, values)
    random = Random(seed)
    whole = bytearray(content(path))
    for _ in range(len(whole) // PAGE_SIZE):
        whole[random.randrange(len(whole))] = random.randrange(256)
    start = PAGE_SIZE * random.randrange(len(whole) // PAGE_SIZE)
    whole[start + 8 : start + PAGE_SIZE] = random.randbytes(PAGE_SIZE - 8)
    put_content(path, whole)

    assert list(rows(read_pages(path)))


def test_a_page_that_is_cut_off_has_no_rows(path: Path) -> None:
    keep(path, VALUES)
    put_content(path, content(path)[: PAGE_SIZE + 500])

    assert list(rows(read_pages(path))) == []


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_pages(tmp_path / "nowhere")
