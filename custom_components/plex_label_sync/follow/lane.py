"""Does the due work of some kinds, one piece after the other, while the entry is loaded."""

from asyncio import Event
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct, field

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..clients.errors import OurFaultError
from ..const import LOGGER
from ..core.pauses import pause_after
from ..core.work import FIRST_PAUSE, LONGEST_PAUSE, Work, WorkKind
from ..faults import log_fault
from ..state import work
from ..state.database import Database, DatabaseError

_MOST = 1_000
"""Entries that are handled in one go, unless a lane wants more."""


class Handled(Struct):
    """What came of due work.

    `done` is seen to, `failed` is put back, each with what went wrong and its own pause. `trouble`
    is what kept all the rest from being tried, such as a server that is down: it stays due, and the
    lane pauses. Work in none of these stays as it is.
    """

    done: list[Work] = field(default_factory=list)
    failed: list[tuple[Work, str]] = field(default_factory=list)
    trouble: str = ""


type Handle = Callable[[list[Work]], Awaitable[Handled]]


class Lane:
    """Takes what is due, has it handled, and waits for more. What fails does not end it."""

    def __init__(
        self,
        hass: HomeAssistant,
        database: Database,
        kinds: Iterable[WorkKind],
        handle: Handle,
        *,
        may_work: Callable[[], bool],
        key: str = "",
        most: int = _MOST,
    ) -> None:
        """`key` is how the keys of its work begin, `most` how much of it is handled in one go.

        While it may not work, work is left alone.
        """
        self._hass = hass
        self._database = database
        self._kinds = frozenset(kinds)
        self._handle = handle
        self._may_work = may_work
        self._key = key
        self._most = most
        self._woken = Event()
        self._at_once = False
        self._troubles = 0
        self._alarm = 0.0
        self._timer: Callable[[], None] | None = None

    @callback
    def wake(self, *, at_once: bool = False) -> None:
        """Look for work now; a lane that pauses does so only `at_once`."""
        if at_once:
            self._troubles = 0
            self._at_once = True
        elif self._troubles:
            return
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                self._woken.clear()
                self._at_once = False
                try:
                    wait = await self._work()
                except DatabaseError as err:
                    LOGGER.debug("The work list cannot be used: %s", err)
                    wait = self._rest()
                self._sleep(wait)
                await self._woken.wait()
        finally:
            self._stop()

    async def _work(self) -> float | None:
        """Do what is due; gives the seconds until there is more to do, None for nothing."""
        if not self._may_work():
            return None
        now = self._now()
        due = await self._database.read(
            lambda connection: work.due(
                connection, self._kinds, now, key=self._key, most=self._most
            )
        )
        if due and (trouble := await self._do(due)):
            LOGGER.debug("Work has to wait: %s", trouble)
            return self._rest()
        self._troubles = 0
        now = self._now()
        time = await self._database.read(
            lambda connection: work.next_time(connection, self._kinds, now, key=self._key)
        )
        return None if time is None else max(0.0, time - self._now())

    async def _do(self, due: list[Work]) -> str:
        """Have work done and the list kept; gives what kept it from being done, or nothing."""
        try:
            handled = await self._handle(due)
        except DatabaseError as err:
            return str(err)
        except Exception as err:  # noqa: BLE001 - a fault of ours must not end the work for ever
            log_fault("Unexpected error in the work on labels", err)
            handled = Handled(failed=[(entry, OurFaultError().plain) for entry in due])
        now = self._now()

        def keep(connection: Connection) -> None:
            work.done(connection, handled.done)
            for entry, error in handled.failed:
                work.put_back(connection, [entry], error, now)

        if handled.done or handled.failed:
            await self._database.write(keep)
        return handled.trouble

    def _rest(self) -> float:
        """Give the pause after a failure that concerns all work: each is longer.

        What came meanwhile waits, too.
        """
        if not self._at_once:
            self._woken.clear()
        self._troubles += 1
        return pause_after(self._troubles, first=FIRST_PAUSE, longest=LONGEST_PAUSE, growth=3)

    def _now(self) -> float:
        """The time; not before that for which the timer was set, whatever the clock shows."""
        return max(dt_util.utcnow().timestamp(), self._alarm)

    @callback
    def _sleep(self, wait: float | None) -> None:
        self._stop()
        self._alarm = 0.0
        if wait is not None:
            alarm = self._now() + wait

            @callback
            def ring(_now: datetime) -> None:
                self._timer = None
                self._alarm = alarm
                self._woken.set()

            self._timer = async_call_later(self._hass, wait, ring)

    @callback
    def _stop(self) -> None:
        if self._timer:
            self._timer()
            self._timer = None
