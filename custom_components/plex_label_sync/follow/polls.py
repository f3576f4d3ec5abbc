"""One poll for each source: it is asked in its time, and what it says is taken in at once."""

from abc import abstractmethod
import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from ..clients.arr.client import News, TaggedRow
from ..clients.errors import AuthError, BusyError, OurFaultError, ServiceError
from ..clients.images import Image, Images
from ..const import DOMAIN, LOGGER
from ..core.model import Source, Title
from ..core.pauses import pause_after
from ..core.work import LONGEST_PAUSE
from ..faults import log_fault
from ..issues.private_lists import report_private
from ..issues.report import report_access, report_silence
from ..sources.reader import Reader, Wishes
from ..sources.requests import RequestReader
from ..sources.tags import Rereading, TagReader
from ..state.database import DatabaseError

type Take = Callable[[Wishes], Awaitable[None]]
"""Takes in what a source says, whenever it is asked."""

_WHILE_LIVE = timedelta(minutes=8)
"""How often an instance is polled that tells of changes: older versions tell of no bulk edits."""

_LEAST_PAUSE = 60.0
_LONGEST_ASKED_FOR = 86_400.0
_TMDB = "tmdb://"


class Poll(DataUpdateCoordinator[Wishes]):
    """Polls one source; a full sync asks through it at once, so that it counts as a poll."""

    config_entry: ConfigEntry[Any]

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        reader: Reader,
        *,
        name: str,
        every: timedelta | None,
        take: Take,
    ) -> None:
        """`every` is the time between polls, None for a source that tells itself when it changes.

        A source that fails is asked again after pauses that grow to ten minutes. `take` is given
        every answer, failures included. `latest` is the last one, `asked` when that was.
        """
        super().__init__(
            hass, LOGGER, config_entry=entry, name=f"{DOMAIN} {name}", update_interval=every
        )
        self.reader = reader
        self.take = take
        self.latest: Wishes | None = None
        self.asked: datetime | None = None
        self._called = name
        self._fresh: Wishes | None = None
        self._asking = asyncio.Lock()
        self._begun = 0
        self._every = every
        self._failures = 0

    @property
    def source(self) -> Source:
        """The source, or the one above all that this reads."""
        return self.reader.source

    async def read(self) -> Wishes:
        """Read all of it now. A server that fails is told in the answer."""
        self._fresh = None
        await self.async_refresh()
        return self._fresh or await self.reader.read()

    async def read_about(self, _titles: frozenset[Title], /) -> Wishes:
        """Ask about some titles; who cannot tell of them alone is read whole.

        What is asked for while the source is read begins after that, and then serves all who wait.
        """
        came = self._begun
        async with self._asking:
            if self._begun > came and self.latest:
                return self.latest
            self._begun += 1
            return await self.read()

    async def try_about(self, _titles: frozenset[Title], /) -> Wishes:
        """Ask as `read_about` does, and keep nothing of the answer."""
        return await self.reader.read()

    @override
    async def _async_update_data(self) -> Wishes:
        try:
            wishes = await self._ask()
        except Exception as err:  # noqa: BLE001 - a fault of ours in one source stops no other
            # Home Assistant would log what it says.
            log_fault(f"Unexpected error in {self.name}", err)
            error = OurFaultError()
            wishes = Wishes.none(self.source, self._called, error)
        try:
            await self._note(wishes)
        except DatabaseError as err:
            raise UpdateFailed(str(err)) from err
        if failure := wishes.failure:
            self._failures += 1
            raise UpdateFailed(failure.plain, retry_after=self._pause(failure)) from failure
        self._go_on(wishes)
        return wishes

    async def _ask(self) -> Wishes:
        """Ask the source, as a poll does."""
        return await self.reader.read()

    def _pause(self, failure: ServiceError) -> float | None:
        """Give the seconds until it is asked again that failed: each pause is longer."""
        if self._every is None:
            return None
        every = self._every.total_seconds()
        grown = pause_after(self._failures, first=every, longest=max(every, LONGEST_PAUSE))
        wanted = failure.retry_after if isinstance(failure, BusyError) else None
        return min(max(grown, wanted or 0.0), _LONGEST_ASKED_FOR)

    def _go_on(self, wishes: Wishes) -> None:
        """Ask again in the usual time, or earlier for the rest that a busy server left."""
        self._failures = 0
        self.update_interval = self._every
        if self._every and wishes.rest_after is not None:
            rest = timedelta(seconds=max(_LEAST_PAUSE, wishes.rest_after))
            self.update_interval = min(self._every, rest)

    async def _note(self, wishes: Wishes) -> None:
        self._fresh = self.latest = wishes
        self.asked = dt_util.utcnow()
        await self.take(wishes)


class FriendsPoll(Poll):
    """Polls the watchlists of all friends, and tells who hides theirs."""

    @override
    async def _note(self, wishes: Wishes) -> None:
        if wishes.failure is None:
            report_private(self.hass, self.config_entry.entry_id, wishes.troubles)
        await super()._note(wishes)


