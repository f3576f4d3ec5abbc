"""The stand-in Plex Media Server: its addresses, who may use them, and its awkward moods."""

from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from tests.lab import plex_events, plex_pages, plex_sections
from tests.lab.plex_answer import Node, answer, refusal, wants_json, written
from tests.lab.plex_edit import LabelEdit, replaces
from tests.lab.plex_item import EntryCache, Shape, full_entry, leaves, trimmed
from tests.lab.plex_query import (
    MalformedError,
    MissingError,
    Page,
    Query,
    count,
    ordered,
    select,
)
from tests.lab.posters import poster
from tests.lab.server import EMPTY, LabServer
from tests.lab.world import World
from tests.lab.world_plex import PlexItem, Section

type Handler = Callable[[web.Request, Query], web.Response]
type Answered = Callable[[web.Request], Awaitable[web.StreamResponse]]

ANYBODYS_PAGES = {
    "/": plex_pages.server_info,
    "/library/sections": plex_sections.sections,
    "/library/sections/": plex_sections.sections,
    "/library/sections/all": plex_sections.sections,
    "/playlists": plex_pages.nothing,
}
OWNERS_PAGES = {
    "/library": plex_sections.library,
    "/accounts": plex_pages.accounts,
    "/:/prefs": plex_pages.preferences,
    "/clients": plex_pages.nothing,
    "/devices": plex_pages.nothing,
    "/activities": plex_pages.nothing,
    "/status/sessions": plex_pages.nothing,
    "/updater/status": plex_pages.update_status,
}
_INDEXED = 500
"""So long is a list whose order is kept."""

SECTION_PAGES = {
    "": plex_sections.menu,
    "/filters": plex_sections.filters,
    "/sorts": plex_sections.sorts,
}


