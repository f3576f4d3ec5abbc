"""Tells what a run came to: it is kept, shown, logged, and becomes repair issues and events."""

import asyncio
from collections.abc import Callable, Mapping
from copy import replace
from sqlite3 import Connection
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..activity import tell_activity, tell_arrivals
from ..const import LOGGER, PICTURE_PATH
from ..coordinator import SyncCoordinator
from ..core.cause import Cause
from ..core.phrase import Phrase
from ..issues.report import (
    has_reserved_labels,
    is_asked_about_removals,
    report_harm,
    report_held,
    report_outcome,
    report_storage,
)
from ..options import policy_from
from ..state import arrivals, claims, runs, settings
from ..state.database import Database, DatabaseError
from ..sync.outcome import Outcome
from ..sync.planning import question
from ..sync.problem import ProblemKind
from ..sync.report import reserved_labels
from ..sync.servers import Names

SETTLED_AFTER = 10.0
"""Seconds after the start in which automations begin to listen."""

_LINK = "https://app.plex.tv/desktop/#!/server/{server}/details?key=%2Flibrary%2Fmetadata%2F{key}"

_OF_ITEMS = {ProblemKind.ITEMS_UNREAD, ProblemKind.EDITS}
"""Troubles of single items, each of which is tried again for itself."""


