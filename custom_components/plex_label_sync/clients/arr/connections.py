"""The webhook connections that a Radarr or Sonarr instance keeps: found, made, mended, removed.

Facts are from the applications' source and OpenAPI (v3): `ProviderControllerBase`, `SchemaBuilder`
and `Notifications/Webhook`. A connection is one "notification" of the implementation `Webhook`.
Saving one posts a test to its address, and is refused when that fails.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.json import encode

from ..decode import Whole, reader, shaped
from ..errors import BadAnswerError, NotFoundError, OddShapeError
from ..http import Caller
from ..rows import row_reader
from .kind import ArrKind

type _Json = dict[str, Any]

_PATH = "/api/v3/notification"
_WEBHOOK = "Webhook"
_POST = 1
_EVENTS = {
    ArrKind.RADARR: {
        "onDownload",
        "onUpgrade",
        "onRename",
        "onMovieAdded",
        "onMovieDelete",
        "onMovieFileDelete",
    },
    ArrKind.SONARR: {
        "onDownload",
        "onUpgrade",
        "onImportComplete",
        "onRename",
        "onSeriesAdd",
        "onSeriesDelete",
        "onEpisodeFileDelete",
    },
}


_read = reader(dict[str, Any])
_read_all = row_reader(dict[str, Any], "connections")


class _Field(Struct, gc=False):
    name: str | None = None
    value: Any = None


class _Kept(Struct, gc=False):
    id: Whole
    fields: list[_Field]


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as the instance keeps it: `raw` is all of it. The address holds a secret."""

    id: int
    url: str = field(repr=False)
    raw: Mapping[str, Any] = field(repr=False)


class ArrConnections:
    """The webhook connections of one instance."""

    def __init__(self, caller: Caller, kind: ArrKind) -> None:
        self._caller = caller
        self._wanted = _EVENTS[kind]

    async def find(self, webhook_id: str) -> tuple[Connection, ...]:
        """Give all connections that lead to this webhook, under whatever host.

        One that cannot be read is left out unless it names this webhook. Raises a `ServiceError`.
        """
        listed = [raw for raw in await self._list() if raw.get("implementation") == _WEBHOOK]
        connections = [_connection(raw) for raw in listed if not _is_foreign(raw, webhook_id)]
        return tuple(kept for kept in connections if _leads_to(kept.url, webhook_id))

    async def create(self, name: str, url: str) -> Connection:
        """Make a connection to this address; it gets a number where the name is taken.

        Raises `RejectedError`, with the instance's words, when it cannot reach the address,
        `BadAnswerError` when the instance knows no webhooks, else a `ServiceError`.
        """
        body = self._right(await self._new(name), url)
        return _connection(await self._caller.create(_PATH, body, _read, [("forceSave", "true")]))

    def is_right(self, connection: Connection, url: str) -> bool:
        """Tell whether address, method, events and tags are as we set them; names are free."""
        return self._right(connection.raw, url) == connection.raw

    async def mend(self, connection: Connection, url: str) -> Connection:
        """Set what is not right, keep the rest, and give the connection as it is then.

        Raises `RejectedError`, with the instance's words, when it cannot reach the address,
        `NotFoundError` when the connection is gone, else a `ServiceError`.
        """
        # Without `forceSave`: with it, versions since November 2023 save a change untested.
        body = self._right(connection.raw, url)
        return _connection(await self._caller.replace(f"{_PATH}/{connection.id}", body, _read))

    async def test(self, name: str, url: str, connection: Connection | None) -> None:
        """Have a test posted to `url`, as of this connection or of a new one; nothing is saved.

        A test that arrives also has a connection sent to again that was left out for up to an hour
        after failures (`NotificationStatusService`). Raises `RejectedError`, with the instance's
        words, when it cannot reach the address, else a `ServiceError`.
        """
        raw = connection.raw if connection else await self._new(name)
        await self._caller.submit(f"{_PATH}/test", self._right(raw, url))

    async def remove(self, connection_id: int) -> None:
        """Remove a connection; one that is gone already is fine. Raises a `ServiceError`."""
        with suppress(NotFoundError):
            await self._caller.delete(f"{_PATH}/{connection_id}")

    async def _list(self) -> list[_Json]:
        return list((await self._caller.get(_PATH, _read_all)).rows)

    async def _new(self, name: str) -> _Json:
        """Give a connection that is not kept yet; it gets a number where the name is taken."""
        taken = {str(raw.get("name")).casefold() for raw in await self._list()}
        template = await self._template()
        template.pop("presets", None)
        return {**template, "name": _free(name, taken)}

    async def _template(self) -> _Json:
        for template in (await self._caller.get(f"{_PATH}/schema", _read_all)).rows:
            if template.get("implementation") == _WEBHOOK:
                return template
        raise BadAnswerError("it offers no webhook connections")

    def _right(self, raw: Mapping[str, Any], url: str) -> _Json:
        """Give a connection with address, method, events and tags as we want them."""
        events = {name: name in self._wanted and _supports(raw, name) for name in raw if _on(name)}
        fields = _with_values(_fields(raw), {"url": url, "method": _POST})
        return {**raw, **events, "fields": fields, "tags": []}


def _on(name: str) -> bool:
    """Whether this is the flag of an event: `onGrab`."""
    return name.startswith("on") and name[2:3].isupper()


def _supports(raw: Mapping[str, Any], event: str) -> bool:
    return raw.get(f"supportsO{event[1:]}") is True


def _with_values(fields: list[_Json], values: Mapping[str, Any]) -> list[_Json]:
    """Give the fields with these values; a field that is missing is added."""
    names = {field.get("name") for field in fields}
    added = [{"name": name, "value": value} for name, value in values.items() if name not in names]
    return [
        {**field, "value": values[field["name"]]} if field.get("name") in values else field
        for field in fields
    ] + added


def _fields(raw: Mapping[str, Any]) -> list[_Json]:
    return shaped(raw.get("fields", []), list[dict[str, Any]])


def _connection(raw: _Json) -> Connection:
    kept = shaped(raw, _Kept)
    values = {field.name: field.value for field in kept.fields}
    return Connection(kept.id, str(values.get("url") or ""), raw)


def _is_foreign(raw: _Json, webhook_id: str) -> bool:
    """Whether a connection cannot be read, and names this webhook nowhere."""
    try:
        _connection(raw)
    except OddShapeError:
        return webhook_id not in encode(raw).decode()
    return False


def _leads_to(url: str, webhook_id: str) -> bool:
    """Compare the path's end; a URL that cannot be parsed is somebody else's."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return path.rstrip("/").endswith(f"/api/webhook/{webhook_id}")


def _free(name: str, taken: set[str]) -> str:
    """Give the name, with a number if need be: the instance wants each name once."""
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(free for free in names if free.casefold() not in taken)
