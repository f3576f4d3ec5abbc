"""What a loaded config entry is made of."""

from collections.abc import Sequence
from sqlite3 import Connection

from msgspec import Struct

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant

from ..const import DOMAIN
from ..coordinator import SyncCoordinator
from ..core.model import Person, ReasonKind
from ..core.person_name import NameFault, name_fault
from ..state import claims, people, requests
from ..state.database import Database
from ..sync.engine import Engine
from .live import LiveChannel
from .plex_events import PlexEvents
from .polls import InstancePoll, Poll
from .worker import Worker


class Runtime(Struct, frozen=True):
    """The parts of a loaded config entry."""

    database: Database
    engine: Engine
    coordinator: SyncCoordinator
    worker: Worker
    polls: Sequence[Poll]
    events: PlexEvents
    channels: Sequence[LiveChannel]

    @property
    def instances(self) -> dict[str, InstancePoll]:
        """The polls of Radarrs, Sonarrs and Seerrs, by the id of their subentries."""
        return {
            poll.subentry.subentry_id: poll for poll in self.polls if isinstance(poll, InstancePoll)
        }

    async def people(self) -> dict[str, Person]:
        """Give all who are known, by id: to the sources, and for requests that were made here.

        Raises `DatabaseError`.
        """
        return await self.database.read(everybody)

    async def name_fault(self, person: str, name: str) -> NameFault | None:
        """Give what is wrong with a name for the labels of somebody who is known, if anything.

        Raises `DatabaseError`.
        """
        tags = await self.database.read(instances_by_tag)
        known = self.coordinator.people.known
        policy = self.engine.context.policy.choosing(known.choices)
        return name_fault(name, known.people[person], known.people.values(), policy, tags)


def everybody(connection: Connection) -> dict[str, Person]:
    """Give all who are known, by id: to the sources, and for requests that were made here."""
    return requests.people(connection) | people.everybody(connection)


def instances_by_tag(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Give the tags that titles have, each with the names of the instances that have it."""
    names = claims.names(connection)
    found: dict[str, tuple[str, ...]] = {}
    for reason in sorted(claims.reasons(connection)):
        if reason.kind is ReasonKind.TAG:
            instance = names.get(reason.source, reason.source)
            found[reason.subject] = (*found.get(reason.subject, ()), instance)
    return found


type SyncConfigEntry = ConfigEntry[Runtime]


def runtime_of(hass: HomeAssistant, entry_id: str) -> Runtime | None:
    """Give the parts of a config entry; None while it is not set up, or is not ours."""
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN or entry.state is not ConfigEntryState.LOADED:
        return None
    runtime: Runtime = entry.runtime_data
    return runtime
