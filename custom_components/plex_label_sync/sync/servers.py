"""Everybody whom a run asks, and who is who of those whom it tells of."""

from collections.abc import Mapping
from sqlite3 import Connection

from msgspec import Struct, field

from ..clients.plex.client import PlexServer
from ..clients.plextv.client import PlexTv
from ..core.choices import Choices
from ..core.model import Person, Source
from ..core.people import unified
from ..core.policy import Policy, Wording
from ..state import choices, claims, people


class Servers(Struct, frozen=True):
    """The servers that the engine asks by itself; `machine_identifier` is the Plex server's."""

    plex: PlexServer
    machine_identifier: str
    plextv: PlexTv


class Names(Struct, frozen=True):
    """All people who are known, by id, what sources are called, and what was chosen for people."""

    people: Mapping[str, Person]
    sources: Mapping[Source, str]
    choices: Choices = field(default_factory=Choices)

    @classmethod
    def of(cls, connection: Connection) -> Names:
        """Read the names."""
        return cls(people.everybody(connection), claims.names(connection), choices.of(connection))

    def left_out(self) -> frozenset[str]:
        """Give all ids of those who get no labels, as the user chose."""
        meant = unified(self.people.values())
        return frozenset(key for key, one in meant.items() if one.id in self.choices.left_out)

    def source(self, source: Source) -> str:
        """Give what a source is called."""
        return self.sources.get(source, source)

    def wording(self, policy: Policy) -> Wording:
        """Give what words reasons by the options and what was chosen for people now."""
        return policy.choosing(self.choices).wording(self.people, self.sources)
