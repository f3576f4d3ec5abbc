"""How one signs in at plex.tv's stand-in: PINs, and the page on which a browser trades one.

Belongs here: what stands for `/api/v2/pins` and for `https://app.plex.tv/auth`.
"""

from dataclasses import dataclass
from itertools import count
from secrets import token_hex

from aiohttp import web

from tests.lab.plextv_answer import Fields, header_or_query, refusal, v2_answer
from tests.lab.world import Person

_SECONDS = 1800
_HEAD = '<!doctype html><title>Plex</title><link rel="icon" href="data:,">'
_PAGE = (
    _HEAD
    + """
<h1>Sign in to Plex</h1>
<p id="product"></p>
<p><a id="allow">Allow</a> <a id="deny">Deny</a></p>
<script>
  const asked = new URLSearchParams(location.hash.slice(location.hash.indexOf("?") + 1));
  document.getElementById("product").textContent = asked.get("context[device][product]");
  for (const word of ["allow", "deny"]) {
    document.getElementById(word).href = "/auth/" + word + "?" + asked;
  }
</script>
"""
)
_DONE = f"{_HEAD}<p>You can close this window.</p>"


@dataclass
class Pin:
    """A PIN, and the client that asked for it; `token` is what it was traded for."""

    id: int
    code: str
    client: str
    product: str
    token: str | None = None


class Pins:
    """The PINs that are not expired. `person` sits before the browser and is signed in there."""

    def __init__(self, person: Person, router: web.UrlDispatcher) -> None:
        """Add the routes."""
        self.person = person
        self.pins: dict[int, Pin] = {}
        self._ids = count(900_000_001)
        router.add_post("/api/v2/pins", self._give)
        router.add_get("/api/v2/pins/{id}", self._tell)
        router.add_get("/auth{slash:/?}", self._page)
        router.add_get("/auth/allow", self._allow)
        router.add_get("/auth/deny", self._deny)

    def allow(self) -> None:
        """Sign in with the PIN that was given last, as if in another browser."""
        self._trade(self.pins[max(self.pins)])

    def expire(self) -> None:
        """Let time pass until no PIN is good any more."""
        self.pins.clear()

    def _trade(self, pin: Pin) -> None:
        pin.token = self.person.token

    async def _give(self, request: web.Request) -> web.Response:
        client = header_or_query(request, "X-Plex-Client-Identifier")
        product = header_or_query(request, "X-Plex-Product")
        if not client or not product:
            message = "X-Plex-Client-Identifier is missing"
            raise refusal(request, web.HTTPBadRequest, 1000, message)
        strong = request.query.get("strong", "").lower() in {"true", "1"}
        code = token_hex(13)[:25] if strong else token_hex(2).upper()
        pin = Pin(next(self._ids), code, client, product)
        self.pins[pin.id] = pin
        answer = v2_answer(request, "pin", _fields(pin))
        answer.set_status(201)
        return answer

    async def _tell(self, request: web.Request) -> web.Response:
        """A PIN is told to the client that asked for it, and to nobody else."""
        pin = self.pins.get(int(request.match_info["id"]))
        if pin is None or pin.client != header_or_query(request, "X-Plex-Client-Identifier"):
            raise refusal(request, web.HTTPNotFound, 1020, "Code not found or expired")
        return v2_answer(request, "pin", _fields(pin))

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=_PAGE, content_type="text/html")

    async def _allow(self, request: web.Request) -> web.Response:
        code, client = request.query.get("code"), request.query.get("clientID")
        for pin in self.pins.values():
            if (pin.code, pin.client) == (code, client):
                self._trade(pin)
                return _gone_on(request)
        raise web.HTTPNotFound

    async def _deny(self, request: web.Request) -> web.Response:
        return _gone_on(request)


def _gone_on(request: web.Request) -> web.Response:
    """Where the browser goes from here: back to whoever sent it, who may have told no address."""
    if forward_url := request.query.get("forwardUrl"):
        raise web.HTTPFound(forward_url)
    return web.Response(text=_DONE, content_type="text/html")


def _fields(pin: Pin) -> Fields:
    """What plex.tv says of a PIN."""
    return {
        "id": pin.id,
        "code": pin.code,
        "product": pin.product,
        "trusted": False,
        "qr": f"https://plex.tv/api/v2/pins/qr/{pin.code}",
        "clientIdentifier": pin.client,
        "expiresIn": _SECONDS,
        "createdAt": "2026-07-28T19:47:43Z",
        "expiresAt": "2026-07-28T20:17:43Z",
        "authToken": pin.token,
        "newRegistration": None,
    }
