"""Everybody whom a run asks, and who is who of those whom it tells of."""

from collections.abc import Collection, Mapping
from sqlite3 import Connection

from msgspec import Struct, field

from ..clients.plex.client import PlexServer
from ..clients.plextv.client import PlexTv
from ..core.choices import Choices
from ..core.model import Person, Source
from ..core.people import unified
from ..core.policy import Policy, Wording
from ..state import choices, claims, former_names, people
from ..state.former_names import FormerNames


class Servers(Struct, frozen=True):
    """The servers that the engine asks by itself; `machine_identifier` is the Plex server's."""

    plex: PlexServer
    machine_identifier: str
    plextv: PlexTv


class Names(Struct, frozen=True):
    """All people who are known, by id, what sources are called, and what was chosen for people.

    `former` are those of whom nobody tells anymore, while a label is still there for them: they
    have names where it is told why, and get no labels.
    """

    people: Mapping[str, Person]
    sources: Mapping[Source, str]
    choices: Choices = field(default_factory=Choices)
    former: FormerNames = field(default_factory=FormerNames)

    @classmethod
    def of(cls, connection: Connection) -> Names:
        """Read the names."""
        return cls(
            people.everybody(connection),
            claims.names(connection),
            choices.of(connection),
            former_names.of(connection),
        )

    def everybody(self) -> Collection[Person]:
        """Give all people who have a name, those who are not known anymore among them."""
        return {**self.former.people, **self.people}.values()

    def left_out(self) -> frozenset[str]:
        """Give all ids of those who get no labels, as the user chose."""
        meant = unified(self.people.values())
        return frozenset(key for key, one in meant.items() if one.id in self.choices.left_out)

    def source(self, source: Source) -> str:
        """Give what a source is called, or was last; its key where that was never known."""
        return self.sources.get(source) or self.former.sources.get(source, source)

    def has_name(self, source: Source) -> bool:
        """Whether it is known what a source is called, or was last."""
        return source in self.sources or source in self.former.sources

    def wording(self, policy: Policy) -> Wording:
        """Give what words reasons by the options and what was chosen for people now."""
        return policy.choosing(self.choices).wording(self.people, self.sources)
