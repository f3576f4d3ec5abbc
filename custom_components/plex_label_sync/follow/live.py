"""Listens to a Radarr or Sonarr for ever, and notes what to ask it about as it tells of changes."""

from asyncio import TimerHandle, sleep
from collections.abc import Iterable
from contextlib import aclosing
from http import HTTPStatus
from time import monotonic
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..clients.arr.client import News
from ..clients.arr.live import Listen, LiveHint
from ..clients.errors import (
    AuthError,
    BadAnswerError,
    NoWebSocketError,
    OurFaultError,
    ServiceError,
)
from ..const import DOMAIN, LOGGER
from ..core.pauses import pause_after
from ..core.work import WorkKind
from ..faults import log_fault
from .batches import Batches
from .instance_work import key_of
from .notes import Notes
from .polls import ArrPoll

_FIRST_PAUSE = 1.0
"""Seconds to the first try to connect again."""

_LONG_PAUSE = 600.0
"""Seconds to the next try at most, and where another key, version or proxy is needed."""

_LASTING = 300.0
"""Seconds after which an open channel has shown that nothing cuts it short."""


class LiveChannel:
    """Keeps the channel of one instance; while there is none, that is polled each minute.

    To lose a channel and open the next one costs some polls. After one that was cut short, as by a
    proxy that closes each, the next ones are therefore on trial until one lasts: what they tell is
    asked about, but the instance is polled each minute as if there were none.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        poll: ArrPoll,
        notes: Notes,
        listen: Listen,
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._poll = poll
        self._notes = notes
        self._listen = listen
        self._losses = 0
        self._on_trial = False
        self._timer: TimerHandle | None = None
        self._batches = Batches()
        self._complained = False

    async def run(self) -> None:
        """Listen until cancelled; the pauses between channels grow until one lasts."""
        try:
            while True:
                is_final = await self._until_lost()
                self._losses += 1
                pause = pause_after(self._losses, first=_FIRST_PAUSE, longest=_LONG_PAUSE)
                await sleep(_LONG_PAUSE if is_final else pause)
        finally:
            self._stop_timer()
            self._poll.show_live(live=False)

    async def _until_lost(self) -> bool:
        """Listen; gives whether trying again soon is of no use."""
        try:
            async with aclosing(self._listen(connected=self._connected)) as frames:
                async for told in frames:
                    self._take(told)
        except ServiceError as err:
            self._lost(err)
            return _is_final(err)
        except Exception as err:  # noqa: BLE001 - a fault of ours must not end the polls for ever
            log_fault(f"Unexpected error in the live channel of {self._poll.subentry.title}", err)
            self._lost(OurFaultError())
        return True

    @callback
    def _connected(self) -> None:
        self._timer = self._hass.loop.call_later(_LASTING, self._lasts)
        if not self._on_trial:
            self._rely()
            self._look()

    @callback
    def _lasts(self) -> None:
        self._timer = None
        self._losses = 0
        if self._on_trial:
            self._on_trial = False
            self._rely()

    @callback
    def _rely(self) -> None:
        """Have the poll rest from its next time on."""
        if self._complained:
            LOGGER.info("Live updates from %s work again", self._poll.subentry.title)
        self._complained = False
        self._poll.show_live(live=True)

    @callback
    def _lost(self, err: ServiceError) -> None:
        """Have the poll take over, and say so once, not for each try in vain."""
        if not self._complained:
            LOGGER.info(
                "No live updates from %s, polling it each minute instead: %s",
                self._poll.subentry.title,
                err.plain,
            )
        self._complained = True
        self._on_trial |= self._stop_timer()
        if self._poll.live:
            self._poll.show_live(live=False)
            self._look()

    @callback
    def _stop_timer(self) -> bool:
        """Give whether a channel was open that had not lasted yet."""
        if self._timer is None:
            return False
        self._timer.cancel()
        self._timer = None
        return True

    @callback
    def _look(self) -> None:
        """Read what was missed while nobody listened."""
        self._entry.async_create_background_task(
            self._hass, self._poll.async_refresh(), f"{DOMAIN} look at {self._poll.source}"
        )

    @callback
    def _take(self, told: Iterable[LiveHint]) -> None:
        for one in told:
            if key := self._to_ask(one):
                wait = self._batches.wait(monotonic(), key)
                self._notes.note(WorkKind.INSTANCE_TITLE, key, wait=wait)

    def _to_ask(self, told: LiveHint) -> str:
        """Give the key of the work that comes of it, or nothing where that is known already."""
        news = self._poll.news(told.row) if told.row else News.TITLE
        if news is News.NOTHING:
            return ""
        instance = self._poll.subentry.subentry_id
        key = key_of(instance, told.title)
        # All tags are read along with a title that is to be asked about anyhow.
        return key if news is News.TITLE or key in self._batches.keys else key_of(instance)


def _is_final(err: ServiceError) -> bool:
    """Whether trying again soon is of no use."""
    if isinstance(err, NoWebSocketError):
        return err.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(err, AuthError | BadAnswerError)
