"""What a server says of a change that it refuses: its words out of the answer's JSON.

The forms are Radarr's and Sonarr's: a list of validation failures, `{message}` of any other error
(their ErrorPipeline), and ASP.NET's `{title, errors}` for what cannot be parsed.
"""

from collections.abc import Iterator
from re import compile as pattern
from typing import Any

from msgspec import DecodeError
from msgspec.json import decode

_LONGEST = 300
_ADDRESS = pattern(r"(https?://)(?:[^/\s\"'\]@]*@)?([^/?#\s\"'\]]+)[^\s\"'\]]*")
_WEBHOOK = pattern(r"/api/webhook/[^\s\"'\])]*")
"""The path of a webhook, where the address before it lacks its scheme or is another's text."""


def refusal_text(body: bytes) -> str:
    """Give the server's words in one line of at most 300 characters, or "" if it has none.

    Of addresses only the host is left: a path, such as a webhook's, may be a secret.
    """
    try:
        answer = decode(body)
    except DecodeError, UnicodeDecodeError, RecursionError:
        return ""
    line = " ".join("; ".join(_messages(answer)).split())
    line = _WEBHOOK.sub("", _ADDRESS.sub(r"\1\2", line))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _messages(answer: Any) -> Iterator[str]:
    if isinstance(answer, list):
        yield from _texts(entry.get("errorMessage") for entry in answer if isinstance(entry, dict))
    elif isinstance(answer, dict):
        yield from _texts([answer.get("message") or answer.get("title")])
        if isinstance(errors := answer.get("errors"), dict):
            for failure in errors.values():
                yield from _texts(failure if isinstance(failure, list) else [failure])


def _texts(values: Any) -> Iterator[str]:
    return (text for text in values if isinstance(text, str) and text)
