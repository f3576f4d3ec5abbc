"""What routes of Radarr's and Sonarr's stand-in share: ASP.NET's way with queries and errors."""

from typing import Any

from aiohttp import web
import orjson


def answered(content: Any, status: int = 200) -> web.Response:
    """An answer in JSON; bytes are JSON already."""
    body = content if isinstance(content, bytes) else orjson.dumps(content)
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")


def problem(kind: type[web.HTTPError], title: str, **more: Any) -> web.HTTPError:
    """An error in ASP.NET's form, as from Radarr's RestController."""
    told = {
        "type": "https://tools.ietf.org/html/rfc7231#section-6.5",
        "title": title,
        "status": kind.status_code,
        "traceId": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    }
    text = orjson.dumps(told | more).decode()
    return kind(text=text, content_type="application/problem+json")


def parameter(request: web.Request, name: str) -> str:
    """A query parameter; ASP.NET does not mind the case of its name."""
    found = (value for key, value in request.query.items() if key.lower() == name.lower())
    return next(found, "")


def flag(request: web.Request, name: str) -> bool:
    """Whether a query parameter is true."""
    return parameter(request, name).lower() == "true"


def number(request: web.Request, name: str) -> int | None:
    """A query parameter that is a number, or else a bad request."""
    value = parameter(request, name)
    try:
        return int(value) if value else None
    except ValueError:
        errors = {name: [f"The value '{value}' is not valid."]}
        title = "One or more validation errors occurred."
        raise problem(web.HTTPBadRequest, title, errors=errors) from None


def failure(name: str, message: str) -> dict[str, Any]:
    """A rule that was broken, as FluentValidation tells it."""
    return {"propertyName": name, "errorMessage": message, "severity": "error"}


def refused(failures: list[dict[str, Any]]) -> web.HTTPError:
    """The answer to what breaks rules (ErrorPipeline)."""
    text = orjson.dumps(failures).decode()
    return web.HTTPBadRequest(text=text, content_type="application/json")


async def sent_json(request: web.Request) -> dict[str, Any]:
    """The object that was sent, or else a bad request."""
    try:
        sent = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        sent = None
    if not isinstance(sent, dict):
        errors = {"$": ["The JSON value could not be converted to NotificationResource."]}
        title = "One or more validation errors occurred."
        raise problem(web.HTTPBadRequest, title, errors=errors)
    return sent
