"""When the webhooks in instances are looked after, and what becomes of it: issues and the log."""

from asyncio import gather
from datetime import timedelta

from homeassistant.const import CONF_WEBHOOK_ID, EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started

from ..clients.errors import (
    AuthError,
    BusyError,
    CannotConnectError,
    ServerFaultError,
    ServiceError,
)
from ..clients.http import Patience
from ..clients.seerr.webhook import SettingsRefusedError, SlotTakenError
from ..const import DOMAIN, LOGGER
from ..core.work import Work, WorkKind
from ..follow.lane import Handled, Lane
from ..follow.notes import Notes
from ..follow.runtime import SyncConfigEntry
from ..issues.report import (
    NO_HOME_ASSISTANT_URL,
    WEBHOOK_REFUSED,
    WEBHOOK_SLOT_TAKEN,
    WEBHOOK_UNREACHABLE,
    report_webhook,
)
from ..reasons import Words
from .delivery import NotArrivedError, keep_arriving, wake
from .home_address import home_address
from .instance_webhook import Instance, UnreachableError, hook_of, instances_of
from .pending_removals import REMOVED_LATE
from .way import WebhookWay, way_of

_EVERY = timedelta(days=1)
_WAIT = 0.1

_PATIENCE = Patience(tries=1, answer=120)
"""A Radarr or Sonarr answers when its test has ended, and waits 100 s for that (`HttpRequest`)."""

_POLLS_TELL = (AuthError, BusyError, CannotConnectError, ServerFaultError)
"""What an instance's polls meet as well, and say."""


@callback
def start_registration(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Look after the webhooks once Home Assistant runs, each day, and when its address changes."""
    runtime = entry.runtime_data
    registrations = {
        key: Registration(hass, entry, instance) for key, instance in instances_of(entry).items()
    }

    async def handle(due: list[Work]) -> Handled:
        there = registrations.keys() & entry.subentries.keys()
        known = [work for work in due if work.key in there]
        checks = await gather(*(registrations[work.key].check() for work in known))
        return Handled(
            done=[work for work in due if work.key not in there]
            + [work for work, done in zip(known, checks, strict=True) if done],
            failed=[
                (work, "the webhook is not as it should be")
                for work, done in zip(known, checks, strict=True)
                if not done
            ],
        )

    lane = Lane(hass, runtime.database, [WorkKind.REGISTRATION], handle, may_work=lambda: True)
    notes = Notes(hass, entry, runtime.database, lane.wake)

    @callback
    def ask(_: object) -> None:
        for key in registrations:
            notes.note(WorkKind.REGISTRATION, key, wait=_WAIT)

    @callback
    def ask_for(webhook_id: str) -> None:
        for key, one in registrations.items():
            if one.webhook_id == webhook_id:
                notes.note(WorkKind.REGISTRATION, key, wait=_WAIT)

    @callback
    def start(hass: HomeAssistant) -> None:
        entry.async_create_background_task(
            hass, lane.run(), f"{DOMAIN} webhooks", eager_start=False
        )
        ask(hass)
        entry.async_on_unload(async_track_time_interval(hass, ask, _EVERY))
        entry.async_on_unload(hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, ask))
        entry.async_on_unload(async_dispatcher_connect(hass, REMOVED_LATE, ask_for))

    entry.async_on_unload(async_at_started(hass, start))


class Registration:
    """Sees that an instance keeps its webhook, or none where the user does not want that."""

    def __init__(self, hass: HomeAssistant, entry: SyncConfigEntry, instance: Instance) -> None:
        self._hass = hass
        self._entry_id = entry.entry_id
        self._instance = instance
        self._way = way_of(instance.kind, instance.data)
        self._hook = hook_of(hass, instance, _PATIENCE)
        self._logged = ""
        self.webhook_id: str = instance.data[CONF_WEBHOOK_ID]
        self.failure: ServiceError | None = None
        """Why the last check came to nothing, as far as it was the instance's doing."""

    async def check(self) -> bool:
        """Set right what is not; gives whether all is as it should be."""
        self.failure = None
        try:
            done = await self._set_right()
        except SettingsRefusedError as err:
            self.failure = err
            self._report(WEBHOOK_REFUSED, said=err.words or self._worded(err))
            return False
        except ServiceError as err:
            self.failure = err
            if self._way is not WebhookWay.AUTOMATIC:
                self._report(None)
            self._log(err)
            return False
        self._logged = ""
        return done

    async def _set_right(self) -> bool:
        if self._way is WebhookWay.AUTOMATIC:
            return await self._keep()
        await self._hook.withdraw()
        self._report(None)
        if self._way is WebhookWay.MANUAL:
            await wake(self._hass, self._instance, self._hook)
        return True

    async def _keep(self) -> bool:
        base = home_address(self._hass, self._instance.data)
        if base is None:
            self._report(NO_HOME_ASSISTANT_URL)
            return False
        try:
            await keep_arriving(self._hass, self._instance, self._hook, base)
        except UnreachableError as err:
            self.failure = err
            self._report(WEBHOOK_UNREACHABLE, url=base, said=self._worded(err))
            return False
        except NotArrivedError as err:
            self.failure = err
            self._report(WEBHOOK_UNREACHABLE, url=base, sender=err.sender)
            return False
        except SlotTakenError as err:
            self.failure = err
            self._report(WEBHOOK_SLOT_TAKEN)
            return False
        self._report(None)
        return True

    @callback
    def _worded(self, err: ServiceError) -> str:
        return Words.of(self._hass).reason(err.why)

    @callback
    def _report(self, key: str | None, **about: str) -> None:
        about["name"] = self._instance.title
        report_webhook(self._hass, self._entry_id, self._instance.id, key, about)

    @callback
    def _log(self, err: ServiceError) -> None:
        """Warn once of a trouble that nothing else tells of."""
        said = err.plain
        warn = LOGGER.debug if isinstance(err, _POLLS_TELL) else LOGGER.warning
        if said != self._logged:
            warn("Cannot maintain the webhook in %s: %s", self._instance.title, said)
        self._logged = said
