"""A stand-in for Seerr, API v1, as clients with its key use it; Overseerr and Jellyseerr are alike.

Belongs here: routes, the key, paging, filters, errors and the sending of webhooks. What an answer
says is in `seerr_shapes.py`. Behaviour is that of seerr-team/seerr's `server/routes`, and of the
validator in front of it, which checks each request against `seerr-api.yml`.
"""

from base64 import b64encode
from collections.abc import Callable
from math import ceil
from typing import Any, NoReturn

from aiohttp import ClientError, ClientSession, ClientTimeout, web
import orjson

from tests.lab import seerr_shapes as shapes
from tests.lab.seerr_counts import counts
from tests.lab.seerr_shapes import Fields, Notification, Slot
from tests.lab.server import LabServer
from tests.lab.world_seerr import SeerrRequest, SeerrState

PAGE = 10
SEND_SECONDS = 5
WEB_PAGE = "<!DOCTYPE html><html><head><title>Seerr</title></head><body></body></html>"
STATUSES = {
    "all": {1, 2, 3, 4, 5},
    "approved": {2},
    "processing": {2},
    "pending": {1},
    "unavailable": {1, 2},
    "failed": {4},
    "completed": {5},
    "available": {5},
    "deleted": {5},
}
# Whatever the filter, media on the blocklist (6) is left out. A broken row stays, as in Overseerr.
MEDIA_STATUSES: dict[str, set[int | None]] = {
    "available": {5},
    "processing": {1, 2, 3, 4},
    "unavailable": {1, 2, 3, 4},
    "deleted": {7},
}
ANY_MEDIA: set[int | None] = {None, 1, 2, 3, 4, 5, 7}
PAGING = frozenset({"take", "skip"})
REQUEST_QUERY = PAGING | {"filter", "sort", "sortDirection", "requestedBy", "mediaType"}
USER_QUERY = PAGING | {"sort", "q", "includeIds"}
TEMPLATE = '{"notification_type": "{{notification_type}}", "{{media}}": {}, "{{extra}}": []}'


