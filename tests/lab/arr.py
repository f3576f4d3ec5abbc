"""A stand-in for Radarr and Sonarr, API v3: what clients read, and Home Assistant's own among them.

Belongs here: routes, the API key, the URL base and filters, and that webhooks go out when something
happens. What an answer says of a title is in `arr_titles.py`, what a webhook says in
`arr_webhooks.py`; connections are in `arr_notifications.py`, the live channel is in `arr_live.py`.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiohttp import web
import orjson

from tests.lab import arr_history, arr_titles, arr_webhooks
from tests.lab.arr_answer import answered, flag, number, parameter, problem
from tests.lab.arr_live import ArrLive
from tests.lab.arr_notifications import ArrNotifications
from tests.lab.posters import poster
from tests.lab.server import LabServer
from tests.lab.world_arr import ArrState, ArrTitle

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
        self.live = ArrLive()
        self._written: dict[tuple[int, bool], tuple[object, bytes]] = {}
        titles = _titles_of(state)
        self._api("v3/system/status", lambda _: arr_titles.status(state, url_base))
        self._api("v3/tag", lambda _: self._tags())
        self._api("v3/tag/detail", lambda _: arr_titles.tag_details(state))
        self._api("v3/tag/detail/{id}", lambda r: _by_id(r, arr_titles.tag_details(state)))
        self._api("v3/tag/{id}", lambda r: _by_id(r, self._tags()))
        self._api(f"v3/{titles}", self._titles)
        self._api(f"v3/{titles}/{{id}}", self._title)
        self._route("GET", "v3/mediacover/{id}/{name}", self._cover)
        self._api("v3/history/since", lambda r: arr_history.since(state, r))
        self._api("v3/rootfolder", lambda _: [self._root_folder()])
        self._api("v3/diskspace", lambda _: [self._disk()])
        for name in ("calendar", "command", "health"):
            self._api(f"v3/{name}", lambda _: [])
        for name in ("queue", "wanted/missing"):
            self._api(f"v3/{name}", lambda _: EMPTY_PAGE)
        self._notifications = ArrNotifications(state)
        for method, path, handler in self._notifications.routes():
            self._route(method, f"v3/{path}", handler)
        self._api("{unknown:.*}", _missing)
        self.app.router.add_get(f"{url_base}/signalr/messages", self._live)
        self.app.router.add_post(f"{url_base}/signalr/messages/negotiate", self._negotiate)
        self.app.router.add_get(f"{url_base}/{{path:.*}}", self._web_page)
        if url_base:
            self.app.router.add_get(url_base, self._web_page)
            self.app.router.add_route("*", "/{path:.*}", self._to_url_base)

    def prepare(self) -> None:
        """Write all titles down that a list without covers has: a real one has them at hand."""
        for entry in self.state.titles.values():
            self._write(entry, images=False)

    @property
    def base_url(self) -> str:
        """What a user types into a client: the URL base is part of it."""
        return f"{self.url}{self.url_base}"

    async def send(self, event: str, title: ArrTitle | None = None, **options: Any) -> list[int]:
        """Something happens: post it to all connections that want it, and give their answers.

        `event` is the payload's `eventType`, or `ImportComplete`; `options` are those of the
        event's function in `arr_webhooks.py`. 0 stands for no answer. Nothing is sent twice.
        """
        payload = arr_webhooks.payload(self.state, event, title, **options)
        flags = arr_webhooks.flags(event, payload)
        return await self._notifications.send(payload, flags, title)

    async def tell(self, title: ArrTitle) -> None:
        """Tell all who listen of a title that was edited, as its page in the browser does.

        Radarr tells it twice, for the edit and for the event that it makes.
        """
        describe = arr_titles.movie if self.state.kind == "radarr" else arr_titles.series
        resource = describe(self.state, title, images=False)
        for _ in range(2 if self.state.kind == "radarr" else 1):
            await self.live.tell(_titles_of(self.state), "updated", resource)

    async def tell_of_import(self, title: ArrTitle) -> None:
        """Tell all who listen of a file that was imported, and of the title that has it now."""
        name = "movie" if self.state.kind == "radarr" else "episode"
        owner = {"movieId" if name == "movie" else "seriesId": title.id}
        await self.live.tell(f"{name}file", "updated", {"id": 7, **owner})
        await self.tell(title)

    async def tell_of_removal(self, title: ArrTitle) -> None:
        """Tell all who listen of a title that is gone: its resource is empty but for the id."""
        empty = {"id": title.id, "tmdbId": 0, "tvdbId": 0, "tags": []}
        await self.live.tell(_titles_of(self.state), "deleted", empty)

    @property
    def is_busy(self) -> bool:
        """Whether a request is under way; that somebody listens is none."""
        return self._under_way > self.live.listening

    def _api(self, path: str, answer: Callable[[web.Request], Any]) -> None:
        """Add a route below `/api` that can be read."""

        async def read(request: web.Request) -> web.Response:
            return answered(answer(request))

        self._route("GET", path, read)

    def _route(
        self, method: str, path: str, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> None:
        """Add a route below `/api` that asks for the key."""

        async def checked(request: web.Request) -> web.Response:
            self._check_key(request)
            return await handler(request)

        self.app.router.add_route(method, f"{self.url_base}/api/{path}", checked)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """The live channel; where it is not offered this is an address outside the API."""
        if not self.live.is_offered:
            return await self._web_page(request)
        self._check_key(request, "access_token")
        return await self.live.listen(request)

    async def _negotiate(self, request: web.Request) -> web.StreamResponse:
        """The step before the live channel that a WebSocket may skip."""
        if not self.live.is_offered:
            raise web.HTTPMethodNotAllowed("POST", ["GET"])
        self._check_key(request, "access_token")
        return self.live.negotiate(request)

    def _check_key(self, request: web.Request, name: str = "apikey") -> None:
        """Query, header or bearer; the 401 has no body (Radarr's ApiKeyAuthenticationHandler)."""
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        header = request.headers.get("X-Api-Key", bearer)
        if (parameter(request, name) or header) != self.state.api_key:
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
            if (tmdb := number(request, "tmdbId")) is not None:
                entries = (entry for entry in entries if (entry.title.tmdb or 0) == tmdb)
        elif (tvdb := number(request, "tvdbId")) is not None:
            entries = (entry for entry in entries if (entry.title.tvdb or 0) == tvdb)
        images = self._more_images(request)
        return b"[" + b",".join(self._write(entry, images=images) for entry in entries) + b"]"

    def _title(self, request: web.Request) -> bytes:
        key = request.match_info["id"]
        entry = self.state.titles.get(int(key)) if key.isdecimal() else None
        if entry is None:
            raise problem(web.HTTPNotFound, "Not Found")
        return self._write(entry, images=self._more_images(request))

    async def _cover(self, request: web.Request) -> web.Response:
        """Give the poster that the instance keeps of a title (its MediaCoverController)."""
        key = request.match_info["id"]
        entry = self.state.titles.get(int(key)) if key.isdecimal() else None
        if entry is None:
            raise problem(web.HTTPNotFound, "Not Found")
        return web.Response(body=poster(entry.title.name), content_type="image/png")

    def _more_images(self, request: web.Request) -> bool:
        """Radarr gives its local covers unless told not to, Sonarr season images when told to."""
        if self.state.kind == "radarr":
            return not flag(request, "excludeLocalCovers")
        return flag(request, "includeSeasonImages")

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


def _titles_of(state: ArrState) -> str:
    return "movie" if state.kind == "radarr" else "series"


def _missing(_: web.Request) -> Any:
    raise problem(web.HTTPNotFound, "Not Found")


def _by_id(request: web.Request, entries: list[dict[str, Any]]) -> dict[str, Any]:
    for entry in entries:
        if str(entry["id"]) == request.match_info["id"]:
            return entry
    raise problem(web.HTTPNotFound, "Not Found")
