"""When the scheduled full sync is due: once on each chosen day, whatever the clocks do that day."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from msgspec import Struct

_DAYS = 8
"""Days to look at, so that each day of the week is among them, and one more for odd ones."""


class Schedule(Struct, frozen=True):
    """A time of day on some weekdays (0: Monday), in the time zone of whoever asks.

    A time that clocks skip comes as much later that day as they are put forward; of one that they
    show twice the first counts.
    """

    at: time
    days: frozenset[int]

    def last(self, now: datetime) -> datetime | None:
        """Give when it was due last, in UTC; `now` is in the user's time zone."""
        return max((due for due in self._around(now) if due <= now.astimezone(UTC)), default=None)

    def next(self, now: datetime) -> datetime | None:
        """Give when it is due next, in UTC; `now` is in the user's time zone."""
        return min((due for due in self._around(now) if due > now.astimezone(UTC)), default=None)

    def _around(self, now: datetime) -> Iterator[datetime]:
        for days in range(-_DAYS, _DAYS + 1):
            day = now.date() + timedelta(days=days)
            if day.weekday() in self.days:
                yield datetime.combine(day, self.at, now.tzinfo).astimezone(UTC)
