"""Foreign JSON as typed structs: only the fields that we use, checked on the way.

What is not as promised becomes a `BadAnswerError` whose words hold no value of the answer. Readers
may run in a thread: answers that are large are decoded there.
"""

from collections.abc import Callable
import re
from typing import Annotated, Any

from msgspec import DecodeError, Meta, Raw, ValidationError, convert
from msgspec.json import Decoder

from .errors import BadAnswerError, OddShapeError

type Body = bytes | Raw
type Read[T] = Callable[[Body], T]
"""Turns an answer's JSON into what it holds. Raises `BadAnswerError`."""

Whole = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""A whole number that can be stored, written as a number or as text."""

FullText = Annotated[str, Meta(min_length=1)]
"""A text that is not empty."""

Key = FullText | Whole
"""An id, which some servers write as a number and others as text."""

_YEAR = re.compile(r"(?:18|19|20|21)[0-9]{2}")

_NOT_JSON = (DecodeError, UnicodeDecodeError, RecursionError)

# An escaped backslash and a whole pair of surrogates stay; a lone surrogate is only half a letter.
_LONE_SURROGATE = re.compile(
    rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)


def reader[T](kind: type[T]) -> Read[T]:
    """Give what reads JSON as this type.

    It raises `OddShapeError` for JSON of another shape, and `BadAnswerError` for what is no JSON.
    Letters that cannot be stored become question marks.
    """
    decoder = Decoder(kind, strict=False)

    def read(body: Body) -> T:
        try:
            return decoder.decode(body)
        except ValidationError as err:
            raise _odd_shape(err) from err
        except _NOT_JSON:
            return read_storable(_storable(bytes(body)))

    def read_storable(body: bytes) -> T:
        try:
            return decoder.decode(body)
        except ValidationError as err:
            raise _odd_shape(err) from err
        except _NOT_JSON as err:
            raise BadAnswerError("its answer is not JSON, or only a part of it") from err

    return read


def shaped[T](value: Any, kind: type[T]) -> T:
    """Give parsed JSON as this type. Raises `OddShapeError`."""
    try:
        return convert(value, kind, strict=False)
    except ValidationError as err:
        raise _odd_shape(err) from err


def year_of(value: Any) -> int:
    """Give the year that a server tells of a title; 0 for anything that is no year."""
    return int(value) if _YEAR.fullmatch(str(value)) else 0


def _odd_shape(err: ValidationError) -> OddShapeError:
    """Msgspec names types and fields, and values of enumerations alone: we have none."""
    return OddShapeError(f"its answer is not as promised: {err}")


def _storable(body: bytes) -> bytes:
    text = body.decode(errors="replace").replace("\N{REPLACEMENT CHARACTER}", "?").encode()
    return _LONE_SURROGATE.sub(lambda match: match[1] or b"?", text)