class PlexServer(LabServer):
    """Shows `world.plex` as Plex does. The owner's token may do all, another person's may read.

    `ignore_filters`: filters by label and guid are ignored, the whole library comes back;
    `ignore_filters_across`: only where one asks across all libraries.
    `edits_replace`: labels that are added replace the item's other labels.
    `edits_lost`: edits are answered with 200 and change nothing.
    """

    def __init__(self, world: World) -> None:
        """Prepare the server of a world."""
        super().__init__()
        self.world = world
        self.ignore_filters = False
        self.ignore_filters_across = False
        self.edits_replace = False
        self.edits_lost = False
        self.listeners = plex_events.Listeners()
        self._cache = EntryCache()
        self._by_title: dict[tuple[str, ...], tuple[list[PlexItem], list[PlexItem]]] = {}
        self.app.on_shutdown.append(lambda _: self.listeners.hang_up())
        self._add_pages()
        self._add_items()

    async def notify(self, *containers: Node) -> None:
        """Send notifications to all who listen."""
        for container in containers:
            await self.listeners.send(container)

    def prepare(self, *, guids: bool, across: bool, without: frozenset[str]) -> None:
        """Write down, in JSON, what lists show of all items: a real server has it at hand.

        `across`: lists of all libraries, which name the library. `without`: elements and fields
        that are left out.
        """
        shape = Shape(as_json=True, guids=guids, with_section=across, without=without)
        self._cache.entries(self.world.plex, self.world.plex.items(), shape)

    @property
    def entries_written(self) -> int:
        """How many entries of lists had to be written down, for no list had them so before."""
        return self._cache.written

    async def announce(self, item: PlexItem) -> None:
        """Notify of a new item, from its creation to its last state."""
        await self.notify(*plex_events.created(item))

    async def announce_deleted(self, item: PlexItem) -> None:
        """Notify of an item that is gone."""
        await self.notify(*plex_events.deleted(item))

    async def announce_episode(self, show: PlexItem) -> None:
        """Notify of a new episode of a series that is there."""
        await self.notify(*plex_events.episode_created(show))

    async def announce_refreshed(self, items: Iterable[PlexItem]) -> None:
        """Notify of items that were refreshed, and are not new."""
        await self.notify(*plex_events.refreshed(items))

    async def recreate(self, item: PlexItem) -> PlexItem:
        """Delete an item and scan it in again, as after a lost disk, and notify of both."""
        again = self.world.plex.recreate_item(item)
        await self.announce_deleted(item)
        await self.notify(*plex_events.chatter(again))
        await self.announce(again)
        return again

    def _add_pages(self) -> None:
        router = self.app.router
        router.add_get("/identity", self._identity)
        for path in ("/:/websockets/notifications", "/:/websocket/notifications"):
            router.add_get(path, self._notifications)
        for path, page in ANYBODYS_PAGES.items():
            router.add_get(path, self._for_anybody(self._page(page)))
        for path, page in OWNERS_PAGES.items():
            router.add_get(path, self._for_owner(self._page(page)))
        router.add_get("/myplex/account", self._for_owner(self._account))
        router.add_put("/updater/check", self._for_owner(lambda _, __: web.Response()))
        router.add_get("/library/tags", self._for_anybody(self._tags))

    def _add_items(self) -> None:
        router, section = self.app.router, "/library/sections/{section}"
        for path, page in SECTION_PAGES.items():
            router.add_get(section + path, self._for_anybody(self._section_page(page)))
        router.add_get(f"{section}/label", self._for_anybody(self._labels))
        router.add_get(f"{section}/collections", self._for_anybody(self._collections))
        router.add_get(f"{section}/all", self._for_anybody(self._items))
        router.add_put(f"{section}/all", self._for_owner(self._edit_items))
        router.add_get("/library/all", self._for_anybody(self._all_items))
        router.add_get("/library/metadata/{keys}", self._for_anybody(self._metadata))
        router.add_get("/library/metadata/{keys}/allLeaves", self._for_anybody(self._leaves))
        router.add_put("/library/metadata/{keys}", self._for_owner(self._edit_metadata))
        router.add_get("/photo/:/transcode", self._for_anybody(self._poster))

    def _for_anybody(self, handler: Handler) -> Answered:
        async def answered(request: web.Request) -> web.StreamResponse:
            query = Query.parse(request.raw_path)
            if self._token(request, query) not in {person.token for person in self.world.people}:
                return refusal(401, "Unauthorized")
            try:
                return handler(request, query)
            except MalformedError:
                return refusal(400, "Bad Request")
            except MissingError:
                return refusal(404, "Not Found")

        return answered

    def _for_owner(self, handler: Handler) -> Answered:
        """Plex refuses other people with 403, `/accounts` included (HA core, issue 181394)."""

        def guarded(request: web.Request, query: Query) -> web.Response:
            if self._token(request, query) != self.world.owner.token:
                return refusal(403, "Forbidden")
            return handler(request, query)

        return self._for_anybody(guarded)

    def _token(self, request: web.Request, query: Query) -> str | None:
        return request.headers.get("X-Plex-Token", query.get("X-Plex-Token"))

    async def _identity(self, request: web.Request) -> web.StreamResponse:
        return answer(request, plex_pages.identity(self.world))

    async def _notifications(self, request: web.Request) -> web.StreamResponse:
        if self._token(request, Query.parse(request.raw_path)) != self.world.owner.token:
            return refusal(401, "Unauthorized")
        return await self.listeners.listen(request)

    def _page(self, page: Callable[[World], Node]) -> Handler:
        return lambda request, _: answer(request, page(self.world))

    def _section_page(self, page: Callable[[Section], Node]) -> Handler:
        return lambda request, _: answer(request, page(self._section(request)))

    def _account(self, request: web.Request, _: Query) -> web.Response:
        return answer(request, plex_pages.account(self.world), root="MyPlex")

    def _tags(self, request: web.Request, query: Query) -> web.Response:
        return answer(request, plex_sections.tags(self.world.plex, query))

    def _labels(self, request: web.Request, query: Query) -> web.Response:
        section = self._section(request)
        return answer(request, plex_sections.label_choices(self.world.plex, section, query))

    def _poster(self, _: web.Request, query: Query) -> web.Response:
        """Give a poster of the title, where a real server gives that of the item."""
        key = (query.get("url") or "").removeprefix("/library/metadata/").removesuffix("/thumb")
        item = self.world.plex.item(int(key)) if key.isdecimal() else None
        if item is None:
            raise MissingError
        return web.Response(body=poster(item.title), content_type="image/png")

    def _collections(self, request: web.Request, _: Query) -> web.Response:
        head = plex_sections.section_head(self._section(request))
        return answer(request, {"size": 0, **head})

    def _section(self, request: web.Request) -> Section:
        try:
            return self.world.plex.sections[request.match_info["section"]]
        except KeyError:
            raise MissingError from None

    def _items(self, request: web.Request, query: Query) -> web.Response:
        section = self._section(request)
        head = plex_sections.section_head(section) | {"title2": f"All {section.title}"}
        if query.get("includeMeta") == "1":
            head["Meta"] = plex_sections.meta(section)
        return self._list(request, query, [section], head)

    def _all_items(self, request: web.Request, query: Query) -> web.Response:
        head = {"identifier": plex_sections.IDENTIFIER, **plex_sections.MEDIA_TAGS}
        return self._list(
            request, query, list(self.world.plex.sections.values()), head, across=True
        )

    def _list(
        self,
        request: web.Request,
        query: Query,
        sections: list[Section],
        head: Node,
        *,
        across: bool = False,
    ) -> web.Response:
        """One page of items. Only an answer in pages tells the total (recorded, PMS 1.43.2)."""
        plex = self.world.plex
        page = Page.asked(request.headers, query)
        ignore = self.ignore_filters or (across and self.ignore_filters_across)
        if request.get(EMPTY):
            sections = []
        if page.size == 0:
            rows, total = [], count(plex, sections, query, ignore_filters=ignore)
        else:
            listed = select(plex, sections, query, ignore_filters=ignore)
            rows, total = page.cut(self._ordered(sections, listed, query)), len(listed)
        shape = Shape(
            as_json=wants_json(request),
            guids=query.get("includeGuids") == "1",
            with_section=across,
            without=query.listed("excludeElements") | query.listed("excludeFields"),
        )
        size: Node = {"size": len(rows)}
        headers: dict[str, str] = {}
        if page.size is not None:
            size |= {"totalSize": total, "offset": page.start}
            headers["X-Plex-Container-Start"] = str(page.start)
            headers["X-Plex-Container-Total-Size"] = str(total)
        entries = self._cache.entries(plex, rows, shape)
        return answer(request, size | {"allowSync": True} | head, entries, headers=headers)

    def _ordered(
        self, sections: list[Section], listed: list[PlexItem], query: Query
    ) -> list[PlexItem]:
        """As asked for. Long lists are sorted once for all their pages, as by an index."""
        sort = query.get("sort")
        if sort is not None or len(listed) < _INDEXED:
            return ordered(listed, sort)
        key = (query.get("type") or "", *(section.key for section in sections))
        before, by_title = self._by_title.get(key, ([], []))
        if before != listed:
            by_title = ordered(listed, None)
            self._by_title[key] = listed, by_title
        return by_title

    def _named(self, request: web.Request) -> list[PlexItem]:
        """The items that a path names, as far as they exist."""
        keys = [key for key in request.match_info["keys"].split(",") if key.isdecimal()]
        items = [item for key in keys if (item := self.world.plex.item(int(key)))]
        if not items:
            raise MissingError
        return items

    def _metadata(self, request: web.Request, query: Query) -> web.Response:
        items = self._named(request)
        without = query.listed("excludeElements") | query.listed("excludeFields")
        entries = [
            written(
                trimmed(full_entry(self.world.plex, item), without), as_json=wants_json(request)
            )
            for item in items
        ]
        head = plex_sections.section_head(self.world.plex.sections[items[0].section])
        return answer(request, {"size": len(items), "allowSync": True, **head}, entries)

    def _leaves(self, request: web.Request, query: Query) -> web.Response:
        """Give the episodes of a series."""
        (item,) = self._named(request)
        without = query.listed("excludeElements") | query.listed("excludeFields")
        entries = [
            written(trimmed(entry, without), as_json=wants_json(request)) for entry in leaves(item)
        ]
        return answer(request, {"size": len(entries), "allowSync": True}, entries)

    def _edit_items(self, request: web.Request, query: Query) -> web.Response:
        """Edit what the query selects: without ids, the whole library."""
        items = select(
            self.world.plex,
            [self._section(request)],
            query,
            ignore_filters=self.ignore_filters,
        )
        return self._edit(items, LabelEdit.parse(query, replace=self.edits_replace))

    def _edit_metadata(self, request: web.Request, query: Query) -> web.Response:
        replace = self.edits_replace or replaces(query)
        return self._edit(self._named(request), LabelEdit.parse(query, replace=replace))

    def _edit(self, items: list[PlexItem], edit: LabelEdit) -> web.Response:
        if not self.edits_lost:
            for item in items:
                edit.apply(self.world.plex, item)
        return web.Response()
