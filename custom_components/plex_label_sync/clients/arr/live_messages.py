"""What a message of Radarr's or Sonarr's live channel tells: a hint where to look.

Names and shapes are those of their `RestControllerWithSignalR`: a title that changed comes with its
resource, as the API gives it; one that was deleted with its id alone; changed tags come without
anything.
"""

from contextlib import suppress
from logging import getLogger
from typing import Any

from msgspec import Raw, Struct

from ..decode import reader
from ..errors import BadAnswerError, CannotConnectError
from .kind import ArrKind
from .shapes import TaggedRow, read_row, row_id

_LOGGER = getLogger(__name__)

_TITLES = {ArrKind.RADARR: "movie", ArrKind.SONARR: "series"}
_FILES = {ArrKind.RADARR: "moviefile", ArrKind.SONARR: "episodefile"}
_INVOCATION, _CLOSE = 1, 7
_NOTHING = Raw(b"null")
_MOST_ID = 2**31 - 1

MOST_AT_ONCE = 10_000
"""The most records in a frame, and messages in a record: they send one of these in each."""


class LiveHint(Struct, frozen=True):
    """What changed: a title, by the instance's own id, or None for tags or an unknown title.

    `row` is the title as it was told of; None where it has to be asked for.
    """

    title: int | None = None
    row: TaggedRow | None = None


class _Handshake(Struct, gc=False):
    error: Any = None


class _Record(Struct, gc=False):
    type: Any = None
    target: Any = None
    arguments: Raw = _NOTHING


class _Message(Struct, gc=False):
    name: Any = None
    body: Raw = _NOTHING


class _Body(Struct, gc=False):
    action: Any = None
    resource: Raw = _NOTHING


class _File(Struct, gc=False, rename="camel"):
    movie_id: Any = None
    series_id: Any = None


_read_handshake = reader(_Handshake)
_read_record = reader(_Record)
_read_messages = reader(list[_Message])
_read_body = reader(_Body)
_read_file = reader(_File)


def check_handshake(record: bytes) -> None:
    """Raise unless the server agrees to speak our protocol."""
    if _read_handshake(record).error is not None:
        raise BadAnswerError("its live channel refuses our protocol")


def hints_in(record: bytes, kind: ArrKind) -> tuple[LiveHint, ...]:
    """Give what a record tells; pings, other names and what cannot be read tell nothing.

    Raises `CannotConnectError` when the server says that it closes the channel, and
    `BadAnswerError` when it tells more than it can have to tell.
    """
    try:
        frame = _read_record(record)
        if frame.type == _CLOSE:
            raise CannotConnectError("it closed the channel")
        if frame.type != _INVOCATION or frame.target != "receiveMessage":
            return ()
        messages = _read_messages(frame.arguments)
    except BadAnswerError as err:
        _LOGGER.debug("A message of a live channel is skipped: %s", err.plain)
        return ()
    if len(messages) > MOST_AT_ONCE:
        raise BadAnswerError("its live channel tells too much at once")
    return tuple(told for message in messages if (told := _told(message, kind)))


def _told(message: _Message, kind: ArrKind) -> LiveHint | None:
    if message.name not in {"tag", _TITLES[kind], _FILES[kind]}:
        return None
    if message.name == "tag":
        return LiveHint()
    body = _Body()
    with suppress(BadAnswerError):
        body = _read_body(message.body)
    if message.name == _TITLES[kind]:
        return _title(body)
    return _file(body)


def _title(body: _Body) -> LiveHint:
    """Give the title of a body; one of a title that is gone says nothing but its id."""
    key = row_id(bytes(body.resource))
    if key is None or not 0 < key <= _MOST_ID:
        return LiveHint()
    with suppress(BadAnswerError):
        if body.action != "deleted":
            return LiveHint(key, read_row(body.resource))
    return LiveHint(key)


def _file(body: _Body) -> LiveHint | None:
    """Give the title of a file that came; of one that went its title tells by itself."""
    file = _File()
    with suppress(BadAnswerError):
        file = _read_file(body.resource)
    for key in (file.movie_id, file.series_id):
        if body.action != "deleted" and type(key) is int and 0 < key <= _MOST_ID:
            return LiveHint(key)
    return None
