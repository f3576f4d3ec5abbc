"""A stand-in for a reverse proxy before Home Assistant: it says whose requests it passes on."""

from aiohttp import ClientSession, web

from tests.lab.server import LabServer


class Proxy(LabServer):
    """Passes on all that is posted to it; without a place to pass it on to it answers 200 itself.

    `sender` is the address that it names in `X-Forwarded-For`.
    """

    def __init__(self, place: str, sender: str) -> None:
        """Prepare the route."""
        super().__init__()
        self.place = place
        self.sender = sender
        self.app.router.add_route("POST", "/{path:.*}", self._pass_on)

    async def _pass_on(self, request: web.Request) -> web.Response:
        if not self.place:
            return web.Response()
        headers = {"Content-Type": request.content_type, "X-Forwarded-For": self.sender}
        body = await request.read()
        async with (
            ClientSession() as session,
            session.post(f"{self.place}{request.path}", data=body, headers=headers) as answer,
        ):
            return web.Response(status=answer.status, body=await answer.read())
