"""How plex.tv writes an answer down, as JSON or as XML, and where a client puts what it sends.

Belongs here: formats. What an answer says is in `plextv_shapes.py`.
"""

from hashlib import sha256
import json
from typing import Any
from xml.etree.ElementTree import Element, tostring

from aiohttp import web

type Fields = dict[str, Any]


def wants_json(request: web.Request) -> bool:
    """Plex answers XML unless JSON is asked for."""
    return "application/json" in request.headers.get("Accept", "")


def header_or_query(request: web.Request, name: str) -> str:
    """An `X-Plex-…` value; Plex takes them from either place."""
    return request.headers.get(name) or request.query.get(name, "")


def refusal(
    request: web.Request, kind: type[web.HTTPError], code: int, message: str
) -> web.HTTPError:
    """An error of the v2 API, in the shape of Plex's published API."""
    errors = [{"code": code, "message": message, "status": kind.status_code}]
    if wants_json(request):
        return kind(text=json.dumps({"errors": errors}), content_type="application/json")
    xml = tostring(_v2_element("errors", errors), encoding="unicode")
    return kind(text=xml, content_type="application/xml")


def v2_answer(request: web.Request, tag: str, content: Fields | list[Fields]) -> web.Response:
    """An answer of the v2 API; `tag` names the root of its XML."""
    if wants_json(request):
        return web.json_response(content)
    return xml_answer(_v2_element(tag, content))


def media_answer(request: web.Request, container: Fields) -> web.Response:
    """An answer in a MediaContainer."""
    if wants_json(request):
        return web.json_response({"MediaContainer": container})
    return xml_answer(media_element("MediaContainer", container))


def xml_answer(element: Element) -> web.Response:
    """An answer in XML."""
    body = tostring(element, encoding="utf-8", xml_declaration=True)
    return web.Response(body=body, content_type="application/xml", charset="utf-8")


def with_etag(response: web.Response) -> web.Response:
    """The answer with a hash of its body as ETag."""
    body = response.body
    digest = sha256(body if isinstance(body, bytes) else b"").hexdigest()
    response.headers["ETag"] = f'W/"{digest[:32]}"'
    return response


def _v2_element(tag: str, content: Fields | list[Any] | str) -> Element:
    """The v2 API's XML: a list becomes a plural element with singular children."""
    if isinstance(content, str):
        return Element(tag, id=content)
    element = Element(tag)
    if isinstance(content, list):
        element.extend(_v2_element(tag.removesuffix("s"), child) for child in content)
        return element
    for key, value in content.items():
        if isinstance(value, (dict, list)):
            element.append(_v2_element(key, value))
        else:
            _set(element, key, value)
    return element


def media_element(tag: str, content: Fields) -> Element:
    """A MediaContainer's XML: the members of a list lie directly in the element."""
    element = Element(tag)
    for key, value in content.items():
        if isinstance(value, list):
            element.extend(media_element(_media_tag(key, child), child) for child in value)
        else:
            _set(element, key, value)
    return element


def _media_tag(key: str, child: Fields) -> str:
    if key != "Metadata":
        return key
    return "Directory" if child["type"] == "show" else "Video"


def _set(element: Element, key: str, value: str | float | bool | None) -> None:
    if value is not None:
        element.set(key, str(int(value)) if isinstance(value, bool) else str(value))
