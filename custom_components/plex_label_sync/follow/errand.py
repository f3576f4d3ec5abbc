"""Work that is done soon, in one go for all that asked for it, and again when it failed."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN, LOGGER

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0
"""Seconds before work that failed is tried again: the pause doubles each time."""


class Errand:
    """Runs `work` a moment after it is asked for, once at a time; `work` says whether it is done.

    Who asks while the work goes on has it done once more. Work that is not done is tried again
    after a growing pause, or as soon as somebody asks. All ends when the entry is unloaded; what
    is asked for after that is not done.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        name: str,
        work: Callable[[], Awaitable[bool]],
        *,
        wait: float,
    ) -> None:
        """`wait` is the moment, in seconds, in which more may come that is done along."""
        self._hass = hass
        self._entry = entry
        self._name = f"{DOMAIN} {name}"
        self._work = work
        self._wait = wait
        self._pause = FIRST_PAUSE
        self._asked = False
        self._running = False
        self._resting = False
        self._ended = False
        self._timer: Callable[[], None] | None = None
        entry.async_on_unload(self._end)

    @callback
    def ask(self) -> None:
        """Have the work done soon."""
        self._asked = True
        if self._running or self._ended:
            return
        if self._resting:
            self._stop()
        if self._timer is None:
            self._plan(self._wait)

    @callback
    def _plan(self, wait: float, *, resting: bool = False) -> None:
        self._resting = resting
        self._timer = async_call_later(self._hass, wait, self._start)

    @callback
    def _start(self, _now: datetime) -> None:
        self._timer = None
        self._running = True
        self._entry.async_create_background_task(self._hass, self._run(), self._name)

    async def _run(self) -> None:
        self._asked = False
        try:
            done = await self._work()
        except Exception:  # noqa: BLE001 - a fault of ours must not end the work for ever
            LOGGER.exception("Unexpected error in the errand %s", self._name)
            done = False
        self._running = False
        if not done:
            self._plan(self._pause, resting=True)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            return
        self._pause = FIRST_PAUSE
        if self._asked:
            self._plan(self._wait)

    @callback
    def _end(self) -> None:
        self._ended = True
        self._stop()

    @callback
    def _stop(self) -> None:
        if self._timer:
            self._timer()
            self._timer = None
