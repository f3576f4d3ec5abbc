"""Everybody whom a run asks, and who is who of those whom it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection

from ..clients.plex.client import PlexServer
from ..clients.plextv.client import PlexTv
from ..core.model import Person, Source
from ..state import claims, people


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers that the engine asks by itself; `machine_identifier` is the Plex server's."""

    plex: PlexServer
    machine_identifier: str
    plextv: PlexTv


@dataclass(frozen=True, slots=True)
class Names:
    """All people who are known, by id, and what each source is called."""

    people: Mapping[str, Person]
    sources: Mapping[Source, str]

    @classmethod
    def of(cls, connection: Connection) -> Names:
        """Read the names."""
        return cls(people.everybody(connection), claims.names(connection))

    def source(self, source: Source) -> str:
        """Give what a source is called."""
        return self.sources.get(source, source)
