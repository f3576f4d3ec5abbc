"""How Plex writes an answer down: one tree of data, as XML or as JSON.

The two forms agree but for this: XML has attributes where JSON has values, `1` for `true`, and
`<Video>` or `<Directory>` where JSON lists `Metadata`. XML is what a client gets that does not
ask for JSON (Plex's published API, "Content Types").
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from aiohttp import web
import orjson

type Node = dict[str, Any]


def wants_json(request: web.Request) -> bool:
    """Whether the client asked for JSON."""
    return "application/json" in request.headers.get("Accept", "")


def answer(
    request: web.Request,
    node: Node,
    entries: Sequence[bytes] = (),
    *,
    root: str = "MediaContainer",
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Answer with `node` and, inside it, the items that `written` wrote down before."""
    if wants_json(request):
        return web.Response(
            body=_json(root, node, entries), content_type="application/json", headers=headers
        )
    return web.Response(
        body=_xml_document(root, node, entries),
        content_type="text/xml",
        charset="utf-8",
        headers=headers,
    )


def written(entry: Node, *, as_json: bool) -> bytes:
    """One item as it stands in a list."""
    if as_json:
        return orjson.dumps(entry)
    return _xml("Directory" if entry["type"] == "show" else "Video", entry).encode()


def refusal(status: int, reason: str) -> web.Response:
    """The page that Plex sends instead of an answer, whatever form was asked for."""
    title = f"<head><title>{reason}</title></head>"
    body = f"<html>{title}<body><h1>{status} {reason}</h1></body></html>"
    return web.Response(status=status, text=body, content_type="text/html")


def _json(root: str, node: Node, entries: Sequence[bytes]) -> bytes:
    """An empty list is left out, `Metadata` too, as real servers do."""
    document = orjson.dumps({root: {name: value for name, value in node.items() if value != []}})
    if not entries:
        return document
    return b"".join((document[:-2], b',"Metadata":[', b",".join(entries), b"]}}"))


def _xml_document(root: str, node: Node, entries: Sequence[bytes]) -> bytes:
    whole = _xml(root, node).encode()
    end = f"</{root}>".encode()
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return b"".join((head, whole.removesuffix(end), *entries, end))


def _xml(tag: str, node: Node) -> str:
    attributes: list[str] = []
    children: list[str] = []
    for name, value in node.items():
        if isinstance(value, list):
            children.extend(_xml(name, child) for child in value)
        elif isinstance(value, dict):
            children.append(_xml(name, value))
        else:
            text = str(int(value)) if isinstance(value, bool) else str(value)
            attributes.append(f' {name}="{escape(text)}"')
    return f"<{tag}{''.join(attributes)}>{''.join(children)}</{tag}>"
