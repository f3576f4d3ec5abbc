"""Follows what happens: collects what is new for a moment, then has one scoped run go after it.

Whoever hears something calls in here: sources, webhooks, Plex's notifications, the queue's clock.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..core.model import Source
from ..sources.reader import Wishes
from ..sync.scope import News
from .errand import Errand

if TYPE_CHECKING:
    from ..coordinator import SyncCoordinator

_WAIT = 0.1


class Follower:
    """Collects news and has runs go after them; of each source the newest answer counts."""

    def __init__(self, hass: HomeAssistant, coordinator: SyncCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._wishes: dict[Source, Wishes] = {}
        self._news = News()
        self._clock: Callable[[], None] | None = None
        entry = coordinator.config_entry
        self._errand = Errand(hass, entry, "follow", self._follow, wait=_WAIT)
        entry.async_on_unload(self._stop)

    @callback
    def hear_source(self, wishes: Wishes) -> None:
        """Take in what a source said."""
        self._wishes[wishes.source] = wishes
        self._errand.ask()

    @callback
    def hear(self, news: News) -> None:
        """Take in what is to be looked at; nothing at all makes it look at what is pending."""
        self._news |= news
        self._errand.ask()

    async def _follow(self) -> bool:
        self._stop()
        done = await self._coordinator.async_follow(self)
        if done:
            self.watch_queue()
        return done

    @callback
    def collect(self) -> tuple[News, tuple[Wishes, ...]]:
        """Hand over what was collected, to be called when its run begins and not earlier.

        Until then a newer answer of a source takes the place of an older one.
        """
        wishes, self._wishes = tuple(self._wishes.values()), {}
        news, self._news = self._news, News()
        return news, wishes

    @callback
    def keep(self, news: News) -> None:
        """Take back news that could not be gone after; they wait for the next run."""
        self._news |= news

    @callback
    def watch_queue(self) -> None:
        """Look for imported titles in Plex when their time comes, if labels may follow then."""
        self._stop()
        if not self._coordinator.may_follow:
            return
        times = [one.next_attempt for one in self._coordinator.store.queue or ()]
        if due := [time for time in times if time is not None]:
            wait = max(0.0, min(due) - dt_util.utcnow().timestamp())
            self._clock = async_call_later(self._hass, wait, self._seek)

    @callback
    def _seek(self, _now: datetime) -> None:
        self._clock = None
        now = dt_util.utcnow().timestamp()
        due = (one for one in self._coordinator.store.queue or () if one.is_due(now))
        self.hear(News(seek=frozenset(one.media_type for one in due)))

    @callback
    def _stop(self) -> None:
        if self._clock:
            self._clock()
            self._clock = None
