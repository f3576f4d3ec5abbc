"""Holds what the entities of people show, and tells each of a change that concerns it.

Who is known is read whenever the state of the Plex server is. How many titles people want is worked
out beside all else, anew for those alone about whom something changed, and with a pause behind it.
"""

import asyncio
from collections.abc import Callable, Mapping
from itertools import batched

from homeassistant.core import CALLBACK_TYPE, callback

from .const import LOGGER
from .core.model import Person
from .core.phrase import Phrase
from .faults import log_fault
from .people_state import Known, PersonState, read_known, states_of
from .state import uncounted, wanted
from .state.database import Database, DatabaseError
from .state.wanted import TitleCounts

_LEAST_PAUSE = 1.0
_PAUSE = 20
"""So many times as long as counting took nobody counts again: it takes up a twentieth at most."""

_AT_ONCE = 20
"""How many people are counted, or their entities written, before others have their turn."""


class People:
    """The people of one Plex server.

    `shown` are the ids of those who have a device: all who are known, and until every source was
    read, whoever was before. `unread` gives whose watchlists cannot be read, and why, `read` the
    ids of those whose could be. `are_due`: some are yet to be read for the first time since the
    start.
    """

    def __init__(self, database: Database) -> None:
        self.known = Known()
        self.states: Mapping[str, PersonState] = {}
        self.shown: frozenset[str] = frozenset()
        self.unread: Callable[[], Mapping[Person, Phrase]] = dict
        self.read: Callable[[], frozenset[str]] = frozenset
        self.are_due: Callable[[], bool] = bool
        self._database = database
        self._counts: dict[str, TitleCounts] = {}
        self._counted: Mapping[str, str] = {}
        self._uncounted: set[str] = set()
        self._to_count = asyncio.Event()
        self._writers: dict[str, set[CALLBACK_TYPE]] = {}
        self._followers: list[CALLBACK_TYPE] = []

    @callback
    def is_left_out(self, person: Person) -> bool:
        """Whether a person, as a source knows them, gets no labels."""
        return person.id in self.known.choices.left_out

    async def begin(self) -> None:
        """Read who is known, before anything else. Raises `DatabaseError`."""
        self.known = await self._database.read(read_known)
        self.states = self._states()
        self.shown = frozenset(self.states)

    async def refresh(self) -> None:
        """Show who is known now, and have titles counted; what cannot be read changes nothing."""
        try:
            self.known = await self._database.read(read_known)
        except DatabaseError as err:
            LOGGER.debug("The people cannot be read: %s", err)
            return
        await self._show()
        self._to_count.set()

    async def count(self) -> None:
        """Count whenever something changed, until cancelled."""
        self._to_count.set()
        loop = asyncio.get_running_loop()
        while True:
            await self._to_count.wait()
            self._to_count.clear()
            started = loop.time()
            await self._count()
            await asyncio.sleep(max(_LEAST_PAUSE, _PAUSE * (loop.time() - started)))

    @callback
    def on_change(self, follow: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call when people come, go, or are called otherwise; gives what ends that."""
        self._followers.append(follow)
        return lambda: self._followers.remove(follow)

    @callback
    def on_state(self, person: str, write: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call when something about a person changed; gives what ends that."""
        writers = self._writers.setdefault(person, set())
        writers.add(write)
        return lambda: writers.discard(write)

    async def _count(self) -> None:
        """Count for whom anything changed; what fails is left to the next time."""
        try:
            self._note_uncounted(self.known.meant, await self._database.write(uncounted.take))
            if not self._uncounted:
                return
            for some in batched(sorted(self._uncounted), _AT_ONCE, strict=False):
                await self._count_some(frozenset(some))
        except DatabaseError as err:
            LOGGER.debug("The titles that people want cannot be counted: %s", err)
        except Exception as err:  # noqa: BLE001 - a fault of ours must not end it for ever
            log_fault("Unexpected error while the titles that people want were counted", err)
        await self._show()

    def _note_uncounted(self, meant: Mapping[str, str], changed: frozenset[str]) -> None:
        """Note who is to be counted: `changed` are ids by which sources know people.

        So is whoever is meant by other ids than when they were counted.
        """
        persons = frozenset(meant.values())
        others = {person for _, person in meant.items() ^ self._counted.items()}
        self._uncounted |= others | {meant[key] for key in changed & meant.keys()}
        self._uncounted &= persons
        self._counts = {key: found for key, found in self._counts.items() if key in persons}
        self._counted = meant

    async def _count_some(self, some: frozenset[str]) -> None:
        ids = {key: person for key, person in self._counted.items() if person in some}
        self._counts |= await self._database.survey(
            lambda connection: wanted.counts(connection, ids), in_turn=True
        )
        self._uncounted -= some

    def _states(self) -> Mapping[str, PersonState]:
        return states_of(
            self.known, self._counts, self.unread(), self.read(), are_due=self.are_due()
        )

    async def _show(self) -> None:
        before, self.states = self.states, self._states()
        different = [
            key
            for key in before.keys() | self.states.keys()
            if before.get(key) != self.states.get(key)
        ]
        shown = frozenset(self.states)
        if not self.known.is_complete:
            shown |= self.shown
        if shown != self.shown or _names(before) != _names(self.states):
            self.shown = shown
            for follow in tuple(self._followers):
                follow()
        for number, key in enumerate(different, start=1):
            for write in tuple(self._writers.get(key, ())):
                write()
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)


def _names(states: Mapping[str, PersonState]) -> dict[str, str]:
    return {key: state.name for key, state in states.items()}