class InstancePoll(Poll):
    """Polls a Radarr, Sonarr or Seerr; when its last webhook came is noted here, too."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        reader: Reader,
        *,
        every: timedelta,
        take: Take,
    ) -> None:
        super().__init__(hass, entry, reader, name=subentry.title, every=every, take=take)
        self.subentry = subentry
        self.last_webhook: datetime | None = None

    @property
    @abstractmethod
    def version(self) -> str:
        """The application's version as it said last, or empty."""

    @callback
    def note_webhook(self) -> None:
        """Remember that a webhook came."""
        self.last_webhook = dt_util.utcnow()
        report_silence(self.hass, self.config_entry.entry_id, self.subentry, silent=False)
        self.async_update_listeners()

    @callback
    def take_up_webhook(self, came: datetime) -> None:
        """Take up when the last webhook came before this was made, unless one came since."""
        self.last_webhook = self.last_webhook or came

    @override
    async def _note(self, wishes: Wishes) -> None:
        rejected = isinstance(wishes.failure, AuthError)
        if rejected or wishes.failure is None:
            report_access(self.hass, self.config_entry, self.subentry, rejected=rejected)
        await super()._note(wishes)


class RequestPoll(InstancePoll):
    """Polls a Seerr: it is read whole only if something changed, or when it is to be read now."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        reader: RequestReader,
        *,
        every: timedelta,
        take: Take,
    ) -> None:
        super().__init__(hass, entry, subentry, reader, every=every, take=take)
        self._requests = reader
        self._readings = 0

    @property
    @override
    def version(self) -> str:
        """The application's version as it said last, or empty."""
        return self._requests.seerr.version

    async def ask_version(self) -> None:
        """Ask for the version, which may take minutes (see `Seerr.ask_version`).

        Raises a `ServiceError`.
        """
        await self._requests.seerr.ask_version()
        self.async_update_listeners()

    @override
    async def read(self) -> Wishes:
        """Read all requests now; a poll that falls into that time does so, too."""
        self._readings += 1
        try:
            return await super().read()
        finally:
            self._readings -= 1

    def title_of(self, request: int) -> Title | None:
        """Give the title of a request, by its number; None when it was no wish when last read."""
        return self._requests.title_of(request)

    async def poster(self, title: Title, images: Images) -> Image | None:
        """Give the poster of a title: Seerr knows where TMDB has it. Raises a `ServiceError`."""
        for guid in sorted(title.guids):
            if guid.startswith(_TMDB):
                number = guid.removeprefix(_TMDB)
                path = await self._requests.seerr.poster_path(title.media_type, number)
                return await images.of_tmdb(path) if path else None
        return None

    @override
    async def _ask(self) -> Wishes:
        return await (self._requests.read() if self._readings else self._requests.poll())


class ArrPoll(InstancePoll):
    """Polls a Radarr or Sonarr, and asks it about single titles.

    While its channel is `live`, which tells of changes, it is polled rarely, and taken for the same
    instance as at the first poll since: a restart would have closed the channel.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        reader: TagReader,
        *,
        every: timedelta,
        take: Take,
    ) -> None:
        super().__init__(hass, entry, subentry, reader, every=every, take=take)
        self._tags = reader
        self.live = False
        self._channels = 0
        self._sure_of = 0

    @property
    @override
    def version(self) -> str:
        """The application's version as it said last, or empty."""
        return self._tags.arr.version

    @callback
    def show_live(self, live: bool) -> None:
        """Take in that a channel is relied on, or gone; whoever says so polls what was missed."""
        self.live = live
        self._channels += 1

    def news(self, row: TaggedRow) -> News:
        """Give what a title that is told of has to say beyond what was read (see `Arr.news`).

        What is being read just now may be older than that.
        """
        return News.TITLE if self._tags.is_reading else self._tags.arr.news(row)

    async def poster(self, title: Title) -> Image | None:
        """Give the poster of a title as the instance keeps it. Raises a `ServiceError`."""
        return await self._tags.arr.poster(title)

    async def imports(self, since: datetime) -> tuple[datetime, ...]:
        """Give when the instance imported something since a time. Raises a `ServiceError`."""
        return await self._tags.arr.imports(since)

    @override
    async def _ask(self) -> Wishes:
        channel = self._channels
        wishes = await self._tags.read(is_same=self.live and channel == self._sure_of)
        if wishes.failure is None:
            self._sure_of = channel
        return wishes

    @override
    def _go_on(self, wishes: Wishes) -> None:
        super()._go_on(wishes)
        if self.live:
            self.update_interval = _WHILE_LIVE

    @override
    async def read_about(self, titles: frozenset[Title], /) -> Wishes:
        """Ask about some titles. Raises `DatabaseError`."""
        return self._told_of(await self.reread(frozenset(), titles))

    @override
    async def try_about(self, titles: frozenset[Title], /) -> Wishes:
        """Ask as `read_about` does, and keep nothing of the answer."""
        return self._told_of(await self._tags.reread(frozenset(), titles))

    def _told_of(self, rereading: Rereading) -> Wishes:
        """Give what came of it; what the instance cannot tell of a title is unknown."""
        failure = next(iter(rereading.failed.values()), None)
        if failure is None:
            return rereading.wishes
        return Wishes.none(self.source, self._tags.name, failure)

    async def reread(self, ids: frozenset[int], about: frozenset[Title] = frozenset()) -> Rereading:
        """Read some titles anew, by the instance's own ids and those that it is asked `about`.

        Raises `DatabaseError`.
        """
        rereading = await self._tags.reread(ids, about)
        await self._note(rereading.wishes)
        if rereading.wishes.failure is None:
            self._go_on(rereading.wishes)
            self.async_set_updated_data(rereading.wishes)
        return rereading