class SeerrServer(LabServer):
    """One Seerr."""

    def __init__(self, state: SeerrState) -> None:
        """Prepare the routes; the webhook slot is as after an installation."""
        super().__init__()
        self.state = state
        headers: list[dict[str, str]] | None = [] if state.has_headers else None
        self.slot = Slot(
            enabled=False, types=0, url="", payload=_twice_encoded(TEMPLATE), headers=headers
        )
        router = self.app.router
        self._open("status", lambda: shapes.status(state))
        self._open("settings/public", lambda: shapes.public_settings(state))
        self._api("request/count", frozenset(), lambda _: counts(state))
        self._api("request", REQUEST_QUERY, self._requests)
        self._api("user", USER_QUERY, self._users)
        for kind in ("movie", "tv"):
            self._api(f"{kind}/{{number}}", frozenset({"language"}), self._described)
        self._api("settings/main", frozenset(), lambda _: shapes.main_settings(state))
        self._api(
            "settings/notifications/webhook",
            frozenset(),
            lambda _: self.slot.fields(self.slot.opened),
        )
        router.add_post("/api/v1/settings/notifications/webhook", self._set_slot)
        router.add_post("/api/v1/settings/notifications/webhook/test", self._test_slot)
        router.add_route("*", "/api/{path:.*}", _unknown)
        router.add_get("/login", _web_page)
        router.add_get("/{path:.*}", _to_login)

    async def send(self, notification_type: str, request: SeerrRequest | None) -> int | None:
        """Notify the slot's address; gives its answer's status, None when nothing came of it."""
        kind = Notification[notification_type]
        wanted = bool(self.slot.types & kind) and kind is not Notification.MEDIA_AUTO_REQUESTED
        if not self.slot.enabled or not self.slot.url or not wanted:
            return None
        return await _send(self.slot, kind, request)

    def _open(self, path: str, answer: Callable[[], Fields]) -> None:
        """Add a route that asks for no key."""

        async def checked(request: web.Request) -> web.Response:
            _check_query(request, frozenset())
            return _json(answer())

        self.app.router.add_get(f"/api/v1/{path}", checked)

    def _api(
        self, path: str, known: frozenset[str], answer: Callable[[web.Request], Fields]
    ) -> None:
        """Add a route that asks for the key and knows these query parameters."""

        async def checked(request: web.Request) -> web.Response:
            _check_query(request, known)
            self._check_key(request)
            return _json(answer(request))

        self.app.router.add_get(f"/api/v1/{path}", checked)

    def _check_key(self, request: web.Request) -> None:
        """No key: the validator's 401. A wrong one: the 403 of `middleware/auth.ts`.

        As long as nobody has set it up no key is right.
        """
        key = request.headers.get("X-Api-Key")
        if key is None:
            _refuse(web.HTTPUnauthorized, request.path, "cookie 'connect.sid' required")
        if key != self.state.api_key or not self.state.is_set_up:
            error = "You do not have permission to access this endpoint"
            raise _error(web.HTTPForbidden, {"status": 403, "error": error})

    def _requests(self, request: web.Request) -> Fields:
        """The requests, the newest or the last modified first."""
        chosen = request.query.get("filter", "all")
        if chosen not in STATUSES:
            _refuse_value("filter", STATUSES)
        order = request.query.get("sort", "added")
        if order not in {"added", "modified"}:
            _refuse_value("sort", ("added", "modified"))
        found = sorted(
            (
                one
                for one in self.state.shown.values()
                if one.status in STATUSES[chosen]
                and one.media_status in MEDIA_STATUSES.get(chosen, ANY_MEDIA)
            ),
            # Ties come by id, which TypeORM adds to each order that it pages by.
            key=lambda one: (-one.updated_at, one.id) if order == "modified" else (-one.id, 0),
        )
        page = _page(request, [shapes.request(self.state, one) for one in found])
        return page | {"serviceErrors": {"radarr": [], "sonarr": []}}

    def _described(self, request: web.Request) -> Fields:
        """A title as TMDB describes it; Seerr answers 500 for one that TMDB does not have."""
        kind, number = request.path.rsplit("/", 2)[1:]
        for one in self.state.requests.values():
            title = one.title
            if str(title.tmdb) == number and (title.media_type == "movie") == (kind == "movie"):
                return {
                    "id": title.tmdb,
                    "title": title.name,
                    "posterPath": f"/{title.plex_id}.jpg",
                }
        message = {"message": f"Unable to retrieve {kind}."}
        raise _error(web.HTTPInternalServerError, message)

    def _users(self, request: web.Request) -> Fields:
        users = self.state.users.values()
        return _page(request, [shapes.user(self.state, one) for one in users])

    async def _set_slot(self, request: web.Request) -> web.Response:
        """Replace the slot; the answer shows the payload as it is stored."""
        self.slot = await self._posted(request)
        return _json(self.slot.fields(self.slot.payload))

    async def _test_slot(self, request: web.Request) -> web.Response:
        """Send a test to the slot that is posted, not to the one that is set."""
        slot = await self._posted(request)
        status = await _send(slot, Notification.TEST_NOTIFICATION, None) if slot.url else None
        if status is None or status // 100 != 2:
            message = {"message": "Failed to send webhook notification."}
            raise _error(web.HTTPInternalServerError, message)
        return web.Response(status=204)

    async def _posted(self, request: web.Request) -> Slot:
        """A slot from a request's body. The payload is JSON text; which JSON is not looked at.

        CSRF protection comes before all else (recorded of 3.1).
        """
        if self.state.csrf:
            raise _error(web.HTTPForbidden, {"message": "invalid csrf token"})
        _check_query(request, frozenset())
        self._check_key(request)
        if request.content_type != "application/json":
            kind = f"unsupported media type {request.content_type}"
            _refuse(web.HTTPUnsupportedMediaType, request.path, kind)
        body = await request.json()
        options = body["options"]
        for name in ("webhookUrl", "jsonPayload", "authHeader"):
            if not isinstance(options.get(name, ""), str):
                where = f"/body/options/{name}"
                _refuse(web.HTTPBadRequest, where, f"request{where} must be string")
        try:
            orjson.loads(options.get("jsonPayload", ""))
        except orjson.JSONDecodeError as err:
            raise _error(web.HTTPInternalServerError, {"message": str(err)}) from err
        payload = options["jsonPayload"]
        return Slot(
            enabled=body.get("enabled", False),
            types=body.get("types", 0),
            url=options.get("webhookUrl", ""),
            payload=_twice_encoded(payload) if self.state.encodes else _encoded(payload),
            auth_header=options.get("authHeader"),
            headers=options.get("customHeaders", []) if self.state.has_headers else None,
        )


