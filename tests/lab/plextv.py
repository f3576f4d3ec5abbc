"""A stand-in for plex.tv, discover.provider.plex.tv and community.plex.tv, on one port.

Belongs here: who sees what at plex.tv, how its lists are paged and how they fail. plex.tv lies
below `/`, discover and metadata below `/discover`, community below `/community`.
"""

from base64 import b64decode, b64encode

from aiohttp import web

from tests.lab import plextv_shapes as shapes
from tests.lab.plextv_answer import (
    Fields,
    header_or_query,
    media_answer,
    media_element,
    refusal,
    v2_answer,
    with_etag,
    xml_answer,
)
from tests.lab.plextv_pictures import Pictures
from tests.lab.plextv_pins import Pins
from tests.lab.plextv_servers import Device, Way, around, resource, server_resource
from tests.lab.server import EMPTY, LabServer
from tests.lab.world import Person, World
from tests.lab.world_titles import Title

DEFAULT_PAGE = 20  # plexapi's issue 1012: without a size, discover gives twenty
TYPES = {"1": "movie", "2": "show"}
PROVIDER = {"identifier": "tv.plex.provider.discover"}


class PlexTvServer(LabServer):
    """What the world's people see of plex.tv, each by their own token.

    `plex_url`: where the world's Plex server listens; `ways`, if any, are listed in its stead.
    `devices`: what the owner has besides. `pins`: how one signs in. `pictures`: where
    posters are.
    `graphql_errors`: uuids of people; a GraphQL question about one of them (for the list of
    friends: from one of them) is answered with errors inside an HTTP 200.
    `private_as_error`: a hidden watchlist is told by a GraphQL error, and not by none.
    `fail_after_first_page`: the second page of any watchlist answers 500.
    `largest_page`: discover refuses to give more at once, community gives no more.
    """

    def __init__(self, world: World) -> None:
        """Prepare the routes."""
        super().__init__()
        self.world = world
        self.plex_url = ""
        self.ways: tuple[Way, ...] = ()
        self.devices: list[Device] = []
        self.graphql_errors: set[str] = set()
        self.private_as_error = False
        self.fail_after_first_page = False
        self.largest_page = 100
        router = self.app.router
        self.pins = Pins(world.owner, router)
        self.pictures = Pictures(world, router)
        router.add_get("/api/v2/user", self._user)
        router.add_get("/api/v2/resources", self._resources)
        router.add_get("/api/v2/friends", self._friends)
        router.add_get("/api/v2/home/users", self._home)
        router.add_get("/api/users{slash:/?}", self._users)
        router.add_get("/api/home/users{slash:/?}", self._home_users)
        router.add_get("/discover/", self._provider)
        router.add_get("/discover/library/sections/watchlist/all", self._watchlist)
        router.add_get("/discover/library/metadata/{plex_id}", self._metadata)
        router.add_post("/community/api", self._graphql)

    @property
    def discover_url(self) -> str:
        """What stands for `https://discover.provider.plex.tv`."""
        return f"{self.url}/discover"

    @property
    def community_url(self) -> str:
        """What stands for `https://community.plex.tv/api`."""
        return f"{self.url}/community/api"

    def _asker(self, request: web.Request) -> Person:
        token = header_or_query(request, "X-Plex-Token")
        for person in self.world.people:
            if person.token == token:
                return person
        message = "User could not be authenticated"
        raise refusal(request, web.HTTPUnauthorized, 1001, message)

    def _v2_asker(self, request: web.Request) -> Person:
        """The v2 API wants every client to name itself: error 1000 of Plex's API spec."""
        if not header_or_query(request, "X-Plex-Client-Identifier"):
            message = "X-Plex-Client-Identifier is missing"
            raise refusal(request, web.HTTPBadRequest, 1000, message)
        return self._asker(request)

    def _friends_of(self, asker: Person) -> list[Person]:
        if asker is self.world.owner:
            return [person for person in self.world.people if person.friend]
        return [self.world.owner] if asker.friend else []

    def _home_of(self, asker: Person) -> list[Person]:
        home = [self.world.owner, *(person for person in self.world.people if person.home)]
        return home if any(asker is member for member in home) else []

    def _home_members(self, asker: Person) -> list[Fields]:
        owner = self.world.owner
        home = self._home_of(asker)
        return [shapes.home_member(person, admin=person is owner) for person in home]

    async def _user(self, request: web.Request) -> web.Response:
        asker = self._v2_asker(request)
        home_size = len(self._home_of(asker))
        account = shapes.account(asker, home_size, admin=asker is self.world.owner)
        return v2_answer(request, "user", account)

    async def _resources(self, request: web.Request) -> web.Response:
        world, asker = self.world, self._v2_asker(request)
        ways = self.ways or around(self.plex_url)
        server = server_resource(world.plex, ways, asker, world.owner)
        devices = self.devices if asker is world.owner else []
        others = [resource(device, asker, world.owner) for device in devices]
        return v2_answer(request, "resources", [server, *others])

    async def _friends(self, request: web.Request) -> web.Response:
        friends = self._friends_of(self._v2_asker(request))
        return v2_answer(request, "friends", [shapes.friend(person) for person in friends])

    async def _home(self, request: web.Request) -> web.Response:
        users = self._home_members(self._v2_asker(request))
        home = {"id": 7001, "name": "Home", "guestEnabled": False, "subscription": True}
        return v2_answer(request, "home", home | {"users": users})

    async def _home_users(self, request: web.Request) -> web.Response:
        """As recorded from plex.tv: XML only, the owner included."""
        users = self._home_members(self._asker(request))
        return _xml_users({"friendlyName": "Home"}, users)

    async def _users(self, request: web.Request) -> web.Response:
        """As recorded from plex.tv: shared and home users, XML only, without the asker."""
        owner, plex = self.world.owner, self.world.plex
        if self._asker(request) is not owner:
            return _xml_users({"friendlyName": "myPlex"}, [shapes.shared_user(owner)])
        users = [
            shapes.shared_user(person) | {"Server": [shapes.server_share(plex, number, person)]}
            for number, person in enumerate(self.world.people[1:], 1)
        ]
        return _xml_users({"friendlyName": "myPlex"}, users)

    async def _provider(self, request: web.Request) -> web.Response:
        """The root that plexapi reads before it hands out watchlist items."""
        self._asker(request)
        return media_answer(request, PROVIDER | {"friendlyName": "Discover"})

    async def _watchlist(self, request: web.Request) -> web.Response:
        titles = [] if request.get(EMPTY) else self._asker(request).watchlist
        start = _number(request, "X-Plex-Container-Start", 0)
        size = _number(request, "X-Plex-Container-Size", DEFAULT_PAGE)
        if size > self.largest_page:
            raise web.HTTPBadRequest
        if start and self.fail_after_first_page:
            raise web.HTTPInternalServerError
        if wanted := TYPES.get(request.query.get("type", "")):
            titles = [title for title in titles if title.media_type == wanted]
        if request.query.get("sort") == "watchlistedAt:desc":
            titles = titles[::-1]
        page = [shapes.watchlist_entry(title) for title in titles[start : start + size]]
        section = {"librarySectionID": "watchlist", "librarySectionTitle": "Watchlist"}
        paging = {"offset": start, "totalSize": len(titles), "size": len(page)}
        container = section | PROVIDER | paging | ({"Metadata": page} if page else {})
        response = with_etag(media_answer(request, container))
        if request.headers.get("If-None-Match") == response.headers["ETag"]:
            return web.Response(status=304, headers={"ETag": response.headers["ETag"]})
        return response

    async def _metadata(self, request: web.Request) -> web.Response:
        self._asker(request)
        title = self.world.titles.get(request.match_info["plex_id"])
        if title is None:
            raise web.HTTPNotFound
        guids = [{"id": guid} for guid in title.external_guids]
        item = shapes.watchlist_entry(title) | {"summary": f"About {title.name}.", "Guid": guids}
        paging = {"offset": 0, "totalSize": 1, "size": 1}
        return media_answer(request, PROVIDER | paging | {"Metadata": [item]})

    async def _graphql(self, request: web.Request) -> web.Response:
        asker = self._asker(request)
        question = await request.json()
        variables = question.get("variables") or {}
        if "allFriendsV2" in question["query"]:
            answer = self._all_friends(asker, [] if request.get(EMPTY) else self._friends_of(asker))
        elif "userV2" in question["query"]:
            answer = self._friends_watchlist(asker, variables, empty=EMPTY in request)
        else:
            answer = _errors("Cannot query that field.", "GRAPHQL_VALIDATION_FAILED")
        return with_etag(web.json_response(answer))

    def _all_friends(self, asker: Person, friends: list[Person]) -> Fields:
        if asker.uuid in self.graphql_errors:
            return _errors("Something went wrong.", "INTERNAL_SERVER_ERROR")
        users = [
            {
                "id": person.uuid,
                "idRaw": person.id,
                "username": shapes.community_username(person),
                "displayName": shapes.called(person),
                "avatar": shapes.avatar(person),
            }
            for person in friends
        ]
        rows = [{"user": user, "createdAt": "2024-03-01T10:00:00.000Z"} for user in users]
        return {"data": {"allFriendsV2": rows}}

    def _friends_watchlist(self, asker: Person, variables: Fields, *, empty: bool) -> Fields:
        uuid = variables["user"]["id"]
        readable = {person.uuid: person for person in [asker, *self._friends_of(asker)]}
        if uuid in self.graphql_errors:
            return _errors("Something went wrong.", "INTERNAL_SERVER_ERROR")
        if uuid not in readable:
            return _errors("User not found.", "NOT_FOUND")
        person = readable[uuid]
        if person.private and person is not asker and self.private_as_error:
            return _errors("You are not allowed to see this watchlist.", "FORBIDDEN")
        if person.private and person is not asker:
            return {"data": {"userV2": {"watchlist": None}}}
        titles = [] if empty else person.watchlist
        watchlist = self._page_of_nodes(titles, variables["first"], variables.get("after"))
        return {"data": {"userV2": {"watchlist": watchlist}}}

    def _page_of_nodes(self, titles: list[Title], first: int, after: str | None) -> Fields:
        if after and self.fail_after_first_page:
            raise web.HTTPInternalServerError
        start = int(b64decode(after)) if after else 0
        end = start + min(first, self.largest_page)
        nodes = [
            {"id": title.plex_id, "title": title.name, "type": title.media_type.upper()}
            for title in titles[start:end]
        ]
        cursor = b64encode(str(end).encode()).decode() if nodes else None
        more = end < len(titles)
        return {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": cursor}}


def _xml_users(head: Fields, users: list[Fields]) -> web.Response:
    identifier = {"identifier": "com.plexapp.plugins.myplex", "size": len(users)}
    container = head | identifier | {"User": users}
    return xml_answer(media_element("MediaContainer", container))


def _number(request: web.Request, name: str, default: int) -> int:
    try:
        return int(header_or_query(request, name) or default)
    except ValueError:
        raise web.HTTPBadRequest from None


def _errors(message: str, code: str) -> Fields:
    return {"errors": [{"message": message, "extensions": {"code": code}}], "data": None}
