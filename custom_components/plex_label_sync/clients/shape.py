"""Takes JSON answers apart; what is not as promised becomes a `BadAnswerError`."""

from typing import Any

from .errors import BadAnswerError

type Json = dict[str, Any]


def mapping(value: Any) -> Json:
    """Give a JSON object."""
    if not isinstance(value, dict):
        raise BadAnswerError(f"its answer holds {_kind(value)} where an object belongs")
    return value


def entries(value: Any) -> list[Json]:
    """Give a list of JSON objects; a missing one (None) is empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadAnswerError(f"its answer holds {_kind(value)} where a list belongs")
    return [mapping(entry) for entry in value]


def text(value: Json, key: str) -> str:
    """Give a required text; numbers count as their digits."""
    found = value.get(key)
    if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
        raise BadAnswerError(f"its answer lacks {key!r}")
    return str(found)


def number(value: Json, key: str) -> int:
    """Give a required whole number, which some servers write as text."""
    try:
        return int(text(value, key))
    except ValueError as err:
        raise BadAnswerError(f"its answer holds no number for {key!r}") from err


def optional_number(value: Json, key: str) -> int:
    """Give a whole number, or 0 where there is none."""
    return number(value, key) if value.get(key) not in (None, "") else 0


def numbers(value: Json, key: str) -> tuple[int, ...]:
    """Give a required list of whole numbers."""
    found = value.get(key)
    if not isinstance(found, list) or not all(type(one) is int for one in found):
        raise BadAnswerError(f"its answer holds no list of numbers for {key!r}")
    return tuple(found)


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
