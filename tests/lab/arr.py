"""A stand-in for Radarr and Sonarr, API v3: what clients read, and Home Assistant's own among them.

Belongs here: routes, the API key, the URL base, filters and errors. What an answer says of a title
is in `arr_titles.py`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web
import orjson

from tests.lab import arr_titles
from tests.lab.server import LabServer
from tests.lab.world import ArrState, ArrTitle

WEB_PAGE = """<!doctype html>
<html lang="en"><head><title>{app}</title></head><body><div id="root">Loading</div></body></html>
"""
TERABYTE = 1024**4
EMPTY_PAGE = {
    "page": 1,
    "pageSize": 10,
    "sortKey": "id",
    "sortDirection": "ascending",
    "totalRecords": 0,
    "records": [],
}


class ArrServer(LabServer):
    """One Radarr or Sonarr instance, below its URL base (such as `/radarr`)."""

    def __init__(self, state: ArrState, url_base: str = "") -> None:
        """Prepare the routes."""
        super().__init__()
        self.state = state
        self.url_base = url_base
        self._written: dict[tuple[int, bool], tuple[object, bytes]] = {}
        titles = "movie" if state.kind == "radarr" else "series"
        self._api("v3/system/status", lambda _: arr_titles.status(state, url_base))
        self._api("v3/tag", lambda _: self._tags())
        self._api("v3/tag/detail", lambda _: arr_titles.tag_details(state))
        self._api("v3/tag/detail/{id}", lambda r: _by_id(r, arr_titles.tag_details(state)))
        self._api("v3/tag/{id}", lambda r: _by_id(r, self._tags()))
        self._api(f"v3/{titles}", self._titles)
        self._api(f"v3/{titles}/{{id}}", self._title)
        self._api("v3/rootfolder", lambda _: [self._root_folder()])
        self._api("v3/diskspace", lambda _: [self._disk()])
        for name in ("calendar", "command", "health"):
            self._api(f"v3/{name}", lambda _: [])
        for name in ("queue", "wanted/missing"):
            self._api(f"v3/{name}", lambda _: EMPTY_PAGE)
        self._api("{unknown:.*}", _missing)
        self.app.router.add_get(f"{url_base}/{{path:.*}}", self._web_page)
        if url_base:
            self.app.router.add_get(url_base, self._web_page)
            self.app.router.add_route("*", "/{path:.*}", self._to_url_base)

    @property
    def base_url(self) -> str:
        """What a user types into a client: the URL base is part of it."""
        return f"{self.url}{self.url_base}"

    def _api(self, path: str, answer: Callable[[web.Request], Any]) -> None:
        """Add a route below `/api` that asks for the key; bytes are JSON already."""

        async def checked(request: web.Request) -> web.Response:
            self._check_key(request)
            content = answer(request)
            body = content if isinstance(content, bytes) else orjson.dumps(content)
            return web.Response(body=body, content_type="application/json", charset="utf-8")

        self.app.router.add_get(f"{self.url_base}/api/{path}", checked)

    def _check_key(self, request: web.Request) -> None:
        """Query, header or bearer; the 401 has no body (Radarr's ApiKeyAuthenticationHandler)."""
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        header = request.headers.get("X-Api-Key", bearer)
        if (_parameter(request, "apikey") or header) != self.state.api_key:
            raise web.HTTPUnauthorized(text="")

    def _tags(self) -> list[dict[str, Any]]:
        return [{"label": label, "id": tag} for tag, label in sorted(self.state.tags.items())]

    def _root_folder(self) -> dict[str, Any]:
        folder = arr_titles.root_folder(self.state)
        space = {"accessible": True, "freeSpace": TERABYTE, "unmappedFolders": []}
        return {"path": folder, "id": 1} | space

    def _disk(self) -> dict[str, Any]:
        return {"path": "/data", "label": "", "freeSpace": TERABYTE, "totalSpace": 4 * TERABYTE}

    def _titles(self, request: web.Request) -> bytes:
        """The whole library, or a list of at most one."""
        entries: Iterable[ArrTitle] = self.state.titles.values()
        if self.state.kind == "radarr":
            if (tmdb := _number(request, "tmdbId")) is not None:
                entries = (entry for entry in entries if (entry.title.tmdb or 0) == tmdb)
        elif (tvdb := _number(request, "tvdbId")) is not None:
            entries = (entry for entry in entries if (entry.title.tvdb or 0) == tvdb)
        images = self._more_images(request)
        return b"[" + b",".join(self._write(entry, images=images) for entry in entries) + b"]"

    def _title(self, request: web.Request) -> bytes:
        key = request.match_info["id"]
        entry = self.state.titles.get(int(key)) if key.isdecimal() else None
        if entry is None:
            raise _problem(web.HTTPNotFound, "Not Found")
        return self._write(entry, images=self._more_images(request))

    def _more_images(self, request: web.Request) -> bool:
        """Radarr gives its local covers unless told not to, Sonarr season images when told to."""
        if self.state.kind == "radarr":
            return not _flag(request, "excludeLocalCovers")
        return _flag(request, "includeSeasonImages")

    def _write(self, entry: ArrTitle, *, images: bool) -> bytes:
        """One title in JSON, kept until the title changes: lists have ten thousand of them."""
        version = (entry.title, frozenset(entry.tags), entry.has_file)
        known, written = self._written.get((entry.id, images), (None, b""))
        if known != version:
            describe = arr_titles.movie if self.state.kind == "radarr" else arr_titles.series
            written = orjson.dumps(describe(self.state, entry, images=images))
            self._written[entry.id, images] = (version, written)
        return written

    async def _web_page(self, _: web.Request) -> web.Response:
        """Every address outside the API shows the web page (Radarr's IndexHtmlMapper)."""
        page = WEB_PAGE.format(app=self.state.kind.title())
        return web.Response(text=page, content_type="text/html")

    async def _to_url_base(self, request: web.Request) -> web.Response:
        """An address without the URL base is led to it (Sonarr's pull request 7277)."""
        raise web.HTTPTemporaryRedirect(f"{self.url_base}{request.raw_path}")


def _problem(kind: type[web.HTTPError], title: str, **more: Any) -> web.HTTPError:
    """An error in ASP.NET's form, as from Radarr's RestController."""
    problem = {
        "type": "https://tools.ietf.org/html/rfc7231#section-6.5",
        "title": title,
        "status": kind.status_code,
        "traceId": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    }
    text = orjson.dumps(problem | more).decode()
    return kind(text=text, content_type="application/problem+json")


def _missing(_: web.Request) -> Any:
    raise _problem(web.HTTPNotFound, "Not Found")


def _by_id(request: web.Request, entries: list[dict[str, Any]]) -> dict[str, Any]:
    for entry in entries:
        if str(entry["id"]) == request.match_info["id"]:
            return entry
    raise _problem(web.HTTPNotFound, "Not Found")


def _parameter(request: web.Request, name: str) -> str:
    """A query parameter; ASP.NET does not mind the case of its name."""
    found = (value for key, value in request.query.items() if key.lower() == name.lower())
    return next(found, "")


def _flag(request: web.Request, name: str) -> bool:
    return _parameter(request, name).lower() == "true"


def _number(request: web.Request, name: str) -> int | None:
    value = _parameter(request, name)
    try:
        return int(value) if value else None
    except ValueError:
        errors = {name: [f"The value '{value}' is not valid."]}
        title = "One or more validation errors occurred."
        raise _problem(web.HTTPBadRequest, title, errors=errors) from None
