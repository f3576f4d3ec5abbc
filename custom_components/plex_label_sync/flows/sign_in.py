"""A browser's way to plex.tv and back, while the flow that sent it there waits for the token.

plex.tv sends the browser back to a page of Home Assistant once somebody has signed in. The flow
goes on without that, too: the browser may be one that does not reach Home Assistant. Only whoever
knows the sign-in's secret `state` can have it looked after at once, and nobody can end it.
"""

import asyncio
from contextlib import suppress
from http import HTTPStatus
from secrets import token_urlsafe

from aiohttp import web

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import instance_id
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView, current_request
from homeassistant.util.hass_dict import HassKey

from ..clients.errors import BusyError, NotFoundError, ServiceError
from ..clients.plextv.login import PIN_SECONDS, PinLogin
from ..const import DOMAIN, LOGGER
from ..core.pauses import pause_after

_PATH = f"/auth/{DOMAIN}/callback"
_FRONTEND_BASE = "HA-Frontend-Base"
_SIGN_INS: HassKey[dict[str, SignIn]] = HassKey(f"{DOMAIN}_sign_ins")

_PAUSE = 2.0
"""Seconds between questions: plex.tv bears no more."""

_LONGEST_PAUSE = 60.0
"""Seconds to which the pause grows, doubling, while plex.tv fails or is asked too often."""

_LAST_QUESTIONS = 3
"""How often plex.tv is asked once the browser is back: it may take a moment to know."""

_PAGE = (
    '<!doctype html><title>Plex Label Sync</title><link rel="icon" href="data:,">'
    "<script>window.close()</script><p>{}</p>"
)


class SignIn:
    """One sign-in: `url` is where the browser goes; once it `ended` there is a `token`, or none."""

    def __init__(
        self, hass: HomeAssistant, login: PinLogin, url: str, *, flow_id: str, state: str
    ) -> None:
        self.url = url
        self.ended = False
        self.token: str | None = None
        self._hass = hass
        self._login = login
        self._back = asyncio.Event()
        self._task = hass.async_create_background_task(
            self._run(flow_id, state), f"{DOMAIN} sign-in"
        )

    @classmethod
    async def begin(cls, hass: HomeAssistant, flow_id: str) -> SignIn:
        """Begin one for a flow, which is continued when it has ended. Raises a `ServiceError`."""
        state = token_urlsafe()
        login = PinLogin(await instance_id.async_get(hass))
        try:
            url = await login.begin(_way_back(state))
        except ServiceError:
            login.close()
            raise
        return cls(hass, login, url, flow_id=flow_id, state=state)

    @callback
    def come_back(self) -> None:
        """Look at once whether somebody signed in, and do not wait for long."""
        self._back.set()

    @callback
    def cancel(self) -> None:
        """Wait no more."""
        self._task.cancel()

    async def _run(self, flow_id: str, state: str) -> None:
        sign_ins = _sign_ins(self._hass)
        sign_ins[state] = self
        try:
            async with asyncio.timeout(PIN_SECONDS):
                self.token = await self._wait()
        except TimeoutError:
            LOGGER.debug("Nobody signed in at plex.tv in time")
        finally:
            del sign_ins[state]
            self._login.close()
        self.ended = True
        await self._hass.config_entries.flow.async_configure(flow_id)

    async def _wait(self) -> str | None:
        """Give the token; None when the PIN has expired, or the browser is back without one."""
        pause, questions, failures = _PAUSE, _LAST_QUESTIONS, 0
        while questions:
            await self._rest(pause)
            back = self._back.is_set()
            try:
                if token := await self._login.token():
                    return token
            except NotFoundError:
                LOGGER.debug("The PIN of the sign-in at plex.tv has expired")
                return None
            except ServiceError as err:
                LOGGER.debug("plex.tv does not tell whether somebody signed in: %s", err)
                asked_for = err.retry_after if isinstance(err, BusyError) else None
                failures += 1
                grown = pause_after(failures, first=2 * _PAUSE, longest=_LONGEST_PAUSE)
                pause = max(grown, asked_for or 0)
            else:
                pause, failures = _PAUSE, 0
                questions -= back
        return None

    async def _rest(self, pause: float) -> None:
        """Pause; unless plex.tv wants to be left in peace, the browser's return ends that."""
        if pause > _PAUSE or self._back.is_set():
            await asyncio.sleep(pause)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._back.wait()


class _BackView(HomeAssistantView):
    """Where plex.tv sends the browser: it may not be signed in to Home Assistant."""

    url = _PATH
    name = f"auth:{DOMAIN}:callback"
    requires_auth = False

    async def get(self, request: web.Request) -> web.Response:
        """Tell the sign-in that the browser is back."""
        sign_in = _sign_ins(request.app[KEY_HASS]).get(request.query.get("state", ""))
        if sign_in is None:
            return _page("This sign-in is over. Go back to Home Assistant.", HTTPStatus.NOT_FOUND)
        sign_in.come_back()
        return _page("Go back to Home Assistant: this window can be closed.", HTTPStatus.OK)


@callback
def _sign_ins(hass: HomeAssistant) -> dict[str, SignIn]:
    """Give the sign-ins under way, by their `state`."""
    if _SIGN_INS not in hass.data:
        hass.data[_SIGN_INS] = {}
        hass.http.register_view(_BackView)
    return hass.data[_SIGN_INS]


def _way_back(state: str) -> str | None:
    """Give the address of our page under the name by which this browser knows Home Assistant.

    The frontend tells that name in a header of its own.
    """
    request = current_request.get()
    base = request.headers.get(_FRONTEND_BASE) if request else None
    return f"{base}{_PATH}?state={state}" if base else None


def _page(text: str, status: HTTPStatus) -> web.Response:
    return web.Response(text=_PAGE.format(text), status=status, content_type="text/html")
