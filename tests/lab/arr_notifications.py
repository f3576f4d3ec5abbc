"""The connections of Radarr's and Sonarr's stand-in: the notification API, and posting webhooks.

Belongs here: what a request does to the connections, the test that comes with saving one, and
sending. Behaviour is that of `ProviderControllerBase`, `NotificationService` and `WebhookProxy`.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth, web
import orjson
from yarl import URL

from tests.lab import arr_schema, arr_webhooks
from tests.lab.arr_answer import answered, failure, flag, problem, refused, sent_json
from tests.lab.world_arr import ArrState, ArrTitle

type Fields = dict[str, Any]
type Handler = Callable[[web.Request], Awaitable[web.Response]]

SECONDS = 100
"""How long an instance waits for an answer to what it posts."""


async def deliver(
    url: str, payload: Any, *, method: str = "POST", headers: dict[str, str] | None = None
) -> int:
    """Post JSON to an address as an instance does, and give the status; bytes go as they are."""
    body = payload if isinstance(payload, bytes) else orjson.dumps(payload)
    sent = {"Content-Type": "application/json", "Accept": "application/json"} | (headers or {})
    async with (
        ClientSession(timeout=ClientTimeout(SECONDS)) as session,
        session.request(method, url, data=body, headers=sent) as answer,
    ):
        return answer.status


class ArrNotifications:
    """The connections of one instance, kept in its state."""

    def __init__(self, state: ArrState) -> None:
        self.state = state

    def routes(self) -> tuple[tuple[str, str, Handler], ...]:
        """Method, path below `/api/v3/` and handler."""
        return (
            ("GET", "notification", self._all),
            ("POST", "notification", self._create),
            ("GET", "notification/schema", self._schema),
            ("POST", "notification/test", self._test_sent),
            ("GET", "notification/{id}", self._one),
            ("PUT", "notification/{id}", self._replace),
            ("DELETE", "notification/{id}", self._delete),
        )

    async def send(
        self, payload: Fields, flags: tuple[str, ...], title: ArrTitle | None
    ) -> list[int]:
        """Post to the webhooks that have all these flags and, if they have tags, one of its tags.

        Gives the statuses, 0 for no answer; what fails is not sent again, and nothing is sent to
        those that are blocked.
        """
        return [
            await _status(connection, payload)
            for connection in self.state.connections.values()
            if connection["implementation"] == "Webhook"
            and connection["id"] not in self.state.blocked
            and all(connection.get(name) for name in flags)
            and _concerns(connection, title)
        ]

    async def _schema(self, _: web.Request) -> web.Response:
        return answered(arr_schema.templates(self.state))

    async def _all(self, _: web.Request) -> web.Response:
        by_name = sorted(self.state.connections.values(), key=lambda one: str(one["name"]))
        return answered([arr_schema.shown(connection) for connection in by_name])

    async def _one(self, request: web.Request) -> web.Response:
        return answered(arr_schema.shown(self._known(request)))

    async def _create(self, request: web.Request) -> web.Response:
        connection = self._read(await sent_json(request), None)
        await self._test(connection)
        return answered(arr_schema.shown(self.state.add_connection(connection)), 201)

    async def _replace(self, request: web.Request) -> web.Response:
        """Old versions test whatever is saved, newer ones a change that is not forced."""
        known = self._known(request)
        connection = self._read(await sent_json(request), known) | {"id": known["id"]}
        if self.state.old or (connection != known and not flag(request, "forceSave")):
            await self._test(connection)
        self.state.connections[known["id"]] = connection
        return answered(arr_schema.shown(connection), 202)

    async def _test_sent(self, request: web.Request) -> web.Response:
        """Test a connection as it is sent, and keep nothing of it."""
        sent = await sent_json(request)
        known = self.state.connections.get(sent.get("id") or 0)
        await self._test(self._read(sent, known) | {"id": known["id"] if known else 0})
        return answered("{}")

    async def _delete(self, request: web.Request) -> web.Response:
        """Deleting what is not there is fine (BasicRepository)."""
        key = request.match_info["id"]
        self.state.connections.pop(int(key) if key.isdecimal() else 0, None)
        return answered({})

    def _known(self, request: web.Request) -> Fields:
        key = request.match_info["id"]
        known = self.state.connections.get(int(key)) if key.isdecimal() else None
        if known is None:
            raise problem(web.HTTPNotFound, "Not Found")
        return known

    def _read(self, sent: Fields, known: Fields | None) -> Fields:
        """What is to be kept, or a bad request with the failed rules."""
        failures = []
        if not sent.get("name"):
            failures.append(failure("Name", "'Name' must not be empty."))
        if self._is_taken(str(sent.get("name")), known):
            failures.append(failure("Name", "Should be unique"))
        if not isinstance(sent.get("fields"), list):
            failures.append(failure("Fields", "'Fields' must not be empty."))
        if failures:
            raise refused(failures)
        connection = arr_schema.stored(self.state, sent, known)
        if connection is None:
            raise refused([failure("Implementation", "'Implementation' is not known.")])
        return connection

    def _is_taken(self, name: str, known: Fields | None) -> bool:
        others = (one for one in self.state.connections.values() if one is not known)
        return any(one["name"].lower() == name.lower() for one in others)

    async def _test(self, connection: Fields) -> None:
        """Post a test to a webhook that has any event, and refuse what is not answered with 2xx.

        Where nobody answers at all, the error is not caught: 500 with its message (WebhookProxy).
        One that comes through has a blocked connection sent to again (NotificationFactory).
        """
        if connection["implementation"] != "Webhook":
            return
        url = str(arr_schema.value(connection, "url") or "")
        if URL(url).scheme not in {"http", "https"}:
            raise refused([failure("Url", f"Invalid Url: '{url}'")])
        if not any(connection[name] for name in arr_schema.events(self.state)):
            return
        try:
            status = await _post(connection, arr_webhooks.payload(self.state, "Test"))
        except (ClientError, TimeoutError) as err:
            raise _failed(url, err) from err
        if status // 100 != 2:
            cause = f"[{status}:{_name(status)}] [{_method(connection)}] at [{url}]"
            said = f"Unable to post to webhook: HTTP request failed: {cause}"
            test = failure("Url", f"Unable to send test message: {said}")
            raise refused([{"isWarning": False} | test])
        self.state.blocked.discard(connection.get("id", 0))


async def _post(connection: Fields, payload: Fields) -> int:
    username = arr_schema.value(connection, "username") or ""
    password = arr_schema.value(connection, "password") or ""
    listed = arr_schema.value(connection, "headers") or ()
    headers = {header["key"]: header["value"] for header in listed}
    if username or password:
        headers["Authorization"] = encode_basic_auth(username, password)
    url = str(arr_schema.value(connection, "url"))
    return await deliver(url, payload, method=_method(connection), headers=headers)


async def _status(connection: Fields, payload: Fields) -> int:
    try:
        return await _post(connection, payload)
    except ClientError, TimeoutError:
        return 0


def _method(connection: Fields) -> str:
    return "PUT" if arr_schema.value(connection, "method") == 2 else "POST"


def _concerns(connection: Fields, title: ArrTitle | None) -> bool:
    tags = set(connection["tags"])
    return title is None or not tags or bool(tags & title.tags)


def _name(status: int) -> str:
    """The name that .NET has for a status: `NotFound`."""
    return HTTPStatus(status).phrase.title().replace(" ", "")


def _failed(url: str, err: Exception) -> web.HTTPError:
    host = f"{URL(url).host}:{URL(url).port}"
    said = "Http request timed out" if isinstance(err, TimeoutError) else "Connection refused"
    about = f"System.Net: {said} ({host}) at [{url}]"
    told = {"message": f"{said} ({host})", "description": about}
    text = orjson.dumps(told).decode()
    return web.HTTPInternalServerError(text=text, content_type="application/json")
