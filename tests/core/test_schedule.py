"""When the scheduled full sync is due, whatever the clocks do, on the days that are chosen."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.schedule import Schedule

BERLIN = ZoneInfo("Europe/Berlin")
EVERY_DAY = frozenset(range(7))
ZONES = [
    *("Europe/Berlin", "America/New_York", "America/Santiago", "Asia/Beirut"),
    *("Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kolkata", "UTC"),
]
"""Among them clocks that change at midnight, and by half an hour."""


def dues(schedule: Schedule, zone: ZoneInfo, first: date, last: date) -> Iterator[datetime]:
    """Give all times in a span of days, found one after the other as by who waits for each."""
    now = datetime.combine(first, time(), zone)
    while (due := schedule.next(now)) and due.astimezone(zone).date() <= last:
        yield due
        now = due.astimezone(zone)


@pytest.mark.parametrize("zone", map(ZoneInfo, ZONES), ids=str)
@pytest.mark.parametrize("minutes", [*range(0, 241, 30), 720, 1410])
def test_it_is_due_once_on_each_day_of_a_year(zone: ZoneInfo, minutes: int) -> None:
    """Whatever time is chosen, those that clocks skip or show twice among them."""
    schedule = Schedule(time(minutes // 60, minutes % 60, 1), EVERY_DAY)
    year = date(2026, 1, 1), date(2026, 12, 31)

    days = [due.astimezone(zone).date() for due in dues(schedule, zone, *year)]

    assert days == [year[0] + timedelta(days=day) for day in range(365)]


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
    ids=["the day before", "skipped", "summer", "shown twice", "winter"],
)
def test_half_past_two_in_berlin(day: date, due: datetime) -> None:
    assert list(dues(Schedule(time(2, 30), EVERY_DAY), BERLIN, day, day)) == [due]


@given(
    at=st.times(),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - a zone is drawn
    zone=st.sampled_from(ZONES),
)
def test_now_lies_between_the_last_time_and_the_next(
    at: time, days: frozenset[int], now: datetime, zone: str
) -> None:
    """Both on chosen days."""
    schedule = Schedule(at, days)
    here = now.replace(tzinfo=ZoneInfo(zone))

    last, following = schedule.last(here), schedule.next(here)

    assert last
    assert following
    assert last <= here.astimezone(UTC) < following
    assert {one.astimezone(here.tzinfo).weekday() for one in (last, following)} <= days
    assert following - last <= timedelta(days=8)


def test_without_a_day_it_is_never_due() -> None:
    schedule, now = Schedule(time(2, 30), frozenset()), datetime(2026, 1, 1, tzinfo=BERLIN)

    assert (schedule.last(now), schedule.next(now)) == (None, None)