class Teller:
    """Tells of the runs of one Plex server; `outcomes` are the last ones, full or not."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        database: Database,
        coordinator: SyncCoordinator,
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._database = database
        self._coordinator = coordinator
        self._logged: dict[bool, str] = {}
        self.outcomes: dict[bool, Outcome] = {}

    async def tell(
        self, outcome: Outcome, *, full: bool, by: Cause | None, terms: str = ""
    ) -> None:
        """Tell of a run that ended, and `by` what it was started; `terms` are those of a full one.

        What cannot be kept is shown all the same.
        """
        now = dt_util.utcnow()
        libraries = sorted(policy_from(self._entry.options).libraries or ())

        def keep(connection: Connection) -> None:
            if settings.get(connection, settings.LIBRARIES, libraries) != libraries:
                # What another choice of libraries lets in was in Plex before.
                arrivals.take(connection)
            if full and outcome.went_through:
                settings.put(connection, settings.LIBRARIES, libraries)
            _keep_run(connection, outcome, full=full, by=by, now=now.timestamp())
            _keep(connection, outcome, full=full, terms=terms, now=now.timestamp())

        try:
            await self._database.write(keep)
        except DatabaseError as err:
            LOGGER.debug("What a run came to cannot be kept: %s", err)
        await self._coordinator.refresh()
        if full and outcome.has(ProblemKind.STORAGE):
            self._coordinator.show_unsaved(outcome, now)
        self._log(outcome, full=full)
        report_harm(self._hass, self._entry.entry_id, self._coordinator.data.harm)
        report_storage(self._hass, self._entry.entry_id, outcome.of(ProblemKind.STORAGE))
        if not full:
            outcome = await self._with_reserved(outcome)
        asks = outcome.holds or is_asked_about_removals(self._hass, self._entry.entry_id)
        # Labels that Plex dropped come first: the next run asks about what was held back.
        if (full or asks) and not outcome.has(ProblemKind.LABELS_LOST):
            await self.renew_question(lambda _: None)
        report_outcome(self._hass, self._entry.entry_id, outcome, full=full)
        arrived = await self._arrived()
        tell_activity(self._hass, self._entry.entry_id, outcome, arrived, full=full)

    async def tell_what_arrived(self) -> None:
        """Tell which titles arrived before a restart that came before they could be told of."""
        await asyncio.sleep(SETTLED_AFTER)
        tell_arrivals(self._hass, self._entry.entry_id, await self._arrived())

    async def _arrived(self) -> list[dict[str, Any]]:
        """Give the titles that arrived, to be told at once: they are not given again."""
        try:
            if not await self._database.read(arrivals.count):
                return []
            # So that not even a power failure has them told twice.
            arrived = await self._database.write(arrivals.take, durable=True)
        except DatabaseError as err:
            LOGGER.debug("What arrived cannot be read: %s", err)
            return []
        return [self._with_addresses(arrival) for arrival in arrived]

    def _with_addresses(self, arrival: dict[str, Any]) -> dict[str, Any]:
        """Give an arrival with where its poster is, and what opens it in Plex."""
        entry, key = self._entry, arrival["rating_key"]
        return {
            **arrival,
            "picture": PICTURE_PATH.format(entry_id=entry.entry_id, rating_key=key),
            "link": _LINK.format(server=entry.unique_id, key=key),
        }

    async def _with_reserved(self, outcome: Outcome) -> Outcome:
        """Give the outcome of a run of some titles with all labels that are reserved.

        They are looked for where the run met one, or that was raised before.
        """
        if not outcome.reserved and not has_reserved_labels(self._hass, self._entry.entry_id):
            return replace(outcome, reserved=None)
        policy = policy_from(self._entry.options)

        def look(connection: Connection) -> Mapping[str, tuple[str, ...]]:
            return reserved_labels(claims.reasons(connection), Names.of(connection), policy)

        try:
            return replace(outcome, reserved=await self._database.read(look))
        except DatabaseError as err:
            LOGGER.debug("Which labels are reserved cannot be read: %s", err)
            return replace(outcome, reserved=None)

    async def renew_question[T](self, ask: Callable[[Connection], T]) -> T | None:
        """Let what the user is asked be what is still to be answered now, whatever runs met.

        Gives what `ask` reads in the same moment; None where nothing can be read.
        """
        try:
            held, more = await self._database.read(lambda one: (question(one), ask(one)))
        except DatabaseError as err:
            LOGGER.debug("What the user is asked about cannot be read: %s", err)
            return None
        report_held(self._hass, self._entry.entry_id, held)
        return more

    def _log(self, outcome: Outcome, *, full: bool) -> None:
        """Log a trouble once, not in each run that meets it again, and without naming people."""
        LOGGER.debug("Sync ended: %s", outcome.summary)
        for conflict in outcome.of(ProblemKind.CONFLICTING_IDS):
            LOGGER.debug("Sync met a conflict: %s", conflict.line)
        self.outcomes[full] = replace(outcome, changes=None)
        trouble = outcome.discreet_trouble
        if trouble and trouble != self._logged.get(full):
            LOGGER.warning("Sync ended %s. %s", outcome.status.value, trouble)
        self._logged[full] = trouble


def _keep_run(
    connection: Connection, outcome: Outcome, *, full: bool, by: Cause | None, now: float
) -> None:
    """Keep a run for the history; one of some titles that changed nothing is left out.

    So is one that met the trouble of an item once more: that is tried for as long as it takes.
    """
    is_news = any(
        by is not Cause.RETRY or trouble.kind not in _OF_ITEMS for trouble in outcome.troubles
    )
    if not (full or outcome.added or outcome.removed or is_news):
        return
    problems = [one.as_dict for one in outcome.troubles]
    run = {**outcome.numbers, "full": full, "started_by": by, "problems": problems}
    runs.add(connection, run, now)


def _keep(connection: Connection, outcome: Outcome, *, full: bool, terms: str, now: float) -> None:
    lost = outcome.of(ProblemKind.LABELS_LOST)
    if lost and not settings.harm(connection):
        settings.put(connection, settings.HARM, (lost[0].why or Phrase.said(lost[0].error)).as_dict)
    if not full:
        return
    problems = [one.as_dict for one in outcome.troubles]
    last = {
        "ended": dt_util.utc_from_timestamp(now).isoformat(),
        "status": outcome.status.value,
        "duration": round(outcome.duration, 3),
    }
    settings.put(connection, settings.LAST_SYNC, last)
    settings.put(connection, settings.LAST_PROBLEMS, problems or None)
    if outcome.went_through:
        _keep_terms(connection, outcome, terms)
        settings.put(connection, settings.SYNCED, value=True)


def _keep_terms(connection: Connection, outcome: Outcome, terms: str) -> None:
    """Remember which terms were met, and what could not be said of them by whom."""
    unknown = {problem.key for problem in outcome.of(ProblemKind.SOURCE)}
    if settings.get(connection, settings.TERMS) in {None, terms}:
        unknown &= set(settings.get(connection, settings.OWED, ()))
    settings.put(connection, settings.TERMS, terms or None)
    settings.put(connection, settings.OWED, sorted(unknown) or None)