async def _send(slot: Slot, kind: Notification, request: SeerrRequest | None) -> int | None:
    """Post a notification. A template that was not encoded as is due fails here, and nobody hears.

    One that was encoded once more than that is a text, and takes no values.
    """
    template = slot.opened
    if not isinstance(template, str):
        return None
    content = orjson.loads(template)
    if not isinstance(content, dict):
        return None
    known = shapes.notification(kind, request)
    payload = shapes.rendered(content, known, with_request=request is not None)
    headers = {one["key"]: one["value"] for one in slot.headers or ()}
    if slot.auth_header:
        headers["Authorization"] = slot.auth_header
    timeout = ClientTimeout(total=SEND_SECONDS)
    try:
        async with (
            ClientSession(headers=headers, timeout=timeout) as session,
            session.post(slot.url, json=payload) as answer,
        ):
            return answer.status
    except ClientError, TimeoutError:
        return None


def _page(request: web.Request, found: list[Fields]) -> Fields:
    """A page of a list; one of a size below nothing has all of it."""
    size, skip = (
        _number(request, name, default) for name, default in (("take", PAGE), ("skip", 0))
    )
    shown = found[skip:] if size < 0 else found[skip : skip + size]
    info = {
        "pages": ceil(len(found) / size),
        "pageSize": size,
        "results": len(found),
        "page": ceil(skip / size) + 1,
    }
    return {"pageInfo": info, "results": shown}


def _number(request: web.Request, name: str, default: int) -> int:
    value = request.query.get(name, str(default))
    if not value.removeprefix("-").isdecimal():
        where = f"/query/{name}"
        _refuse(web.HTTPBadRequest, where, f"request{where} must be number")
    return int(value) or default


def _check_query(request: web.Request, known: frozenset[str]) -> None:
    """The validator knows the parameters of each route, and refuses any other."""
    for name in request.query:
        if name not in known:
            message = f"Unknown query parameter '{name}'"
            _refuse(web.HTTPBadRequest, f"/query/{name}", message)


def _refuse_value(name: str, allowed: Any) -> NoReturn:
    where = f"/query/{name}"
    values = ", ".join(allowed)
    message = f"request{where} must be equal to one of the allowed values: {values}"
    _refuse(web.HTTPBadRequest, where, message)


def _refuse(kind: type[web.HTTPException], where: str, message: str) -> NoReturn:
    """The validator's errors."""
    raise _error(kind, {"message": message, "errors": [{"path": where, "message": message}]})


def _error(kind: type[web.HTTPException], content: Fields) -> web.HTTPException:
    return kind(text=orjson.dumps(content).decode(), content_type="application/json")


def _json(content: Fields) -> web.Response:
    body = orjson.dumps(content)
    return web.Response(body=body, content_type="application/json", charset="utf-8")


def _twice_encoded(template: str) -> str:
    return _encoded(orjson.dumps(template).decode())


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


async def _unknown(request: web.Request) -> web.Response:
    _refuse(web.HTTPNotFound, request.path, "not found")


async def _web_page(_: web.Request) -> web.Response:
    return web.Response(text=WEB_PAGE, content_type="text/html")


async def _to_login(_: web.Request) -> web.Response:
    """Every page leads somebody who is not signed in to the one for that."""
    raise web.HTTPTemporaryRedirect("/login")
