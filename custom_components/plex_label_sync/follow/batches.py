"""When to ask about what a live channel tells: at once, but ten times a minute on average."""

_WAIT = 0.15
"""Seconds in which more may be told that is asked about along."""

_BURST = 10
"""How many batches may begin one right after the other where there were none for a minute."""

_SECONDS_EACH = 6.0


class Batches:
    """Collects what is told into batches: a burst of ten, then one every six seconds.

    What is told before a batch begins is part of it, so nothing waits for longer than that. `keys`
    are those of the work in the last batch.
    """

    def __init__(self) -> None:
        self._last = self._paid_until = 0.0
        self.keys: set[str] = set()

    def wait(self, now: float, key: str) -> float:
        """Give how many seconds work that is told of `now` has to wait for the rest of a batch."""
        if self._last > now:
            self.keys.add(key)
            return self._last - now
        self.keys = {key}
        self._last = max(now + _WAIT, self._paid_until - (_BURST - 1) * _SECONDS_EACH)
        self._paid_until = max(self._last, self._paid_until) + _SECONDS_EACH
        return self._last - now
