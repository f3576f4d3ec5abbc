"""What stands for the public hosts of posters: TMDB's, and those of Plex's catalogue.

Belongs here: that each poster is where plex.tv or a Seerr says, for whoever asks, without a token.
"""

from aiohttp import web

from tests.lab.posters import poster
from tests.lab.world import World

HOST = "metadata-static.plex.tv"


class Pictures:
    """The hosts, below a path that begins with the host's name. `odd` are other answers, by path.

    `headers` are the names of those that came with any request.
    """

    def __init__(self, world: World, router: web.UrlDispatcher) -> None:
        """Add the route."""
        self._world = world
        self.odd: dict[str, web.Response] = {}
        self.headers: set[str] = set()
        router.add_get("/pictures/{host}/{path:.*}", self._picture)

    async def _picture(self, request: web.Request) -> web.Response:
        self.headers |= set(request.headers)
        path = request.match_info["path"]
        if odd := self.odd.get(path):
            return odd
        name = path.rsplit("/", maxsplit=1)[-1].removesuffix(".jpg")
        title = self._world.titles.get(name)
        image = poster(title.name if title else name)
        return web.Response(body=image, content_type="image/png")
