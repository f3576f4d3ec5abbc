"""Single values by name."""

import sqlite3
from typing import Any

import pytest

from custom_components.plex_label_sync.state import settings


@pytest.mark.parametrize("value", [True, False, 0, 1.5, "", "Łukasz 陳", [1, "a"], {"a": None}])
def test_a_value_is_kept_as_it_is(connection: sqlite3.Connection, value: Any) -> None:
    settings.put(connection, "a", value)

    assert settings.get(connection, "a", "default") == value


def test_a_newer_value_takes_the_place_of_an_older(connection: sqlite3.Connection) -> None:
    settings.put(connection, "a", 1)
    settings.put(connection, "b", 2)
    settings.put(connection, "a", 3)

    assert (settings.get(connection, "a"), settings.get(connection, "b")) == (3, 2)


def test_what_nobody_kept_is_the_default(connection: sqlite3.Connection) -> None:
    assert settings.get(connection, "a") is None
    assert settings.get(connection, "a", 1) == 1


def test_none_forgets_a_value(connection: sqlite3.Connection) -> None:
    settings.put(connection, "a", 1)
    settings.put(connection, "a", None)

    assert settings.get(connection, "a", "default") == "default"
