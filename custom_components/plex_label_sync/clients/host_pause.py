"""The pause that a busy host gets: all requests to it keep it, and it grows while it stays busy."""

from time import monotonic

from ..core.pauses import pause_after

LONGEST = 3600.0
"""The most seconds for which a host is left in peace, whatever it asks for."""

_LONGEST_GROWN = 600.0
_CALM = 60.0


class HostPause:
    """One pause for all requests to a host, in seconds; the first without a time is `first`.

    Each time that the host is busy again the next one is twice as long, up to ten minutes. One that
    was not busy since the last pause, for as long as that took and a minute at least, begins anew:
    single answers in between are what a host gives that counts our requests.
    """

    def __init__(self, first: float) -> None:
        self._first = first
        self._times = 0
        self._grown = 0.0
        self._made = 0.0
        self._until = 0.0

    @property
    def left(self) -> float:
        """How long the host is still to be left in peace; 0 when it may be asked."""
        return max(0.0, self._until - monotonic())

    def make(self, sent: float, asked_for: float | None, spread: float) -> float:
        """Pause because of a request that was `sent` then and met a busy host; gives how long.

        `asked_for` is the pause that the host wants; `spread` lengthens or shortens our own. A
        request that was on its way when the last pause was made does not let it grow.
        """
        now = monotonic()
        if now - self._until > max(self._grown, _CALM):
            self._times, self._grown = 0, 0.0
        if sent >= self._made or not self._grown:
            self._times += 1
            self._grown = pause_after(self._times, first=self._first, longest=_LONGEST_GROWN)
        pause = max(self._grown * spread, asked_for or 0.0)
        self._made = now
        self._until = max(self._until, now + min(pause, LONGEST))
        return pause
